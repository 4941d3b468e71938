// A tab whose process stands still for a while, as on a machine without memory or under a debugger,
// and then goes on: in Chromium its overdue timer runs before the messages that have queued up
// meanwhile. Reading the record before acting is all that then keeps a working user signed in
// (rule 7). Real clocks and real time.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { stopProcessOf } from "../support/faults.mjs";
import {
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  histories,
  isCovered,
  openSameApps,
  openSuite,
  seconds,
  staysFalse,
  untilAll,
  untilGone,
  untilTab,
} from "../support/suite.mjs";
import { peek, peekEach } from "../support/tabs.mjs";
import { until } from "../support/until.mjs";

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const signOutAt = () => guard.status.signOutAt.getTime();

/** The user of the tab in front goes on until a time has passed. */
async function workUntil(time) {
  const hasPassed = async () => {
    if (Date.now() > time) return true;
    await session.press("a");
    return false;
  };
  await until(hasPassed, { what: "the time to pass", timeoutMs: 60_000 });
}

/** Both tabs are used: a prompt that a late timer brought would not stay, nor would a cover. */
async function assertGoesOn(handles, stopped) {
  const isWrong = async () =>
    (await peekEach(session, handles, () => guard.status.state)).some((s) => s !== "active") ||
    (await peek(session, stopped, hasPrompt));
  const what = "the tab to be as the others";
  await until(async () => !(await isWrong()), { what });
  const ended = await peekEach(session, handles, () => events.some((e) => e.name === "signout"));
  assert.deepEqual(ended, [false, false]);
  await staysFalse(isWrong, { forMs: 1500, what: "a prompt or an end" });
  assert.equal(await peek(session, stopped, isCovered), false);
}

// R93, R100; rule 7
test("a tab that stood still past its own deadline ends nobody who typed elsewhere", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, { policy: seconds(8, 12) });
  const [stopped] = handles;
  const go = await stopProcessOf(t, session, stopped);
  const endsAt = await session.run(signOutAt);
  await workUntil(endsAt + 3000);
  go();
  await untilTab(session, stopped, (at) => Date.now() > at && counts.timersFired > 0, {
    args: [endsAt],
    what: "its overdue timer",
  });
  await assertGoesOn(handles, stopped);
  const [history] = await histories(session, [stopped]);
  assert.ok(!history.some(({ name }) => name === "prompt"), "nor was anybody asked");
  assert.equal(host.requests({ path: "/signout" }).length, 0);
});

// R116, R117; rule 7
test("an answer given while a tab stood still holds, though its end had come first", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, { policy: seconds(6, 14) });
  const [stopped] = handles;
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  const go = await stopProcessOf(t, session, stopped);
  const endsAt = await session.run(signOutAt);
  await session.until(
    () => performance.now() - events.findLast((e) => e.name === "prompt").at > 700,
  );
  await clickPrompt(session, "stay");
  await session.until(hasNoPrompt, { what: "the answer" });
  await workUntil(endsAt + 2000);
  go();
  await assertGoesOn(handles, stopped);
  const [history] = await histories(session, [stopped]);
  assert.ok(!history.some(({ name }) => name === "signout"), "R117: the answer came in time");
  assert.equal(host.requests({ path: "/signout" }).length, 0);
});

test("a tab that stood still through the end leaves as soon as it runs again (R124)", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 3);
  const [stopped, ...others] = handles;
  const go = await stopProcessOf(t, session, stopped);
  await session.run(() => guard.signOut());
  await untilGone(session, others);
  go();
  assertSignedOutOnce(host, await untilGone(session, handles), "user");
  const [history] = await histories(session, [stopped]);
  assert.equal(history.find(({ name }) => name === "signout").covered, true);
});
