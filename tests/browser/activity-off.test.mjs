// Where nothing is enforced nobody listens to input (R12): not in the page, not in its frames,
// which is what the probe of the fixtures tells, in the page and in the frame. As soon as something
// is enforced again, input counts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance } from "./support/app-page.mjs";
import { MINUTE_MS, openSameApps, openSuite } from "./support/suite.mjs";

const CUSTOM = { warnAfter: "00:13:00", signOutAfter: "00:15:00", exempt: ["keepMeSignedIn"] };
const ON = { version: 1, custom: CUSTOM };
const OFF = { version: 1 };
const M365 = { version: 1, m365: { timeout: "00:15:00" } };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const state = () => session.run(() => guard.status.state);

const INPUT = ["beforeinput", "click", "drop", "keydown", "keyup", "paste", "pointerdown"].concat([
  "pointermove",
  "touchmove",
  "touchstart",
  "wheel",
]);

const isInput = (type) => INPUT.includes(type);

/** What is listened to on window and document, of the page and of the frame in it. */
const listened = () =>
  session.run(() => [
    listenedTypes(),
    document.querySelector("iframe").contentWindow.listenedTypes(),
  ]);

const inputHeard = async () => (await listened()).map((types) => types.filter(isInput));

const addFrame = (host) =>
  session.run(
    async (src) => {
      const frame = document.createElement("iframe");
      const isLoaded = new Promise((resolve) => (frame.onload = resolve));
      frame.src = src;
      document.body.append(frame);
      await isLoaded;
    },
    host.makeUrl({ html: `<script src="/fixtures/probe.js"></script><input>` }),
  );

/** The first key, a minute later, is the last activity. */
async function assertFirstKeyCounts() {
  await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
  const before = await session.run(() => Date.now());
  await session.press("a");
  const last = await session.run(() => guard.status.lastActivity.getTime());
  assert.ok(last > before + MINUTE_MS - 1000, `${last - before} ms`);
}

const WAYS = {
  disabled: { start: { policy: OFF }, on: { policy: ON }, off: { policy: OFF } },
  exempt: {
    start: { policy: ON, signals: { keepMeSignedIn: true } },
    on: { signals: { keepMeSignedIn: false } },
    off: { signals: { keepMeSignedIn: true } },
  },
  suspended: {
    start: { app: "outlook", policy: M365, signals: { thirdPartyCookies: "blocked" } },
    on: { signals: { thirdPartyCookies: "available" } },
    off: { signals: { thirdPartyCookies: "blocked" } },
  },
};

for (const [name, { start, on, off }] of Object.entries(WAYS)) {
  // R12
  test(`a session that is ${name} hears no input, and an enforced one does`, async (t) => {
    const { host } = await openSameApps(t, suite, 1, { clock: "offset", ...start });
    await addFrame(host);
    const update = (changes) => session.run((what) => guard.update(what), changes);
    assert.equal(await state(), name);
    assert.deepEqual(await inputHeard(), [[], []]);

    await update(on);
    assert.equal(await state(), "active");
    assert.deepEqual(await inputHeard(), [INPUT, INPUT]);
    await assertFirstKeyCounts();

    await update(off);
    assert.equal(await state(), name);
    assert.deepEqual(await inputHeard(), [[], []]);
  });
}

for (const [rule, start] of Object.entries({
  input: { policy: ON },
  request: {
    app: "sharePoint",
    policy: {
      version: 1,
      sharePoint: { Enabled: true, WarnAfter: "00:13:00", SignOutAfter: "00:15:00" },
    },
  },
  focus: {
    app: "azurePortal",
    policy: { version: 1, azurePortal: { timeout: "00:15:00", idleness: "focus" } },
  },
})) {
  // R12, R87
  test(`guard.stop() leaves no listener anywhere, under the rule ${rule}`, async (t) => {
    const { host } = await openSameApps(t, suite, 1, start);
    await addFrame(host);
    assert.deepEqual(await inputHeard(), [INPUT, INPUT]);
    for (const types of await listened()) {
      for (const type of ["blur", "load"]) assert.ok(types.includes(type), type);
    }
    await session.run(() => guard.stop());
    assert.deepEqual(await listened(), [[], []]);
  });
}
