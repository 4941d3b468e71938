// The countdown: the digits and the bar of every tab tell the same time, a prompt that comes up
// late shows that it is late, and nothing runs where nobody looks. Of a tab that nobody looks at,
// the title counts down, at few moments.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  MINUTE_MS,
  advanceTo,
  clickPrompt,
  hasPrompt,
  openSameApps,
  openSuite,
  openTabFor,
  pass,
  staysFalse,
  untilAll,
  untilTab,
} from "../support/suite.mjs";
import { inTab, peek } from "../support/tabs.mjs";
import { until } from "../support/until.mjs";

const OFFSET = { clock: "offset" };
/** What the fixture's policy leaves for the prompt. */
const WARNING_MS = 2 * MINUTE_MS;

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

/** `n` tabs with a prompt that has `leftMs` left. */
async function openWithPrompt(t, n, leftMs) {
  const opened = await openSameApps(t, suite, n, OFFSET);
  await advanceTo(session, "end", leftMs);
  await untilAll(session, opened.handles, hasPrompt, { what: "the prompt" });
  return opened;
}

/** What the tab in front shows at one moment: milliseconds left by its bar, digits and status. */
async function shown() {
  const prompt = await session.find("idleguard-prompt");
  const [bar, time] = [await prompt.findInShadow("#bar"), await prompt.findInShadow("#time")];
  return session.run(
    (barElement, timeElement, warningMs) => {
      const { a } = new DOMMatrix(getComputedStyle(barElement).transform);
      const [minutes, seconds] = timeElement.textContent.split(":").map(Number);
      const { remainingMs } = guard.status;
      return { bar: a * warningMs, digits: (minutes * 60 + seconds) * 1000, remainingMs };
    },
    bar,
    time,
    WARNING_MS,
  );
}

/** A frame, and the lateness of a timer on a busy machine. */
const LATE_MS = 700;

function assertRight({ bar, digits, remainingMs }) {
  assert.ok(Math.abs(bar - remainingMs) < LATE_MS, `the bar: ${bar}, left: ${remainingMs}`);
  const ahead = digits - remainingMs;
  assert.ok(ahead > -LATE_MS && ahead < 1000 + LATE_MS, `digits: ${digits}, left: ${remainingMs}`);
}

// R118, R119
test("a prompt that comes up late has a bar as empty as the others'", async (t) => {
  const { handles } = await openWithPrompt(t, 2, WARNING_MS / 2);
  const front = await shown();
  assertRight(front);
  assert.ok(front.bar < WARNING_MS * 0.51, `half of it is over: ${front.bar}`);
  await inTab(session, handles[0], async () => {
    await session.until(() => !document.hidden);
    assertRight(await shown());
  });
});

test("digits and bar run down together, and neither jumps", async (t) => {
  await openWithPrompt(t, 1, 90_000);
  const samples = [];
  const isEnough = async () => {
    samples.push(await shown());
    return samples[0].remainingMs - samples.at(-1).remainingMs > 3500;
  };
  await until(isEnough, { what: "three seconds to pass" });
  for (const sample of samples) assertRight(sample);
  for (const [i, { bar, digits, remainingMs }] of samples.entries()) {
    if (i === 0) continue;
    const before = samples[i - 1];
    assert.ok(bar <= before.bar && digits <= before.digits, "it never goes back");
    const step = before.remainingMs - remainingMs;
    assert.ok(before.bar - bar < step + LATE_MS, `${before.bar - bar} of the bar in ${step} ms`);
  }
  t.diagnostic(`${samples.length} looks`);
});

test("the countdown is one timer a second where it is seen, and none where it is not", async (t) => {
  const { handles } = await openWithPrompt(t, 2, 100_000);
  const [hidden] = handles;
  const read = () => ({ timers: counts.timersFired, left: guard.status.remainingMs });
  const before = { front: await session.run(read), hidden: await peek(session, hidden, read) };
  const isOver = async () => before.front.left - (await session.run(read)).left > 4000;
  await until(isOver, { what: "four seconds to pass" });
  const front = await session.run(read);
  const seconds = (before.front.left - front.left) / 1000;
  const fired = front.timers - before.front.timers;
  assert.ok(fired <= Math.ceil(seconds) + 1, `${fired} timers in ${seconds} s`);
  assert.ok(fired >= Math.floor(seconds) - 1, `${fired} timers in ${seconds} s`);
  const { timers } = await peek(session, hidden, read);
  // The second look at the record, which follows the first by 600 ms.
  assert.ok(timers - before.hidden.timers <= 1, `hidden: ${timers - before.hidden.timers}`);
});

// R118
test("the title of a hidden tab counts down at full minutes, at 30 and at 10 seconds", async (t) => {
  const { handles } = await openWithPrompt(t, 1, 119_000);
  await openTabFor(t, session);
  const title = () => peek(session, handles[0], () => document.title);
  const advance = (ms) => peek(session, handles[0], (by) => window.advance(by, by), ms);
  for (const [passMs, expected] of [
    [0, "⏳ 2 min · Fixture app"],
    [60_000, "⏳ 1 min · Fixture app"],
    [30_000, "⏳ 30 sec · Fixture app"],
    [20_000, "⏳ 10 sec · Fixture app"],
  ]) {
    await advance(passMs);
    const says = (text) => document.title === text;
    await untilTab(session, handles[0], says, { args: [expected], what: expected }).catch(
      async (error) => assert.equal(await title(), expected, error.message),
    );
  }
});

// R118
test("a title that the app changes meanwhile is the app's again after the answer", async (t) => {
  const { handles } = await openWithPrompt(t, 2, 119_000);
  const title = () => peek(session, handles[0], () => document.title);
  await peek(session, handles[0], () => (document.title = "(1) Inbox"));
  const says = (text) => document.title === text;
  await untilTab(session, handles[0], says, { args: ["⏳ 2 min · (1) Inbox"] });
  await pass(session, 60_000);
  await untilTab(session, handles[0], says, { args: ["⏳ 1 min · (1) Inbox"] });
  await clickPrompt(session, "stay");
  await untilTab(session, handles[0], says, { args: ["(1) Inbox"] });
  const isMarked = async () => (await title()) !== "(1) Inbox";
  await staysFalse(isMarked, { forMs: 300, what: "another title" });
});
