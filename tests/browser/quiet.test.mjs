// What a session costs while nothing has to be shown, and what counts as activity. Costs are counts
// of record writes, messages and timers, taken by the probe of the fixture page; input is trusted,
// unless a test is about input that is not.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance, basicOptions } from "./support/app-page.mjs";
import {
  hasPrompt,
  MINUTE_MS,
  openApps,
  openSameApps,
  openSuite,
  seconds,
  untilTab,
} from "./support/suite.mjs";
import { peek, peekEach } from "./support/tabs.mjs";
import { assertSameTime } from "./support/times.mjs";
import { until } from "./support/webdriver.mjs";

const OFFSET = { clock: "offset" };
const OBSERVED_MS = 62_000;

let suite;
let session;
/** Started first, in a browser of its own, so that the other tests run meanwhile. */
let quietMinute;

before(async () => {
  suite = await openSuite();
  session = suite.session;
  quietMinute = observeQuietMinute();
  // Awaited by its test; until then a failure must not end the process.
  quietMinute.catch((error) => console.error("the quiet minute failed:", error.message));
});

after(() => suite?.close());

const countsOf = (tab) => peek(session, tab, () => ({ ...counts }));
const lastActivity = () => session.run(() => guard.status.lastActivity.getTime());

/** Some input reaches the page later than the command that makes it returns. */
const untilActivityAfter = (time, what) =>
  until(async () => (await lastActivity()) >= time - 5, { what });

/** How much each count of `later` is larger. */
const grown = (earlier, later) =>
  Object.fromEntries(Object.entries(later).map(([name, n]) => [name, n - earlier[name]]));

/** The start is over: its last look at the record comes a second after the last write. */
async function untilSettled(driver, tab) {
  let seen = "";
  let since = Date.now();
  const isCalm = async () => {
    const now = JSON.stringify(await peek(driver, tab, () => counts));
    if (now !== seen) [seen, since] = [now, Date.now()];
    return Date.now() - since > 1800;
  };
  await until(isCalm, { what: "the start to be over" });
}

async function observeQuietMinute() {
  const own = await openSuite();
  const { session: driver, site } = own;
  try {
    const url = site.host().appUrl(basicOptions());
    const handles = await openApps({ after: () => {} }, driver, [url, url]);
    for (const handle of handles) await untilSettled(driver, handle);
    const read = () => ({ ...counts });
    const states = await peekEach(driver, handles, () => document.visibilityState);
    assert.deepEqual(states, ["hidden", "visible"]);
    const earlier = await peekEach(driver, handles, read);
    const endAt = Date.now() + OBSERVED_MS;
    await until(async () => Date.now() > endAt, { what: "the end", timeoutMs: 2 * OBSERVED_MS });
    const later = await peekEach(driver, handles, read);
    return later.map((counts, i) => grown(earlier[i], counts));
  } finally {
    await own.close();
  }
}

// R100, R102
test("activity in one tab keeps another alive, without message or timer there", async (t) => {
  const { handles } = await openSameApps(t, suite, 2, OFFSET);
  const [untouched, inUse] = handles;
  await untilSettled(session, untouched);
  const before = await countsOf(untouched);
  await advance(session, { wallMs: 12 * MINUTE_MS, monoMs: 12 * MINUTE_MS });
  for (let i = 0; i < 10; i += 1) await session.press("a");
  const written = await session.run(() => counts.recordWrites);
  assert.ok(written >= 1, "the activity is in the record");
  const same = { ...before };
  assert.deepEqual(await countsOf(untouched), same, "nothing at all happens in the other tab");

  // Its own deadline comes: it reads, sees the activity, and sleeps again. It wakes a minute late
  // by this clock, so it looks once more when storage is to be trusted (rule 7).
  await advance(session, { wallMs: 2 * MINUTE_MS, monoMs: 2 * MINUTE_MS });
  await untilTab(session, untouched, (n) => counts.timersFired > n, {
    args: [before.timersFired],
    what: "the deadline that the hidden tab knew of",
  });
  await untilSettled(session, untouched);
  const { timersFired, channelPosts } = grown(before, await countsOf(untouched));
  assert.deepEqual({ timersFired, channelPosts }, { timersFired: 2, channelPosts: 0 });
  const writes = await peek(session, untouched, (n) => recordWrites.slice(n), before.recordWrites);
  assert.deepEqual(writes, [], "it has nothing to tell that is not in the record");
  assert.deepEqual(await peekEach(session, handles, hasPrompt), [false, false]);
  const told = await peek(session, untouched, () => events.map((e) => e.detail.status?.state));
  assert.deepEqual(told, ["active"], "only that it started");
  assert.equal(await peek(session, inUse, () => counts.channelPosts), 0);
});

