// What browsers and machines do to a page: sleep, the back/forward cache, freezing, late timers of
// hidden tabs. Whatever happens, nobody is signed out early, and nothing of an ended session can be
// read from the first moment on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance } from "./support/app-page.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  currentPath,
  HOUR_MS,
  hasPrompt,
  histories,
  isCovered,
  MINUTE_MS,
  openSameApps,
  openSuite,
  openTabFor,
  picture,
  staysFalse,
  untilAll,
  untilGone,
  untilTab,
} from "./support/suite.mjs";
import { inTab, peek, peekEach, secretVisible } from "./support/tabs.mjs";
import { until } from "./support/webdriver.mjs";

const OFFSET = { clock: "offset" };
/** The hook never ends, so an ended page stays covered for three seconds before it goes. */
const LINGERING = { ...OFFSET, beforeSignOut: "@never" };
const HOUR_POLICY = { app: "office", policy: { version: 1, m365: { timeout: "01:00:00" } } };

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

/** Out of the back/forward cache: the probe saw it before anybody else. */
const isBack = () => window.shown?.some(({ name }) => name === "pageshow");

/** The machine sleeps for two hours: the wall clock goes on, the other stands still. */
const sleep = () => advance(session, { wallMs: 2 * HOUR_MS });

async function assertEndedUnseen(host, handles) {
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
  for (const history of await histories(session, handles)) {
    assert.ok(!history.some(({ name }) => name === "prompt"), "R120: no prompt");
  }
}

// V22, R91, R97
test("a machine that slept past the deadline wakes to a cover, whatever wakes it", async (t) => {
  for (const wake of ["it is looked at again", "the look every 30 seconds"]) {
    const { host, handles } = await openSameApps(t, suite, 1, { ...LINGERING, ...HOUR_POLICY });
    await advance(session, { wallMs: 10 * MINUTE_MS, monoMs: 10 * MINUTE_MS });
    await session.press("a");
    await sleep();
    assert.equal(await session.run(isCovered), false, "nothing has told the page yet");
    if (wake === "it is looked at again") {
      await openTabFor(t, session);
      await session.switchTo(handles[0]);
    } else {
      await advance(session, { wallMs: 31_000, monoMs: 31_000 });
    }
    await session.until(isCovered, { what: `the cover when ${wake}` });
    assert.equal(await secretVisible(session), false, wake);
    if (wake === "it is looked at again") await picture(session, "cover");
    await assertEndedUnseen(host, handles);
  }
});

for (const [when, idleMs] of [
  ["after ten idle minutes", 10 * MINUTE_MS],
  ["a moment after the last use", 0],
]) {
  // V22, R96, R97
  test(`of a sleep that begins ${when} the first key wakes only the cover`, async (t) => {
    const options = { ...LINGERING, ...HOUR_POLICY };
    const { host, handles } = await openSameApps(t, suite, 1, options);
    await session.click("#field");
    await session.until(() => recordWrites.some(({ key }) => key.includes(":L:")), {
      what: "the activity in the record",
    });
    await advance(session, { wallMs: idleMs, monoMs: idleMs });
    await advance(session, { wallMs: idleMs, monoMs: idleMs });
    await session.run(() => {
      window.reached = [];
      document.addEventListener("keydown", ({ key }) => reached.push(key), true);
    });
    await sleep();
    await session.press("x");
    assert.equal(await session.run(isCovered), true, "covered by the first key");
    assert.deepEqual(await session.run(() => reached), [], "the app does not see the key");
    assert.equal(await session.run(() => document.getElementById("field").value), "");
    await assertEndedUnseen(host, handles);
  });
}

// V23, R119
test("waking shortly before the deadline warns with what is left, 20 s at least", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, { ...OFFSET, ...HOUR_POLICY });
  await session.press("a");
  await sleepTo(50_000);
  await session.until(hasPrompt, { what: "the prompt" });
  await untilAll(session, handles, hasPrompt, { what: "the prompt in the hidden tab, too" });
  const left = await peekEach(session, handles, () => guard.status.remainingMs);
  for (const ms of left) assert.ok(ms > 17_000 && ms <= 20_000, `${ms} ms are left`);
  assert.equal(host.requests({ path: "/signout" }).length, 0);

  async function sleepTo(pastWarning) {
    await session.run((past) => {
      const { remainingMs } = guard.status;
      window.advance(remainingMs - 60_000 + past, 0);
    }, pastWarning);
    await openTabFor(t, session);
    await session.switchTo(handles[1]);
  }
});

// V31, R142
test("back through the cache to a session that ended meanwhile: never readable", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, LINGERING);
  const [other, here] = handles;
  await session.goTo(site.host().url("/blank"));
  await peek(session, other, () => guard.signOut());
  await untilGone(session, [other]);
  await session.back();
  // What the page saw before anybody else, and what a person sees as soon as a picture can be had.
  assert.ok(await session.run(isBack), "it comes from the cache");
  for (const { covered, detail } of await session.run(() => window.shown)) {
    assert.deepEqual([covered, detail.visible], [true, false]);
  }
  assert.equal(await secretVisible(session), false);
  await picture(session, "cover-from-cache");
  const [place] = await untilGone(session, [here]);
  assert.deepEqual(place, { path: "/signed-out", hash: "#reason=user" });
  assert.equal(host.requests({ path: "/signout" }).length, 1);
});

