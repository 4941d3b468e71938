// An app that calls localStorage.clear() every few seconds, as some do that mean only their own
// data. The record is empty nearly always; what the tabs know, and tell each other, is all there
// is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  MINUTE_MS,
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  isCovered,
  openSameApps,
  openSuite,
  pass,
  requestsOf,
  staysFalse,
  untilAll,
  untilGone,
} from "../support/suite.mjs";
import { peekEach } from "../support/tabs.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

/** Runs in a page: its app clears its storage so often that nobody can rely on it. */
const clearAlways = () => {
  window.clears = 0;
  const clear = () => {
    localStorage.clear();
    window.clears += 1;
    probe.native.setTimeout(clear, 150);
  };
  clear();
};

// R97; rule 8
test("a user who works is not warned while the app clears its storage all the time", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 1, OFFSET);
  await session.run(clearAlways);
  for (let i = 0; i < 6; i += 1) {
    await pass(session, 10 * MINUTE_MS);
    await session.press("a");
    const cleared = await session.run(() => clears);
    await session.until((n) => clears > n, { args: [cleared], what: "storage to be cleared" });
  }
  const told = await session.run(() =>
    events.map(({ name, detail }) => detail.status?.state ?? name),
  );
  assert.deepEqual(told, ["active"], "only that it started");
  assert.equal(await session.run(isCovered), false);
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

// R116
test("while an app clears its storage all the time, an answer still closes every prompt", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  await session.run(clearAlways);
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "the answer in both tabs" });
  const isWrong = async () =>
    (await peekEach(session, handles, () => guard.status.state)).some((each) => each !== "active");
  await staysFalse(isWrong, { forMs: 1500, what: "a prompt or an end" });
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the second prompt in both tabs" });
  await advanceTo(session, "end", 300);
  await untilAll(session, handles, isCovered, { what: "both covers" });
  await untilGone(session, handles);
  // What says that the request was sent is cleared as well: twice is harmless, never is not.
  t.diagnostic(`${requestsOf(host)} requests`);
  assert.ok(requestsOf(host) >= 1 && requestsOf(host) <= 2, `${requestsOf(host)} requests`);
});
