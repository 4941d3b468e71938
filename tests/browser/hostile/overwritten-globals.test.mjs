// Scripts that replace what the browser offers after the runtime was loaded: monitoring, fake
// timers, polyfills, consent banners, old frameworks. None of them may switch the policy off
// without a word: the session goes on, or the page is covered and signed out with the reason
// "internal" (R12).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions, openApp } from "../support/app-page.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  openApps,
  openSameApps,
  openSuite,
  openTabFor,
  seconds,
  untilAll,
  untilGone,
} from "../support/suite.mjs";
import { peek, peekEach, secretVisible } from "../support/tabs.mjs";
import { Keys, until } from "../support/webdriver.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

/** Runs in a page: from now on each of these throws: `{ name: the object that has it }`. */
function breakAll(methods) {
  for (const [path, names] of Object.entries(methods)) {
    const owner = path.split(".").reduce((object, name) => object[name], window);
    for (const name of names) {
      const value = () => {
        throw new TypeError(`${path}.${name} was replaced`);
      };
      const key = name === "@@iterator" ? Symbol.iterator : name;
      Object.defineProperty(owner, key, { value, configurable: true });
    }
  }
}

/** What the runtime calls between one look at the clock and the sign-out. */
const BREAKS = [
  { "Element.prototype": ["attachShadow"] },
  { "Element.prototype": ["append", "setAttribute"] },
  { "HTMLDialogElement.prototype": ["showModal"] },
  { "HTMLDialogElement.prototype": ["close"] },
  { "CSSStyleSheet.prototype": ["replaceSync"] },
  { "MutationObserver.prototype": ["observe"] },
  { "Document.prototype": ["querySelectorAll", "createElement"] },
  { "Array.prototype": ["@@iterator"] },
  { "Array.prototype": ["every", "filter", "findIndex", "map", "push", "shift", "slice", "some"] },
  { "String.prototype": ["replace", "slice", "startsWith"], "RegExp.prototype": ["test"] },
  { "EventTarget.prototype": ["dispatchEvent"] },
  { "EventTarget.prototype": ["removeEventListener"], JSON: ["parse"] },
  { "EventTarget.prototype": ["addEventListener"], window: ["addEventListener"] },
  { window: ["CustomEvent", "Promise", "URL"] },
  { window: ["TextEncoder"] },
  { JSON: ["stringify"] },
  { Intl: ["NumberFormat"] },
  { "BroadcastChannel.prototype": ["postMessage"] },
  { "LockManager.prototype": ["request"] },
  { "Storage.prototype": ["getItem", "key", "setItem"] },
];

test("whatever a page breaks, it is signed out and never just stays open (R12)", async (t) => {
  const hosts = [];
  const handles = [];
  for (const methods of BREAKS) {
    const host = site.host();
    const url = host.appUrl(basicOptions({ policy: seconds(2, 4) }));
    const [handle] = await openApps(t, session, [url]);
    await peek(session, handle, breakAll, methods);
    hosts.push(host);
    handles.push(handle);
  }
  const open = () =>
    BREAKS.filter((_, i) => hosts[i].requests({ path: "/signout" }).length === 0).map((each) =>
      JSON.stringify(each),
    );
  await until(async () => open().length === 0, { what: "all sign-outs", timeoutMs: 20_000 }).catch(
    () => assert.deepEqual(open(), [], "these are still open"),
  );
  for (const host of hosts) assert.equal(host.requests({ path: "/signout" }).length, 1);
});

test("a page that broke the runtime is unreadable, and is told why (R12)", async (t) => {
  const { handles } = await openSameApps(t, suite, 1, { ...OFFSET, signOut: "@never" });
  await advanceTo(session, "warn", 60_000);
  await peek(session, handles[0], breakAll, { "Element.prototype": ["attachShadow"] });
  await advanceTo(session, "warn", -1000);
  await session.until(() => guard.status.reason === "internal");
  assert.equal(await secretVisible(session), false);
  const { state, problems } = await session.run(() => guard.status);
  assert.equal(state, "signing-out");
  assert.match(problems.find(({ code }) => code === "internal").message, /attachShadow was repl/);
  const told = await session.run(() => events.filter(({ name }) => name === "signout"));
  assert.deepEqual(
    told.map(({ detail }) => detail.reason),
    ["internal"],
  );
  await session.until(() => calls.some(({ name }) => name === "signOut.signOut"));
});