// R99, R103
test("back through the cache to a session that lives: the page as it was", async (t) => {
  const { handles } = await openSameApps(t, suite, 2, OFFSET);
  const [other] = handles;
  await session.type("#field", "a draft");
  await session.goTo(site.host().url("/blank"));
  await session.back();
  await session.until(isBack, { what: "the page out of the cache" });
  await session.until(() => document.querySelector("idleguard-cover") === null, {
    what: "the page to be uncovered",
    timeoutMs: 3000,
  });
  assert.equal(await secretVisible(session), true);
  assert.equal(await session.run(() => document.getElementById("field").value), "a draft");
  assert.equal(await session.run(() => guard.status.state), "active");

  // It takes part again: it is warned, and its answer reaches the other tab.
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  await session.run(() => guard.stay());
  await untilTab(session, other, () => !document.querySelector("idleguard-prompt"), {
    what: "the answer in the other tab",
  });
});

test("a hidden tab whose timer is late reads the record before it acts (rule 7)", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  await advance(session, { wallMs: 12 * MINUTE_MS, monoMs: 12 * MINUTE_MS });
  await session.press("a");
  await session.until(() => recordWrites.some(({ key }) => key.includes(":L:")), {
    what: "the activity in the record",
  });
  const fired = await peek(session, handles[0], () => counts.timersFired);
  // Of its own knowledge, the hidden tab should have warned three minutes ago and is past its end.
  await advance(session, { wallMs: 4 * MINUTE_MS, monoMs: 4 * MINUTE_MS });
  await untilTab(session, handles[0], (n) => counts.timersFired > n, {
    args: [fired],
    what: "the late timer",
  });
  const isWrong = async () =>
    (
      await peekEach(session, handles, () => events.length > 1 || location.pathname !== "/app")
    ).includes(true);
  await staysFalse(isWrong, { forMs: 2500, what: "a prompt or an end" });
  assert.equal(host.requests({ path: "/signout" }).length, 0);
  await inTab(session, handles[0], async () => {
    assert.equal(await session.run(() => guard.status.state), "active");
    assert.equal(await secretVisible(session), true);
  });
});

for (const [how, more] of [
  ["with BroadcastChannel", {}],
  ["without BroadcastChannel", { without: ["BroadcastChannel"] }],
]) {
  // V30, R98
  test(`a tab frozen during the end is covered before any input, ${how}`, async (t) => {
    const { host, handles } = await openSameApps(t, suite, 2, { ...LINGERING, ...more });
    const [frozen, front] = handles;
    const setState = (state) =>
      session.devtools.send(frozen, "Page.setWebLifecycleState", { state });
    await peek(session, frozen, () => {
      addEventListener("keydown", () => probe.remember("calls", "key"));
      document.addEventListener("freeze", () => (window.isFrozen = true));
    });
    await setState("frozen");
    await untilTab(session, frozen, () => window.isFrozen, { what: "the tab to be frozen" });
    await advanceTo(session, "end", 300);
    await untilGone(session, [front]);
    assert.equal(host.requests({ path: "/signout" }).length, 1, "it is passed over");
    if (more.without) {
      assert.equal(await peek(session, frozen, currentPath), "/app", "it runs nothing");
      await setState("active");
      await session.switchTo(frozen);
      // It goes as soon as it can; a key that comes too late for it is no key for the app either.
      await session.press("x").catch(({ message }) => assert.match(message, /navigated|closed/));
    } else {
      // Chromium runs the handlers of channels in frozen pages: it may be on its way already.
      await until(() => setState("active").then(() => true), { what: "the tab to run again" });
    }
    const [place] = await untilGone(session, [frozen]);
    assert.deepEqual(place, { path: "/signed-out", hash: "#reason=idle" });
    const [history] = await histories(session, [frozen]);
    assert.ok(!history.some(({ name }) => name === "key"), "the app saw no key");
    assert.ok(history.find(({ name }) => name === "signout").covered, "it was covered by then");
    const returns = history.filter(({ kind }) => kind === "shown");
    if (more.without) assert.ok(returns.length > 0, "it noticed that it runs again");
    for (const { covered, detail } of returns) {
      assert.deepEqual([covered, detail.visible], [true, false], "R124: in the first task");
    }
    assert.equal(host.requests({ path: "/signout" }).length, 1);
  });
}

test("a tab in the background does not prevent the back/forward cache (R99)", async (t) => {
  const { handles } = await openSameApps(t, suite, 2, OFFSET);
  await session.goTo(site.host().url("/blank"));
  await inTab(session, handles[0], () => session.press("a"));
  await session.back();
  await session.until(isBack, { what: "the page out of the cache" });
});
