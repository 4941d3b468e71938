// A policy that has an address: how often it is asked for, what a change does to running sessions,
// and what holds when it cannot be had (section 4 of the semantics). Time passes by the clock with
// offsets.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance, basicOptions } from "./support/app-page.mjs";
import { MINUTE_MS, openApps, openSuite, staysFalse } from "./support/suite.mjs";
import { until } from "./support/webdriver.mjs";

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});
after(() => suite?.close());

const m365 = (timeout, more = {}) => ({ version: 1, m365: { timeout }, ...more });

/** Serves what `current.document` is, as a careful server does; null breaks the connection. */
function servePolicy(host, current, headers = { "cache-control": "no-cache" }) {
  host.on("/policy.json", (request) => {
    if (current.document === null) return null;
    const etag = `"${Buffer.from(JSON.stringify(current.document)).toString("base64url")}"`;
    const isKnown = request.headers["if-none-match"] === etag;
    current.answers.push(isKnown ? 304 : 200);
    // The server's clock goes on, too; a date has whole seconds only.
    const date = new Date(Date.now() + current.answers.length * MINUTE_MS).toUTCString();
    const all = { ...headers, etag, date };
    if (isKnown) return { status: 304, headers: all };
    return { text: JSON.stringify(current.document), headers: all };
  });
  return current;
}

const options = (more = {}) =>
  basicOptions({ app: "home", policy: "/policy.json", clock: "offset", ...more });

async function open(t, document, { more = {}, headers } = {}) {
  const host = suite.site.host();
  const current = servePolicy(host, { document, answers: [] }, headers);
  await openApps(t, session, [host.appUrl(options(more))]);
  return { host, current };
}

const pass = (minutes) =>
  advance(session, { wallMs: minutes * MINUTE_MS, monoMs: minutes * MINUTE_MS });
const limit = () => session.run(() => guard.status.signOutAfterMs / 60_000);
const untilLimit = (minutes) =>
  session.until((ms) => guard.status.signOutAfterMs === ms, {
    args: [minutes * MINUTE_MS],
    what: `a limit of ${minutes} minutes`,
  });
const untilAnswers = (current, n) =>
  until(() => current.answers.length >= n, { what: `${n} answers` });
const codes = () => events.filter((e) => e.name === "diagnostic").map((e) => e.detail.code);
const untilTold = (code) =>
  session.until((wanted) => events.some(({ detail }) => detail.code === wanted), { args: [code] });

test("a document says how often it is asked for, and unchanged it costs a 304 (R42, R44)", async (t) => {
  const { current } = await open(t, m365("01:00:00", { refresh: "00:10:00" }));
  assert.deepEqual(current.answers, [200]);
  await pass(9);
  await pass(1);
  await untilAnswers(current, 2);
  assert.deepEqual(current.answers, [200, 304]);
  assert.equal(await limit(), 61);
  // Changed, it is taken over, without a new sign-in.
  current.document = m365("00:30:00", { refresh: "00:20:00" });
  await pass(10);
  await untilLimit(31);
  // And so is its own interval.
  await pass(10);
  await session.run(() => guard.activity("reading"));
  await pass(10);
  await untilAnswers(current, 4);
  assert.deepEqual(current.answers, [200, 304, 200, 304]);
});

test("without a word from document and host, Cache-Control says how long it lasts (R42)", async (t) => {
  const { current } = await open(t, m365("01:00:00"), {
    headers: { "cache-control": "max-age=300" },
  });
  await pass(5);
  await untilAnswers(current, 2);
  assert.equal(current.answers[1], 304);
});

test("an answer that lasts a month is asked for once a day, and not at once (R95)", async (t) => {
  const headers = { "cache-control": "max-age=2592000" };
  const more = { clock: undefined };
  const { current } = await open(t, m365("01:00:00"), { headers, more });
  await staysFalse(async () => current.answers.length > 1, { forMs: 1000, what: "a question" });
});

test("an answer that must be checked at each use is not asked for again and again (R42)", async (t) => {
  const headers = { "cache-control": "public, max-age=0" };
  const { current } = await open(t, m365("01:00:00"), { headers });
  await pass(5);
  await staysFalse(async () => current.answers.length > 1, { forMs: 1000, what: "a question" });
});

test("a refreshed document that is wrong is reported, and what holds stays (R12)", async (t) => {
  const { current } = await open(t, m365("01:00:00"), { more: { policyRefresh: "00:05:00" } });
  current.document = m365("00:00:10");
  await pass(5);
  await untilTold("policy-refused");
  assert.equal(await limit(), 61);
});

test("a running session of SharePoint keeps what it began with, over a reload (R41)", async (t) => {
  const policy = (out) => ({
    version: 1,
    sharePoint: { Enabled: true, WarnAfter: "00:08:00", SignOutAfter: out },
  });
  const more = { app: "sharePoint", policyRefresh: "00:05:00" };
  const { current } = await open(t, policy("00:20:00"), { more });
  current.document = policy("00:10:00");
  await session.run(() => guard.activity("reading"));
  await pass(5);
  await untilAnswers(current, 2);
  await session.reload();
  await session.until(() => window.guard !== null);
  assert.equal(await limit(), 20);
  // The twin: the next sign-in takes the new one.
  const host = new URL(await session.run(() => location.href)).origin;
  const next = new URLSearchParams({ o: JSON.stringify(options({ ...more, session: "s2" })) });
  await session.goTo(`${host}/app?${next}`);
  await session.until(() => window.guard !== null);
  assert.equal(await limit(), 10);
});

test("when the policy cannot be had, the session's own snapshot holds (R45)", async (t) => {
  const { host, current } = await open(t, m365("01:00:00"));
  current.document = null;
  await session.reload();
  await session.until(() => window.guard !== null);
  assert.equal(await session.run(() => guard.status.state), "active");
  assert.equal(await limit(), 61);
  await untilTold("policy-unavailable");
  // It is asked for until it comes, and then it is taken over.
  current.document = m365("00:30:00");
  await pass(1);
  await untilLimit(31);
  // The twins: another account has no snapshot; with a fallback that holds.
  current.document = null;
  const other = { account: "account-2" };
  await openApps(t, session, [host.appUrl(options(other))]);
  assert.equal(await session.run(() => guard.status.state), "policy-unavailable");
  assert.ok((await session.run(codes)).includes("policy-unavailable"));
  const policyFallback = m365("00:20:00");
  const third = options({ account: "account-3", policyFallback });
  await openApps(t, session, [host.appUrl(third)]);
  assert.equal(await limit(), 21);
});