// R89
test("100 events a second: one write a second at most, nothing in other tabs", async (t) => {
  // With a minute until sign-out the publish interval is its shortest, one second.
  const { handles } = await openSameApps(t, suite, 2, { policy: seconds(50, 60) });
  const [other, busy] = handles;
  await untilSettled(session, other);
  const before = await peekEach(session, handles, () => ({ ...counts }));
  await session.run(() => {
    window.seen = { keydown: 0, pointermove: 0 };
    for (const type of Object.keys(seen)) addEventListener(type, () => (seen[type] += 1));
  });
  const startedAt = Date.now();
  const send = (method, params) => session.devtools.send(busy, `Input.${method}`, params);
  const key = { key: "a", code: "KeyA", windowsVirtualKeyCode: 65 };
  for (let i = 0; i < 1000; i += 1) {
    const sent = [
      send("dispatchKeyEvent", { type: "rawKeyDown", ...key }),
      send("dispatchKeyEvent", { type: "keyUp", ...key }),
    ];
    if (i % 4 === 0) sent.push(send("dispatchMouseEvent", { type: "mouseMoved", ...place(i) }));
    await Promise.all(sent);
    await until(async () => Date.now() - startedAt >= i * 10, { what: "the next 10 ms" });
  }
  const duration = (Date.now() - startedAt) / 1000;
  const seen = await session.run(() => window.seen);
  t.diagnostic(`${duration} s, ${JSON.stringify(seen)}`);
  assert.ok(seen.keydown === 1000 && seen.pointermove > 50, JSON.stringify(seen));
  const after = await peekEach(session, handles, () => ({ ...counts }));
  const [elsewhere, here] = after.map((counts, i) => grown(before[i], counts));
  assert.deepEqual(elsewhere, Object.fromEntries(Object.keys(elsewhere).map((n) => [n, 0])));
  assert.ok(here.recordWrites <= Math.ceil(duration) + 1, `${here.recordWrites} writes`);
  assert.ok(here.recordWrites >= duration / 2, `${here.recordWrites} writes are too few`);
  assert.equal(here.channelPosts, 0);
});

const place = (i) => ({ x: 100 + ((i * 7) % 300), y: 100 + ((i * 5) % 200) });

test("script that imitates a user is no activity, and the user is (V28, R82)", async (t) => {
  await openSameApps(t, suite, 1, OFFSET);
  await session.press("a");
  const before = await lastActivity();
  await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
  await session.run(() => {
    const bubbles = true;
    const field = document.getElementById("field");
    for (const target of [window, document, document.body, field]) {
      target.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles }));
      target.dispatchEvent(new PointerEvent("pointerdown", { clientX: 5, bubbles }));
      target.dispatchEvent(new PointerEvent("pointermove", { clientX: 500, bubbles }));
      target.dispatchEvent(new WheelEvent("wheel", { deltaY: 50, bubbles }));
      target.dispatchEvent(new InputEvent("beforeinput", { data: "a", bubbles }));
      target.dispatchEvent(new ClipboardEvent("paste", { bubbles }));
    }
    field.click();
    field.focus();
    document.getElementById("secret").click();
  });
  assertSameTime(await lastActivity(), before);
  await session.press("a");
  await untilActivityAfter(before + MINUTE_MS, "the key");
});

