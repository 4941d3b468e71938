// Time for a page of the comparison. A classic script that runs before everything else, in every
// app alike: what the page knows of the time (Date, performance.now, the stamps of events,
// setTimeout, setInterval) comes from the harness, which moves it second by second in all tabs, so
// that minutes pass in a moment and no slow machine changes an outcome. It also counts what a user
// does, and blocks the page's thread when the harness wants it hung. It knows no library.
"use strict";

{
  // Before the page has run for a while the stamps of the first events would lie before its start.
  const FIRST_MONO_MS = 100;
  // Timers that short are not about time: they let the page go on.
  const AT_ONCE_MS = 4;
  const MOST_TIMERS_AT_ONCE = 1000;
  const INPUTS = ["pointermove", "pointerdown", "keydown", "click"];

  const NativeDate = Date;
  const atLoad = window.peerStart;
  const time = { ...atLoad };
  const storage = window.localStorage;
  const setItem = Storage.prototype.setItem;
  const mono = () => FIRST_MONO_MS + time.mono - atLoad.mono;

  window.Date = new Proxy(NativeDate, {
    construct: (target, args, as) =>
      Reflect.construct(target, args.length === 0 ? [time.wall] : args, as),
    apply: () => new NativeDate(time.wall).toString(),
    get: (target, name, receiver) =>
      name === "now" ? () => time.wall : Reflect.get(target, name, receiver),
  });
  performance.now = mono;
  Object.defineProperty(Event.prototype, "timeStamp", { get: mono });

  const timers = new Map();
  let nextId = 1;

  const turns = new MessageChannel();
  const waiting = [];
  turns.port1.onmessage = () => waiting.shift()();
  /** Resolves in a later turn of the event loop, however hidden the page is. */
  const nextTurn = () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      turns.port2.postMessage(null);
    });

  function start(callback, delayMs, args, everyMs) {
    const id = nextId++;
    const delay = Number(delayMs) || 0;
    const call = typeof callback === "function" ? () => callback(...args) : () => {};
    timers.set(id, { call, dueAt: mono() + Math.max(0, delay), everyMs });
    if (everyMs === null && delay <= AT_ONCE_MS) {
      waiting.push(() => fire(id));
      turns.port2.postMessage(null);
    }
    return id;
  }

  function fire(id) {
    const timer = timers.get(id);
    if (!timer) return;
    // As in a browser: an interval that comes late is not made up for.
    if (timer.everyMs === null) timers.delete(id);
    else timer.dueAt = mono() + timer.everyMs;
    timer.call();
  }

  window.setTimeout = (callback, delayMs, ...args) => start(callback, delayMs, args, null);
  window.setInterval = (callback, delayMs, ...args) =>
    start(callback, delayMs, args, Math.max(AT_ONCE_MS + 1, Number(delayMs) || 0));
  window.clearTimeout = window.clearInterval = (id) => void timers.delete(id);

  function nextDue() {
    const due = [...timers].filter(([, { dueAt }]) => dueAt <= mono());
    due.sort(([a, { dueAt: x }], [b, { dueAt: y }]) => x - y || a - b);
    return due[0]?.[0];
  }

  async function fireDue() {
    for (let n = 0; n < MOST_TIMERS_AT_ONCE; n += 1) {
      const id = nextDue();
      if (id === undefined) return;
      fire(id);
      await nextTurn();
    }
    throw new Error("the page sets timers without an end");
  }

  function ask(path) {
    const request = new XMLHttpRequest();
    request.open("GET", path, false);
    request.send();
    Object.assign(time, JSON.parse(request.responseText));
  }

  // A page from the back/forward cache looks at the clock, then runs what was due meanwhile.
  window.addEventListener(
    "pageshow",
    ({ persisted }) => {
      window.peerReturned = persisted;
      if (!persisted) return;
      ask("/peers/time");
      listen();
      void fireDue();
    },
    true,
  );

  // What other tabs have done arrives before what they say behind it.
  const heard = new Map();
  let announced = 0;
  let channel;
  const note = (from, n, by) => heard.set(`${from} ${by}`, n);
  function listen() {
    channel = new BroadcastChannel("peers-harness");
    channel.onmessage = ({ data: [from, n] }) => note(from, n, "channel");
  }
  listen();
  window.addEventListener("pagehide", () => channel.close());
  window.addEventListener("storage", ({ key, newValue }) => {
    const from = /^peers-harness (.*)$/.exec(key ?? "")?.[1];
    if (from !== undefined && newValue !== null) note(from, parseInt(newValue, 10), "storage");
  });

  window.peerClock = {
    inputs: 0,

    /** The clock is another one; nobody is told. */
    tell: ({ wall, mono: total }) => void Object.assign(time, { wall, mono: total }),

    /** Moves the clock, runs what is due, and tells the other tabs that step `n` is done here. */
    async set({ wall, mono: total }, me, n) {
      Object.assign(time, { wall, mono: total });
      await fireDue();
      await nextTurn();
      this.announce(me, n);
    },

    /** Says so again when it was said before others could hear. */
    announce(me, n) {
      announced += 1;
      channel.postMessage([me, n]);
      setItem.call(storage, `peers-harness ${me}`, `${n} ${announced}`);
      return true;
    },

    /** Whether all that the tabs `from` did up to step `n` has come here. */
    hasHeard: (from, n) =>
      from.every((tab) => ["channel", "storage"].every((by) => heard.get(`${tab} ${by}`) >= n)),

    /** Soon nothing runs in this page until the harness lets go; then timers are the first. */
    hang() {
      this.thawed = nextTurn().then(() => {
        ask("/peers/hold");
        return fireDue();
      });
    },
  };

  const count = ({ isTrusted }) => isTrusted && (window.top.peerClock.inputs += 1);
  for (const type of INPUTS) window.addEventListener(type, count, { capture: true, passive: true });
}
