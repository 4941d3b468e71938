// Pages in the back/forward cache, while the session goes on without them: used elsewhere, warned,
// ended, and begun anew. The plain cases, a session that just lives on or has ended, are in
// lifecycle.test.mjs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions, openApp } from "../support/app-page.mjs";
import {
  MINUTE_MS,
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  isCovered,
  openApps,
  openSameApps,
  openSuite,
  pass,
  picture,
  requestsOf,
  staysFalse,
  untilAll,
  untilGone,
} from "../support/suite.mjs";
import { inTab, peek, peekEach, secretVisible } from "../support/tabs.mjs";
import { assertSameTime } from "../support/times.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

const signOutAt = () => guard.status.signOutAt.getTime();
const isBack = () => window.shown?.some(({ name }) => name === "pageshow");

/** The page in front goes into the cache; `act` in the other tab, in front, is what it misses. */
async function whileCached(other, act) {
  const here = session.tab;
  await session.goTo(site.host().url("/blank"));
  await session.switchTo(other);
  await act();
  await session.switchTo(here);
  await session.back();
  assert.ok(await session.run(isBack), "it comes from the cache");
}

/** What the page saw of itself as it came back, before anybody else could look at it. */
async function assertUnseen() {
  for (const { covered, detail } of await session.run(() => window.shown)) {
    assert.deepEqual([covered, detail.visible], [true, false]);
  }
}

const untilUncovered = () =>
  session.until(() => document.querySelector("idleguard-cover") === null, {
    what: "the page to be uncovered",
  });

// R99, R100, R103; rule 7
test("a page cached past its own deadline comes back to a session used elsewhere", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  const [other] = handles;
  await session.type("#field", "a draft");
  await whileCached(other, async () => {
    for (let i = 0; i < 3; i += 1) {
      await pass(session, 10 * MINUTE_MS);
      await session.press("a");
    }
  });
  await untilUncovered();
  const isWrong = () => session.run(() => guard.status.state !== "active");
  await staysFalse(isWrong, { forMs: 1500, what: "a prompt or an end" });
  const [there, here] = await peekEach(session, handles, signOutAt);
  assertSameTime(here, there);
  assert.equal(await secretVisible(session), true);
  assert.equal(await session.run(() => document.getElementById("field").value), "a draft");
  assert.equal(requestsOf(host), 0);
});

// R103, R118, R119
test("a page cached before the warning comes back to the prompt, with the time that is left", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  const [other, here] = handles;
  await whileCached(other, async () => {
    await advanceTo(session, "warn", 300);
    await session.until(hasPrompt, { what: "the prompt in the other tab" });
    await pass(session, MINUTE_MS);
  });
  await session.until(hasPrompt, { what: "the prompt of the page that came back" });
  const [otherEnd, end] = await peekEach(session, [other, here], signOutAt);
  assertSameTime(end, otherEnd, "the end");
  await picture(session, "prompt-from-cache");
  await session.until(
    () => performance.now() - events.findLast((e) => e.name === "prompt").at > 700,
  );
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "its answer in both tabs" });
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("a page cached with its prompt up comes back without it when it was answered (R116)", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  const [other] = handles;
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  await whileCached(other, async () => {
    await session.run(() => guard.stay());
    await session.until(hasNoPrompt, { what: "the answer" });
  });
  await untilUncovered();
  await session.until(hasNoPrompt, { what: "no prompt in the page that came back" });
  assert.equal(await session.run(() => guard.status.state), "active");
  assert.equal(await session.run(() => document.title), "Fixture app");
  assert.equal(await secretVisible(session), true);
  assert.equal(requestsOf(host), 0);
});

// V31, R142, R143; rules 5, 10
test("a page cached through an end and a new sign-in is never readable, and ends nobody", async (t) => {
  const options = { ...OFFSET, session: "sign-in-1", beforeSignOut: "@never" };
  const { host, handles } = await openSameApps(t, suite, 2, options);
  const [other, here] = handles;
  const again = host.appUrl(basicOptions({ ...OFFSET, session: "sign-in-2" }));
  await whileCached(other, async () => {
    await session.run(() => guard.signOut());
    await untilGone(session, [other]);
    assert.equal(await openApp(session, again), null);
    await session.press("a");
  });
  await assertUnseen();
  assert.equal(await secretVisible(session), false);
  const [place] = await untilGone(session, [here]);
  assert.deepEqual(place, { path: "/signed-out", hash: "#reason=user" });
  const isOver = async () =>
    (await peek(session, other, () => guard.status.state)) !== "active" || requestsOf(host) > 1;
  await staysFalse(isOver, { forMs: 2000, what: "an end of the new session" });
  await inTab(session, other, async () => assert.equal(await secretVisible(session), true));
});

// R123, R142; rule 10
test("a page that was left while it was covered comes back covered, and leaves", async (t) => {
  const host = site.host();
  const urlOf = (more) => host.appUrl(basicOptions({ ...OFFSET, ...more }));
  const handles = await openApps(t, session, [urlOf({}), urlOf({ beforeSignOut: "@never" })]);
  const [other, here] = handles;
  await session.run(() => guard.signOut());
  await session.until(isCovered, { what: "the cover" });
  await whileCached(other, () => untilGone(session, [other]));
  await assertUnseen();
  const [place] = await untilGone(session, [here]);
  assert.deepEqual(place, { path: "/signed-out", hash: "#reason=user" });
  assert.equal(requestsOf(host), 1, "the other tab has asked");
});
