// The clocks of the whole browser jump, real timers and all: hours that pass at once, a clock that
// is set back or forward, a machine that slept. The guard runs on its own clocks, as it does for
// users; nothing is injected into the page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  HOUR_MS,
  MINUTE_MS,
  assertSignedOutOnce,
  hasPrompt,
  histories,
  isCovered,
  openSameApps,
  openSuite,
  picture,
  requestsOf,
  staysFalse,
  untilAll,
  untilGone,
} from "../support/suite.mjs";
import { skewedBrowser } from "../support/skewed-clock.mjs";
import { peek, peekEach, secretVisible } from "../support/tabs.mjs";
import { until } from "../support/until.mjs";

/** Half an hour, as most have it; the hook never ends, so that the cover can be looked at. */
const HALF_HOUR = {
  policy: { version: 1, custom: { warnAfter: "00:28:00", signOutAfter: "00:30:00" } },
  beforeSignOut: "@never",
};

let skewed;
let suite;
let session;

before(async () => {
  skewed = await skewedBrowser();
  suite = await openSuite({ binary: skewed.binary });
  session = suite.session;
});

after(async () => {
  await suite?.close();
  await skewed?.remove();
});

const clocks = () => [Date.now(), performance.now()];

/** Shifts the clocks, and sees in a page that they did. */
async function shift(by) {
  const [wall, mono] = await session.run(clocks);
  await skewed.shift(by);
  const reached = ([wallBefore, monoBefore], [wallBy, monoBy]) =>
    Math.abs(Date.now() - wallBefore - wallBy) < 60_000 &&
    Math.abs(performance.now() - monoBefore - monoBy) < 60_000;
  const args = [
    [wall, mono],
    [by.wallMs ?? 0, by.monoMs ?? 0],
  ];
  await session.until(reached, { args, what: "the clocks to be shifted" });
}

/**
 * A key, and then quiet: both clocks are read one after the other, and no real ones jump together
 * between the two.
 */
async function use(key) {
  await session.press(key);
  let seen = "";
  let since = Date.now();
  const isCalm = async () => {
    const now = JSON.stringify(await session.run(() => counts));
    if (now !== seen) [seen, since] = [now, Date.now()];
    return Date.now() - since > 1500;
  };
  await until(isCalm, { what: "what the key brought to be over", timeoutMs: 20_000 });
}

/** Time passes: all clocks go on. */
const pass = (ms) => shift({ wallMs: ms, monoMs: ms });

async function assertEnded(host, handles) {
  await untilAll(session, handles, isCovered, { what: "the covers", timeoutMs: 45_000 });
  assert.equal(await secretVisible(session), false);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
}

const diagnostics = (history) =>
  history.filter(({ name }) => name === "diagnostic").map(({ detail }) => detail.code);

// R91, R92, R97
test("the wall clock goes forward an hour: it is over, for that might have been sleep", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, HALF_HOUR);
  await use("a");
  await shift({ wallMs: HOUR_MS });
  // No timer comes early for that: a visible tab looks every half minute, and tells the others.
  await session.until(isCovered, { what: "the cover", timeoutMs: 45_000 });
  await picture(session, "cover-after-jump");
  await assertEnded(host, handles);
  const told = await histories(session, handles);
  assert.ok(told.some((history) => diagnostics(history).includes("clock-jump")));
  for (const history of told) {
    assert.ok(!history.some(({ name }) => name === "prompt"), "R120: no prompt");
  }
});

// R91, R97
test("thirty-one minutes that pass at once end every tab by its own timer, once", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 4, HALF_HOUR);
  await pass(31 * MINUTE_MS);
  await assertEnded(host, handles);
});

// R91, R92
test("the wall clock goes back an hour: a user who works stays, and one who left still ends", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, HALF_HOUR);
  await pass(20 * MINUTE_MS);
  await use("a");
  await shift({ wallMs: -HOUR_MS });
  await use("b");
  const isWrong = async () =>
    (await peekEach(session, handles, () => guard.status.state)).some((each) => each !== "active");
  await staysFalse(isWrong, { forMs: 1500, what: "a prompt or an end" });
  for (const left of await peekEach(session, handles, () => guard.status.remainingMs)) {
    assert.ok(left > 29 * MINUTE_MS && left <= 30 * MINUTE_MS, `${left} ms are left`);
  }
  await pass(10 * MINUTE_MS);
  await use("c");
  await pass(20 * MINUTE_MS);
  await staysFalse(isWrong, { forMs: 1500, what: "a prompt or an end, ten minutes early" });

  // Nobody is there any more: by the monotonic clock it is over when it always was (V24).
  await shift({ wallMs: -HOUR_MS });
  await pass(8 * MINUTE_MS + 1000);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  assert.equal(requestsOf(host), 0);
  await pass(2 * MINUTE_MS);
  await assertEnded(host, handles);
});

// V22, R91, R96
test("a machine that slept past the deadline: its first key wakes only the cover", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 3, HALF_HOUR);
  await session.click("#field");
  await pass(10 * MINUTE_MS);
  await peek(session, handles[2], () => {
    window.reached = [];
    document.addEventListener("keydown", ({ key }) => reached.push(key), true);
  });
  // While it sleeps the monotonic clock stands still.
  await skewed.shift({ wallMs: 2 * HOUR_MS });
  await session.press("x");
  assert.equal(await session.run(isCovered), true, "covered by the first key");
  assert.deepEqual(await session.run(() => reached), [], "the app does not see it");
  assert.equal(await session.run(() => document.getElementById("field").value), "");
  await assertEnded(host, handles);
});
