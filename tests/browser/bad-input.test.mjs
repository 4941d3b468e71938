// What is wrong is refused as a whole and named completely, or dropped and reported: options, policy
// documents, entries of the record, messages from other tabs. The app itself always works on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions, openApp } from "./support/app-page.mjs";
import {
  advanceTo,
  hasPrompt,
  openSameApps,
  openSuite,
  openTabFor,
  staysFalse,
  untilAll,
  untilGone,
} from "./support/suite.mjs";
import { peek, peekEach, secretVisible } from "./support/tabs.mjs";

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

const diagnostics = () => events.filter((e) => e.name === "diagnostic").map((e) => e.detail.code);
const state = () => guard.status.state;

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

test("wrong options are refused at once, each with its place, and nothing is half done (R12)", async (t) => {
  const problems = await refusal(t, {
    account: 5,
    session: "",
    app: "calculator",
    policyRefresh: 60,
    signals: { keepMeSignedIn: "yes", deviceSSO: true, thirdPartyCookies: true },
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
  assert.deepEqual(places.toSorted?.() ?? [...places].sort(), [
    "account: wrong-type",
    "beforeSignOut: wrong-type",
    "clock/clearTimeout: missing-method",
    "clock/mono: missing-method",
    "clock/setTimeout: missing-method",
    "clock/wall: missing-method",
    "colour: unknown-option",
    "locale: unknown-value",
    "mode: unknown-value",
    "policy: missing-option",
    "policyRefresh: wrong-type",
    "prompt: unknown-value",
    "session: wrong-type",
    "signOut: wrong-address",
    "signals/deviceSSO: unknown-signal",
    "signals/keepMeSignedIn: wrong-type",
    "signals/thirdPartyCookies: unknown-value",
    "signedOut: wrong-type",
  ]);
});

test("the signed-out page must not be the sign-out address, which would loop (rule 11)", async (t) => {
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
  assert.deepEqual([...places].sort(), [
    "policy/custom/signOutAfter 4:5",
    "policy/custom/warnAfter 3:5",
    "policy/version 1:3",
  ]);
});

test("policy text that is no JSON is refused with the place where it stops being JSON (R24)", async (t) => {
  const [problem] = await refusal(t, basicOptions({ policy: '{ "version": 1,\n  custom: {} }' }));
  assert.deepEqual([problem.path, problem.line, problem.column], ["policy", 2, 3]);
});

test("an app class that does not exist is refused together with what else is wrong (R12)", async (t) => {
  const policy = { version: 1, custom: {} };
  const problems = await refusal(t, basicOptions({ app: "calculator", policy }));
  const places = problems.map(({ path }) => path).sort();
  assert.deepEqual(places, ["app", "policy/custom"]);
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

/** Runs in a page: writes what does not belong there beside and over the entries of the record. */
function spoilRecord(kind) {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith("idleguard"));
  const prefix = keys[0].slice(0, keys[0].indexOf(":", "idleguard:1:".length) + 1);
  const id = keys.find((key) => key.startsWith(`${prefix}Z:`)).slice(prefix.length + 2);
  const stamp = (ms) => String(Math.floor(ms)).padStart(15, "0");
  const year = 366 * 24 * 3_600_000;
  const spoilt = {
    corrupt: { [`L:${id}:4`]: "yesterday", g: "", [`Z:${id}`]: "-00000000000001" },
    hostile: {
      [`E:${id}:4`]: `${stamp(1)}idle"><script>`,
      [`E:${id}:99`]: `${stamp(1)}idle`,
      [`S:${id}:4`]: "\u0000".repeat(5000),
      __proto__x: "1",
      [`X:${"f".repeat(900)}:4`]: stamp(1),
      "L:": stamp(1),
    },
    "far in the future": {
      [`L:${id}:4`]: stamp(Date.now() + 3 * year),
      [`E:${id}:4`]: `${stamp(Date.now() + 3 * year)}idle`,
      g: stamp(Date.now() + 3 * year) + id + id,
      B: stamp(3 * year),
    },
  };
  for (const [key, value] of Object.entries(spoilt[kind])) {
    localStorage.setItem(prefix + key, value);
  }
}

for (const kind of ["corrupt", "hostile", "far in the future"]) {
  test(`record entries that are ${kind} are dropped and reported, and the session goes on (R106)`, async (t) => {
    const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
    await session.press("a");
    await session.run(spoilRecord, kind);
    assert.equal(await session.run(state), "active");
    assert.ok((await session.run(diagnostics)).includes("record-entry-dropped"));
    await session.press("b");
    const hasEnded = async () =>
      host.requests({ path: "/signout" }).length > 0 ||
      (await session.run(() => guard.status.state !== "active"));
    await staysFalse(hasEnded, { forMs: 1500, what: "an end" });
    assert.equal(await secretVisible(session), true);
    await advanceTo(session, "warn", 300);
    await untilAll(session, handles, hasPrompt, { what: "the prompt, at the time it should be" });
    await advanceTo(session, "end", 300);
    await untilGone(session, handles);
    assert.equal(host.requests({ path: "/signout" }).length, 1);
  });
}

test("a page that begins on a spoilt record starts all the same (R106)", async (t) => {
  const { handles, url } = await openSameApps(t, suite, 1, OFFSET);
  for (const kind of ["corrupt", "hostile", "far in the future"]) {
    await session.run(spoilRecord, kind);
  }
  handles.push(await openTabFor(t, session));
  assert.equal(await openApp(session, url), null);
  assert.equal(await session.run(state), "active");
  assert.ok((await session.run(diagnostics)).includes("record-entry-dropped"));
});

/** Runs in a page: posts on the runtime's channel, as any script of the origin could. */
function postToPeers(messages) {
  const key = Object.keys(localStorage).find((name) => name.startsWith("idleguard"));
  const name = key.slice(0, key.indexOf(":", "idleguard:1:".length) + 1);
  const channel = new BroadcastChannel(name);
  for (const message of messages) channel.postMessage(message);
  channel.postMessage(new Blob(["x"]));
  channel.postMessage(new Map([["v", 1]]));
  channel.close();
}

const HOSTILE_MESSAGES = [
  ...[null, 0, "", "stay", true, [], {}, [[]], { v: 2 }, { v: 1 }, { v: "1", entries: [], at: 0 }],
  { v: 1, entries: [], at: -1 },
  { v: 1, entries: [], at: 1e300 },
  { v: 1, entries: "L", at: 1 },
  { v: 1, entries: [["L"]], at: 1 },
  { v: 1, entries: [[1, 2]], at: 1 },
  { v: 1, entries: [["E:x:4", "idle"]], at: 1 },
  { v: 1, entries: [["E:", "0".repeat(128)]], at: 1 },
  { v: 1, entries: Array(1000).fill(["g", "0"]), at: 1 },
  { v: 1, entries: [["g", "9".repeat(79)]], at: 1 },
  { v: 1, entries: [["L:zz", "\u0000"]], at: Number.MAX_SAFE_INTEGER },
];

test("messages of any other shape are dropped and reported, and the session goes on (R106)", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  const [other] = handles;
  const before = await session.run(() => guard.status.signOutAt.getTime());
  await session.run(postToPeers, HOSTILE_MESSAGES);
  const codes = () => events.filter((e) => e.name === "diagnostic").map((e) => e.detail.code);
  await session.until(() => events.some((e) => e.detail.code === "message-dropped"));
  assert.ok((await peek(session, other, codes)).includes("message-dropped"));
  for (const handle of handles) {
    assert.equal(await peek(session, handle, state), "active");
    const ends = await peek(session, handle, () => guard.status.signOutAt.getTime());
    assert.ok(Math.abs(ends - before) <= 5, `${ends - before} ms`);
    assert.deepEqual(await peek(session, handle, () => errors), []);
  }
  assert.equal(host.requests({ path: "/signout" }).length, 0);
});

/** Runs in a page: half a surrogate pair, which JSON can carry and no text consists of. */
function spoilWithHalfCharacters(where) {
  const half = String.fromCharCode(0xd800);
  const key = Object.keys(localStorage).find((name) => name.startsWith("idleguard"));
  const name = key.slice(0, key.indexOf(":", "idleguard:1:".length) + 1);
  if (where === "record") {
    localStorage.setItem(`${name}L:${half}`, half);
  } else {
    const entries = [[half, half]];
    new BroadcastChannel(name).postMessage({ v: 1, entries, at: Date.now() });
  }
}

for (const where of ["record", "messages"]) {
  test(`text in ${where} that is not Unicode is dropped, and the session goes on (R106)`, async (t) => {
    const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
    await session.run(spoilWithHalfCharacters, where);
    await session.press("a");
    const hasEnded = async () =>
      host.requests({ path: "/signout" }).length > 0 ||
      (await peekEach(session, handles, state)).some((each) => each !== "active");
    await staysFalse(hasEnded, { forMs: 1500, what: "an end" });
    assert.deepEqual(await peekEach(session, handles, state), ["active", "active"]);
  });
}

test("a message of the right shape is heard (the twin of the test above)", async (t) => {
  const { handles } = await openSameApps(t, suite, 2, OFFSET);
  await session.run(() => {
    const key = Object.keys(localStorage).find((name) => name.startsWith("idleguard"));
    const name = key.slice(0, key.indexOf(":", "idleguard:1:".length) + 1);
    const id = Object.keys(localStorage)
      .find((each) => each.includes(":Z:"))
      .slice(name.length + 2);
    const at = Date.now();
    const entries = [[`E:${id}:4`, `${String(at).padStart(15, "0")}external`]];
    new BroadcastChannel(name).postMessage({ v: 1, entries, at });
  });
  const places = await untilGone(session, handles);
  assert.deepEqual(places.map(({ hash }) => hash).sort(), ["", "#reason=external"]);
});
