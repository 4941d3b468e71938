// One account in two browsers of one machine, and in a private window of one of them: sessions of
// their own, which share neither activity, nor an exemption, nor an end.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance, basicOptions } from "./support/app-page.mjs";
import {
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  MINUTE_MS,
  openApps,
  openSuite,
  untilGone,
  untilTab,
} from "./support/suite.mjs";
import { launchChromium } from "./support/chromium.mjs";
import { peek } from "./support/tabs.mjs";
import { until } from "./support/webdriver.mjs";

const OFFSET = { clock: "offset" };

let suite;
let other;

before(async () => {
  [suite, other] = await Promise.all([openSuite(), launchChromium()]);
});

after(() => Promise.all([suite?.close(), other?.close()]));

const state = () => guard.status.state;
const minutes = (n) => ({ wallMs: n * MINUTE_MS, monoMs: n * MINUTE_MS });

/** The same page in both browsers: `{ host, here, there }`, each with its session and its tab. */
async function openInBoth(t, hereOptions = {}, thereOptions = {}) {
  const host = suite.site.host();
  const open = async (session, options) => {
    const url = host.appUrl(basicOptions({ ...OFFSET, ...options }));
    const [tab] = await openApps(t, session, [url]);
    return { session, tab };
  };
  const here = await open(suite.session, hereOptions);
  return { host, here, there: await open(other.session, thereOptions) };
}

/** A tab in a private window of the browser, whose storage begins empty and ends with it. */
async function openPrivateTab(t, session, url) {
  const { browserContextId } = await session.devtools.send(null, "Target.createBrowserContext");
  const context = { browserContextId };
  t.after(() => session.devtools.send(null, "Target.disposeBrowserContext", context));
  const { targetId } = await session.devtools.send(null, "Target.createTarget", {
    url,
    ...context,
  });
  const hasStarted = () => window.guard?.status.state === "active";
  await untilTab(session, targetId, hasStarted, { what: "the guard of the private window" });
  return targetId;
}

test("activity and answers in one browser do not count in another one (R47)", async (t) => {
  const { here, there } = await openInBoth(t);
  for (const { session } of [here, there]) await advance(session, minutes(12));
  await here.session.press("a");
  for (const { session } of [here, there]) await advance(session, minutes(2));
  await there.session.until(hasPrompt, { what: "the prompt where nobody typed" });
  assert.equal(await here.session.run(hasPrompt), false);
  assert.equal(await here.session.run(state), "active");

  await advance(here.session, minutes(12));
  await here.session.until(hasPrompt, { what: "the prompt where somebody typed" });
  await here.session.run(() => guard.stay());
  await here.session.until(hasNoPrompt);
  assert.equal(await there.session.run(hasPrompt), true, "answered for one browser only");
  await there.session.until(() => performance.now() - events.at(-1).at > 700);
  await clickPrompt(there.session, "stay");
  await there.session.until(hasNoPrompt, { what: "its own answer" });
});

test("the end of a session in one browser leaves that in another one alone (R47)", async (t) => {
  const { host, here, there } = await openInBoth(t);
  await here.session.run(() => guard.signOut());
  await untilGone(here.session, [here.tab]);
  await advance(there.session, minutes(1));
  assert.equal(await there.session.run(state), "active");
  assert.equal(host.requests({ path: "/signout" }).length, 1);
  await there.session.run(() => guard.signOut());
  await untilGone(there.session, [there.tab]);
  assert.equal(host.requests({ path: "/signout" }).length, 2, "each browser signs out by itself");
});

test("an account can be exempt in one browser and watched in another one (R65)", async (t) => {
  const custom = { signOutAfter: "00:15:00", warnAfter: "00:13:00", exempt: ["keepMeSignedIn"] };
  const policy = { version: 1, custom };
  const { here, there } = await openInBoth(
    t,
    { policy, signals: { keepMeSignedIn: true } },
    { policy, signals: { keepMeSignedIn: false } },
  );
  for (const { session } of [here, there]) await advance(session, minutes(14));
  await there.session.until(hasPrompt, { what: "the prompt of the session that is watched" });
  assert.equal(await here.session.run(state), "exempt");
  assert.equal(await here.session.run(hasPrompt), false);
});

test("a private window shares nothing with the other windows of its browser (R48)", async (t) => {
  const host = suite.site.host();
  const { session } = suite;
  const url = host.appUrl(basicOptions(OFFSET));
  const secluded = await openPrivateTab(t, session, url);
  const [open] = await openApps(t, session, [url]);
  await session.press("a");
  const pass = (tab, n) => peek(session, tab, (ms) => advance(ms, ms), n * MINUTE_MS);
  await pass(secluded, 12);
  await pass(open, 12);
  await session.press("a");
  await pass(secluded, 2);
  await pass(open, 2);
  await untilTab(session, secluded, hasPrompt, { what: "the prompt of the private window" });
  assert.equal(await peek(session, open, hasPrompt), false);

  await peek(session, secluded, () => guard.signOut());
  await until(() => peek(session, secluded, () => location.pathname !== "/app"), {
    what: "the end of the private window",
  });
  assert.equal(await peek(session, open, state), "active");
});

test("the twin: another tab of the same window shares activity and end", async (t) => {
  const { session } = suite;
  const host = suite.site.host();
  const url = host.appUrl(basicOptions(OFFSET));
  const handles = await openApps(t, session, [url, url]);
  await advance(session, minutes(12));
  await session.press("a");
  await advance(session, minutes(2));
  const left = await peek(session, handles[0], () => guard.status.remainingMs);
  assert.ok(left > 12 * MINUTE_MS, `${left} ms are left in the tab where nobody typed`);
  await session.run(() => guard.signOut());
  await untilGone(session, handles);
});
