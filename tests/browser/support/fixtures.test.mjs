// Proves the fixture scripts without the library: what the probe counts and remembers, and that the
// clock with offsets moves all tabs at once. The pages have the strict content security policy.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance, renderIncludePage, tabHistory } from "./app-page.mjs";
import { launchChromium } from "./chromium.mjs";
import { startSite } from "./site.mjs";
import { closeTabs, openTabs, peek } from "./tabs.mjs";
import { until } from "./webdriver.mjs";

const HOUR_MS = 3_600_000;
const CLOCK_PAGE = `<!doctype html><script src="/fixtures/probe.js"></script>
  <script type="module" src="/clock-page.js"></script>`;
const CLOCK_SCRIPT = `import { offsetClock } from "/fixtures/clock.js";
  window.clock = offsetClock();
  window.fired = [];
  window.failLater = () => setTimeout(() => { throw new Error("on purpose"); }, 0);
  window.clock.setTimeout(() => fired.push("hour"), ${HOUR_MS});
  window.clock.setTimeout(() => fired.push("two hours"), ${2 * HOUR_MS});
  window.clock.clearTimeout(window.clock.setTimeout(() => fired.push("cleared"), ${HOUR_MS}));`;

let browser;
let session;
let site;

before(async () => {
  [browser, site] = await Promise.all([launchChromium(), startSite()]);
  session = browser.session;
  site.page("/clock", { html: CLOCK_PAGE, csp: "strict" });
  site.page("/clock-page.js", {
    body: CLOCK_SCRIPT,
    headers: { "content-type": "text/javascript" },
  });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

test("the probe counts record writes, channel posts and timers, and only those", async () => {
  await session.goTo(site.host().url("/clock"));
  await session.run(async () => {
    localStorage.setItem("idleguard/x", "1");
    localStorage.setItem("other", "1");
    sessionStorage.setItem("idleguard/x", "1");
    new BroadcastChannel("idleguard/x").postMessage(1);
    new BroadcastChannel("other").postMessage(1);
    clearTimeout(setTimeout(() => {}, 1000));
    await new Promise((resolve) => setTimeout(resolve, 0));
  });
  const { recordWrites, channelPosts, timersSet, timersFired } = await session.run(() => counts);
  assert.deepEqual([recordWrites, channelPosts], [1, 1]);
  assert.deepEqual([timersSet, timersFired], [5, 1], "three timers are the page's own");
});

test("the harness's own commands are not counted", async () => {
  await session.goTo(site.host().url("/clock"));
  const before = await session.run(() => ({ ...counts }));
  await session.find("body");
  await session.press("a");
  await session.screenshot();
  await peek(session, session.tab, () => document.title);
  assert.deepEqual(await session.run(() => counts), before);
});

test("events, errors and violations are kept, events beyond a navigation too", async () => {
  const host = site.host();
  await session.goTo(host.url("/clock"));
  await session.run(() => {
    const detail = { signOutAt: new Date(0), remainingMs: 5 };
    document.dispatchEvent(new CustomEvent("idleguard:prompt", { detail }));
    window.failLater();
    document.body.append(new Image());
    document.querySelector("img").src = "/picture.png";
  });
  const [event] = await session.run(() => events);
  assert.deepEqual(
    [event.name, event.detail],
    ["prompt", { signOutAt: "1970-01-01T00:00:00.000Z", remainingMs: 5 }],
  );
  await session.until(() => errors.length === 1 && violations.length === 1, {
    what: "one error and one violation",
  });
  assert.match(await session.run(() => errors[0].message), /on purpose/);
  assert.equal(await session.run(() => violations[0].directive), "img-src");
  await session.goTo(host.url("/signed-out"));
  const [{ kind, name }] = await tabHistory(session);
  assert.deepEqual([kind, name], ["events", "prompt"]);
});

test("an hour passes in every tab, hidden ones and later ones too", async () => {
  const host = site.host();
  const handles = await openTabs(session, 2, host.url("/clock"));
  const before = await peek(session, handles[0], () => [clock.wall(), clock.mono()]);
  await advance(session, { wallMs: 3_600_000, monoMs: 3_600_000 });
  for (const handle of handles) {
    await until(() => peek(session, handle, () => fired.length > 0), { what: "the hour's timer" });
    assert.deepEqual(await peek(session, handle, () => fired), ["hour"]);
    assert.equal(await peek(session, handle, () => counts.timersFired), 1);
  }
  const later = await peek(session, handles[0], () => [clock.wall(), clock.mono()]);
  for (const i of [0, 1]) assert.ok(later[i] - before[i] >= HOUR_MS);
  handles.push(...(await openTabs(session, 1, host.url("/clock"))));
  assert.ok((await session.run(() => clock.wall() - Date.now())) >= HOUR_MS - 1);
  await closeTabs(session, handles);
});

test("the wall clock moves alone, back too, and survives cleared data", async () => {
  await session.goTo(site.host().url("/clock"));
  await advance(session, { wallMs: -HOUR_MS });
  await session.run(() => localStorage.clear());
  await advance(session, { wallMs: -1000 });
  const [wall, mono] = await session.run(() => [
    clock.wall() - Date.now(),
    clock.mono() - performance.now(),
  ]);
  assert.ok(Math.abs(wall + HOUR_MS + 1000) < 100, `wall is off by ${wall}`);
  assert.ok(Math.abs(mono) < 100, `mono is off by ${mono}`);
  assert.deepEqual(await session.run(() => fired), []);
});

test("a library that is missing is a start error, not a silent page", async () => {
  await session.goTo(site.host().appUrl({ account: "a" }, { csp: "strict" }));
  await session.until(() => startError !== null, { what: "the start error" });
  assert.equal(await session.run(() => startError.name), "TypeError");
});

test("options become escaped data attributes of the script include", () => {
  const html = renderIncludePage({ signOut: "/out", policy: { a: '"&' }, account: "x" });
  assert.ok(html.includes(' data-sign-out="/out"'));
  assert.ok(html.includes(` data-policy="{&quot;a&quot;:&quot;\\&quot;&amp;&quot;}"`), html);
  assert.ok(html.includes(' data-account="x"'));
});
