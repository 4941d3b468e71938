// Storage that is emptied under a running session: by the user in the browser's settings, by a
// server with Clear-Site-Data, by the app itself, once or again and again. The tabs that live write
// anew what they know (rule 8), and an end is never forgotten by those who have seen it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { clearSiteData } from "../support/faults.mjs";
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
  requestsOf,
  staysFalse,
  untilAll,
  untilGone,
  untilTab,
} from "../support/suite.mjs";
import { peek, peekEach, secretVisible } from "../support/tabs.mjs";
import { assertSameTime } from "../support/times.mjs";
import { limited, until } from "../support/until.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const state = () => guard.status.state;
const lastActivity = () => guard.status.lastActivity.getTime();

/** Runs in a page: the kinds of facts that the record holds. */
const kindsInRecord = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith("idleguard"))
    .map((key) => key.match(/:([A-Za-z])(?::|$)/)?.[1]);

const untilWritten = (tab, kind) =>
  untilTab(session, tab, (k) => Object.keys(localStorage).some((key) => key.includes(`:${k}:`)), {
    args: [kind],
    what: `${kind} in the record again`,
  });

/** How the data goes, each from the tab in front. */
const CLEARS = {
  "the user clears the data of the site": (host) =>
    clearSiteData(session, session.tab, host.origin),
  "a server answers with Clear-Site-Data": async (host) => {
    host.page("/clear", { text: "", headers: { "clear-site-data": '"storage"' } });
    await session.run(() => fetch("/clear").then((reply) => reply.text()));
  },
  "the app calls localStorage.clear()": () => session.run(() => localStorage.clear()),
};

/** Clears, and sees that it is empty but for the test's own clock, which tabs put back. */
async function clear(how, host) {
  await session.run(() => localStorage.setItem("marker", "here"));
  await CLEARS[how](host);
  await session.until(() => localStorage.getItem("marker") === null, { what: "nothing stored" });
}

for (const how of Object.keys(CLEARS)) {
  // R100; rule 8
  test(`${how} while it is used: the tabs write again, and nobody gets out early`, async (t) => {
    const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
    const [hidden, front] = handles;
    await pass(session, 12 * MINUTE_MS);
    // A tab that has not seen it yet would put the old time back when all is cleared.
    const isLater = (ms) => guard.status.remainingMs < ms;
    await untilTab(session, hidden, isLater, { args: [4 * MINUTE_MS] });
    await session.press("a");
    await untilWritten(front, "L");
    const active = await session.run(lastActivity);
    await clear(how, host);
    // The tab in view looks every half minute, if nothing else happens.
    await pass(session, 31_000);
    await untilWritten(front, "L");
    await pass(session, 5 * MINUTE_MS);
    await untilTab(session, hidden, () => counts.timersFired > 0, { what: "its own deadline" });
    const isWrong = async () =>
      (await peekEach(session, handles, state)).some((each) => each !== "active");
    await staysFalse(isWrong, { forMs: 1500, what: "a prompt or an end" });
    for (const time of await peekEach(session, handles, lastActivity)) {
      assertSameTime(time, active);
    }

    await advanceTo(session, "end", 300);
    assertSignedOutOnce(host, await untilGone(session, handles), "idle");
  });

  // R116; rule 8
  test(`${how} during the prompt: it goes on as it was, and one answer closes all`, async (t) => {
    const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
    await advanceTo(session, "warn", 300);
    await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
    const [end] = await peekEach(session, handles, () => guard.status.signOutAt.getTime());
    await clear(how, host);
    await pass(session, MINUTE_MS);
    for (const time of await peekEach(session, handles, () => guard.status.signOutAt.getTime())) {
      assertSameTime(time, end, "the end");
    }
    assert.deepEqual(await peekEach(session, handles, hasPrompt), [true, true]);
    await clickPrompt(session, "stay");
    await untilAll(session, handles, hasNoPrompt, { what: "the answer in both tabs" });
    await clear(how, host);
    await pass(session, 2 * MINUTE_MS);
    const isWrong = async () =>
      (await peekEach(session, handles, state)).some((each) => each !== "active");
    await staysFalse(isWrong, { forMs: 1500, what: "an end that the answer had put off" });
    assert.equal(requestsOf(host), 0);
  });
}

// R123, R124; rules 6, 8, 10
test("data cleared after the end: what has ended stays so, and says it again", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  const [front, asking] = [handles[1], handles[0]];
  let answer;
  host.on("/signout", () => new Promise((resolve) => (answer = () => resolve({ text: "bye" }))));
  await peek(session, asking, () => void guard.signOut());
  await until(async () => answer !== undefined, { what: "the sign-out request" });
  // Whichever of them asks: the other one waits under its cover for what says that it has.
  const ask = (tab) => limited(peek(session, tab, isCovered), 1500).catch(() => "leaving");
  const answers = await Promise.all(handles.map(ask));
  const waiting = handles[answers.indexOf(true)];
  t.diagnostic(waiting === front ? "the tab in front waits" : "the hidden tab waits");
  await clearSiteData(session, waiting, host.origin);
  await untilWritten(waiting, "E");
  assert.equal(await peek(session, waiting, isCovered), true);
  assert.ok(!(await peek(session, waiting, kindsInRecord)).includes("X"), "nobody knows yet");
  answer();
  assertSignedOutOnce(host, await untilGone(session, handles), "user");
});