// R93
test("clearing all timers by their numbers, as pages do, does not stop the countdown", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 1, { policy: seconds(2, 4) });
  const clearAll = () => {
    const last = setTimeout(() => {});
    for (let id = 0; id <= last; id += 1) {
      clearTimeout(id);
      clearInterval(id);
      cancelAnimationFrame(id);
    }
  };
  await session.run(clearAll);
  await session.devtools.send(handles[0], "HeapProfiler.collectGarbage");
  await session.until(hasPrompt, { what: "the prompt" });
  await session.run(clearAll);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

/** Runs in a page: what libraries of fake timers do, and polyfills of better clocks. */
function fakeTime() {
  window.setTimeout = window.setInterval = window.requestAnimationFrame = () => 0;
  window.clearTimeout = window.queueMicrotask = () => {};
  Date.now = () => 0;
  performance.now = () => 1e12;
  const RealDate = Date;
  window.Date = class extends RealDate {
    constructor(...parts) {
      super(...(parts.length > 0 ? parts : [0]));
    }
  };
}

test("fake clocks and timers change neither warning, nor answer, nor end (R91, R92)", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 1, { policy: seconds(3, 7) });
  await session.run(fakeTime);
  await session.press("a");
  await session.until(hasPrompt, { what: "the prompt" });
  const warnedAt = await session.run(() => events.findLast((e) => e.name === "prompt").at);
  assert.equal(warnedAt, 1e12, "the fixture's own clock is a fake one");
  // R156: keys are ignored for half a second, of which the fake clock knows nothing.
  const isAnswered = async () => {
    await session.press(Keys.enter);
    return session.run(hasNoPrompt);
  };
  await until(isAnswered, { what: "an answer by the keyboard" });
  assert.equal(await session.run(() => guard.status.state), "active");
  await session.until(hasPrompt, { what: "the second prompt" });
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

/** Runs in a page, before anything else: wraps listeners and timers as monitoring tools do. */
function monitor() {
  window.wrapped = 0;
  const wrap = (call) =>
    function (...args) {
      window.wrapped += 1;
      return call.apply(this, args);
    };
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const known = new WeakMap();
  const wrapperOf = (listener) => {
    if (listener?.handleEvent && !Object.hasOwn(listener, "handleEvent")) {
      listener.handleEvent = wrap(listener.handleEvent);
    }
    if (typeof listener !== "function") return listener;
    if (!known.has(listener)) known.set(listener, wrap(listener));
    return known.get(listener);
  };
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    return add.call(this ?? window, type, wrapperOf(listener), options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    return remove.call(this ?? window, type, wrapperOf(listener), options);
  };
  const { setTimeout: set } = window;
  window.setTimeout = (callback, ...rest) => set(wrap(callback), ...rest);
}

test("tools that wrap listeners and timers before us are no obstacle (R88)", async (t) => {
  const handle = await openTabFor(t, session);
  await session.devtools.send(handle, "Page.enable");
  const source = `(${monitor})()`;
  await session.devtools.send(handle, "Page.addScriptToEvaluateOnNewDocument", { source });
  const host = site.host();
  assert.equal(await openApp(session, host.appUrl(basicOptions(OFFSET))), null);
  await advanceTo(session, "warn", 60_000);
  const before = await session.run(() => guard.status.lastActivity.getTime());
  await session.press("a");
  await session.until((at) => guard.status.lastActivity.getTime() > at + 60_000, {
    args: [before],
    what: "activity",
  });
  assert.ok((await session.run(() => wrapped)) > 0);
  await advanceTo(session, "warn", 300);
  await session.until(hasPrompt, { what: "the prompt" });
  await clickPrompt(session, "stay");
  await session.until(hasNoPrompt, { what: "the answer" });
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, [handle]), "idle");
});

test("what old frameworks add to every object and list is not mistaken for ours", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  await peekEach(session, handles, () => {
    for (const { prototype } of [Object, Array, Function, String]) {
      prototype.each = function () {};
      prototype.type = "resume";
      prototype.length ??= 1;
    }
  });
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt" });
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "the answer" });
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

// R102
test("a channel that a shim has made silent delays nothing: the record decides", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  await peekEach(session, handles, () => {
    BroadcastChannel.prototype.postMessage = () => {};
  });
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("storage that drops writes without a word is noticed, and the tabs say so (R105)", async (t) => {
  const { handles } = await openSameApps(t, suite, 2, OFFSET);
  await peekEach(session, handles, () => {
    Storage.prototype.setItem = () => {};
  });
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "the answer in both tabs" });
  const coordination = () => guard.status.coordination;
  assert.equal(await session.run(coordination), "uncoordinated");
  await advanceTo(session, "end", 300);
  await untilGone(session, handles, { timeoutMs: 30_000 });
});
