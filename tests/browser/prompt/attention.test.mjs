// A user who looks elsewhere is called: by a badge on the icon of a hidden tab, a notification of
// the system and a sound, each only if the option `attention` names it, once for all tabs, and
// gone without a trace when the warning is over.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions, renderAppPage } from "../support/app-page.mjs";
import { decodePng } from "../support/png.mjs";
import {
  advanceTo,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  openApps,
  openSuite,
  openTabFor,
  staysFalse,
  untilAll,
} from "../support/suite.mjs";
import { eachTab, inTab, peek, peekEach } from "../support/tabs.mjs";
import { until } from "../support/webdriver.mjs";

const ALL = ["favicon", "notification", "sound"];
const GREEN = "#00a000";
const SVG = "http://www.w3.org/2000/svg";
const ICON = `<svg xmlns="${SVG}"><path fill="${GREEN}" d="M0 0h999v999H0z"/></svg>`;
const LINKS = `
<link rel="icon" href="/old.png" sizes="16x16" media="print">
<link rel="shortcut icon" href="/icon.svg" id="icon" type="image/svg+xml"  sizes='any'>
<link rel="apple-touch-icon" href="/touch.png">`;

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

/** A new origin whose page is watched, with `head` in it; `permission` is that of notifications. */
async function watchedHost({ head = LINKS, csp, permission = "granted" } = {}) {
  const host = suite.site.host();
  const html = renderAppPage().replace(
    '<script src="/fixtures/probe.js">',
    `${head}<script src="/fixtures/attention.js"></script>$&`,
  );
  host.page("/app", { html, csp });
  host.page("/icon.svg", { body: ICON, headers: { "content-type": "image/svg+xml" } });
  await session.devtools.send(null, "Browser.setPermission", {
    origin: host.origin,
    permission: { name: "notifications" },
    setting: permission,
  });
  return host;
}

/** `n` tabs of the watched page; `used`: the user has clicked in each, so that it may sound. */
async function openWatched(t, n, host, { used = true, ...options } = {}) {
  const basic = basicOptions({ clock: "offset", attention: ALL, ...options });
  const handles = await openApps(t, session, Array(n).fill(host.appUrl(basic)));
  if (used) await eachTab(session, handles, () => session.clickAt(5, 5));
  return handles;
}

/** The warning begins in all tabs while the user looks at another one. */
async function warnUnseen(t, handles) {
  await openTabFor(t, session);
  await peek(session, handles[0], () => {
    const { remainingMs, warnAfterMs, signOutAfterMs } = guard.status;
    const left = remainingMs - (signOutAfterMs - warnAfterMs);
    window.advance(left, left);
  });
  await untilAll(session, handles, hasPrompt, { what: "the prompt in every tab" });
}

const headOf = () => document.head.innerHTML;
const countCalls = async (handles) =>
  (await peekEach(session, handles, () => [notices.length, sounds.length])).reduce(
    ([a, b], [c, d]) => [a + c, b + d],
    [0, 0],
  );
const isCalled = (handles, n, s) => async () =>
  String(await countCalls(handles)) === String([n, s]);
const diagnostics = () =>
  events.filter(({ name }) => name === "diagnostic").map(({ detail }) => detail);

/** The address that the browser itself shows as the icon of a tab. */
async function iconOf(handle) {
  const { debuggerAddress } = session.capabilities["goog:chromeOptions"];
  const targets = await (await fetch(`http://${debuggerAddress}/json/list`)).json();
  return targets.find(({ id }) => id === handle).faviconUrl ?? "";
}

function colorAt({ pixels, width, channels }, x, y) {
  const at = (y * width + x) * channels;
  return `#${pixels.subarray(at, at + 3).toString("hex")}`;
}

