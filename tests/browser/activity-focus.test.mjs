// The portal's option `focus` (R81): as long as a page that can be seen has the focus its session
// is in use, whether anybody touches it or not. A page has the focus here from the first click on
// it, until another tab comes to the front; time passes by the clock with offsets.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance } from "./support/app-page.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  hasPrompt,
  HOUR_MS,
  MINUTE_MS,
  openSameApps,
  openSuite,
  openTabFor,
  untilGone,
  untilTab,
} from "./support/suite.mjs";
import { inTab, peek } from "./support/tabs.mjs";
import { assertSameTime } from "./support/times.mjs";
import { until } from "./support/webdriver.mjs";

const STEP_MS = 10 * MINUTE_MS;

const portal = (idleness) => ({
  clock: "offset",
  app: "azurePortal",
  policy: { version: 1, azurePortal: { timeout: "00:15:00", ...(idleness && { idleness }) } },
});

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const lastActivity = () => guard.status.lastActivity.getTime();

/** A tab with the focus in it, where nothing is touched from now on. */
async function openPortal(t, idleness) {
  const opened = await openSameApps(t, suite, 1, portal(idleness));
  await session.clickAt(300, 500);
  await session.until(() => document.hasFocus(), { what: "the focus" });
  return { ...opened, tab: opened.handles[0] };
}

/** Time passes in steps, and the tab, which nobody asks anything, wakes after each by itself. */
async function sit(tab, durationMs) {
  for (let passed = 0; passed < durationMs; passed += STEP_MS) {
    const fired = await peek(session, tab, () => counts.timersFired);
    await advance(session, { wallMs: STEP_MS, monoMs: STEP_MS });
    await untilTab(session, tab, (n) => counts.timersFired > n, { args: [fired] });
  }
}

test("ten hours focused and untouched: alive; then the focus goes, and T later it is over (V37, R81)", async (t) => {
  const { host, handles, tab } = await openPortal(t, "focus");
  await sit(tab, 10 * HOUR_MS);
  assert.equal(await peek(session, tab, hasPrompt), false);
  assert.equal(await peek(session, tab, () => guard.status.state), "active");

  await openTabFor(t, session);
  await session.goTo(host.url("/blank"));
  await untilTab(session, tab, () => document.hidden, { what: "the tab to be hidden" });
  const left = await peek(session, tab, () => guard.status.remainingMs);
  assert.ok(left > 14 * MINUTE_MS && left <= 15 * MINUTE_MS, `${left} ms`);
  const frozen = await peek(session, tab, lastActivity);
  await peek(session, tab, (ms) => window.advance(ms, ms), left - 30_000);
  await untilTab(session, tab, hasPrompt, { what: "the prompt" });
  assertSameTime(await peek(session, tab, lastActivity), frozen, "R81: frozen");
  await peek(session, tab, () => window.advance(31_000, 31_000));
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("a page that is seen but has not the focus is idle, whatever is pressed elsewhere (R81)", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 1, portal("focus"));
  assert.deepEqual(await session.run(() => [document.hasFocus(), document.hidden]), [false, false]);
  await advanceTo(session, "warn", 500);
  await session.until(hasPrompt, { what: "the prompt" });
  await advanceTo(session, "end", 500);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("the focus that comes back before the end is activity again (R81)", async (t) => {
  const { host, tab } = await openPortal(t, "focus");
  await openTabFor(t, session);
  await session.goTo(host.url("/blank"));
  await untilTab(session, tab, () => document.hidden, { what: "the tab to be hidden" });
  const before = await peek(session, tab, lastActivity);
  await peek(session, tab, (ms) => window.advance(ms, ms), STEP_MS);
  await inTab(session, tab, async () => {
    const isNow = () =>
      session.run((at) => guard.status.lastActivity.getTime() >= at, before + STEP_MS);
    await until(isNow, { what: "activity" });
  });
});

test("after the end the focus revives nothing: a machine that slept wakes signed out (R81, R96)", async (t) => {
  const { host, handles } = await openPortal(t, "focus");
  await advance(session, { wallMs: HOUR_MS, monoMs: 0 });
  await session.press("a");
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("the focus is worth what it was held, to the moment when it goes (R81)", async (t) => {
  const { host, tab } = await openPortal(t, "focus");
  const before = await session.run(lastActivity);
  await session.run(() => {
    probe.native.setTimeout = () => 0; // from now on no timer looks
  });
  await advance(session, { wallMs: 20_000, monoMs: 20_000 });
  await openTabFor(t, session);
  await session.goTo(host.url("/blank"));
  await untilTab(session, tab, () => document.hidden, { what: "the tab to be hidden" });
  const frozen = await peek(session, tab, lastActivity);
  assert.ok(frozen - before >= 20_000, `${frozen - before} ms`);
  await peek(session, tab, (ms) => window.advance(ms, ms), MINUTE_MS);
  assertSameTime(await peek(session, tab, lastActivity), frozen, "and no more");
});

test("what the focus is worth reaches the record at the look of a visible tab (R81)", async (t) => {
  const { tab } = await openPortal(t, "focus");
  const stamps = () =>
    peek(session, tab, () =>
      recordWrites.filter(({ key }) => /:L:/.test(key)).map(({ value }) => Number(value)),
    );
  const before = (await stamps()).length;
  await sit(tab, STEP_MS);
  await until(async () => (await stamps()).length > before, { what: "the record" });
  const now = await session.run(() => guard.status.lastActivity.getTime());
  const written = (await stamps()).at(-1);
  assert.ok(Math.abs(now - written) < 10_000, `${now - written} ms`);
});

test("the portal counts input when nothing else is said, and not the focus (R81)", async (t) => {
  const { host, handles } = await openPortal(t);
  const before = await session.run(lastActivity);
  await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
  assertSameTime(await session.run(lastActivity), before, "the focus alone");
  await session.press("a");
  assert.ok((await session.run(lastActivity)) - before > MINUTE_MS - 1500, "a key");
  await advanceTo(session, "warn", 500);
  await session.until(hasPrompt, { what: "the prompt" });
  await advanceTo(session, "end", 500);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("a prompt that is up is answered by a person, not by the focus (R81, R85)", async (t) => {
  const { tab } = await openPortal(t, "focus");
  await openTabFor(t, session);
  await session.goTo(suite.site.host().url("/blank"));
  await untilTab(session, tab, () => document.hidden, { what: "the tab to be hidden" });
  await peek(session, tab, () => {
    const { remainingMs } = guard.status;
    window.advance(remainingMs - 60_000, remainingMs - 60_000);
  });
  await untilTab(session, tab, hasPrompt, { what: "the prompt" });
  await session.switchTo(tab);
  await session.until(() => document.hasFocus(), { what: "the focus" });
  assert.equal(await session.run(() => guard.status.state), "warning");
  assert.equal(await session.run(hasPrompt), true);
});
