// The page's rules, the store in memory and the script in Redis are three writings of one join.
// Here they get the same entries by chance, valid ones and others, and must come to the same
// records; and what a record, and an account, can hold is bounded the same way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isEntry as isServed, MOST_ENTRIES, wins as served } from "../../demo/register/entries.mjs";
import { KEPT, MemoryStore } from "../../demo/register/memory-store.mjs";
import { RedisStore } from "../../demo/register/redis-store.mjs";
import { until } from "../browser/support/until.mjs";
import { chance, randomEntries, randomEntry } from "./support/chance.mjs";
import { noRedis, Redis } from "./support/redis.mjs";
import { sorted } from "./support/servers.mjs";
import { load } from "../seam/support/typescript.mjs";

const NOW = 1_700_000_000_000;
const {
  isEntry,
  wins,
  MOST_ENTRIES: mostOfPage,
} = await load("bindings/browser/record-entries.ts");

const number = (i, length) => String(i).padStart(length, "0");

/** A session that was seen, `i` milliseconds after NOW. */
const seen = (i) => [`Z:${number(i, 32)}`, number(NOW + i, 15)];

/** Both stores: `both(owner, name, entries)` asks them, and says what they agree on. */
async function openBoth(t, kept = {}) {
  const redis = await Redis.start(t);
  const stores = [new MemoryStore(kept), await RedisStore.open(redis.url, kept)];
  t.after(() => Promise.all(stores.map((store) => store.close())));
  const both = async (owner, name, entries, now = NOW) => {
    const answers = stores.map((store) => store.exchange(owner, name, entries, now));
    const [inMemory, inRedis] = (await Promise.all(answers)).map(sorted);
    assert.deepEqual(inRedis, inMemory);
    return inMemory;
  };
  return { redis, both, stores };
}

test("page and register agree on what an entry is and which of two stays, whatever is sent", () => {
  assert.equal(MOST_ENTRIES, mostOfPage);
  const random = chance(11);
  let valid = 0;
  for (let i = 0; i < 20_000; ++i) {
    const entry = randomEntry(random, NOW);
    const [key, value] = entry;
    const [, other] = randomEntry(random, NOW);
    assert.equal(isServed(entry, NOW), isEntry(entry, NOW), JSON.stringify(entry));
    assert.equal(
      served(key, value, other),
      wins(key, value, other),
      JSON.stringify([entry, other]),
    );
    valid += Number(isEntry(entry, NOW));
  }
  assert.ok(valid > 5_000 && valid < 19_000, `${valid} were valid: of both kinds there are enough`);
});

test(
  "memory and Redis come to the record that the page's rules make of random exchanges",
  { skip: noRedis },
  async (t) => {
    const { both } = await openBoth(t);
    for (let seed = 1; seed <= 60; ++seed) {
      const random = chance(seed);
      const expected = new Map();
      for (let round = 0; round < 6; ++round) {
        const entries = randomEntries(random, NOW, 30).filter((entry) => isEntry(entry, NOW));
        for (const [key, value] of entries) {
          if (wins(key, value, expected.get(key))) expected.set(key, value);
        }
        const known = await both(`owner-${seed}`, "a", entries);
        assert.deepEqual(known, sorted(expected), `seed ${seed}, round ${round}`);
      }
    }
  },
);

test(
  "a record that grows past its bound loses what is oldest, in whatever order it came",
  { skip: noRedis },
  async (t) => {
    const { both, redis } = await openBoth(t);
    const kept = [
      ["B", number(1, 15)],
      ["g", number(1, 15) + "a".repeat(32)],
    ];
    const all = [...kept, ...Array.from({ length: MOST_ENTRIES + 40 }, (_, i) => seen(i))];
    // Two of the same age at the bound: their keys decide.
    const first = all.length - (MOST_ENTRIES - kept.length);
    all[first - 1][1] = all[first][1];
    [all[first - 1], all[first]] = [all[first], all[first - 1]];
    const expected = sorted([...kept, ...all.slice(first)]);
    assert.equal(expected.length, MOST_ENTRIES);
    const random = chance(5);
    for (const name of ["forwards", "backwards", "mixed"]) {
      const entries = [...all];
      if (name === "backwards") entries.reverse();
      if (name === "mixed") entries.sort(() => random(3) - 1);
      let known;
      for (let i = 0; i < entries.length; i += 50) {
        known = await both("owner", name, entries.slice(i, i + 50));
      }
      assert.deepEqual(known, expected, name);
      const size = await redis.command(`HLEN idleguard:{owner}:${name}`);
      assert.equal(size, `:${MOST_ENTRIES}`, "and none stays behind");
    }
  },
);

