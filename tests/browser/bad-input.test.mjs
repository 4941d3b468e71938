// Wrong options and broken policies are refused as a whole, with every problem and its place, and
// leave the page as if idleguard were not there. The app itself always works on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions, openApp } from "./support/app-page.mjs";
import {
  advanceTo,
  hasPrompt,
  openSameApps,
  openSuite,
  openTabFor,
  untilAll,
} from "./support/suite.mjs";

const OFFSET = { clock: "offset" };
const HOUR = { version: 1, custom: { warnAfter: "00:50:00", signOutAfter: "01:00:00" } };

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

/** Starts a page that must be refused, which leaves it as if idleguard were not there. */
async function refusal(t, options) {
  const host = site.host();
  await openTabFor(t, session);
  const error = await openApp(session, host.appUrl(options));
  assert.ok(error, "the start is refused");
  assert.deepEqual([error.name, error.code], ["IdleGuardError", "invalid-options"]);
  for (const { code, message } of error.problems) {
    assert.match(code, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(error.message.includes(message), "the message for the console has every problem");
  }
  await assertUntouched();
  return error.problems;
}

/** No listener, record, message, timer or element is in the page, and the app works. */
async function assertUntouched() {
  const left = await session.run(() => ({
    listeners: listenedTypes(),
    records: Object.keys(localStorage).filter((key) => key.startsWith("idleguard")),
    elements: [...document.querySelectorAll("*")]
      .map(({ localName }) => localName)
      .filter((name) => name.startsWith("idleguard")),
    counts: { ...counts },
  }));
  const { recordWrites, channelPosts, timersSet, timersFired, ...more } = left.counts;
  assert.deepEqual(left, { listeners: [], records: [], elements: [], counts: left.counts });
  assert.deepEqual([recordWrites, channelPosts, timersSet, timersFired], [0, 0, 0, 0], more);
  await session.type("#field", "works");
  assert.equal(await session.run(() => document.getElementById("field").value), "works");
}

// R12
test("wrong options are refused all at once, and nothing is half done", async (t) => {
  const problems = await refusal(t, {
    account: 5,
    session: "",
    app: "calculator",
    policyRefresh: 60,
    signals: { keepMeSignedIn: "yes", deviceSSO: true, thirdPartyCookies: true },
    idToken: {},
    signOut: "javascript:alert(1)",
    signedOut: 7,
    beforeSignOut: "soon",
    prompt: "loud",
    locale: "no such tag",
    mode: "maybe",
    clock: { wall: 1 },
    colour: "blue",
  });
  const places = problems.map(({ code, path }) => `${path}: ${code}`);
  assert.deepEqual(places.sort(), [
    "account: wrong-value",
    "beforeSignOut: wrong-value",
    "clock: wrong-value",
    "colour: unknown-option",
    "idToken: wrong-value",
    "locale: wrong-value",
    "mode: wrong-value",
    "policy: missing-option",
    "policyRefresh: wrong-value",
    "prompt: wrong-value",
    "session: wrong-value",
    "signOut: wrong-value",
    "signals/deviceSSO: unknown-option",
    "signals/keepMeSignedIn: wrong-value",
    "signals/thirdPartyCookies: wrong-value",
    "signedOut: wrong-value",
  ]);
  // The words come from a file of their own, which is asked for only now.
  const words = problems.find(({ path }) => path === "mode");
  assert.equal(words.message, '"enforce" or "report".');
});

// rule 11
test("the signed-out page must not be the sign-out address, which would loop", async (t) => {
  const [problem] = await refusal(t, basicOptions({ signedOut: "/signout" }));
  assert.deepEqual([problem.path, problem.code], ["signedOut", "same-address"]);
});

test("a broken policy is refused with line and column of every problem (R12, R24)", async (t) => {
  const policy = `{ "version": 2,
  "custom": {
    "warnAfter": "00:75:00",
    "signOutAfter": 900
  }
}`;
  const problems = await refusal(t, basicOptions({ policy }));
  const places = problems.map(({ path, line, column }) => `${path} ${line}:${column}`);
  assert.deepEqual(places.sort(), [
    "policy/custom/signOutAfter 4:5",
    "policy/custom/warnAfter 3:5",
    "policy/version 1:3",
  ]);
});

// R24
test("policy text that is no JSON is refused with the place of the mistake", async (t) => {
  const [problem] = await refusal(t, basicOptions({ policy: '{ "version": 1,\n  custom: {} }' }));
  assert.deepEqual([problem.path, problem.line, problem.column], ["policy", 2, 3]);
});

// R12
test("an app class that does not exist is refused together with what else is wrong", async (t) => {
  const policy = { version: 1, custom: {} };
  const problems = await refusal(t, basicOptions({ app: "calculator", policy }));
  const places = problems.map(({ path }) => path).sort();
  assert.deepEqual(places, ["app", "policy/custom/signOutAfter"]);
});

test("update() with a bad policy is refused, and the one in force stays (R12)", async (t) => {
  const { handles } = await openSameApps(t, suite, 1, OFFSET);
  const before = await session.run(() => guard.status);
  for (const policy of ["{", { version: 1, custom: { signOutAfter: "soon" } }, 7, { version: 9 }]) {
    const error = await session.run(async (bad) => {
      try {
        await guard.update({ policy: bad, signals: { keepMeSignedIn: true } });
        return null;
      } catch ({ name, code, problems }) {
        return { name, code, problems };
      }
    }, policy);
    assert.deepEqual([error?.name, error?.code], ["IdleGuardError", "invalid-options"]);
    assert.match(error.problems[0].path, /^policy/);
    const { warnAfterMs, signOutAfterMs, signals } = await session.run(() => guard.status);
    assert.deepEqual(
      [warnAfterMs, signOutAfterMs, signals],
      [before.warnAfterMs, before.signOutAfterMs, before.signals],
      "all or nothing",
    );
  }
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt of the first policy" });
});

test("update() with a good policy is taken (the twin of the test above)", async (t) => {
  await openSameApps(t, suite, 1, OFFSET);
  await session.run((policy) => guard.update({ policy }), HOUR);
  assert.equal(await session.run(() => guard.status.signOutAfterMs), 3_600_000);
});

test("a token that the host has not validated exempts nobody, one that it has does (R61, R74)", async (t) => {
  const policy = { version: 1, m365: { timeout: "01:00:00" } };
  const token = { claims: { signin_state: ["kmsi"] }, account: "account-1" };
  const bad = { ...token, validated: false };
  await openSameApps(t, suite, 1, { ...OFFSET, app: "home", policy, idToken: bad });
  const standing = () => [guard.status.state, guard.status.condition, guard.status.signals];
  assert.deepEqual(await session.run(standing), ["active", "C7", {}]);
  const update = (idToken) => session.run((given) => guard.update({ idToken: given }), idToken);
  await update({ ...token, validated: true });
  const [state, condition, signals] = await session.run(standing);
  assert.deepEqual([state, condition, signals.keepMeSignedIn], ["exempt", "C3", true]);
  await update(bad);
  assert.deepEqual(await session.run(standing), ["active", "C7", {}]);
});
