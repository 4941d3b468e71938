// A hub that is not as it should be, and apps that need none: what the whole guard makes of it
// (R45, R105, R148; rule 9 of the protocol). The page's half alone is tested in hub/.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openApp } from "../support/app-page.mjs";
import { goToSite, openSites, serveHub } from "../support/cookie-modes.mjs";
import { STRICT_CSP } from "../support/site.mjs";
import {
  currentPath,
  isCovered,
  picture,
  requestsOf,
  seconds,
  staysFalse,
  untilTab,
} from "../support/suite.mjs";
import { closeTabs, peek } from "../support/tabs.mjs";
import { assertSameTime } from "../support/times.mjs";
import { until } from "../support/until.mjs";
import {
  act,
  diagnosticsOf,
  isActive,
  isWarned,
  openOn,
  openSuiteOfSites,
  optionsOf,
  promptsOf,
  statusOf,
  thirdPartyOf,
  visitHub,
} from "./support/suite-of-sites.mjs";

let suite;
before(async () => (suite = await openSuiteOfSites("chromium", "allowed")));
after(() => suite.close());

async function openFor(t, more) {
  const handle = await openOn(suite, suite.apps[0], more);
  t.after(() => closeTabs(suite.session, [handle]));
  return handle;
}

/** How long the page waited for its guard. */
const startedAfter = () => {
  const [first] = window.events.filter(({ name }) => name === "statuschange");
  return first.at;
};

test("a hub that cannot be reached is waited for 2 s, and the policy holds (R148)", async (t) => {
  const hub = suite.hub.url("/nothing-here");
  const page = await openFor(t, { hub, session: "s-unreachable", policy: seconds(3, 4) });
  const { session } = suite;
  const status = await peek(session, page, statusOf);
  assert.equal(status.thirdParty, "unknown");
  assert.equal(status.state, "active");
  const waited = await peek(session, page, startedAfter);
  assert.ok(waited < 5000, `${waited} ms`);
  const complained = () =>
    window.guard.status.problems.some(({ code }) => code === "hub-unavailable");
  await untilTab(session, page, complained, { what: "the diagnostic" });
  await untilTab(session, page, isCovered);
  await untilTab(session, page, () => location.pathname === "/signout", { timeoutMs: 25_000 });
});

test("a hub that does not list this origin says nothing to it, and the policy holds", async (t) => {
  const hub = suite.site.host("hub-of-one");
  const address = serveHub(hub, [suite.apps[1].origin], { headers: {} });
  const hubNonce = await visitHub(suite.session, address, suite.apps[1]);
  const page = await openFor(t, { hub: address, hubNonce, session: "s-unlisted" });
  const status = await peek(suite.session, page, statusOf);
  assert.deepEqual([status.thirdParty, status.state], ["unknown", "active"]);
  // The twin: the same page answers an origin that it lists.
  const listed = await openOn(suite, suite.apps[1], { hub: address, hubNonce, session: "s-x" });
  t.after(() => closeTabs(suite.session, [listed]));
  assert.equal(await peek(suite.session, listed, thirdPartyOf), "available");
});

test("a slow hub is joined when it comes, and nobody has lost anything", async (t) => {
  const { session, site, apps } = suite;
  let held = null;
  const origins = apps.map(({ origin }) => origin);
  const address = serveHub(site.host("slow-hub"), origins, { before: () => held });
  const more = { hub: address, hubNonce: await visitHub(session, address, apps[0]) };
  const other = await openOn(suite, apps[1], { ...more, session: "s-slow" });
  t.after(() => closeTabs(session, [other]));
  let release;
  held = new Promise((resolve) => (release = resolve));
  t.after(() => release());
  const page = await openFor(t, { ...more, session: "s-slow" });
  assert.equal(await peek(session, page, thirdPartyOf), "unknown");
  release();
  await untilTab(session, page, () => window.guard.status.thirdParty === "available");
  await untilTab(session, page, isWarned);
  await peek(session, page, () => window.guard.stay());
  await untilTab(session, other, isActive);
  const [one, two] = await Promise.all([page, other].map((each) => peek(session, each, statusOf)));
  assertSameTime(one.endsAt, two.endsAt);
});

test("a page that loads before its hub does ends nobody who is active elsewhere (rule 9)", async (t) => {
  const { session, site, apps } = suite;
  let held = null;
  const origins = apps.map(({ origin }) => origin);
  const address = serveHub(site.host("late-hub"), origins, { before: () => held });
  const hubNonce = await visitHub(session, address, apps[0]);
  const more = { hub: address, hubNonce, session: "s-late", policy: seconds(4, 7) };
  await closeTabs(session, [await openOn(suite, apps[1], more)]);
  const mail = await openOn(suite, apps[0], more);
  t.after(() => closeTabs(session, [mail]));
  const since = Date.now();
  const works = async () => {
    await act(session);
    return Date.now() - since > 8000;
  };
  await until(works, { timeoutMs: 20_000, everyMs: 500, what: "more than a whole limit" });
  const asked = requestsOf(apps[1]);
  let release;
  held = new Promise((resolve) => (release = resolve));
  t.after(() => release());
  const files = await openOn(suite, apps[1], more);
  t.after(() => closeTabs(session, [files]));
  await untilTab(session, files, isCovered, { what: "the cover, by what this site knows" });
  const isEnding = () => peek(session, files, () => window.guard.status.reason !== null);
  await staysFalse(isEnding, { forMs: 3000, what: "end" });
  release();
  await untilTab(session, files, () => window.guard.status.thirdParty === "available");
  await untilTab(session, files, () => !document.querySelector("idleguard-cover"));
  assert.equal(requestsOf(apps[1]), asked);
  assert.ok(await peek(session, mail, () => window.guard.status.state !== "signing-out"));
});

