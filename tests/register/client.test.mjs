// The page's side of the register, in Node: against the real server, and against servers that are
// wrong in every way that a page can meet. Pretended are the page's address, the browser's cookies
// and its clock; ten seconds of a request's limit are one.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { MemoryStore } from "../../demo/register/memory-store.mjs";
import { limited } from "../browser/support/until.mjs";
import { serve, serveRegister, sorted } from "./support/servers.mjs";
import { load } from "../seam/support/typescript.mjs";

let isLimited = true;
const { timeout } = AbortSignal;
const limits = [];
AbortSignal.timeout = (ms) => {
  limits.push(ms);
  return isLimited ? timeout(ms / 10) : new AbortController().signal;
};
const { Register } = await load("bindings/browser/register.ts");
AbortSignal.timeout = timeout;

const requests = [];
const { fetch } = globalThis;
globalThis.location = { href: "http://app.example/mail" };
globalThis.fetch = (address, init) => {
  requests.push({ address, ...init });
  const cookie = "account=user-7";
  const headers = { ...init.headers, cookie, "sec-fetch-site": "same-origin" };
  return fetch(address, { ...init, headers });
};

const NAME = await Register.nameOf("user-7", "sign-in-3");
const NOW = 1_700_000_000_000;
const ID = "0123456789abcdef".repeat(2);
const ENTRY = [`Z:${ID}`, "001700000000000"];

function openRegister(t, url) {
  const clock = { now: 0, wall: () => NOW + clock.now, mono: () => clock.now };
  const reports = [];
  const report = (code) => reports.push(code);
  const register = new Register({ address: new URL(url), name: NAME, clock, report });
  t.after(() => register.close());
  return { register, reports, clock };
}

/** A server whose answer the test replaces: `answer.with(response, request)`. */
async function openAnswering(t) {
  const answer = { count: 0 };
  const url = await serve(t, (request, response) => {
    answer.count += 1;
    request.resume();
    answer.with(response, request);
  });
  return { answer, ...openRegister(t, url) };
}

const json = (value, status = 200, headers = {}) => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return (response) => response.writeHead(status, headers).end(text);
};
const good = json({ version: 1, entries: [ENTRY] });

test("two pages of one sign-in learn from each other, those of another do not", async (t) => {
  const { url } = await serveRegister(t, { store: new MemoryStore(), now: () => NOW });
  const [mail, files] = [openRegister(t, url), openRegister(t, url)];
  const other = [`Z:${"f".repeat(32)}`, "001700000000007"];
  assert.deepEqual(await mail.register.exchange([ENTRY]), [ENTRY]);
  assert.deepEqual(sorted(await files.register.exchange([other])), sorted([ENTRY, other]));
  assert.deepEqual(sorted(await mail.register.exchange([])), sorted([ENTRY, other]));
  const name = await Register.nameOf("user-7", "sign-in-4");
  const clock = { wall: () => NOW, mono: () => 0 };
  const otherDevice = new Register({ address: new URL(url), name, clock, report: assert.fail });
  assert.deepEqual(await otherDevice.exchange([]), []);
  assert.deepEqual([...mail.reports, ...files.reports], []);
});

test("a request carries the user's own session, outlives the page and follows no redirect", async (t) => {
  const { url } = await serveRegister(t, { store: new MemoryStore(), now: () => NOW });
  const { register } = openRegister(t, url);
  await register.exchange([ENTRY]);
  const { method, credentials, keepalive, redirect, headers, body } = requests.at(-1);
  assert.deepEqual(
    [method, credentials, keepalive, redirect],
    ["POST", "same-origin", true, "error"],
  );
  assert.deepEqual(headers, { "content-type": "application/json" });
  assert.deepEqual(JSON.parse(body), { version: 1, name: NAME, entries: [ENTRY] });
});

