// Tabs whose process is gone from one moment to the next: no `pagehide`, no last write, no word. Of
// what such a tab knew, the activity of its last publish interval at most is lost; and what it was
// about to do for all, others do.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance, basicOptions } from "../support/app-page.mjs";
import { closeCrashed, crash, rendererOf } from "../support/faults.mjs";
import {
  MINUTE_MS,
  advanceTo,
  assertSignedOutOnce,
  hasPrompt,
  isCovered,
  openApps,
  openSameApps,
  openSuite,
  pass,
  requestsOf,
  staysFalse,
  untilAll,
  untilGone,
  untilTab,
} from "../support/suite.mjs";
import { peek, peekEach, secretVisible } from "../support/tabs.mjs";
import { until } from "../support/until.mjs";

const OFFSET = { clock: "offset" };
/** R89: of a limit of fifteen minutes. */
const PUBLISH_INTERVAL_MS = 15_000;

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

const lastActivity = () => guard.status.lastActivity.getTime();
const passIn = (tab, ms) => peek(session, tab, (n) => window.advance(n, n), ms);

/** The tab in front crashes, and the user closes what is left of it and goes to another. */
async function crashAndGoTo(crashed, tab, pid = null) {
  await crash(session, crashed, pid);
  await closeCrashed(session, crashed);
  await session.switchTo(tab);
}

// R89, R100
test("of the tab in use, a crash loses the activity of one publish interval at most", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  const [other, inUse] = handles;
  await pass(session, 12 * MINUTE_MS);
  await session.press("a");
  const published = await session.run(lastActivity);
  await pass(session, PUBLISH_INTERVAL_MS - 5000);
  await session.press("b");
  const last = await session.run(lastActivity);
  assert.ok(last - published > 5000, "the second key is later");
  await crashAndGoTo(inUse, other);
  // Of its own knowledge, the tab that is left would be warning for a minute.
  await passIn(other, 2 * MINUTE_MS);
  await untilTab(session, other, () => counts.timersFired > 0, { what: "its own deadline" });
  const isWrong = () => peek(session, other, () => guard.status.state !== "active");
  await staysFalse(isWrong, { forMs: 1500, what: "a prompt or an end" });
  const known = await session.run(lastActivity);
  assert.ok(last - known <= PUBLISH_INTERVAL_MS, `${last - known} ms are lost`);
  assert.ok(known >= published - 5, "and nothing of what was published");
  assert.equal(requestsOf(host), 0);

  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, [other]), "idle");
});

test("an answer is no ordinary activity: a crash right after it loses nothing (R116)", async (t) => {
  const { handles } = await openSameApps(t, suite, 3, OFFSET);
  const [other, third, answering] = handles;
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in all tabs" });
  await peek(session, answering, () => void guard.stay());
  await crashAndGoTo(answering, other);
  await untilAll(session, [other, third], () => guard.status.state === "active", {
    what: "the answer of the tab that is gone",
  });
  assert.deepEqual(await peekEach(session, [other, third], hasPrompt), [false, false]);
});

/** The one that `claims` has the lock and waits its 700 ms; the hook of the others takes 3 s. */
async function openClaimant(t) {
  const host = site.host();
  const urlOf = (more) => host.appUrl(basicOptions({ ...OFFSET, ...more }));
  const slow = urlOf({ beforeSignOut: "@never" });
  const handles = await openApps(t, session, [slow, slow, urlOf({})]);
  return { host, handles, others: handles.slice(0, 2), claims: handles[2] };
}

// R125; rule 10
test("the tab that was to sign out crashes before it has asked: another one asks", async (t) => {
  const { host, others, claims } = await openClaimant(t);
  const isHeld = () => navigator.locks.query().then(({ held }) => held.length > 0);
  await peek(session, claims, () => void guard.signOut());
  await untilTab(session, others[0], isHeld, { what: "the lock to be held" });
  await crashAndGoTo(claims, others[0]);
  const before = requestsOf(host);
  t.diagnostic(`${before} requests before the crash`);
  await untilGone(session, others);
  // A slow machine may have let it ask, and what became of that is known to nobody, or to all.
  const asked = requestsOf(host);
  assert.ok(asked >= 1 && asked <= 1 + before, `${asked} requests`);
});

// R125, R142; rule 10
test("the tab that signs out crashes while it asks: the others take over, covered", async (t) => {
  const { host, others, claims } = await openClaimant(t);
  let asked = 0;
  // The first answer never comes, so what says that the request was sent is never written.
  host.on("/signout", () => ((asked += 1) === 1 ? new Promise(() => {}) : { text: "bye" }));
  const pid = await rendererOf(session, claims);
  await peek(session, claims, () => void guard.signOut());
  await until(async () => asked === 1, { what: "the sign-out request" });
  await crashAndGoTo(claims, others[0], pid);
  await untilAll(session, others, isCovered, { what: "the covers of the others" });
  assert.equal(await secretVisible(session), false);
  // The lock is free again. Whoever asked for it meanwhile waits its 30 seconds, whoever had not
  // yet asked has it at once.
  const isAskedInTime = async () => asked > 1 || (await passIn(others[0], 5000)) === true;
  await until(isAskedInTime, { what: "the request of another tab", timeoutMs: 25_000 });
  const places = await untilGone(session, others);
  assert.equal(requestsOf(host), 2, "one that nobody answered, and one more");
  assert.equal(places.filter(({ path }) => path === "/signout").length, 1);
});