test("a hub that falls silent: covered at the deadline, signed out 9 s later (rule 9)", async (t) => {
  const { session } = suite;
  const page = await openFor(t, { session: "s-silent", policy: seconds(3, 6) });
  assert.equal(await peek(session, page, thirdPartyOf), "available");
  const { endsAt } = await peek(session, page, statusOf);
  await peek(session, page, () => {
    const frame = document.querySelector("iframe[title]");
    frame.src = "about:blank";
  });
  await untilTab(session, page, isCovered);
  const coveredAfter = Date.now() - endsAt;
  assert.ok(coveredAfter > -100 && coveredAfter < 2000, `covered ${coveredAfter} ms after`);
  await untilTab(session, page, () => location.pathname === "/signout", { timeoutMs: 20_000 });
  const endedAfter = Date.now() - endsAt;
  assert.ok(endedAfter > 8000, `signed out ${endedAfter} ms after, and it may have been wrong`);
});

test("a hub of another version is named as what it is", async (t) => {
  const { session, hub } = suite;
  hub.page("/idleguard/next.html", {
    html: `<script>onmessage = ({ source, origin, data }) =>
      source.postMessage({ idleguard: 2, id: data.id, refused: "version" }, origin);</script>`,
  });
  const page = await openFor(t, { hub: hub.url("/idleguard/next.html"), session: "s-version" });
  await untilTab(session, page, () =>
    window.guard.status.problems.some(({ code }) => code === "hub-version"),
  );
  assert.equal(await peek(session, page, thirdPartyOf), "unknown");
});

test("an app on one site loads nothing of all this, and needs no third-party cookie (R146)", async (t) => {
  const { session } = suite;
  const page = await openFor(t, { hub: undefined, hubNonce: undefined, session: "s-one" });
  assert.equal(await peek(session, page, thirdPartyOf), "not-needed");
  const loaded = await peek(session, page, () =>
    performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname),
  );
  assert.ok(!loaded.includes("/idleguard/cross-site.mjs"), `${loaded}`);
  assert.equal(await peek(session, page, () => document.querySelectorAll("iframe").length), 0);
});

test("sub-domains of one domain share its cookie: no frame, blocked or not (R146)", async (t) => {
  const sites = await openSites("chromium", "blocked");
  t.after(sites.close);
  const { session, site } = sites;
  const [mail, files, hub] = ["mail.suite", "files.suite", "hub.suite"].map((n) => site.host(n));
  const address = hub.url("/idleguard/hub.html");
  const handles = [];
  for (const host of [mail, files]) {
    const handle = await session.openTab();
    handles.push(handle);
    const url = host.appUrl(
      optionsOf({ address }, { hubNonce: undefined, policy: seconds(5, 30) }),
    );
    await goToSite(session, url);
    assert.equal(await openApp(session, url), null);
    const status = await peek(session, handle, statusOf);
    assert.deepEqual([status.thirdParty, status.state], ["not-needed", "active"]);
    assert.equal(await peek(session, handle, () => document.querySelectorAll("iframe").length), 0);
  }
  for (const handle of handles) await untilTab(session, handle, isWarned);
  await picture(session, "sites-one-domain");
  await peek(session, handles[1], () => window.guard.stay());
  await untilTab(session, handles[0], isActive, { timeoutMs: 1500 });
  assert.equal(await peek(session, handles[0], promptsOf), 1);
  await peek(session, handles[0], () => window.guard.signOut());
  for (const handle of handles) {
    await untilTab(session, handle, () => location.pathname === "/signout", { timeoutMs: 10_000 });
  }
  assert.equal(await peek(session, handles[1], currentPath), "/signout");
  assert.deepEqual(hub.requests({ path: "/idleguard/hub.html" }), []);
});

test("the script include takes all of it, under the strictest policy that allows the frame", async (t) => {
  const { session, apps, hub } = suite;
  const handle = await session.openTab();
  t.after(() => closeTabs(session, [handle]));
  const csp = `${STRICT_CSP}; frame-src ${hub.origin}`;
  const more = { session: "s-include", onThirdPartyBlocked: "suspend", register: "/register" };
  await goToSite(session, apps[0].includeUrl(optionsOf(suite, more), { csp }));
  await untilTab(session, handle, () => window.guard?.status.thirdParty === "available");
  assert.deepEqual(await peek(session, handle, () => [window.violations, window.errors]), [[], []]);
});

test("a page whose policy forbids the frame is told that the hub is missing, and goes on", async (t) => {
  const { session, apps } = suite;
  const handle = await session.openTab();
  t.after(() => closeTabs(session, [handle]));
  const url = apps[0].appUrl(optionsOf(suite, { session: "s-csp" }), { csp: STRICT_CSP });
  await goToSite(session, url);
  assert.equal(await openApp(session, url), null);
  assert.equal(await peek(session, handle, thirdPartyOf), "unknown");
  await untilTab(session, handle, isWarned);
});

test("what goes wrong is said once, and in words (R45)", async (t) => {
  const page = await openFor(t, { hub: suite.hub.url("/nothing-here"), session: "s-words" });
  await untilTab(suite.session, page, () =>
    window.guard.status.problems.some(({ message }) => /does not answer/.test(message)),
  );
  const codes = await peek(suite.session, page, diagnosticsOf);
  assert.equal(codes.filter((code) => code === "hub-unavailable").length, 1, `${codes}`);
});
