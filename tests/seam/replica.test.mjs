// When a record elsewhere is asked, in Node with pretended time and storage: nobody is asked while
// nothing happens, and everybody is asked in time.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  activity,
  begin,
  ID,
  listeners,
  MINUTE,
  open,
  show,
  stamp,
  status,
  store,
  time,
} from "./support/replica.mjs";
import { settle } from "./support/time.mjs";

beforeEach(begin);

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

test("what was lost on its way is told again, ever more rarely, and then no more", async () => {
  const { remote, replica } = open();
  remote.answers = false;
  store.write(`S:${ID}:4`, stamp(1));
  replica.follow(status("active", 1), true);
  await time.pass(3 * MINUTE);
  const times = remote.asked.map(({ at }) => at / 1000);
  assert.deepEqual(times, [0, 15, 45, 105]);
  remote.answers = true;
  await time.pass(3 * MINUTE);
  assert.equal(remote.entries.get(`S:${ID}:4`), stamp(1));
  assert.equal(remote.asked.length, 5, "and nobody is asked for nothing");
});

test("who got no answer at first asks again, with nothing to tell", async () => {
  const { remote, replica } = open({ begins: false });
  remote.answers = false;
  replica.ask();
  await time.pass(2000);
  replica.follow(status("active", 0), false);
  remote.answers = true;
  await time.pass(15_000);
  assert.equal(remote.asked.length, 2);
  assert.equal(replica.askedAt, 15_000);
});

test("who leaves tells it once more if the first time was in vain (rule 9)", async () => {
  const { remote, replica } = open();
  remote.answers = false;
  store.write(`E:${ID}:4`, `${stamp(1)}user`);
  replica.follow(status("signing-out", 1), true);
  let isSettled = false;
  void replica.settled().then(() => (isSettled = true));
  await time.pass(2999);
  assert.equal(isSettled, false);
  remote.answers = true;
  await time.pass(1);
  assert.equal(isSettled, true);
  assert.equal(remote.entries.get(`E:${ID}:4`), `${stamp(1)}user`);
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
