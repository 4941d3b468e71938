// When a record elsewhere is asked, and what goes there and comes back, in Node with pretended time
// and storage: nobody is asked while nothing happens, and everybody is asked in time.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Remote, Store } from "./support/records.mjs";
import { EPOCH, settle, Time } from "./support/time.mjs";
import { load } from "./support/typescript.mjs";

const { Replica } = await load("bindings/browser/replica.ts");
const { ofCurrentSignIn } = await load("bindings/browser/record-entries.ts");

const MINUTE = 60_000;
const ID = "0123456789abcdef".repeat(2);
const stamp = (ms) => String(EPOCH + ms).padStart(15, "0");
const activity = (ms) => [`L:${ID}:4`, stamp(ms)];

let time;
let store;
let listeners;

beforeEach(() => {
  time = new Time();
  store = new Store();
  listeners = [];
  globalThis.document = { hidden: false };
  globalThis.addEventListener = (type, listener) => listeners.push({ type, listener });
  globalThis.removeEventListener = (type, listener) => {
    listeners = listeners.filter((each) => each.type !== type || each.listener !== listener);
  };
});

function open(more = {}) {
  const remote = new Remote(time, more);
  const heard = { changes: 0 };
  const replica = new Replica(store, remote, time.clock, () => (heard.changes += 1));
  // A session that is watched by nothing, so that only what a test says matters.
  if (more.begins ?? true) replica.follow(status("disabled", 0), false);
  return { remote, heard, replica };
}

/** A status of the core: fifteen minutes, warned at thirteen. */
function status(state, lastActivityMs, more = {}) {
  const { warnAfterMs = 13 * MINUTE, signOutAfterMs = 15 * MINUTE } = more;
  const last = EPOCH + lastActivityMs;
  const rest = [last, last + signOutAfterMs, true, []];
  return [state, "C7", null, "custom", warnAfterMs, signOutAfterMs, "withinLimit", ...rest];
}

const show = (isHidden) => {
  document.hidden = isHidden;
  for (const { type, listener } of listeners) {
    if (type === "visibilitychange") listener.handleEvent({ type });
  }
};

test("nobody is asked while nothing happens, and once shortly before the warning", async () => {
  const { remote, replica } = open();
  replica.follow(status("active", 0), false);
  await time.pass(13 * MINUTE - 2001);
  assert.deepEqual(remote.asked, []);
  await time.pass(2000);
  assert.deepEqual(
    remote.asked.map(({ at }) => at),
    [13 * MINUTE - 2000],
  );
  assert.equal(time.fired, 1, "and no other timer has fired");
});

test("a hidden page asks a minute before, too, for its timers may come once a minute", async () => {
  const { remote, replica } = open();
  show(true);
  replica.follow(status("active", 0), false);
  await time.pass(13 * MINUTE - 1);
  const times = remote.asked.map(({ at }) => 13 * MINUTE - at);
  assert.deepEqual(times, [62_000, 2000]);
});

test("what this page writes goes there at once, and what is there comes here", async () => {
  const { remote, heard, replica } = open();
  remote.entries.set(`S:${ID}:4`, stamp(500));
  store.write(...activity(1000));
  replica.follow(status("active", 1000), true);
  await settle();
  assert.deepEqual(remote.asked[0].entries, [activity(1000)]);
  assert.equal(store.entries.get(`S:${ID}:4`), stamp(500));
  assert.equal(heard.changes, 1);
});

test("a page that begins listens first: what it knows may be of another sign-in", async () => {
  const { remote, replica } = open({ begins: false });
  store.write(...activity(1));
  replica.ask();
  await settle();
  assert.deepEqual(remote.asked[0].entries, []);
  replica.follow(status("active", 1), false);
  await settle();
  assert.deepEqual(remote.asked[1].entries, [activity(1)]);
});

test("a register is told of the current sign-in alone", () => {
  const other = "f".repeat(32);
  const entries = [
    activity(1),
    [`L:${other}:4`, stamp(2)],
    [`Z:${other}`, stamp(2)],
    ["B", stamp(5)],
    ["g", `${stamp(1)}${ID}${ID}`],
  ];
  const keys = ofCurrentSignIn(entries).map(([key]) => key);
  assert.deepEqual(keys, [`L:${ID}:4`, "B", "g"]);
  assert.deepEqual(ofCurrentSignIn([activity(1)]), [], "nobody has signed in yet");
});

test("requests to sign out and heartbeats are each site's own: they are never told", async () => {
  const { remote, replica } = open();
  for (const kind of ["X", "R"]) store.write(`${kind}:${ID}:4`, stamp(1));
  store.write(`H:${ID}`, stamp(1));
  store.write(`E:${ID}:4`, `${stamp(1)}idle`);
  replica.follow(status("active", 0), true);
  await settle();
  assert.deepEqual(remote.asked[0].entries, [[`E:${ID}:4`, `${stamp(1)}idle`]]);
  remote.entries.set(`X:${ID}:4`, stamp(900));
  replica.ask();
  await settle();
  assert.equal(store.entries.get(`X:${ID}:4`), stamp(1), "nor taken from there");
});

test("older activity from elsewhere replaces nothing here, and is replaced there", async () => {
  const { remote, heard, replica } = open();
  store.write(...activity(5000));
  remote.entries.set(...activity(1000));
  replica.ask();
  await settle();
  assert.deepEqual(store.read(), [activity(5000)]);
  assert.equal(remote.entries.get(activity(0)[0]), stamp(5000));
  assert.equal(heard.changes, 0);
});

