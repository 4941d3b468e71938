// What every measured page loads first: a clock that all pages of the machine share, a log of reads
// and writes of one key, several ways of reading in turn, and a connection over which the test says
// what to do. The connection is a request to a host name of the tab's own, because a browser opens
// only six connections to one host, and because timers of hidden pages are throttled and requests
// are not.

"use strict";

{
  const KEY = "measured";
  const parameters = new URLSearchParams(location.search);
  const id = parameters.get("id");
  const control = parameters.get("control");
  const base = calibrated();
  let runs = [];
  let writes = [];
  let stop = () => {};

  /** Wall time of the start of performance.now(): the latest tick of the wall clock tells best. */
  function calibrated() {
    let best = -Infinity;
    for (let i = 0; i < 12; i += 1) {
      const before = Date.now();
      let wall;
      do wall = Date.now();
      while (wall === before);
      best = Math.max(best, wall - performance.now());
    }
    return best;
  }

  const clock = () => base + performance.now();

  /** Reads the key and logs it. Equal reads in a row are one entry, unless they have a label. */
  function read(label) {
    const at = clock();
    const value = Number(localStorage.getItem(KEY));
    const last = runs.at(-1);
    if (last && last.value === value && !label) {
      last.to = at;
      last.reads += 1;
    } else {
      runs.push({ value, from: at, to: at, reads: 1, label });
    }
    return value;
  }

  function write(value) {
    const from = clock();
    localStorage.setItem(KEY, String(value));
    writes.push({ value, from, to: clock() });
  }

  function compute(ms) {
    const endAt = performance.now() + ms;
    while (performance.now() < endAt);
  }

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  /** A task of its own as soon as possible, which is not throttled in hidden pages. */
  const channel = new MessageChannel();
  const due = [];
  channel.port1.onmessage = () => due.shift()();
  const nextTask = () =>
    new Promise((resolve) => {
      due.push(resolve);
      channel.port2.postMessage(0);
    });

  /** Reads in one short task after another until stopped. */
  async function readInTasks() {
    let isOn = true;
    stop = () => (isOn = false);
    while (isOn) {
      read();
      await nextTask();
    }
  }

  /** Reads whenever a worker says so: its timers are not throttled, and the page idles between. */
  function readPaced(ms) {
    const code = `setInterval(() => postMessage(0), ${ms})`;
    const worker = new Worker(URL.createObjectURL(new Blob([code])));
    worker.onmessage = () => read();
    stop = () => worker.terminate();
  }

  /** Reads at every timer, labelled, and then in short tasks for a while. */
  async function readAtTimers(everyMs, forMs) {
    let isOn = true;
    stop = () => (isOn = false);
    while (isOn) {
      await pause(everyMs);
      read("timer");
      await readFor(forMs);
    }
  }

  async function readFor(ms) {
    const endAt = performance.now() + ms;
    while (performance.now() < endAt) {
      await nextTask();
      read();
    }
  }

  /** Everything logged since the last call. */
  function take() {
    stop();
    stop = () => {};
    const taken = { runs, writes };
    runs = [];
    writes = [];
    return taken;
  }

  async function post(path, body) {
    const address = `${control}/${path}?id=${id}`;
    return fetch(address, { method: "POST", body: JSON.stringify(body) });
  }

  async function carryOut({ number, source, args }) {
    // Nobody waits for an answer: this page is about to leave.
    if (number === null) return (0, eval)(source)(...args);
    try {
      const value = await (0, eval)(source)(...args);
      await post("done", { number, value });
    } catch (error) {
      await post("done", { number, error: String(error?.stack ?? error) });
    }
  }

  async function serve(signal) {
    let isNew = true;
    while (!signal.aborted) {
      const address = `${control}/next?id=${id}${isNew ? "&new" : ""}`;
      const response = await fetch(address, { signal });
      isNew = false;
      const command = await response.json();
      if (command) void carryOut(command);
    }
  }

  let leaving;

  /** An open request would keep the page out of the back/forward cache. */
  async function leaveFor(go) {
    leaving.abort();
    await pause(50);
    go();
  }

  function listen() {
    leaving = new AbortController();
    serve(leaving.signal).catch((error) => {
      if (error.name !== "AbortError") throw error;
    });
  }

  // Firefox lets no page that closes touch its storage for the first time.
  addEventListener("load", () => localStorage.getItem(KEY));
  addEventListener("pageshow", (event) => {
    if (event.persisted) read("restored");
    if (event.persisted) void readFor(300);
    listen();
  });

  window.lab = {
    leaveFor,
    id,
    control,
    clock,
    read,
    write,
    compute,
    pause,
    nextTask,
    readInTasks,
    readPaced,
    readAtTimers,
    readFor,
    take,
    post,
  };
}
