// An app on several sites with one hub, in a browser of a named mode: signs in through the hub's
// page as an app does, and opens fixture pages that run the whole guard.

import assert from "node:assert/strict";

import { basicOptions, openApp } from "../../support/app-page.mjs";
import { goToSite, openSites, serveHub } from "../../support/cookie-modes.mjs";
import { seconds } from "../../support/suite.mjs";
import { until } from "../../support/until.mjs";

/**
 * `{ session, site, apps, hub, address, nonce, close }`: the hosts of two apps, that of the hub,
 * and what the sign-in through the hub gave. `hubOptions`: as for `serveHub`.
 */
export async function openSuiteOfSites(engine, mode, { names, hubName, ...more } = {}) {
  const { hubOptions, ...launch } = more;
  const sites = await openSites(engine, mode, launch);
  try {
    const { session, site } = sites;
    const apps = (names ?? ["finch", "wren"]).map((name) => site.host(name));
    const hub = site.host(hubName ?? "hub");
    const origins = apps.map(({ origin }) => origin);
    const address = serveHub(hub, origins, hubOptions);
    const nonce = await visitHub(session, address, apps[0]);
    return { ...sites, apps, hub, address, nonce };
  } catch (error) {
    await sites.close();
    throw error;
  }
}

/** The user signs in on the hub's site, and then at `app` by way of its page. Returns the nonce. */
export async function visitHub(session, address, app) {
  await goToSite(session, new URL("/blank", address).href);
  await session.goTo(`${address}?return=${encodeURIComponent(app.url("/blank"))}`);
  const isBack = async () => (await session.url()).startsWith(app.url("/blank"));
  await until(isBack, { what: "the way back from the hub" });
  return new URL(await session.url()).searchParams.get("hubNonce");
}

/** Options of an app of the suite: warned after 5 s, and signed out after 11. */
export const optionsOf = ({ address, nonce }, more = {}) => ({
  ...basicOptions(),
  policy: seconds(5, 11),
  hub: address,
  hubNonce: nonce,
  ...more,
});

/** Opens the app of `host` in a tab of its own, in front. Returns the handle. */
export async function openOn(suite, host, more = {}) {
  const { session } = suite;
  const handle = await session.openTab();
  const url = host.appUrl(optionsOf(suite, more));
  await goToSite(session, url);
  assert.equal(await openApp(session, url), null, `the guard of ${host.name} starts`);
  return handle;
}

/** Questions to a page, as `peek` takes them. */
export const statusOf = () => {
  const { signOutAt, lastActivity, problems, ...status } = window.guard.status;
  const times = { endsAt: signOutAt?.getTime(), activeAt: lastActivity?.getTime() };
  return { ...status, ...times, problems: problems.map(({ code }) => code) };
};
export const stateOf = () => window.guard?.status.state;
export const thirdPartyOf = () => window.guard.status.thirdParty;
export const isWarned = () => window.guard?.status.state === "warning";
export const isActive = () => window.guard?.status.state === "active";
export const promptsOf = () => window.events.filter(({ name }) => name === "prompt").length;
export const diagnosticsOf = () =>
  window.events.filter(({ name }) => name === "diagnostic").map(({ detail }) => detail.code);

/** Real input in the tab in front. */
export async function act(session) {
  await (await session.find("#field")).click();
}
