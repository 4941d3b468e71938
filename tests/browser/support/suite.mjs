// What every file of browser tests begins with: one browser, one site with the built library, and
// the questions that most tests ask. The library comes from dist/; the environment variable
// IDLEGUARD_DIST names another folder, for example a copy that was broken on purpose.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { advance, basicOptions, openApp } from "./app-page.mjs";
import { launchChromium } from "./chromium.mjs";
import { startSite } from "./site.mjs";
import { closeTabs, peek, peekEach } from "./tabs.mjs";
import { until } from "./webdriver.mjs";

/** The folder with the built library. */
export const DIST = resolve(
  process.env.IDLEGUARD_DIST ?? fileURLToPath(new URL("../../../dist", import.meta.url)),
);

/** Pictures for people go here; git ignores it. */
const OUT = fileURLToPath(new URL("../../out/", import.meta.url));

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** A policy of an app of its own: warned and signed out after so many seconds. */
export const seconds = (warn, signOut) => ({
  version: 1,
  custom: { warnAfter: timeSpan(warn), signOutAfter: timeSpan(signOut) },
});

const timeSpan = (s) => new Date(s * 1000).toISOString().slice(11, 19);

/** Starts the browser (`launch`: see `launchChromium`) and the site: `{ session, site, close }`. */
export async function openSuite(launch) {
  const [browser, site] = await Promise.all([launchChromium(launch), startSite({ dist: DIST })]);
  const close = async () => {
    await browser.close();
    await site.close();
  };
  return { session: browser.session, site, close };
}

/**
 * Opens one tab for each of `urls`, the last in front, and closes them when the test `t` is over.
 * Every guard must start. Returns the handles.
 */
export async function openApps(t, session, urls) {
  const handles = [];
  t.after(() => closeTabs(session, handles));
  for (const url of urls) {
    handles.push(await session.openTab());
    assert.equal(await openApp(session, url), null, "the guard starts");
  }
  return handles;
}

/** `n` tabs of one new origin with options as for `basicOptions`; `page` as for `Host.appUrl`. */
export async function openSameApps(t, { session, site }, n, options = {}, page = {}) {
  const host = site.host();
  const url = host.appUrl(basicOptions(options), page);
  const handles = await openApps(t, session, Array(n).fill(url));
  return { host, url, handles };
}

/** Closed tabs of one test do not matter to the next; this one is opened and closed likewise. */
export async function openTabFor(t, session) {
  const handle = await session.openTab();
  t.after(() => closeTabs(session, [handle]));
  return handle;
}

// Questions to a page; they run in it, and none of them makes the runtime look at the time.

export const hasPrompt = () => document.querySelector("idleguard-prompt") !== null;
export const hasNoPrompt = () => document.querySelector("idleguard-prompt") === null;
export const isCovered = () => document.querySelector("idleguard-cover") !== null;
export const currentPath = () => location.pathname;

/** Waits until a question is answered with yes in every tab, without bringing one to the front. */
export const untilAll = (session, handles, question, { args = [], what, timeoutMs } = {}) =>
  until(async () => (await peekEach(session, handles, question, ...args)).every(Boolean), {
    what: what ?? `every tab: ${question}`,
    timeoutMs,
  });

/** Waits until one tab says yes; it may be hidden. */
export const untilTab = (session, handle, question, { args = [], what, timeoutMs } = {}) =>
  until(() => peek(session, handle, question, ...args), { what: what ?? `${question}`, timeoutMs });

/**
 * Looks at `condition` for a while, and fails as soon as it holds or cannot be told any more, for
 * example because the page has gone. For what must not happen.
 */
export async function staysFalse(condition, { forMs, what }) {
  const endAt = Date.now() + forMs;
  const look = async () => {
    const seen = await condition().catch((error) => error);
    if (seen) return { seen };
    return Date.now() >= endAt && { seen: false };
  };
  const { seen } = await until(look, { timeoutMs: forMs + 10_000, what: `no ${what}` });
  assert.equal(seen, false, `${what} did happen`);
}

/** How often sign-out was asked for. */
export const requestsOf = (host) => host.requests({ path: "/signout" }).length;

/** With `clock: "offset"`: so much time passes in all tabs of the origin. */
export const pass = (session, ms) => advance(session, { wallMs: ms, monoMs: ms });

/** Clicks what the built-in prompt of the tab in front has as `stay` or `sign-out`. */
export async function clickPrompt(session, part) {
  const prompt = await session.find("idleguard-prompt");
  await (await prompt.findInShadow(`#${part}`)).click();
}

/**
 * With `clock: "offset"`: time passes in all tabs until `before` ms before the prompt ("warn") or
 * the sign-out ("end"), as the tab in front computes them. Negative: after it. `inMs`: clock.js.
 */
export const advanceTo = (session, moment, before = 0, inMs = 0) =>
  session.run(
    (isWarn, beforeMs, delayMs) => {
      const { remainingMs, warnAfterMs, signOutAfterMs } = guard.status;
      const left = isWarn ? remainingMs - (signOutAfterMs - warnAfterMs) : remainingMs;
      window.advance(left - beforeMs, left - beforeMs, delayMs);
    },
    moment === "warn",
    before,
    inMs,
  );

/** Waits until no tab shows the app any more. Returns where each is, `[{ path, hash }]`. */
export async function untilGone(session, handles, { timeoutMs = 15_000 } = {}) {
  const isElsewhere = () =>
    document.readyState === "complete" && !["/app", "/include"].includes(location.pathname);
  await untilAll(session, handles, isElsewhere, { what: "every tab to leave the app", timeoutMs });
  return peekEach(session, handles, () => ({ path: location.pathname, hash: location.hash }));
}

/** Asserts that one tab was sent to the sign-out URL, and the others to the signed-out page. */
export function assertSignedOutOnce(host, places, reason) {
  const signedOut = { path: "/signed-out", hash: `#reason=${reason}` };
  const others = places.filter(({ path }) => path !== "/signout");
  assert.deepEqual(others, Array(places.length - 1).fill(signedOut));
  assert.equal(requestsOf(host), 1, "exactly one sign-out request");
}

/** `tabHistory` of every tab, hidden or not, in order. */
export const histories = (session, handles) =>
  peekEach(session, handles, () => JSON.parse(sessionStorage.getItem("test-history") ?? "[]"));

/** Runs in a page. */
const untilOpened = async (dialog) => {
  await Promise.all(dialog.getAnimations().map(({ finished }) => finished));
};

/** A picture of the tab in front, for people to look at: a prompt that opens is waited for. */
export async function picture(session, name) {
  const [prompt] = await session.findAll("idleguard-prompt");
  if (prompt) await session.run(untilOpened, await prompt.findInShadow("dialog"));
  await mkdir(OUT, { recursive: true });
  return session.screenshot(join(OUT, `${name}.png`));
}
