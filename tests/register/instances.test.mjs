// Several instances of the register, each a process, in front of one Redis; and what becomes of a
// record when instances or Redis are killed, slow or away. What was acknowledged is never lost.

import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { test } from "node:test";

import { RedisStore } from "../../demo/register/redis-store.mjs";
import { freePort } from "../browser/support/processes.mjs";
import { until } from "../browser/support/until.mjs";
import { chance, randomEntries } from "./support/chance.mjs";
import { Expected } from "./support/record.mjs";
import { noRedis, Redis } from "./support/redis.mjs";
import { ask, exchange, serveRegister, startInstance } from "./support/servers.mjs";
import { load } from "../seam/support/typescript.mjs";

const { isEntry } = await load("bindings/browser/record-entries.ts");
const NOW = Date.now();
const NAME = "0123456789abcdef".repeat(2);
const ENTRY = [`Z:${NAME}`, "001700000000000"];
const isStatus = async (url, status) => (await ask(url, sent([]))).status === status;

const sent = (entries) => ({ version: 1, name: NAME, entries });

/**
 * Pages that ask at the same time, each any instance: `urls()` are those that are there. Keeps what
 * was sent and what was acknowledged, and checks each answer against what was acknowledged before
 * it was asked for.
 */
class Pages {
  acknowledged = new Expected();
  sent = new Expected();
  failures = 0;
  #urls;

  constructor(urls) {
    this.#urls = urls;
  }

  run({ pages, rounds, seed }) {
    return Promise.all(
      Array.from({ length: pages }, async (_, page) => {
        const random = chance(seed * 100 + page);
        for (let i = 0; i < rounds; ++i) await this.#ask(random);
      }),
    );
  }

  async #ask(random) {
    const entries = randomEntries(random, NOW, 12);
    const valid = entries.filter((entry) => isEntry(entry, NOW));
    const before = this.acknowledged.copy().join(valid);
    this.sent.join(valid);
    const urls = this.#urls();
    const answer = await ask(urls[random(urls.length)], sent(entries)).catch((error) => {
      // Refused or cut off: an instance was killed. Whether it was heard, nobody knows.
      if (error.name === "TypeError") return null;
      throw error;
    });
    if (answer?.status !== 200) {
      this.failures += 1;
      return;
    }
    assert.deepEqual(before.lostIn(answer.body.entries), [], "each answer has all that was known");
    this.acknowledged.join(answer.body.entries);
  }
}

test(
  "instances in front of one Redis agree, however requests cross each other",
  { skip: noRedis },
  async (t) => {
    const redis = await Redis.start(t);
    const instances = await Promise.all([startInstance(t, redis), startInstance(t, redis)]);
    const urls = instances.map(({ url }) => url);
    for (const seed of [1, 2]) {
      const pages = new Pages(() => urls);
      await redis.command("FLUSHALL");
      await pages.run({ pages: 8, rounds: 25, seed });
      assert.equal(pages.failures, 0);
      const expected = pages.sent.entries();
      assert.ok(expected.length > 20, `${expected.length} entries`);
      for (const url of urls) assert.deepEqual(await exchange(url, NAME, []), expected);
    }
  },
);

test(
  "instances that are killed and started again lose nothing that was acknowledged",
  { skip: noRedis },
  async (t) => {
    const redis = await Redis.start(t);
    const start = () => startInstance(t, redis);
    const instances = await Promise.all([start(), start()]);
    const pages = new Pages(() => instances.map(({ url }) => url));
    let isDone = false;
    const busy = (async () => {
      for (let seed = 3; !isDone; ++seed) await pages.run({ pages: 6, rounds: 5, seed });
    })();
    for (const victim of [0, 1, 0]) {
      const failed = pages.failures;
      await instances[victim].stop();
      await until(async () => pages.failures > failed, { what: "a page that met nobody" });
      instances[victim] = await start();
    }
    isDone = true;
    await busy;
    const known = await exchange(instances[0].url, NAME, []);
    assert.deepEqual(await exchange(instances[1].url, NAME, []), known);
    assert.ok(known.length > 20, `${known.length} entries`);
    assert.deepEqual(pages.acknowledged.lostIn(known), []);
    assert.deepEqual(
      new Expected().join(known).lostIn(pages.sent.entries()),
      [],
      "nor made up any",
    );
  },
);

