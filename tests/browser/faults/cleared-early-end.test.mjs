// An app that calls localStorage.clear() between the last activity in one tab and the deadline that
// a hidden one knows of: the record is empty when it looks, and only the other tab knows better.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  MINUTE_MS,
  openSameApps,
  openSuite,
  pass,
  requestsOf,
  staysFalse,
  untilTab,
} from "../support/suite.mjs";
import { peek, peekEach } from "../support/tabs.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

/** The tab in front is used; that is in the record, and it has looked again a second later. */
async function use() {
  const before = await session.run(() => counts.recordWrites);
  await session.press("a");
  await session.until((n) => counts.recordWrites > n, { args: [before], what: "the activity" });
  const fired = await session.run(() => counts.timersFired);
  await session.until((n) => counts.timersFired > n, { args: [fired], what: "its second look" });
}

for (const [how, custom] of [
  ["and a policy without a prompt", { signOutAfter: "00:15:00" }],
  [
    "and a prompt that a hidden tab then shows",
    { warnAfter: "00:13:00", signOutAfter: "00:15:00" },
  ],
]) {
  // R97, R100; rules 7, 8
  test(`emptied storage just before a hidden tab's deadline, ${how}, ends nobody`, async (t) => {
    const options = { ...OFFSET, policy: { version: 1, custom } };
    const { host, handles } = await openSameApps(t, suite, 2, options);
    const [hidden] = handles;
    const boundaries = custom.warnAfter ? [13, 2] : [15];
    for (const [i, minutes] of boundaries.entries()) {
      await pass(session, minutes * MINUTE_MS - 11_000);
      await use();
      await session.run(() => localStorage.clear());
      const fired = await peek(session, hidden, () => counts.timersFired);
      // Within the publish interval, after which the tab in use looks at the record by itself.
      await pass(session, 12_000);
      // After the first boundary it may have heard that it warns nobody: then it has no other.
      const hasLooked = (n, isWarned) =>
        window.counts === undefined ||
        counts.timersFired > n ||
        (isWarned && document.querySelector("idleguard-prompt") === null);
      const what = "the deadline that the hidden tab knows of";
      await untilTab(session, hidden, hasLooked, { args: [fired, i > 0], what });
    }
    const hasEnded = async () =>
      (await peekEach(session, handles, () => location.pathname !== "/app")).includes(true) ||
      (await session.run(() => events.some(({ name }) => name === "signout")));
    await staysFalse(hasEnded, { forMs: 4000, what: "an end of a session used seconds ago" });
    assert.equal(requestsOf(host), 0);
  });
}
