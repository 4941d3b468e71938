// Tabs that the browser has frozen: no timer and no storage event runs in them, and they may hold a
// lock meanwhile. What was decided without them holds for them from the first moment on; and nobody
// waits for them. Freezing during the end itself, and back at once, is in lifecycle.test.mjs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions, openApp } from "../support/app-page.mjs";
import { freeze, thaw } from "../support/faults.mjs";
import {
  HOUR_MS,
  MINUTE_MS,
  advanceTo,
  clickPrompt,
  currentPath,
  hasNoPrompt,
  hasPrompt,
  histories,
  isCovered,
  openApps,
  openSameApps,
  openSuite,
  openTabFor,
  pass,
  picture,
  requestsOf,
  staysFalse,
  untilAll,
  untilGone,
  untilTab,
} from "../support/suite.mjs";
import { peek, peekEach, secretVisible } from "../support/tabs.mjs";
import { assertSameTime } from "../support/times.mjs";

const OFFSET = { clock: "offset" };
/** Hears nothing at all while it is frozen; the handlers of a channel would still run. */
const DEAF = { ...OFFSET, without: ["BroadcastChannel"] };

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

const state = () => guard.status.state;
const signOutAt = () => guard.status.signOutAt.getTime();

/** The tab in front goes on as its user does: for hours, and never idle for long. */
async function workFor(ms) {
  for (let gone = 0; gone < ms; gone += 10 * MINUTE_MS) {
    await pass(session, 10 * MINUTE_MS);
    await session.press("a");
  }
}

for (const [how, options] of [
  ["which hears of it", OFFSET],
  ["which hears nothing", DEAF],
]) {
  // R100, R116; rule 7
  test(`a tab frozen with its prompt up, ${how}, wakes hours later without it`, async (t) => {
    const { host, handles } = await openSameApps(t, suite, 2, options);
    const [frozen] = handles;
    await advanceTo(session, "warn", 300);
    await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
    await freeze(session, frozen);
    await clickPrompt(session, "stay");
    await session.until(hasNoPrompt, { what: "the answer" });
    await workFor(2 * HOUR_MS);
    await thaw(session, frozen);
    await untilTab(session, frozen, hasNoPrompt, { what: "no prompt in the tab that was frozen" });
    const isWrong = async () =>
      (await peekEach(session, handles, () => location.pathname !== "/app")).includes(true) ||
      (await peek(session, frozen, hasPrompt)) ||
      (await session.run(state)) !== "active";
    await staysFalse(isWrong, { forMs: 2000, what: "a prompt or an end" });
    assert.equal(await peek(session, frozen, isCovered), false);
    const [here, there] = await peekEach(session, handles, signOutAt);
    assertSameTime(here, there);
    assert.equal(requestsOf(host), 0);
  });
}

// R118, R119
test("a tab frozen before the prompt wakes during it to the time that is left", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, DEAF);
  const [frozen] = handles;
  await freeze(session, frozen);
  await advanceTo(session, "warn", 300);
  await session.until(hasPrompt, { what: "the prompt of the tab in front" });
  await pass(session, MINUTE_MS);
  assert.equal(await peek(session, frozen, hasPrompt), false, "it runs nothing");
  await thaw(session, frozen);
  await untilTab(session, frozen, hasPrompt, { what: "the prompt of the tab that was frozen" });
  const [there, here] = await peekEach(session, handles, signOutAt);
  assertSameTime(here, there, "the end");
  await session.switchTo(frozen);
  await picture(session, "prompt-after-freeze");
  const prompt = await session.find("idleguard-prompt");
  assert.match(
    await (await prompt.findInShadow("#time")).text(),
    /0:5\d|1:00/,
    "not a new two minutes",
  );
  await session.until(
    () => performance.now() - events.findLast((e) => e.name === "prompt").at > 700,
  );
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "its answer in both tabs" });
  assert.equal(requestsOf(host), 0);
});

// V30, R142; rules 6, 10
test("a tab frozen through an end and a new sign-in ends, and the new session lives", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, { ...DEAF, session: "sign-in-1" });
  const [frozen, front] = handles;
  await freeze(session, frozen);
  await advanceTo(session, "end", 300);
  await untilGone(session, [front]);
  assert.equal(requestsOf(host), 1);
  const again = host.appUrl(basicOptions({ ...DEAF, session: "sign-in-2" }));
  assert.equal(await openApp(session, again), null);
  await workFor(5 * HOUR_MS);
  await thaw(session, frozen);
  const [place] = await untilGone(session, [frozen]);
  assert.deepEqual(place, { path: "/signed-out", hash: "#reason=idle" });
  const [history] = await histories(session, [frozen]);
  const returns = history.filter(({ kind }) => kind === "shown");
  assert.ok(returns.length > 0, "it noticed that it runs again");
  for (const { covered, detail } of returns) {
    assert.deepEqual([covered, detail.visible], [true, false], "R124: in the first task");
  }
  const isOver = async () => (await session.run(state)) !== "active" || requestsOf(host) > 1;
  await staysFalse(isOver, { forMs: 2000, what: "an end of the new session" });
  assert.equal(await secretVisible(session), true);
});

// R98, R125; rule 10
test("a frozen tab that was to send the sign-out request is passed over, and then leaves", async (t) => {
  const host = site.host();
  const urlOf = (more) => host.appUrl(basicOptions({ ...OFFSET, ...more }));
  // The hook of the others takes its three seconds: the frozen one asks for the lock first.
  const slow = urlOf({ beforeSignOut: "@never" });
  const handles = await openApps(t, session, [urlOf({}), slow, slow]);
  const [holder, ...others] = handles;
  await freeze(session, holder);
  await session.run(() => guard.signOut());
  const held = () => navigator.locks.query().then(({ held }) => held.map((lock) => lock.clientId));
  await session.until(() => navigator.locks.query().then(({ held }) => held.length === 1), {
    what: "the frozen tab to hold the lock",
  });
  const [its] = await session.run(held);
  await untilAll(session, handles, isCovered, { what: "every cover, that of the frozen tab too" });
  const hasMoved = async () =>
    requestsOf(host) > 0 ||
    (await peekEach(session, handles, currentPath)).some((p) => p !== "/app");
  await staysFalse(hasMoved, { forMs: 5000, what: "a request that the holder is to send" });
  assert.deepEqual(await session.run(held), [its], "it still holds it");
  await pass(session, 31_000);
  const places = await untilGone(session, others);
  assert.equal(requestsOf(host), 1, "one of the others took it over");
  assert.equal(places.filter(({ path }) => path === "/signout").length, 1);
  await thaw(session, holder);
  const [place] = await untilGone(session, [holder]);
  assert.deepEqual(place, { path: "/signed-out", hash: "#reason=user" });
  await openTabFor(t, session);
  await staysFalse(async () => requestsOf(host) > 1, { forMs: 1500, what: "a second request" });
});
