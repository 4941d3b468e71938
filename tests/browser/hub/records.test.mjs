// What the stores of a hub keep, and what they drop, in Node with a pretended jar of cookies: the
// bounds, the names, who wins, and what belongs to others. It needs no browser: what browsers do
// with cookies is verdicts.test.mjs.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { load } from "../../seam/support/typescript.mjs";
import { until } from "../support/until.mjs";

const ALICE = `1:${"a1".repeat(16)}`;
const BOB = `1:${"b2".repeat(16)}`;
const SESSION = "c3".repeat(16);
const OLD = "d4".repeat(16);
const NOW = 1_700_000_000_000;

const { CookieRecord } = await load("bindings/browser/cookie-record.ts");
const { GrantedStorage } = await load("web/hub/granted-storage.ts");

/** Keeps cookies by name, as a browser does for one place; `set` remembers every attribute. */
class Jar {
  cookies = new Map();
  set = [];
  get cookie() {
    return [...this.cookies].map((pair) => pair.join("=")).join("; ");
  }
  set cookie(text) {
    this.set.push(text);
    const [name, value] = text.split("; ")[0].split("=");
    if (/; Max-Age=0(;|$)/.test(text)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

const pretended = { location: globalThis.location, document: globalThis.document };
let jar;

beforeEach(() => {
  jar = new Jar();
  globalThis.document = jar;
  globalThis.location = new URL("https://hub.example/idle/hub.html");
});

afterEach(() => {
  Object.assign(globalThis, pretended);
  delete globalThis.cookieStore;
});

const open = (name = ALICE, more = {}) => new CookieRecord({ name, wall: () => NOW, ...more });
const stamp = (at) => String(at).padStart(15, "0");
const g = (at = NOW) => ["g", stamp(at) + SESSION];
const L = (at, id = SESSION, group = 0) => [`L:${id}:${group}`, stamp(at)];
const E = (at, id = SESSION, group = 0) => [`E:${id}:${group}`, `${stamp(at)}idle`];
const Z = (i) => [`Z:${i.toString(16).padStart(32, "0")}`, stamp(NOW - 1000 - i)];
const sorted = (entries) => [...entries].sort();
const kept = () => sorted(open().exchange([]));

test("every kind of entry is kept in a cookie of its own, and read again as it was", () => {
  const all = "SUXR".split("").map((kind) => [`${kind}:${SESSION}:3`, stamp(NOW)]);
  all.push([`H:${SESSION}`, stamp(NOW)], [`P:${SESSION}:3`, stamp(NOW) + SESSION + SESSION]);
  const entries = [g(), ["B", stamp(5)], L(NOW), E(NOW), Z(1), ...all];
  open().exchange(entries);
  assert.deepEqual(kept(), sorted(entries));
  assert.equal(jar.cookies.size, entries.length);
  for (const name of jar.cookies.keys()) assert.match(name, /^[\w.-]{5,53}$/, "a token (RFC 6265)");
});

test("entries join the same in any order: activity the latest, an end the first", () => {
  const said = [L(NOW), L(NOW - 5), E(NOW - 3), E(NOW), g()];
  const wanted = sorted([L(NOW), E(NOW - 3), g()]);
  for (const order of [said, [...said].reverse(), [said[2], said[4], said[1], said[3], said[0]]]) {
    jar.cookies.clear();
    for (const entry of order) open().exchange([entry]);
    assert.deepEqual(kept(), wanted);
  }
});

test("only what is new is written: asking again writes nothing", () => {
  const record = open();
  record.exchange([g(), L(NOW)]);
  const before = jar.set.length;
  record.exchange([g(), L(NOW - 1)]);
  assert.equal(jar.set.length, before);
  record.exchange([L(NOW + 1)]);
  assert.equal(jar.set.length, before + 1);
});

test("another account's cookies, foreign and malformed ones are neither read nor touched", () => {
  open(BOB).exchange([L(NOW)]);
  open(`report:${ALICE}`).exchange([L(NOW)]);
  const prefix = "ig1.oaGhoaGhoaGhoaGhoaGhoQ.";
  const foreign = [
    ["session", "secret"],
    [`${prefix}L`, stamp(NOW)],
    [`${prefix}Lshort0`, stamp(NOW)],
    [`${prefix}L${"w".repeat(21)}x0`, stamp(NOW)],
    [`${prefix}L${"w".repeat(22)}9`, stamp(NOW)],
    [`${prefix}g`, "not a value"],
    [`${prefix}q`, stamp(NOW)],
  ];
  for (const [key, value] of foreign) jar.cookies.set(key, value);
  const before = new Map(jar.cookies);
  assert.deepEqual(open().exchange([]), []);
  assert.deepEqual(jar.cookies, before);
  open().exchange([L(NOW)]);
  assert.deepEqual(open().exchange([]), [L(NOW)], "the twin: its own");
});

test("what is no entry, or of a time that cannot be, is not taken over (R106)", () => {
  const wrong = [["L:x:0", stamp(NOW)], ["constructor", "1"], L(NOW + 400 * 864e5), ["", ""]];
  assert.deepEqual(open().exchange(wrong), []);
  assert.equal(jar.cookies.size, 0);
});

test("a record has 40 cookies and 4 KB at most; what is dropped is the oldest of other sessions", () => {
  const many = Array.from({ length: 70 }, (_, i) => Z(i));
  const own = [g(), L(NOW), E(NOW)];
  const all = open().exchange([L(NOW - 9, OLD), ["X:" + OLD + ":0", stamp(NOW)], ...many, ...own]);
  assert.equal(all.length, 75, "whoever asked loses nothing");
  assert.equal(jar.cookies.size, 40);
  const left = kept();
  for (const entry of [...own, Z(0)])
    assert.ok(
      left.some(([key]) => key === entry[0]),
      entry[0],
    );
  for (const key of [`L:${OLD}:0`, `X:${OLD}:0`, Z(69)[0]]) {
    assert.ok(!left.some(([each]) => each === key), key);
  }
  const before = jar.set.length;
  open().exchange([...many, ...own]);
  assert.equal(jar.set.length, before, "what was dropped does not come and go");
});

test("long values reach the 4 KB first; then, too, the session and its ends are kept", () => {
  const section = "e5".repeat(32);
  const policies = Array.from({ length: 40 }, (_, i) => [
    `P:${i.toString(16).padStart(32, "0")}:1`,
    stamp(NOW) + section,
  ]);
  open().exchange([...policies, g(), E(NOW - 1), E(NOW - 1, SESSION, 4)]);
  assert.ok(jar.cookie.length <= 4096, `${jar.cookie.length}`);
  assert.ok(jar.cookie.length > 3500, "and not much less");
  const keys = kept().map(([key]) => key);
  for (const key of ["g", E(0)[0], E(0, SESSION, 4)[0]]) assert.ok(keys.includes(key), key);
});

test("cookies are for other sites over TLS, for their folder or domain, for days", () => {
  open().exchange([L(NOW), g()]);
  const ofKind = (letter) => jar.set.find((text) => text.includes(`Q.${letter}`));
  const host = "; Path=/idle/; SameSite=None; Secure";
  assert.ok(ofKind("L").endsWith(`; Max-Age=172800${host}`), ofKind("L"));
  assert.ok(ofKind("g").endsWith(`; Max-Age=2678400${host}`), ofKind("g"));
  open(ALICE, { domain: "example.com" }).exchange([E(NOW)]);
  assert.ok(jar.set.at(-1).endsWith("; Domain=example.com; Path=/; SameSite=None; Secure"));
  globalThis.location = new URL("http://hub.example/hub.html");
  open(BOB).exchange([L(NOW)]);
  assert.ok(jar.set.at(-1).endsWith("; Path=/; SameSite=Lax"));
});

test("a name or a domain that is none is an error; nothing else can get into a cookie's text", () => {
  for (const name of ["", "1:abc", `2:${"a".repeat(32)}`, `${ALICE}; Path=/`, `${ALICE}:`, null]) {
    assert.throws(() => open(name), TypeError, `${name}`);
  }
  for (const domain of ["a.example; Secure", "a b", "a=b"]) {
    assert.throws(() => open(ALICE, { domain }), TypeError, domain);
  }
  assert.doesNotThrow(() => open(`report:${ALICE}`, { domain: "a.example" }));
});

test("a jar that keeps nothing says so, and a probe leaves nothing behind", () => {
  assert.equal(open().keeps(), true);
  assert.equal(jar.cookies.size, 0);
  jar.cookies.set = () => jar.cookies;
  assert.equal(open().keeps(), false);
});

test("only others' changes of this record are news, and changes in one go are one call", async () => {
  const store = new EventTarget();
  const tell = (changed, deleted = []) =>
    store.dispatchEvent(Object.assign(new Event("change"), { changed, deleted }));
  const record = open();
  assert.equal(
    record.watch(() => {}),
    null,
    "a browser without the interface",
  );
  globalThis.cookieStore = store;
  const calls = [];
  const unwatch = record.watch((changes) => calls.push(changes));
  record.exchange([L(NOW)]);
  const [[name, value]] = [...jar.cookies];
  tell([{ name, value }]);
  tell([{ name: "session", value: "1" }]);
  open(BOB).exchange([L(NOW)]);
  tell([{ name: [...jar.cookies.keys()][1], value }]);
  tell([{ name, value: stamp(NOW + 1) }]);
  tell([], [{ name }]);
  const heard = new MessageChannel();
  // Behind what was told before it, in the same queue.
  const turn = () =>
    new Promise((resolve) => {
      heard.port1.onmessage = resolve;
      heard.port2.postMessage(null);
    });
  await until(async () => calls.length > 0, { what: "the news" });
  const [key] = L(0);
  assert.deepEqual(calls, [
    [
      [key, stamp(NOW + 1)],
      [key, null],
    ],
  ]);
  unwatch();
  tell([], [{ name }]);
  await turn();
  assert.equal(calls.length, 1);
  heard.port1.close();
});

test("storage that was granted joins and is bounded as cookies are, and leaves other keys alone", () => {
  const items = new Map([
    [`idleguard:${ALICE}:${L(0)[0]}`, stamp(NOW + 9)],
    ["app", "1"],
  ]);
  const storage = {
    get length() {
      return items.size;
    },
    key: (i) => [...items.keys()][i] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  };
  const granted = new GrantedStorage(storage, ALICE, () => NOW);
  granted.exchange([L(NOW), E(NOW), ["L:x:0", stamp(NOW)]]);
  granted.exchange([L(NOW - 1), E(NOW - 1), ...Array.from({ length: 70 }, (_, i) => Z(i))]);
  const all = new GrantedStorage(storage, ALICE, () => NOW).exchange([]);
  assert.equal(all.length, 40);
  assert.deepEqual(new Map(all).get(E(0)[0]), E(NOW - 1)[1]);
  assert.equal(items.size, 42);
  const key = `idleguard-hub:${ALICE}:B`;
  assert.deepEqual(granted.changeOf({ key, newValue: stamp(1) }), ["B", stamp(1)]);
  assert.equal(granted.changeOf({ key: "app", newValue: "2" }), null);
});