test("a key held down counts once, however much it types (V29, R83)", async (t) => {
  const { handles } = await openSameApps(t, suite, 1, OFFSET);
  await session.click("#field");
  const key = { key: "a", code: "KeyA", text: "a", windowsVirtualKeyCode: 65 };
  const send = (params) =>
    session.devtools.send(handles[0], "Input.dispatchKeyEvent", { ...key, ...params });
  await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
  await send({ type: "keyDown" });
  const pressed = await lastActivity();
  await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
  for (let i = 0; i < 5; i += 1) await send({ type: "keyDown", autoRepeat: true });
  assert.equal(await session.run(() => document.getElementById("field").value), "aaaaaa");
  assertSameTime(await lastActivity(), pressed);
  await send({ type: "keyUp", text: undefined });
  assertSameTime(await lastActivity(), pressed, "letting go is no activity");
  await send({ type: "keyDown" });
  await send({ type: "keyUp", text: undefined });
  await untilActivityAfter(pressed + MINUTE_MS, "the key pressed anew");
});

test("scrolling by script is no activity, the wheel is (R78)", async (t) => {
  await openSameApps(t, suite, 1, OFFSET);
  await session.press("a");
  const before = await lastActivity();
  await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
  await session.run(async () => {
    const box = document.getElementById("scroll");
    window.scrolls = 0;
    box.addEventListener("scroll", () => (window.scrolls += 1));
    box.scrollTop = 900;
    await new Promise((resolve) => box.addEventListener("scrollend", resolve, { once: true }));
  });
  assert.ok((await session.run(() => scrolls)) > 0);
  assertSameTime(await lastActivity(), before);
  const { x, y } = await (await session.find("#scroll")).rect();
  await session.scroll(Math.round(x + 30), Math.round(y + 30), 100);
  await untilActivityAfter(before + MINUTE_MS, "the wheel");
});

test("a pointer that trembles is no activity, one that moves is (R77)", async (t) => {
  await openSameApps(t, suite, 1, OFFSET);
  await session.run(() => {
    window.moves = 0;
    addEventListener("pointermove", () => (window.moves += 1), true);
  });
  await session.movePointer(300, 300);
  await session.movePointer(340, 300);
  await session.until(() => moves >= 2, { what: "two moves" });
  const before = await lastActivity();
  await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
  for (const step of [3, -4, 5, 0, 7, -7]) await session.movePointer(340 + step, 300 - (step % 3));
  await session.until(() => moves >= 6, { what: "the trembling" });
  assertSameTime(await lastActivity(), before);
  await session.movePointer(360, 300);
  await untilActivityAfter(before + MINUTE_MS, "the move");
});

test("a page that swallows its events hides no activity (R88)", async (t) => {
  await openSameApps(t, suite, 1, OFFSET);
  await session.run(() => {
    window.swallowed = [];
    for (const type of ["keydown", "pointerdown", "wheel"]) {
      document.addEventListener(
        type,
        (event) => {
          event.stopImmediatePropagation();
          swallowed.push(type);
        },
        true,
      );
    }
  });
  const inputs = [
    () => session.press("a"),
    () => session.clickAt(400, 400),
    () => session.scroll(300, 300, 10),
  ];
  for (const [i, input] of inputs.entries()) {
    const before = await lastActivity();
    await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
    await input();
    await session.until((n) => swallowed.length > n, { args: [i], what: "the page to see it" });
    await untilActivityAfter(before + MINUTE_MS, `input ${i}`);
  }
});

// R93, R94
test("a quiet minute: no timer in a hidden tab, two at most in a visible one", async (t) => {
  const cost = await quietMinute;
  t.diagnostic(JSON.stringify(cost));
  for (const { intervalsFired, intervalsSet, channelPosts, recordWrites } of cost) {
    assert.deepEqual([intervalsFired, intervalsSet, channelPosts, recordWrites], [0, 0, 0, 0]);
  }
  assert.equal(cost[0].timersFired, 0, "hidden");
  assert.equal(cost[0].timersSet, 0, "hidden");
  assert.ok(cost[1].timersFired <= 2, `visible: ${cost[1].timersFired}`);
});
