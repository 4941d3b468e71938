// Who may ask the register, what, and how often: every refusal beside the same request when it is
// permitted. The store counts, so that nothing of what was refused can have been kept.

import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";

import { MOST_ENTRIES } from "../../demo/register/entries.mjs";
import { MemoryStore } from "../../demo/register/memory-store.mjs";
import { LIMITS } from "../../demo/register/register.mjs";
import { limited } from "../browser/support/until.mjs";
import { ask, exchange, serveRegister } from "./support/servers.mjs";

const NAME = "0123456789abcdef".repeat(2);
const ENTRY = [`L:${NAME}:0`, "001700000000000"];
const MESSAGE = { version: 1, name: NAME, entries: [ENTRY] };

class CountingStore extends MemoryStore {
  calls = 0;

  exchange(...given) {
    this.calls += 1;
    return super.exchange(...given);
  }
}

async function open(t, options = {}) {
  const store = new CountingStore();
  const { url, logged } = await serveRegister(t, { store, ...options });
  return { url, store, logged };
}

/** The request with `refused` gets `status` and reaches no record; with `permitted` it gets 200. */
async function refuses({ url, store }, status, refused, permitted = {}) {
  const before = store.calls;
  const answer = await ask(url, refused.message ?? MESSAGE, refused);
  assert.equal(answer.status, status, JSON.stringify(refused.headers));
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal(store.calls, before, "nothing was kept, or read");
  assert.deepEqual(Object.keys(answer.body), ["error"], "and nothing is told");
  const twin = await ask(url, permitted.message ?? MESSAGE, permitted);
  assert.equal(twin.status, 200, JSON.stringify(permitted.headers));
  return answer;
}

test("without a session nothing is stored or told, whatever the request says of itself", async (t) => {
  const register = await open(t);
  await refuses(register, 401, { account: null });
  await refuses(register, 401, { account: null, headers: { cookie: "account=" } });
  await refuses(register, 401, { account: null, message: { ...MESSAGE, account: "user-7" } });
  assert.deepEqual(await exchange(register.url, NAME, []), [ENTRY]);
});

test("nobody reads or changes the record of another account, even with its name", async (t) => {
  const { url } = await open(t);
  await exchange(url, NAME, [ENTRY], { account: "user-7" });
  const later = [ENTRY[0], "001700000000999"];
  assert.deepEqual(await exchange(url, NAME, [], { account: "user-8" }), []);
  assert.deepEqual(await exchange(url, NAME, [later], { account: "user-8" }), [later]);
  assert.deepEqual(await exchange(url, NAME, [], { account: "user-7" }), [ENTRY]);
});

test("a server that cannot tell who is signed in tells nobody anything, and goes on", async (t) => {
  for (const account of [undefined, "", 7, {}]) {
    const { url } = await open(t, { authenticate: () => account });
    assert.equal((await ask(url, MESSAGE)).status, 401);
  }
  let isBroken = true;
  const authenticate = async () => {
    if (isBroken) throw new Error("the sessions are away");
    return "user-7";
  };
  const { url, logged } = await open(t, { authenticate });
  assert.equal((await ask(url, MESSAGE)).status, 500);
  assert.match(logged.join("\n"), /the sessions are away/);
  isBroken = false;
  assert.equal((await ask(url, MESSAGE)).status, 200);
});

test("a page of another origin cannot have the browser ask, one of the same origin can", async (t) => {
  const register = await open(t);
  const from = (site) => ({ headers: { "sec-fetch-site": site } });
  for (const site of ["cross-site", "same-site", "none", ""]) {
    await refuses(register, 403, from(site), from("same-origin"));
  }
  // Browsers that do not say where it comes from say the origin.
  const { host } = new URL(register.url);
  const by = (origin) => ({ headers: { "sec-fetch-site": null, origin } });
  for (const origin of ["https://other.example", "null", `http://${host}.example`, ""]) {
    await refuses(register, 403, by(origin), by(`http://${host}`));
  }
  await refuses(register, 403, by("https://other.example"), by(`https://${host}`));
  const both = { headers: { "sec-fetch-site": "cross-site", origin: `http://${host}` } };
  await refuses(register, 403, both, { headers: { "sec-fetch-site": null } });
});

test("no preflight of another origin succeeds, and only POST is answered", async (t) => {
  const { url, store } = await open(t);
  for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
    const body = method === "GET" ? null : "{}";
    const answer = await ask(url, MESSAGE, { method, body });
    assert.equal(answer.status, 405, method);
    assert.equal(answer.headers.get("allow"), "POST");
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
  }
  assert.equal(store.calls, 0);
  assert.equal((await ask(url, MESSAGE)).status, 200);
});