test("nobody looks: one notification and one sound for two tabs, a badge on each (R118)", async (t) => {
  const handles = await openWatched(t, 2, await watchedHost(), { locale: "de-AT" });
  const heads = await peekEach(session, handles, headOf);
  assert.match(await iconOf(handles[0]), /\/icon\.svg$/, "before, the app's (the twin)");
  await warnUnseen(t, handles);
  await until(isCalled(handles, 1, 1), { what: "the call" });
  const isBadged = async (handle) => /^data:image\/png/.test(await iconOf(handle));
  await until(async () => (await isBadged(handles[0])) && isBadged(handles[1]), { what: "badges" });
  await staysFalse(async () => !(await isCalled(handles, 1, 1)()), {
    forMs: 1200,
    what: "another call",
  });
  const seen = await peekEach(session, handles, () => ({ notices, sounds, errors, violations }));
  const [{ title, options }] = seen.flatMap(({ notices }) => notices);
  assert.match(title, /Sitzung/);
  assert.match(options.body, /angemeldet bleiben/);
  const { lang, dir, requireInteraction } = options;
  assert.deepEqual([lang, dir, requireInteraction], ["de-AT", "ltr", true]);
  assert.deepEqual(
    seen.flatMap(({ sounds }) => sounds),
    [{ tones: 2, closed: true }],
  );
  const faults = seen.flatMap(({ errors, violations }) => [...errors, ...violations]);
  assert.deepEqual(faults, []);

  const data = await peek(
    session,
    handles[0],
    () => document.querySelector("link:last-child").href,
  );
  const badge = decodePng(Buffer.from(data.split(",")[1], "base64"));
  assert.equal(colorAt(badge, 4, 4), GREEN, "the app's icon");
  assert.equal(colorAt(badge, 45, 45), "#c50f1f", "and the badge on it");

  // Answered in a tab that did not call.
  const silent = seen.findIndex(({ notices }) => notices.length === 0);
  await inTab(session, handles[silent], () => clickPrompt(session, "stay"));
  await untilAll(session, handles, hasNoPrompt, { what: "the answer" });
  const isOver = () => notices.every(({ closed }) => closed);
  await untilAll(session, handles, isOver, { what: "the notification to be closed" });
  assert.deepEqual(await peekEach(session, handles, headOf), heads, "the head is as it was");
  await until(async () => /icon\.svg$/.test(await iconOf(handles[0])), { what: "the app's icon" });
});

test("a click on the notification brings the tab and answers nothing; the icon keeps what the app did to it (R121)", async (t) => {
  const handles = await openWatched(t, 1, await watchedHost());
  const head = await peek(session, handles[0], headOf);
  await warnUnseen(t, handles);
  await until(isCalled(handles, 1, 1), { what: "the call" });
  await until(
    () => peek(session, handles[0], () => document.querySelector('link[href^="data:"]')),
    {
      what: "the badge",
    },
  );
  await peek(session, handles[0], () => {
    document.querySelector("link[rel~=icon][sizes=any]").href = "/icon.svg?unread=1";
    window.isFocused = 0;
    window.focus = () => (window.isFocused += 1);
    lastNotification.dispatchEvent(new Event("click"));
  });
  const clicked = () => [isFocused, notices[0].closed, guard.status.state];
  assert.deepEqual(await peek(session, handles[0], clicked), [1, true, "warning"]);
  const stopped = () => {
    guard.stop();
    return document.head.innerHTML;
  };
  const changed = head.replace("/icon.svg", "/icon.svg?unread=1");
  // `stop` hides at once, and what it has loaded a microtask later.
  await peek(session, handles[0], stopped);
  assert.equal(await peek(session, handles[0], headOf), changed);
});

test("a tab that is looked at shows the prompt: it sounds, and nothing else", async (t) => {
  const handles = await openWatched(t, 2, await watchedHost());
  const heads = await peekEach(session, handles, headOf);
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt" });
  await session.until(() => sounds.length === 1, { what: "the sound of the tab in front" });
  // The hidden one has a badge, as it has a mark in its title; the other has neither.
  await until(async () => (await peek(session, handles[0], headOf)) !== heads[0], {
    what: "a badge",
  });
  assert.equal(await session.run(headOf), heads[1]);
  await staysFalse(async () => !(await isCalled(handles, 0, 1)()), {
    forMs: 1200,
    what: "another call",
  });
  await session.reload();
  await session.until(hasPrompt, { what: "the prompt after a reload" });
  assert.equal(await session.run(() => document.hasFocus()), true);
  // The page that called is gone, and the other one knows of it.
  await staysFalse(async () => !(await isCalled(handles, 0, 0)()), {
    forMs: 1200,
    what: "another call",
  });
});

