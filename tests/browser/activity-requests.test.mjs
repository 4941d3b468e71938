// The rule of SharePoint and OneDrive: only what the user presses, and what thereupon asks the
// service for something, is activity (R79). Input is trusted, requests are the page's own, and time
// passes by the clock with offsets; the second in which a request must follow is always real.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import {
  askOn,
  assertLeaves,
  assertMoves,
  lastActivity,
  openSharePoint,
  SHARE_POINT,
  untilSeen,
} from "./support/activity.mjs";
import { advance, basicOptions } from "./support/app-page.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  DIST,
  hasPrompt,
  isCovered,
  MINUTE_MS,
  openApps,
  openSuite,
  openTabFor,
  untilGone,
} from "./support/suite.mjs";
import { assertSameTime } from "./support/times.mjs";
import { until } from "./support/webdriver.mjs";

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const A_MINUTE = { wallMs: MINUTE_MS, monoMs: MINUTE_MS };

const moves = (act) => assertMoves(session, act);
const leaves = (act) => assertLeaves(session, act);

for (const how of ["fetch", "xhr"]) {
  test(`a click that makes the app ask by ${how} is activity (R79)`, async (t) => {
    await openSharePoint(t, suite);
    await session.run(askOn, "click", how);
    await moves(async () => {
      await session.click("#field");
      await untilSeen(session, "/api");
    });
  });
}

test("a click without a request is none, whatever is asked a second later (R79)", async (t) => {
  await openSharePoint(t, suite);
  await leaves(async () => {
    await session.click("#field");
    await session.run(() => {
      window.clickedAt = performance.now();
    });
    await session.until(() => performance.now() - clickedAt > 1050, { what: "a second" });
    await session.run(() => void fetch("/api"));
    await untilSeen(session, "/api");
  });
});

test("a click counts from when it was made, however late the answer comes (R79)", async (t) => {
  const { host } = await openSharePoint(t, suite);
  await session.run(askOn, "click");
  let answer;
  host.on("/api", () => new Promise((resolve) => (answer = () => resolve({ json: {} }))));
  const before = await lastActivity(session);
  await advance(session, A_MINUTE);
  const clickedAt = await session.run(() => Date.now() + 60_000);
  await session.click("#field");
  await until(async () => answer !== undefined, { what: "the request" });
  await advance(session, A_MINUTE);
  await session.click("#secret"); // leads to nothing, and must not stand for the first
  assertSameTime(await lastActivity(session), before);
  answer();
  await untilSeen(session, "/api");
  const counted = (await lastActivity(session)) - clickedAt;
  assert.ok(counted >= -5 && counted < 10_000, `${counted} ms after the click, not a minute`);
});