test("without a secure page there is no name, and so no register", async (t) => {
  const { subtle } = crypto;
  Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
  t.after(() => Object.defineProperty(crypto, "subtle", { value: subtle, configurable: true }));
  assert.equal(await Register.nameOf("user-7", "sign-in-3"), null);
});

test("what no session can have written is dropped and reported, and the rest is taken (R106)", async (t) => {
  const { answer, register, reports } = await openAnswering(t);
  const tooFar = [`L:${ID}:0`, String(NOW + 367 * 864e5).padStart(15, "0")];
  const bad = [tooFar, ["__proto__", ENTRY[1]], [ENTRY[0]], null, 7, "g", [...ENTRY, "more"]];
  answer.with = json({ version: 1, entries: [...bad, ENTRY] });
  assert.deepEqual(await register.exchange([]), [ENTRY]);
  assert.deepEqual(reports, ["register-message-dropped"]);
  answer.with = good;
  assert.deepEqual(await register.exchange([]), [ENTRY]);
  assert.deepEqual(reports, ["register-message-dropped"], "nothing to complain of");
});

const entries = (count) => Array.from({ length: count }, () => ENTRY);
const long = (bytes) => JSON.stringify({ version: 1, entries: [] }).padEnd(bytes);
const redirect = (response) => response.writeHead(303, { location: "/sign-in" }).end();

/** Answers that are none, each with the nearest that is one, or null. */
const WRONG = {
  "an error page": [json("<!doctype html><title>Oops</title>", 502), null],
  "a sign-in page instead": [json("<!doctype html><title>Sign in</title>"), null],
  "a redirect to a sign-in page": [redirect, null],
  "nobody signed in": [json({ version: 1, entries: [] }, 401), good],
  "no content": [(response) => response.writeHead(204).end(), null],
  "an empty text": [json(""), null],
  null: [json("null"), null],
  "a list": [json([]), null],
  "another version": [json({ version: 2, entries: [] }), good],
  "no version": [json({ entries: [] }), good],
  "no entries": [json({ version: 1 }), json({ version: 1, entries: [] })],
  "entries that are no list": [json({ version: 1, entries: { length: 0 } }), null],
  "too many entries": [
    json({ version: 1, entries: entries(129) }),
    json({ version: 1, entries: entries(128) }),
  ],
  "a long answer": [json(long(32_769)), json(long(32_768))],
  "half an answer": [json('{"version":1,"entries":['), null],
  "a connection that breaks": [(response) => response.destroy(), null],
};

for (const [title, [wrong, right]] of Object.entries(WRONG)) {
  test(`an answer that is none is nothing known, never an error: ${title}`, async (t) => {
    const { answer, register, reports } = await openAnswering(t);
    answer.with = wrong;
    assert.equal(await register.exchange([ENTRY]), null);
    assert.equal(await register.exchange([ENTRY]), null);
    assert.deepEqual(reports, ["register-unavailable"], "said once");
    answer.with = right ?? good;
    assert.ok(Array.isArray(await register.exchange([ENTRY])));
    answer.with = wrong;
    assert.equal(await register.exchange([ENTRY]), null);
    assert.equal(reports.length, 2, "and again after it has worked");
  });
}

test("an answer without an end is not read to its end", async (t) => {
  const { answer, register } = await openAnswering(t);
  let cut;
  answer.with = (response) => {
    cut = once(response, "close");
    const flow = () => {
      let hasRoom = true;
      while (hasRoom && !response.destroyed) hasRoom = response.write(" ".repeat(65_536));
    };
    response.on("drain", flow);
    flow();
  };
  assert.equal(await register.exchange([ENTRY]), null);
  await limited(cut, 5000, "the end of the connection");
});

