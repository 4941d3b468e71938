// Browsers by what they do with the cookies of a frame on another site: every such setting of the
// three engines that our tests tell apart, by name. None of them is an engine's default by chance:
// each is set, for defaults change. Also a suite of several sites in such a browser, and a hub page
// on one of them as somebody would deploy it. What a site shares with another: every host of
// site.mjs (`finch.localhost`, `hub.localhost`) is a site of its own for all three engines.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { makeCertificate } from "./certificate.mjs";
import { launchEngine } from "./engines.mjs";
import { startSite } from "./site.mjs";
import { DIST } from "./suite.mjs";
import { until } from "./until.mjs";

const CHROMIUM_BLOCKS = {
  "profile.cookie_controls_mode": 1,
  "profile.block_third_party_cookies": true,
};

/** Options to launch an engine with, by engine and by the mode's name. */
export const COOKIE_MODES = {
  chromium: {
    allowed: { prefs: { "profile.cookie_controls_mode": 0 } },
    blocked: { prefs: CHROMIUM_BLOCKS },
    /** Blocked, and a test may grant storage access: see `grantStorageAccess`. */
    granted: { prefs: CHROMIUM_BLOCKS },
  },
  firefox: {
    /** A jar for each site on top, as Firefox comes. */
    default: { prefs: { "network.cookie.cookieBehavior": 5 } },
    shared: { prefs: { "network.cookie.cookieBehavior": 0 } },
  },
  webkit: {
    /** Cookies that are there can be read in a frame, and new ones are dropped. */
    default: { args: ["--cookies-policy=no-third-party"] },
    always: { args: ["--cookies-policy=always"] },
    itp: { args: ["--enable-itp"] },
  },
};

/**
 * Starts an engine in a mode, and the server: `{ engine, mode, session, site, close }`. `secure`:
 * over TLS, which WebKit needs to keep any third-party cookie; the others take names under
 * `localhost` for trustworthy.
 */
export async function openSites(engine, mode, { secure = engine === "webkit", ...more } = {}) {
  const options = COOKIE_MODES[engine]?.[mode];
  if (!options) throw new TypeError(`no mode "${mode}" of ${engine}`);
  const tls = secure ? await makeCertificate() : null;
  const capabilities = { ...(secure && { acceptInsecureCerts: true }), ...more.capabilities };
  const [browser, site] = await Promise.all([
    launchEngine(engine, { ...options, ...more, capabilities }),
    startSite({ dist: DIST, tls }),
  ]);
  const close = async () => {
    await browser.close();
    await site.close();
  };
  return { engine, mode, session: browser.session, site, close };
}

/**
 * Goes to a page of any site. From one site to another Firefox changes the process, and may answer
 * while the tab still shows an empty page.
 */
export async function goToSite(session, url) {
  await session.goTo(url);
  const { origin, pathname } = new URL(url);
  const isThere = (place) =>
    location.origin + location.pathname === place && document.readyState === "complete";
  await until(() => session.run(isThere, origin + pathname), { what: `the page ${url}` });
}

/** What the hub's README says a server should send with it, for these origins. */
export const hubHeaders = (origins) => ({
  "content-security-policy":
    "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; " +
    `frame-ancestors ${origins.join(" ") || "'none'"}`,
  "cache-control": "no-cache",
});

/**
 * Puts the built hub page on `host` for `origins`, edited as its README says. `headers` replace
 * the recommended ones; `before()` is waited for with each request. Returns its address.
 */
export function serveHub(host, origins, options = {}) {
  const { headers = hubHeaders(origins), before = async () => {} } = options;
  const path = "/idleguard/hub.html";
  host.on(path, async () => {
    await before();
    const shipped = await readFile(join(DIST, "hub.html"), "utf8");
    const html = shipped.replace('data-origins=""', `data-origins="${origins.join(" ")}"`);
    return { html, headers };
  });
  return host.url(path);
}

/**
 * As if the user had granted storage access to the frame that `css` finds in the page of the tab:
 * in Chromium and Firefox. The frame asks for it itself, or has done so and is told of the change.
 */
export async function grantStorageAccess(session, css) {
  await session.switchToFrame(css);
  try {
    await session.setPermission("storage-access", "granted");
  } finally {
    await session.switchToFrame(null);
  }
}
