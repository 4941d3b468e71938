// What goes to a record elsewhere and what comes back, in Node with pretended time and storage.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  activity,
  begin,
  ID,
  MINUTE,
  open,
  stamp,
  status,
  store,
  time,
} from "./support/replica.mjs";
import { settle } from "./support/time.mjs";
import { load } from "./support/typescript.mjs";

const { ofCurrentSignIn } = await load("bindings/browser/record-entries.ts");

beforeEach(begin);

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
  const { remote, replica } = open();
  store.write(...activity(5000));
  remote.entries.set(...activity(1000));
  replica.ask();
  await settle();
  assert.deepEqual(store.read(), [activity(5000)]);
  assert.equal(remote.entries.get(activity(0)[0]), stamp(5000));
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

test("what another tab has taken from there first is news all the same", async () => {
  const { remote, heard, replica } = open({ askEveryMs: null });
  replica.follow(status("warning", 0), false);
  await settle();
  heard.changes = 0;
  const answer = [`S:${ID}:4`, stamp(MINUTE)];
  store.write(...answer);
  replica.heard([answer]);
  assert.equal(heard.changes, 1);
  replica.heard([answer]);
  assert.equal(heard.changes, 1, "once");
  remote.entries.set(...answer).set(...activity(2 * MINUTE));
  store.write(...activity(2 * MINUTE));
  replica.ask();
  await settle();
  assert.equal(heard.changes, 2, "by an answer, too");
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
