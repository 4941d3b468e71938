// Proves the browsers of several sites without the library: what a frame of one site shares with
// its own pages and with frames of it in other sites, in each mode. The pages and the frame are
// made here; a mode that stopped being what its name says would make the tests of the hub worthless.

import assert from "node:assert/strict";
import { test } from "node:test";

import { COOKIE_MODES, grantStorageAccess, openSites } from "./cookie-modes.mjs";
import { whyNotInstalled } from "./engines.mjs";

/** Runs in the hub's page: keeps a cookie as a hub does, and tells what can be read then. */
const keep = (text) => {
  document.cookie = `${text}; SameSite=None; Secure; Path=/; Max-Age=600`;
  return document.cookie;
};

/** Runs in the frame: what its own pages have written, by the handle of storage access. */
const readWithAccess = async () => {
  const handle = await document.requestStorageAccess({ localStorage: true });
  return handle.localStorage.getItem("visit");
};

/**
 * What a frame can do: read the cookie of a first-party visit, and keep one that a frame of the
 * same hub reads in another site.
 */
const EXPECTED = {
  chromium: {
    allowed: { reads: true, shares: true },
    blocked: { reads: false, shares: false },
    granted: { reads: false, shares: false, withAccess: "yes" },
  },
  firefox: { default: { reads: false, shares: false }, shared: { reads: true, shares: true } },
  webkit: {
    default: { reads: true, shares: false },
    always: { reads: true, shares: true },
    itp: { reads: false, shares: false },
  },
};

for (const [engine, modes] of Object.entries(COOKIE_MODES)) {
  for (const mode of Object.keys(modes)) {
    test(`${engine}, third-party cookies "${mode}": a frame shares what the name says`, async (t) => {
      const skipped = await whyNotInstalled(engine);
      if (skipped) return t.skip(skipped);
      const suite = await openSites(engine, mode);
      t.after(suite.close);
      assert.deepEqual(await look(suite), EXPECTED[engine][mode]);
    });
  }
}

async function look({ mode, session, site }) {
  const hub = site.host("hub");
  await session.goTo(hub.url("/blank"));
  assert.match(await session.run(keep, "visit=1"), /visit=1/, "first-party cookies are kept");
  await session.run(() => localStorage.setItem("visit", "yes"));
  const [first, second] = [await openIn(site.host("finch")), await openIn(site.host("wren"))];
  const found = { reads: first.includes("visit=1"), shares: second.includes("finch=1") };
  if (mode !== "granted") return found;
  await grantStorageAccess(session, "iframe");
  await session.switchToFrame("iframe");
  return { ...found, withAccess: await session.run(readWithAccess) };

  async function openIn(app) {
    app.page("/", { html: `<!doctype html><iframe src="${hub.url("/blank")}"></iframe>` });
    await session.goTo(app.url("/"));
    await session.switchToFrame("iframe");
    const cookies = await session.run(() => document.cookie);
    await session.run(keep, `${app.name.split(".")[0]}=1`);
    await session.switchToFrame(null);
    return cookies;
  }
}