test("what makes no sense is not taken, and the rest is (R106)", async () => {
  const { remote, replica } = open();
  remote.entries.set("L:nobody", "1").set(`L:${ID}:4`, `${"9".repeat(15)}`);
  remote.entries.set("g", "x").set(`S:${ID}:4`, stamp(7));
  replica.ask();
  await settle();
  assert.deepEqual(store.read(), [[`S:${ID}:4`, stamp(7)]]);
});

test("what is known there is not told again", async () => {
  const { remote, replica } = open();
  store.write(...activity(1));
  for (let i = 0; i < 2; ++i) {
    replica.ask();
    await settle();
  }
  assert.deepEqual(
    remote.asked.map(({ entries }) => entries),
    [[activity(1)], []],
  );
});

test("the generation is written last: nobody finds it without what it is about (rule 2)", async () => {
  const { remote, replica } = open();
  remote.entries.set("g", `${stamp(0)}${ID}`).set(...activity(3));
  replica.ask();
  await settle();
  assert.deepEqual([...store.entries.keys()], [activity(0)[0], "g"]);
});

test("the age of what is known is that of the question, not of its answer (rule 9)", async () => {
  const { remote, replica } = open({ takesMs: 300 });
  assert.equal(replica.askedAt, null);
  await time.pass(700);
  replica.ask();
  await time.pass(900);
  assert.equal(replica.askedAt, 700);
  remote.answers = false;
  replica.ask();
  await time.pass(10_000);
  assert.equal(replica.askedAt, 700, "silence is no answer");
});

test("past the deadline a silent hub is asked again, and no oftener than it can answer", async () => {
  const { remote, replica } = open();
  remote.answers = false;
  await time.pass(15 * MINUTE + 1);
  replica.follow(status("warning", 0), false);
  await time.pass(9500);
  assert.ok(remote.asked.length >= 3 && remote.asked.length <= 4, `${remote.asked.length} times`);
});

test("past the deadline an answer is told even if nothing is new: it was waited for", async () => {
  const { heard, replica } = open();
  await time.pass(15 * MINUTE + 1);
  replica.follow(status("warning", 0), false);
  await time.pass(0);
  assert.equal(heard.changes, 1);
});

test("during a prompt that can be seen it is asked once an interval; hidden, not at all", async () => {
  const { remote, replica } = open();
  await time.pass(13 * MINUTE);
  replica.follow(status("warning", 0), false);
  await time.pass(MINUTE);
  assert.equal(remote.asked.length, 5, "at once, and every 15 s for this limit (R89)");
  show(true);
  remote.asked.length = 0;
  await time.pass(50_000);
  assert.deepEqual(remote.asked, []);
});

test("who tells by himself is not asked during a prompt, and is heard at once", async () => {
  const { remote, heard, replica } = open({ askEveryMs: null });
  await time.pass(13 * MINUTE);
  replica.follow(status("warning", 0), false);
  await time.pass(MINUTE);
  assert.deepEqual(remote.asked, []);
  replica.heard([[`S:${ID}:4`, stamp(14 * MINUTE)]]);
  assert.equal(store.entries.get(`S:${ID}:4`), stamp(14 * MINUTE));
  assert.equal(heard.changes, 1);
});

test("activity elsewhere wakes nobody who is not warned; an end does", async () => {
  const { heard, replica } = open({ askEveryMs: null });
  replica.follow(status("active", 0), false);
  replica.heard([activity(5000)]);
  assert.equal(heard.changes, 0);
  replica.heard([[`E:${ID}:4`, `${stamp(6000)}user`]]);
  assert.equal(heard.changes, 1);
  replica.follow(status("warning", 0), false);
  replica.heard([activity(7000)]);
  assert.equal(heard.changes, 2);
});

test("a page that comes into view asks, at most once an interval", async () => {
  const { remote, replica } = open();
  replica.follow(status("active", 0), false);
  await time.pass(MINUTE);
  for (let i = 0; i < 5; ++i) {
    show(true);
    show(false);
    await time.pass(1000);
  }
  assert.equal(remote.asked.length, 1);
});

test("a record that was emptied elsewhere is written anew; what it refuses is not sent for ever", async () => {
  const { remote, replica } = open();
  store.write(...activity(1));
  store.write(`Z:${ID}`, stamp(1));
  replica.ask();
  await settle();
  remote.entries.clear();
  replica.ask();
  await settle();
  assert.equal(remote.entries.size, 2);
  remote.exchange = async (entries) => {
    remote.asked.push({ at: time.now, entries });
    return [];
  };
  remote.asked.length = 0;
  replica.ask();
  await settle();
  assert.ok(remote.asked.length <= 2, `${remote.asked.length} times`);
});

test("writes while an answer is awaited go with the next question", async () => {
  const { remote, replica } = open();
  store.write(...activity(1));
  replica.ask();
  store.write(...activity(2));
  replica.ask();
  await replica.settled();
  assert.equal(remote.entries.get(activity(0)[0]), stamp(2));
});

test("closed, it leaves no timer and no listener, and takes nothing any more", async () => {
  const { remote, heard, replica } = open();
  remote.entries.set(...activity(9));
  replica.follow(status("active", 0), false);
  replica.ask();
  replica.close();
  await time.pass(20 * MINUTE);
  assert.equal(remote.closed, true);
  assert.deepEqual(listeners, []);
  assert.deepEqual(store.read(), []);
  assert.equal(heard.changes, 0);
  assert.equal(time.fired, 0);
});