test("who does not answer in three seconds has not answered, neither before nor within the text (R45)", async (t) => {
  const { answer, register, reports } = await openAnswering(t);
  const silent = [() => {}, (response) => response.writeHead(200).write('{"version":1,')];
  for (const wrong of silent) {
    answer.with = wrong;
    const begun = Date.now();
    assert.equal(await register.exchange([ENTRY]), null);
    const took = Date.now() - begun;
    assert.ok(took > 250 && took < 2000, `${took} ms`);
    assert.equal(limits.at(-1), 3000);
  }
  assert.deepEqual(reports, ["register-unavailable"]);
  answer.with = good;
  assert.deepEqual(await register.exchange([ENTRY]), [ENTRY]);
});

test("no server at all is nothing known", async (t) => {
  const { register, reports } = openRegister(t, "http://127.0.0.1:1/register");
  assert.equal(await register.exchange([ENTRY]), null);
  assert.deepEqual(reports, ["register-unavailable"]);
});

test("a server that wants to be left alone is, for as long as it says and a minute at most", async (t) => {
  const { answer, register, reports, clock } = await openAnswering(t);
  for (const [after, pause] of [
    ["2", 2000],
    ["0", 0],
    ["3600", 60_000],
    [undefined, 10_000],
    ["Wed, 21 Oct 2026 07:28:00 GMT", 10_000],
    ["-5", 10_000],
  ]) {
    answer.with = json("", 429, after === undefined ? {} : { "retry-after": after });
    assert.equal(await register.exchange([]), null);
    answer.with = good;
    const { count } = answer;
    if (pause > 0) {
      clock.now += pause - 1;
      assert.equal(await register.exchange([]), null, `${after}: not yet`);
      assert.equal(answer.count, count, "it was not asked");
      clock.now += 1;
    }
    assert.deepEqual(await register.exchange([]), [ENTRY], `${after}: again`);
  }
  assert.deepEqual(new Set(reports), new Set(["register-unavailable"]));
});

test("other refusals ask for no pause: the next exchange is tried", async (t) => {
  const { answer, register } = await openAnswering(t);
  answer.with = json("", 503, { "retry-after": "30" });
  assert.equal(await register.exchange([]), null);
  answer.with = good;
  assert.deepEqual(await register.exchange([]), [ENTRY]);
});

test("more entries than a message may have are sent without the oldest", async (t) => {
  const { url } = await serveRegister(t, { store: new MemoryStore(), now: () => NOW });
  const { register, reports } = openRegister(t, url);
  const number = (i, length) => String(i).padStart(length, "0");
  const many = Array.from({ length: 140 }, (_, i) => [
    `Z:${number(i, 32)}`,
    number(NOW - 200 + i, 15),
  ]);
  const kept = [
    ["B", number(7, 15)],
    ["g", number(NOW - 1000, 15) + ID],
  ];
  const expected = sorted([...kept, ...many.slice(-126)]);
  assert.deepEqual(sorted(await register.exchange([...many, ...kept])), expected);
  assert.deepEqual(reports, []);
});

test("a closed register asks nobody, ends what was being asked and reports nothing", async (t) => {
  const { answer, register, reports } = await openAnswering(t);
  isLimited = false;
  t.after(() => (isLimited = true));
  const asked = new Promise((resolve) => {
    answer.with = (response) => resolve({ cut: once(response, "close") });
  });
  const exchange = register.exchange([ENTRY]);
  const { cut } = await asked;
  register.close();
  assert.equal(await limited(exchange, 5000), null);
  await limited(cut, 5000);
  answer.with = good;
  assert.equal(await register.exchange([ENTRY]), null);
  assert.equal(answer.count, 1);
  assert.deepEqual(reports, []);
});

test("exchanges may overlap, and each is answered", async (t) => {
  const { url } = await serveRegister(t, { store: new MemoryStore(), now: () => NOW });
  const { register } = openRegister(t, url);
  const all = Array.from({ length: 10 }, (_, i) => [`Z:${String(i).repeat(32)}`, ENTRY[1]]);
  const answers = await Promise.all(all.map((entry) => register.exchange([entry])));
  answers.forEach((known, i) => assert.ok(known.some(([key]) => key === all[i][0])));
  assert.deepEqual(sorted(await register.exchange([])), all);
});