test("without the permission nothing is shown or asked for, and a page that nobody used is silent", async (t) => {
  const host = await watchedHost({ permission: "prompt" });
  const handles = await openWatched(t, 1, host, { used: false });
  await warnUnseen(t, handles);
  const isTold = () => events.some(({ detail }) => detail.code === "attention-unavailable");
  await until(() => peek(session, handles[0], isTold), { what: "the diagnostic" });
  const seen = await peek(session, handles[0], () => ({ notices, permissionsAsked, sounds }));
  const expected = { notices: [], permissionsAsked: 0, sounds: [{ tones: 0, closed: true }] };
  assert.deepEqual(seen, expected);
  const told = await peek(session, handles[0], diagnostics);
  assert.equal(told.length, 1);
  assert.match(told[0].message, /sound/);
});

test("a policy without img-src data: costs the badge, one report and nothing more", async (t) => {
  const host = await watchedHost({ head: "", csp: "strict" });
  const handles = await openWatched(t, 1, host, { attention: ["favicon"] });
  const linksOf = () => [...document.querySelectorAll("link")].map(({ rel }) => rel);
  for (let warning = 0; warning < 2; warning += 1) {
    await warnUnseen(t, handles);
    await until(() => peek(session, handles[0], () => violations.length), { what: "the policy" });
    assert.deepEqual(await peek(session, handles[0], linksOf), ["stylesheet"]);
    await session.switchTo(handles[0]);
    await clickPrompt(session, "stay");
    await session.until(hasNoPrompt, { what: "the answer" });
  }
  const told = await session.run(diagnostics);
  assert.deepEqual(
    told.map(({ code }) => code),
    ["attention-unavailable"],
  );
  const broken = await session.run(() => violations.map(({ directive }) => directive));
  assert.deepEqual(broken, ["img-src"], "once in the life of a page");
});

test("where the module cannot be loaded, that is said and the session goes on", async (t) => {
  const host = await watchedHost();
  host.page("/idleguard/attention.mjs", { status: 404, text: "" });
  const handles = await openWatched(t, 1, host, { attention: ["sound"], used: false });
  await session.until(() => events.some(({ name }) => name === "diagnostic"));
  const words = () => guard.status.problems.map(({ code, message }) => `${code}: ${message}`);
  await session.until(() => !guard.status.problems[0].message.startsWith("attention"));
  const [said, ...others] = await session.run(words);
  assert.match(said, /^attention-unavailable: One of the option's ways/);
  assert.deepEqual(others, []);
  await advanceTo(session, "warn", 300);
  await session.until(hasPrompt, { what: "the prompt" });
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "the answer" });
});

test("without channels and locks each tab notifies by itself, and the system shows one", async (t) => {
  const without = ["locks", "BroadcastChannel"];
  const attention = ["notification"];
  const host = await watchedHost();
  const handles = await openWatched(t, 2, host, { attention, without, used: false });
  await warnUnseen(t, handles);
  await until(isCalled(handles, 2, 0), { what: "both" });
  const tags = await peekEach(session, handles, () => notices[0].options.tag);
  assert.deepEqual(tags, ["idleguard", "idleguard"]);
});

test("the script include says it in words, and refuses those that it does not know", async (t) => {
  const host = suite.site.host();
  const options = (attention) => basicOptions({ attention });
  await openApps(t, session, [host.includeUrl(options(" favicon  sound "))]);
  assert.equal(host.requests({ path: "/idleguard/attention.mjs" }).length, 1);
  await session.goTo(host.includeUrl(options("favicon bell")));
  await session.until(() => window.startError);
  const [{ code, path, message }] = await session.run(() => startError.problems);
  assert.deepEqual([code, path], ["wrong-value", "attention"]);
  assert.match(message, /favicon/);
});
