// What the runtime listens to, and what it asks the browser about itself: seen by a script that
// runs in the page before any other.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions, openApp } from "./support/app-page.mjs";
import { hasNoPrompt, openSuite, openTabFor, seconds, untilGone } from "./support/suite.mjs";

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

/** Runs in the page: notes every listener, and every question about which browser this is. */
function watch() {
  window.listeners = [];
  window.questions = [];
  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const { capture = options === true, passive = false } = Object(options);
    const on = (this ?? window) === window ? "window" : this.constructor.name;
    window.listeners.push({ type, on, capture, passive });
    return addEventListener.call(this ?? window, type, listener, options);
  };
  for (const name of ["userAgent", "appVersion", "platform", "vendor", "userAgentData"]) {
    const { get } = Object.getOwnPropertyDescriptor(Navigator.prototype, name) ?? {};
    if (!get) continue;
    Object.defineProperty(Navigator.prototype, name, {
      get() {
        window.questions.push(name);
        return get.call(this);
      },
    });
  }
}

/** Opens the app in a new tab that is watched from its first moment. */
async function openWatched(t, options) {
  const tab = await openTabFor(t, session);
  await session.devtools.send(tab, "Page.enable");
  const source = `(${watch})()`;
  await session.devtools.send(tab, "Page.addScriptToEvaluateOnNewDocument", { source });
  const host = site.host();
  assert.equal(await openApp(session, host.appUrl(basicOptions(options))), null);
  return tab;
}

/** What a person does to a page; the prompt listens to its own buttons besides. */
const isInput = ({ type }) => /^(pointer|mouse|touch|key|wheel|scroll|click|paste|drop)/.test(type);

test("listeners for input are on the window, capture, and cannot hold it up (R88, R90)", async (t) => {
  await openWatched(t);
  const listeners = await session.run(() => listeners);
  const input = listeners.filter(isInput).filter(({ on }) => on === "window");
  const types = input.map(({ type }) => type);
  for (const type of ["pointerdown", "pointermove", "wheel", "touchmove", "keydown"]) {
    assert.ok(types.includes(type), type);
  }
  for (const each of input) {
    assert.deepEqual([each.capture, each.passive], [true, true], each.type);
  }
  assert.ok(!listeners.some(({ type }) => type === "pointerrawupdate"), "no raw motion (R90)");
  assert.ok(!types.includes("scroll"), "script can cause it (R78)");
});

test("nothing asks which browser it is, from the start to the end (R59)", async (t) => {
  const tab = await openWatched(t, { policy: seconds(2, 30) });
  await session.until(() => document.querySelector("idleguard-prompt") !== null, {
    what: "the prompt",
  });
  assert.ok(await session.run(() => guard.stay()));
  await session.until(hasNoPrompt);
  assert.deepEqual(await session.run(() => questions), []);
  assert.ok(await session.run(() => navigator.userAgent.length > 0 && questions.length === 1));
  await session.run(() => guard.signOut());
  await untilGone(session, [tab]);
});
