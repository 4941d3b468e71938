// The specification's vectors (demo/register/vectors.json) against everything that claims to follow
// it: the page's side, and the register with each of its stores, over HTTP.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as served from "../../demo/register/entries.mjs";
import { MemoryStore } from "../../demo/register/memory-store.mjs";
import { RedisStore } from "../../demo/register/redis-store.mjs";
import { noRedis, Redis } from "./support/redis.mjs";
import { ask, exchange, serveRegister } from "./support/servers.mjs";
import { load, ROOT } from "../seam/support/typescript.mjs";

const vectors = JSON.parse(readFileSync(`${ROOT}demo/register/vectors.json`, "utf8"));
const now = () => vectors.now;

const SIDES = {
  "the page": await load("bindings/browser/record-entries.ts"),
  "the register": served,
};

for (const [side, { isEntry, wins }] of Object.entries(SIDES)) {
  test(`${side} takes the entries that are valid and no others`, () => {
    for (const { why, entry, valid } of vectors.entries) {
      assert.equal(isEntry(entry, vectors.now), valid, `${why}: ${JSON.stringify(entry)}`);
    }
  });

  test(`${side} keeps the value that the specification says, whichever comes first`, () => {
    for (const { key, values, stays } of vectors.joins) {
      const goes = values.find((value) => value !== stays);
      assert.ok(wins(key, stays, goes), `${stays} replaces ${goes}`);
      assert.ok(!wins(key, goes, stays), `${goes} does not replace ${stays}`);
      assert.ok(!wins(key, stays, stays), "a value does not replace itself");
    }
  });
}

test("a sign-in is called what the specification says", async () => {
  const { Register } = await load("bindings/browser/register.ts");
  for (const { account, session, name } of vectors.names) {
    assert.equal(await Register.nameOf(account, session), name);
  }
});

const STORES = {
  memory: { skip: false, open: () => new MemoryStore() },
  Redis: { skip: noRedis, open: async (t) => RedisStore.open((await Redis.start(t)).url) },
};

for (const [kind, { skip, open }] of Object.entries(STORES)) {
  test(`a register with its records in ${kind} answers as specified`, { skip }, async (t) => {
    const store = await open(t);
    const { url } = await serveRegister(t, { store, now });
    for (const { title, body, message, status } of vectors.requests) {
      const answer = await ask(url, body ?? message);
      assert.equal(answer.status, status, title);
      assert.equal(answer.headers.get("cache-control"), "no-store", title);
    }
    for (const [i, { title, steps }] of vectors.exchanges.entries()) {
      for (const { account, name, send, known } of steps) {
        // Each with accounts of its own, for none of them knows of the others.
        const options = { account: `${account}-${i}` };
        assert.deepEqual(await exchange(url, name, send, options), known, title);
      }
    }
    for (const { key, values, stays } of vectors.joins) {
      for (const order of [values, [...values].reverse()]) {
        const options = { account: `${key.replaceAll(":", "-")}-${order.join("-")}` };
        const name = vectors.names[0].name;
        for (const value of order) await exchange(url, name, [[key, value]], options);
        assert.deepEqual(await exchange(url, name, [], options), [[key, stays]]);
      }
    }
    await store.close();
  });
}