test("only JSON is read, for a form can send any other type from anywhere", async (t) => {
  const register = await open(t);
  const as = (type, more = {}) => ({ headers: { "content-type": type, ...more } });
  const others = ["text/plain", "text/plain; application/json", "application/json-patch+json"];
  const forms = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=application"];
  for (const type of [...others, ...forms, "application/json; charset=utf-16"]) {
    await refuses(register, 415, as(type), as("application/json; charset=utf-8"));
  }
  const encoded = as("application/json", { "content-encoding": "gzip" });
  await refuses(register, 415, encoded, as('Application/JSON;charset="UTF-8"'));
});

/** MESSAGE with spaces, `bytes` long. */
const padded = (bytes) => JSON.stringify(MESSAGE).padEnd(bytes);

test("a body is read up to 16 KB, whether or not it says how long it is", async (t) => {
  const register = await open(t);
  const most = LIMITS.bodyBytes;
  assert.equal(most, 16_384);
  const fits = { message: padded(most) };
  await refuses(register, 413, { message: padded(most + 1) }, fits);
  const chunked = (text) => ({ body: new Blob([text]).stream(), duplex: "half" });
  await refuses(register, 413, chunked(padded(most + 1)), chunked(padded(most)));
  const longest = Array.from({ length: MOST_ENTRIES }, (_, i) => [
    `P:${String(i).padStart(32, "0")}:0`,
    `001700000000000${"a".repeat(64)}`,
  ]);
  const full = { version: 1, name: NAME, entries: longest };
  assert.equal((await ask(register.url, full)).status, 200, "what may be sent fits into that");
  const tooMany = { message: { ...full, entries: [...longest, ENTRY] } };
  await refuses(register, 400, tooMany, { message: full });
});

test("a body without an end is cut off, and the next one is read", async (t) => {
  const { url, store } = await open(t);
  const socket = net.connect(Number(new URL(url).port), "127.0.0.1");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  // The cut may come before the answer can be read.
  socket.on("error", (error) => assert.match(error.code, /ECONNRESET|EPIPE/));
  const head = "POST /register HTTP/1.1\r\nhost: a\r\ncookie: account=user-7\r\n";
  socket.write(`${head}content-type: application/json\r\ncontent-length: 999999999\r\n\r\n`);
  const flow = () => {
    let hasRoom = true;
    while (hasRoom && socket.writable) hasRoom = socket.write(" ".repeat(65_536));
  };
  socket.on("drain", flow);
  flow();
  await limited(closed, 5000, "the end of the connection");
  assert.ok(socket.bytesWritten < 32 * 2 ** 20, `after ${socket.bytesWritten} bytes`);
  assert.equal(store.calls, 0);
  assert.equal((await ask(url, MESSAGE)).status, 200);
});

test("what is no text in UTF-8, or nested without end, is refused", async (t) => {
  const register = await open(t);
  const around = JSON.stringify({ ...MESSAGE, more: "?" }).split("?");
  const body = (bytes) =>
    Buffer.concat([around[0], bytes, around[1]].map((part) => Buffer.from(part)));
  await refuses(register, 400, { body: body([0xff]) }, { body: body([0xc3, 0xbf]) });
  for (const body of ["[".repeat(16_000), '{"entries":'.repeat(1400), "\ufeff", "1e999"]) {
    await refuses(register, 400, { body });
  }
});

test("60 requests at once and 10 a second are answered, more are told when to come again", async (t) => {
  let time = 1_700_000_000_000;
  const store = new CountingStore();
  const limits = { burst: LIMITS.burst, perSecond: LIMITS.perSecond };
  const { url } = await serveRegister(t, { store, limits, now: () => time });
  const statuses = async (count, options) => {
    const answers = await Promise.all(
      Array.from({ length: count }, () => ask(url, MESSAGE, options)),
    );
    return answers.filter(({ status }) => status === 200).length;
  };
  assert.equal(await statuses(65), 60);
  const refused = await ask(url, MESSAGE);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "1");
  assert.equal(await statuses(3, { account: "user-8" }), 3, "others are not affected");
  time += 1000;
  assert.equal(await statuses(15), 10);
  time -= 5000;
  assert.equal(await statuses(1), 0, "a clock that is set back gives nothing");
  time += 3600_000;
  assert.equal(await statuses(65), 60, "and nobody saves up");
  assert.equal(store.calls, 60 + 3 + 10 + 60);
});

test("nothing of what was sent is logged, not even when the store fails", async (t) => {
  const store = new MemoryStore();
  const { url, logged } = await serveRegister(t, { store });
  store.exchange = async () => {
    throw new TypeError("a fault of the store");
  };
  assert.equal((await ask(url, MESSAGE)).status, 500);
  assert.match(logged.join("\n"), /a fault of the store/);
  assert.doesNotMatch(logged.join("\n"), new RegExp(`user-7|${NAME}|${ENTRY[1]}`));
});
