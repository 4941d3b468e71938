// No network when the session ends: the end comes at its time all the same, nothing can be read,
// and the request waits. One tab is reloaded meanwhile, as users do who see that nothing happens;
// its app comes from a service worker. That two tabs wait for the network is in degraded.test.mjs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions, openApp } from "../support/app-page.mjs";
import { setOffline } from "../support/faults.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  currentPath,
  hasPrompt,
  isCovered,
  openApps,
  openSuite,
  openTabFor,
  picture,
  staysFalse,
  untilAll,
  untilGone,
  untilTab,
} from "../support/suite.mjs";
import { peek, peekEach, secretVisible } from "../support/tabs.mjs";

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

/** The app's own worker keeps the app and its parts, and leaves all else to the network. */
const WORKER = `
const isOfApp = (url) => /^\\/(app|fixtures\\/|idleguard\\/)/.test(new URL(url).pathname);
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (!isOfApp(event.request.url)) return;
  event.respondWith(caches.open("app").then(async (cache) => {
    const kept = await cache.match(event.request);
    if (kept) return kept;
    const reply = await fetch(event.request);
    await cache.put(event.request, reply.clone());
    return reply;
  }));
});`;

/** A page of the host whose worker is at work, and has kept the app. */
async function installWorker(t, host, url) {
  const reply = { body: WORKER, headers: { "content-type": "text/javascript" } };
  host.page("/worker.js", reply);
  await openTabFor(t, session);
  await session.goTo(host.url("/blank"));
  await session.run(async () => {
    await navigator.serviceWorker.register("/worker.js");
    await navigator.serviceWorker.ready;
  });
  await session.until(() => navigator.serviceWorker.controller !== null, { what: "the worker" });
  assert.equal(await openApp(session, url), null);
  await session.run(() => guard.stop());
  await session.goTo(host.url("/blank"));
}

// R107, R134, R142; rules 6, 10
test("offline at the deadline, and a tab reloaded: covered, and one request when it is back", async (t) => {
  const host = site.host();
  const url = host.appUrl(basicOptions({ clock: "offset" }));
  await installWorker(t, host, url);
  const handles = await openApps(t, session, [url, url, url]);
  const reloaded = handles[2];
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in all tabs" });
  await setOffline(session, handles, true);
  await untilAll(session, handles, () => !navigator.onLine, { what: "no network" });
  await advanceTo(session, "end", 300);
  await untilAll(session, handles, isCovered, { what: "the covers" });

  await peek(session, reloaded, () => (window.isOld = true));
  await session.devtools.send(reloaded, "Page.reload");
  const isBack = () => !window.isOld && Boolean(window.guard);
  await untilTab(session, reloaded, isBack, { what: "the reloaded page and its guard" });
  assert.equal(await peek(session, reloaded, () => navigator.onLine), false, "still offline");
  await untilTab(session, reloaded, isCovered, { what: "its cover" });
  assert.equal(await secretVisible(session), false);
  await picture(session, "cover-offline");
  const hasLeft = async () =>
    (await peekEach(session, handles, currentPath)).some((path) => path !== "/app") ||
    (await peekEach(session, handles, isCovered)).includes(false);
  // Longer than any hook may take.
  await staysFalse(hasLeft, { forMs: 4500, what: "an attempt to leave, or a page uncovered" });
  assert.equal(host.requests({ path: "/signout" }).length, 0);

  await setOffline(session, handles, false);
  const places = await untilGone(session, handles, { timeoutMs: 30_000 });
  assertSignedOutOnce(host, places, "idle");
  const isAgain = async () => host.requests({ path: "/signout" }).length > 1;
  await staysFalse(isAgain, { forMs: 1500, what: "a second request" });
});