test(
  "a Redis that is killed is a refusal within a second, and is used again when it is back",
  { skip: noRedis },
  async (t) => {
    const redis = await Redis.start(t, { durable: true });
    const { url, output } = await startInstance(t, redis);
    assert.deepEqual(await exchange(url, NAME, [ENTRY]), [ENTRY]);
    await redis.kill();
    for (let i = 0; i < 3; ++i) {
      const begun = Date.now();
      const { status, headers } = await ask(url, sent([]));
      assert.equal(status, 503);
      assert.equal(headers.get("retry-after"), "1");
      assert.ok(Date.now() - begun < 1000, `after ${Date.now() - begun} ms`);
    }
    await redis.restart();
    await until(() => isStatus(url, 200), { what: "an answer from the same instance" });
    assert.deepEqual(await exchange(url, NAME, []), [ENTRY], "what was acknowledged is there");
    assert.match(output(), /^register: the store is away: .+\nregister: the store is back$/m);
    assert.equal(output().match(/store is away/g).length, 1, "said once, not for each request");
  },
);

test(
  "an instance that starts before its Redis serves as soon as that is there",
  { skip: noRedis },
  async (t) => {
    const redis = await Redis.start(t);
    await redis.kill();
    const { url } = await startInstance(t, redis);
    assert.equal((await ask(url, sent([ENTRY]))).status, 503);
    await redis.restart();
    await until(() => isStatus(url, 200), { what: "an answer" });
    assert.deepEqual(await exchange(url, NAME, []), [], "and what was refused was not kept");
  },
);

/** Stands between the register and Redis; `silent` connections are open and say nothing more. */
async function startProxy(t, redis) {
  const sockets = new Set();
  const server = net.createServer((client) => {
    const upstream = net.connect(redis.port, "127.0.0.1");
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
      from.pipe(to);
    }
  });
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const each = (act) => sockets.forEach(act);
  t.after(() => {
    each((socket) => socket.destroy());
    server.close();
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    /** What is connected now never says anything again, as after a cable was pulled. */
    silence: () => each((socket) => socket.unpipe()),
  };
}

test(
  "a Redis that does not answer is a refusal within a second, and a dead connection is replaced",
  { skip: noRedis },
  async (t) => {
    const proxy = await startProxy(t, await Redis.start(t));
    const store = await RedisStore.open(proxy.url);
    t.after(() => store.close());
    const { url } = await serveRegister(t, { store });
    assert.deepEqual(await exchange(url, NAME, [ENTRY]), [ENTRY]);
    proxy.silence();
    const begun = Date.now();
    const statuses = await Promise.all(
      [1, 2, 3].map(async () => (await ask(url, sent([]))).status),
    );
    assert.deepEqual(statuses, [503, 503, 503]);
    assert.ok(Date.now() - begun < 1000, `after ${Date.now() - begun} ms`);
    await until(() => isStatus(url, 200), { what: "an answer through another connection" });
    assert.deepEqual(await exchange(url, NAME, []), [ENTRY]);
  },
);

test("a Redis that is slow for a while is refused only so long", { skip: noRedis }, async (t) => {
  const redis = await Redis.start(t);
  const store = await RedisStore.open(redis.url);
  t.after(() => store.close());
  const { url } = await serveRegister(t, { store });
  assert.deepEqual(await exchange(url, NAME, [ENTRY]), [ENTRY]);
  assert.equal(await redis.command("CLIENT PAUSE 1200 ALL"), "+OK");
  const begun = Date.now();
  assert.ok(await isStatus(url, 503));
  assert.ok(Date.now() - begun < 1000, `after ${Date.now() - begun} ms`);
  await until(() => isStatus(url, 200), { what: "an answer after the pause" });
  assert.deepEqual(await exchange(url, NAME, []), [ENTRY]);
});
