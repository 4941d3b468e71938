// Hidden tabs whose timers the browser holds back: one a second, and after a while one a minute for
// timers that timers have set. Messages come through at once, so a tab that somebody looks at tells
// the others; where nobody looks, the end is late by what the browser allows, and never early.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions } from "../support/app-page.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  histories,
  openApps,
  openSameApps,
  openSuite,
  openTabFor,
  untilAll,
  untilGone,
} from "../support/suite.mjs";
import { peek, peekEach } from "../support/tabs.mjs";

/** As users have it, but for the grace period: five seconds instead of five minutes. */
const INTENSIVE = "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/5";
/** R97, and what a busy machine may add. */
const LATEST_MS = 61_000 + 4000;

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite({ args: [INTENSIVE] });
  ({ session, site } = suite);
});

after(() => suite?.close());

/**
 * Runs in a page: timers that timers have set, ten a second. The function that `window.inTick` is
 * set to runs in one of them; what it sets is held back as they are.
 */
function startTicking() {
  window.ticks = [];
  const tick = () => {
    window.ticks.push(performance.now());
    // The browser counts five timers that set one another before it holds them back.
    if (window.ticks.length > 7) window.inTick?.();
    probe.native.setTimeout(tick, 100);
  };
  tick();
}

/** Ten timers a second were wanted, and none came for three: one a minute is what is left. */
const isHeldBack = () => performance.now() - window.ticks.at(-1) > 3000;

const untilHeldBack = (handles) =>
  untilAll(session, handles, isHeldBack, { what: "timers to be held back", timeoutMs: 40_000 });

/**
 * Runs in a page: the guard's timer is set anew by a timer that timers have set, as it is in a tab
 * that has been waking up and going to sleep again for hours.
 */
const setDeeply = () =>
  new Promise((resolve) => {
    // What the clock of the fixture does at such an event is all that happens.
    const setAnew = () => dispatchEvent(new StorageEvent("storage", { key: "test-clock" }));
    window.inTick = () => {
      window.inTick = null;
      resolve(setAnew());
    };
  });

// R97, R116
test("warning, answer and end reach tabs without timers by message, from the one in view", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 3, { clock: "offset" });
  const hidden = handles.slice(0, -1);
  await peekEach(session, hidden, startTicking);
  await untilHeldBack(hidden);
  const without = async (what, act) => {
    const count = () => [counts.timersFired, window.ticks.length];
    const before = await peekEach(session, hidden, count);
    await act();
    const later = await peekEach(session, hidden, count);
    if (`${later}` === `${before}`) return true;
    t.diagnostic(`a timer came in the hidden tabs during ${what}: ${before} to ${later}`);
    return false;
  };
  const silent = [
    await without("the warning", async () => {
      await advanceTo(session, "warn", 300);
      await untilAll(session, handles, hasPrompt, { what: "the prompt in all tabs" });
    }),
    await without("the answer", async () => {
      await clickPrompt(session, "stay");
      await untilAll(session, handles, hasNoPrompt, { what: "the answer in all tabs" });
    }),
  ];
  assert.ok(silent.includes(true), "what came, came without a timer");
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

// R93, R97
test("with all tabs hidden and held back, the end is never early and a minute late at most", async (t) => {
  const host = site.host();
  const policy = { version: 1, custom: { signOutAfter: "00:00:30" } };
  const url = host.appUrl(basicOptions({ clock: "offset", policy }));
  const handles = [];
  for (let i = 0; i < 2; i += 1) {
    handles.push(...(await openApps(t, session, [url])));
    await session.run(startTicking);
  }
  await openTabFor(t, session);
  const endsAt = await peek(session, handles[0], () => guard.status.signOutAt.getTime());
  await peekEach(session, handles, setDeeply);
  const origins = await peekEach(session, handles, () => performance.timeOrigin);
  await untilHeldBack(handles);
  assert.ok(Date.now() < endsAt, "they are held back before the deadline");

  const places = await untilGone(session, handles, { timeoutMs: 120_000 });
  const told = await histories(session, handles);
  for (const [i, history] of told.entries()) {
    assert.ok(!history.some(({ name }) => name === "prompt"));
    const { at, covered } = history.find(({ name }) => name === "signout");
    const late = origins[i] + at - endsAt;
    t.diagnostic(`${late} ms after the deadline`);
    assert.ok(late > -5, `${late} ms: never before the deadline`);
    assert.ok(late < LATEST_MS, `${late} ms: a minute later at most`);
    assert.equal(covered, true);
  }
  assertSignedOutOnce(host, places, "idle");
});
