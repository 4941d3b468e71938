// A page that the browser has loaded before anybody asked for it: nobody is there, so it is no
// activity, it answers nothing and signs nobody out; and whatever has become of the session in the
// meantime holds from the moment when somebody looks at it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions } from "../support/app-page.mjs";
import { launchPrerendering } from "../support/prerendering.mjs";
import { startSite } from "../support/site.mjs";
import {
  currentPath,
  DIST,
  HOUR_MS,
  hasPrompt,
  MINUTE_MS,
  staysFalse,
  untilGone,
  untilTab,
} from "../support/suite.mjs";
import { peek } from "../support/tabs.mjs";
import { assertSameTime } from "../support/times.mjs";
import { until } from "../support/until.mjs";

let browser;
let session;
let site;

before(async () => {
  [browser, site] = await Promise.all([launchPrerendering(), startSite({ dist: DIST })]);
  session = browser.session;
});

after(async () => {
  await browser?.close();
  await site?.close();
});

const OFFSET = { clock: "offset" };
const WASM = "/idleguard/idleguard.wasm";
const isPrerender = ({ headers }) => /prerender/.test(headers["sec-purpose"] ?? "");
const signOutAt = () => guard.status.signOutAt.getTime();

/** Runs in a page: everything that is ours in the storage. */
const recordOf = () =>
  Object.entries(localStorage)
    .filter(([key]) => key.startsWith("idleguard"))
    .sort();

/** A page that lets the browser prerender `url`, and goes there when the server says so. */
const hostPage = (url) => `<!doctype html><title>before</title>
<script type="speculationrules">
{ "prerender": [{ "source": "list", "urls": [${JSON.stringify(url)}], "eagerness": "immediate" }] }
</script>
<script>fetch("/go").then(() => location.assign(${JSON.stringify(url)}));</script>`;

/**
 * A tab behind whose page the app is being prerendered, with its scripts there and running.
 * `activate()` goes to it.
 */
async function prerender(host, url) {
  let go;
  host.on("/go", () => new Promise((resolve) => (go = () => resolve({ text: "go" }))));
  host.page("/before", { html: hostPage(url) });
  const tab = await browser.open(host.url("/before"));
  const fetched = (path) => host.requests({ path }).filter(isPrerender).length;
  const isRunning = async () => go && fetched("/app") && fetched("/idleguard/idleguard.mjs");
  await until(isRunning, { what: "the app to be prerendered" });
  const activate = async () => {
    assert.equal(fetched(WASM), 0, "nothing was started yet");
    go();
    const isHere = () => performance.getEntriesByType("navigation")[0].activationStart > 0;
    await untilTab(session, tab, isHere, { what: "the prerendered page to be activated" });
  };
  return { tab, activate, fetched };
}

/** One tab with the app, and the app prerendered in another one. */
async function openPrerendered() {
  const host = site.host();
  const url = host.appUrl(basicOptions(OFFSET));
  const live = await browser.open(url);
  await untilTab(session, live, () => window.guard?.status.state === "active", {
    what: "the guard of the tab that lives",
  });
  const record = await peek(session, live, recordOf);
  return { host, url, live, record, ...(await prerender(host, url)) };
}

// In a moment, in all tabs at once: the message of one that asks must not come from the future.
const pass = (tab, ms) => peek(session, tab, (n) => window.advance(n, n, 200), ms);

// R46, R107
test("a prerendered page is no activity, and joins the session when somebody looks at it", async () => {
  const { live, tab, record, activate } = await openPrerendered();
  await pass(live, 5 * MINUTE_MS);
  const endsAt = await peek(session, live, signOutAt);
  assert.deepEqual(await peek(session, live, recordOf), record, "it writes nothing");
  await activate();
  await untilTab(session, tab, () => window.guard?.status.state === "active", {
    what: "the guard of the activated page",
  });
  for (const handle of [live, tab]) {
    assertSameTime(await peek(session, handle, signOutAt), endsAt, "no new time");
  }
  const left = await peek(session, tab, () => guard.status.remainingMs);
  await pass(tab, left - 30_000);
  for (const handle of [live, tab]) {
    await untilTab(session, handle, hasPrompt, { what: "the prompt in both tabs" });
  }
  await peek(session, tab, () => guard.stay());
  await untilTab(session, live, () => !document.querySelector("idleguard-prompt"), {
    what: "its answer in the other tab",
  });
});

// R107, R118
test("a page prerendered during the prompt answers nothing, and shows it when activated", async () => {
  const { live, tab, activate } = await openPrerendered();
  const toPrompt = await peek(session, live, () => guard.status.remainingMs - 60_000);
  await pass(live, toPrompt);
  await untilTab(session, live, hasPrompt, { what: "the prompt" });
  const endsAt = await peek(session, live, signOutAt);
  await activate();
  await untilTab(session, tab, hasPrompt, { what: "the prompt of the activated page" });
  assertSameTime(await peek(session, tab, signOutAt), endsAt, "the end");
  assert.equal(await peek(session, live, hasPrompt), true, "nobody has answered");
});

// R107, R142; rules 6, 10
test("a session that ended while a page was prerendered has ended for it, without a request", async () => {
  const { host, live, tab, activate } = await openPrerendered();
  await peek(session, live, () => void guard.signOut());
  const [place] = await untilGone(session, [live]);
  assert.equal(place.path, "/signout");
  const requests = () => host.requests({ path: "/signout" }).length;
  assert.equal(requests(), 1, "by the tab that lives, and nobody else");
  const states = [];
  // It may have left again by the time that somebody can ask it.
  await activate().catch(({ message }) => assert.match(message, /to be activated/));
  const isGone = async () => {
    states.push(await peek(session, tab, () => window.guard?.status.state));
    return (await peek(session, tab, currentPath)) === "/signed-out";
  };
  await until(isGone, { what: "the activated page to leave", timeoutMs: 15_000 });
  assert.ok(!states.includes("active"), `${states}`);
  assert.equal(requests(), 1);
});

// R107; rule 6
test("a page prerendered after the deadline ends nothing by itself, and does when activated", async () => {
  const host = site.host();
  const url = host.appUrl(basicOptions(OFFSET));
  const keeper = await browser.open(url);
  await untilTab(session, keeper, () => window.guard?.status.state === "active", {
    what: "a session",
  });
  await session.devtools.send(keeper, "Page.navigate", { url: host.url("/blank") });
  const setClock = (ms) =>
    location.pathname === "/blank" &&
    (localStorage.setItem("test-clock", JSON.stringify({ wallMs: ms, monoMs: ms })), true);
  await untilTab(session, keeper, setClock, { args: [HOUR_MS], what: "an hour to pass" });
  const record = await peek(session, keeper, recordOf);
  const { tab, activate, fetched } = await prerender(host, url);
  const requests = () => host.requests({ path: "/signout" }).length;
  const hasActed = async () =>
    requests() > 0 ||
    fetched(WASM) > 0 ||
    JSON.stringify(await peek(session, keeper, recordOf)) !== JSON.stringify(record);
  await staysFalse(hasActed, { forMs: 2000, what: "an act of the prerendered page" });
  await activate();
  const [place] = await untilGone(session, [tab]);
  assert.equal(place.path, "/signout");
  assert.equal(requests(), 1);
});