test("typing without a request is warned about and signed out (R80)", async (t) => {
  const { host, handles } = await openSharePoint(t, suite);
  await session.click("#field");
  await session.type("#field", "an hour of ");
  await advanceTo(session, "warn", 1000);
  await session.type("#field", "writing");
  await session.until(hasPrompt, { what: "the prompt, in spite of it" });
  await advanceTo(session, "end", 500);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("typing that is saved as it goes is activity (R79, the twin of R80)", async (t) => {
  await openSharePoint(t, suite);
  await session.run(askOn, "input");
  await session.click("#field");
  await advanceTo(session, "warn", 5000);
  await session.press("a");
  await untilSeen(session, "/api");
  await advanceTo(session, "warn", MINUTE_MS);
  assert.equal(await session.run(hasPrompt), false);
  await advanceTo(session, "warn", 0);
  await session.until(hasPrompt, { what: "the prompt, 13 minutes after the key" });
});

test("pointer motion, wheel and scrolling lead to sign-out, even if the app asks (V36)", async (t) => {
  const { host, handles } = await openSharePoint(t, suite);
  await session.run(() => {
    for (const type of ["pointermove", "wheel", "scroll", "touchmove"]) {
      addEventListener(type, () => void fetch(`/api?${type}`), { capture: true, passive: true });
    }
  });
  const { x, y } = await (await session.find("#scroll")).rect();
  const move = async () => {
    const known = await session.run(() => seen.length);
    for (const step of [0, 40, 80, 10]) await session.movePointer(300 + step, 300);
    await session.scroll(Math.round(x + 30), Math.round(y + 30), 100);
    await session.until((n) => seen.length >= n + 4, { args: [known], what: "requests" });
  };
  const before = await lastActivity(session);
  await move();
  await advanceTo(session, "warn", 2000);
  await move();
  assertSameTime(await lastActivity(session), before);
  await session.until(hasPrompt, { what: "the prompt" });
  await advanceTo(session, "end", 500);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("a tap that makes the app ask is activity (R79)", async (t) => {
  await openSharePoint(t, suite);
  await session.run(askOn, "click");
  const { x, y } = await (await session.find("#field")).rect();
  await moves(async () => {
    await session.tap(Math.round(x + 20), Math.round(y + 8));
    await untilSeen(session, "/api");
  });
});

test("requests without the user are no activity: timers, streams, tokens (R79)", async (t) => {
  await openSharePoint(t, suite);
  await leaves(async () => {
    for (let i = 1; i <= 3; i += 1) {
      await session.run(() => void fetch("/api"));
      await untilSeen(session, "/api", i);
    }
  });
});

test("script that imitates a click is no activity, though a request follows (V28, R82)", async (t) => {
  await openSharePoint(t, suite);
  await session.run(askOn, "click");
  await leaves(async () => {
    await session.run(() => {
      const field = document.getElementById("field");
      field.click();
      field.dispatchEvent(new PointerEvent("click", { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
    });
    await untilSeen(session, "/api", 2);
  });
});

test("a key held down counts once, however much the app asks (V29, R83)", async (t) => {
  const { handles } = await openSharePoint(t, suite);
  await session.click("#field");
  const key = { key: "a", code: "KeyA", text: "a", windowsVirtualKeyCode: 65 };
  const send = (params) =>
    session.devtools.send(handles[0], "Input.dispatchKeyEvent", { ...key, ...params });
  await session.run(askOn, "input");
  await moves(async () => {
    await send({ type: "keyDown" });
    await untilSeen(session, "/api");
  });
  await session.run(() => {
    window.heldSince = performance.now();
  });
  await session.until(() => performance.now() - heldSince > 1050, { what: "a second" });
  await leaves(async () => {
    for (let i = 0; i < 4; i += 1) await send({ type: "keyDown", autoRepeat: true });
    await untilSeen(session, "/api", 5);
  });
  await send({ type: "keyUp", text: undefined });
});

test("a step inside the page is no request (R79)", async (t) => {
  await openSharePoint(t, suite);
  await session.run(() => {
    document.getElementById("field").addEventListener("click", () => {
      history.pushState(null, "", "#section");
      location.hash = "another";
    });
  });
  await leaves(() => session.click("#field"));
});

test("after the end no press revives the session: a machine that slept is signed out (R96)", async (t) => {
  const { host, handles } = await openSharePoint(t, suite);
  await session.run(askOn, "keydown");
  await session.click("#field");
  await advance(session, { wallMs: 60 * MINUTE_MS, monoMs: 0 });
  await session.press("a");
  await session.until(isCovered, { what: "the cover", timeoutMs: 3000 });
  assert.equal(await session.run(() => document.getElementById("field").value), "");
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("a press after the end finds it, though no timer has come, and goes nowhere (R94, R96)", async (t) => {
  const { host, handles } = await openSharePoint(t, suite);
  await session.click("#field");
  const resume = () => session.run(() => void (probe.native.setTimeout = window.timers));
  await session.run(() => {
    window.heard = [];
    addEventListener("keydown", ({ key }) => heard.push(key), true);
    window.timers = probe.native.setTimeout;
    probe.native.setTimeout = () => 0;
  });
  await advance(session, { wallMs: 16 * MINUTE_MS, monoMs: 16 * MINUTE_MS });
  await session.press("a", "b");
  assert.equal(await session.run(isCovered), true);
  assert.deepEqual(await session.run(() => heard), [], "not even the app's own listeners");
  assert.equal(await session.run(() => document.getElementById("field").value), "");
  await resume();
  await advance(session, { wallMs: 1, monoMs: 1 });
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("what is done before it is known what counts is no activity here (R79)", async (t) => {
  const host = suite.site.host();
  const url = host.includeUrl({ ...basicOptions(), ...SHARE_POINT });
  await openApps(t, session, [url]);
  const before = await lastActivity(session);
  let open;
  const gate = new Promise((resolve) => (open = resolve));
  t.after(() => open());
  host.on("/idleguard/idleguard.mjs", async () => {
    await gate;
    const headers = { "content-type": "text/javascript" };
    return { body: await readFile(join(DIST, "idleguard.mjs")), headers };
  });
  await openTabFor(t, session);
  // WebDriver's own navigation would wait for the module, which is part of the page.
  await session.run((address) => void (location.href = address), url);
  await session.until(() => document.getElementById("field") !== null, { what: "the page" });
  await session.movePointer(300, 300);
  await session.press("a");
  await session.movePointer(400, 300);
  open();
  await session.until(() => window.guard, { what: "the guard" });
  assertSameTime(await lastActivity(session), before);
});

test("the app can vouch for what cannot be seen (R79)", async (t) => {
  await openSharePoint(t, suite);
  await moves(() => session.run(() => guard.activity("upload")));
});
