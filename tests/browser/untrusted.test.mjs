// Everything that any script of the origin could write is untrusted (R106): entries of the record
// and messages from other tabs. What cannot be right is dropped and reported, and can neither end a
// session nor prolong it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openApp } from "./support/app-page.mjs";
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
import { assertSameTime } from "./support/times.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const diagnostics = () => events.filter((e) => e.name === "diagnostic").map((e) => e.detail.code);
const state = () => guard.status.state;

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
  // R106
  test(`record entries that are ${kind} are dropped, and the session goes on`, async (t) => {
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

// R106
test("messages of any other shape are dropped and reported, and the session goes on", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  const [other] = handles;
  const before = await session.run(() => guard.status.signOutAt.getTime());
  await session.run(postToPeers, HOSTILE_MESSAGES);
  await session.until(() => events.some((e) => e.detail.code === "message-dropped"));
  assert.ok((await peek(session, other, diagnostics)).includes("message-dropped"));
  for (const handle of handles) {
    assert.equal(await peek(session, handle, state), "active");
    const ends = await peek(session, handle, () => guard.status.signOutAt.getTime());
    assertSameTime(ends, before);
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
  // R106
  test(`text in ${where} that is not Unicode is dropped, and the session goes on`, async (t) => {
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