test(
  "an account has a bounded number of records, and the one that changed last is not lost",
  { skip: noRedis },
  async (t) => {
    const { both, redis } = await openBoth(t, { mostNames: 3 });
    for (const name of ["a", "b", "c"]) await both("owner", name, [seen(0)]);
    // Asking changes nothing; news do.
    await both("owner", "b", []);
    await both("owner", "a", [seen(1)]);
    await both("owner", "d", [seen(0)]);
    await both("other", "a", [seen(0)]);
    assert.deepEqual(await both("owner", "b", []), []);
    assert.deepEqual(await both("owner", "a", []), [seen(0), seen(1)]);
    assert.deepEqual(await both("owner", "c", []), [seen(0)]);
    assert.deepEqual(await both("owner", "d", []), [seen(0)]);
    assert.deepEqual(await both("other", "a", []), [seen(0)]);
    assert.equal(await redis.command("EXISTS idleguard:{owner}:b"), ":0");
  },
);

test("a record is kept for at least 48 hours after its last change, and then forgotten", async () => {
  const store = new MemoryStore();
  const hour = 3600_000;
  assert.ok(KEPT.keepMs >= 48 * hour);
  await store.exchange("owner", "a", [seen(0)], NOW);
  await store.exchange("owner", "a", [seen(1)], NOW + hour);
  const end = NOW + hour + KEPT.keepMs;
  assert.deepEqual(await store.exchange("owner", "a", [], end - 1), [seen(0), seen(1)]);
  assert.deepEqual(await store.exchange("owner", "a", [], end), []);
  assert.deepEqual(await store.exchange("owner", "a", [seen(2)], end), [seen(2)]);
});

test("memory holds a bounded number of accounts", async () => {
  const store = new MemoryStore({ mostOwners: 2 });
  for (const owner of ["a", "b", "c"]) await store.exchange(owner, "x", [seen(0)], NOW);
  assert.deepEqual(await store.exchange("a", "x", [], NOW), []);
  assert.deepEqual(await store.exchange("b", "x", [], NOW), [seen(0)]);
  assert.equal(store.size, 2);
  await store.exchange("c", "y", [seen(0)], NOW + KEPT.keepMs);
  assert.equal(store.size, 1, "and those that have expired make room");
});

test("Redis forgets a record by itself, and no key stays behind", { skip: noRedis }, async (t) => {
  const { redis, stores } = await openBoth(t, { keepMs: 300 });
  const [, store] = stores;
  assert.deepEqual(await store.exchange("owner", "a", [seen(0)]), [seen(0)]);
  assert.equal(await redis.command("DBSIZE"), ":2");
  await until(async () => (await redis.command("DBSIZE")) === ":0", { what: "an empty Redis" });
  assert.deepEqual(await store.exchange("owner", "a", []), []);
  assert.equal(await redis.command("DBSIZE"), ":0", "asking alone keeps nothing");
});

test("a Redis that has lost its scripts is given them again", { skip: noRedis }, async (t) => {
  const { redis, both } = await openBoth(t);
  await both("owner", "a", [seen(0)]);
  assert.equal(await redis.command("SCRIPT FLUSH"), "+OK");
  assert.deepEqual(await both("owner", "a", [seen(1)]), [seen(0), seen(1)]);
});

test("what is no address of a Redis is refused at once, and not taken for one that is away", async () => {
  await assert.rejects(RedisStore.open("http://127.0.0.1:1/"), TypeError);
  await assert.rejects(RedisStore.open("nonsense"), TypeError);
});
