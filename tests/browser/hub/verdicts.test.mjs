// What a page is told of third-party cookies in every browser that we can set so (R148, R149, R151,
// R152), and whether two sites then agree. Each test first looks without the library at what the
// frame of one site shares with another: a mode that stopped being what its name says would make
// every other test of several sites worthless.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  COOKIE_MODES,
  goToSite,
  grantStorageAccess,
  openSites,
  serveHub,
} from "../support/cookie-modes.mjs";
import { whyNotInstalled } from "../support/engines.mjs";
import { until } from "../support/until.mjs";
import { activity, ask, openPage, seenOf, servePages, started } from "./support/pages.mjs";

/**
 * `reads`: a frame sees the cookie of a first-party visit; `shares`: what it keeps is seen by a
 * frame in another site. `verdict`: at first, and after storage access was granted.
 */
const EXPECTED = {
  chromium: {
    allowed: { reads: true, shares: true, verdict: "available" },
    blocked: { reads: false, shares: false, verdict: "blocked" },
    granted: { reads: false, shares: false, verdict: "blocked", later: "available" },
  },
  firefox: {
    default: { reads: false, shares: false, verdict: "blocked", later: "available" },
    shared: { reads: true, shares: true, verdict: "available" },
  },
  webkit: {
    // What is there can be read, and what is new is dropped: the record would never change.
    default: { reads: true, shares: false, verdict: "blocked" },
    always: { reads: true, shares: true, verdict: "available" },
    itp: { reads: false, shares: false, verdict: "blocked" },
  },
};

/** Runs in a page: keeps a cookie as a hub does, and tells what can be read then. */
const keep = (text) => {
  document.cookie = `${text}; SameSite=None; Secure; Path=/; Max-Age=600`;
  return document.cookie;
};

const missing = new Map();
for (const engine of Object.keys(COOKIE_MODES)) {
  missing.set(engine, (await whyNotInstalled(engine)) ?? false);
}

// Starting browsers is most of it, and leaves a processor idle.
describe("verdicts on third-party cookies", { concurrency: 2 }, () => {
  for (const [engine, modes] of Object.entries(COOKIE_MODES)) {
    for (const mode of Object.keys(modes)) {
      const { verdict, later, ...expected } = EXPECTED[engine][mode];
      const told = later ? `${verdict}, then ${later}` : verdict;
      test(
        `${engine} "${mode}": third-party cookies are ${told} (R151)`,
        { skip: missing.get(engine) },
        async (t) => {
          const suite = await openSites(engine, mode);
          t.after(suite.close);
          const places = await prepare(suite);
          assert.deepEqual(await lookWithout(suite, places), expected);
          assert.equal(await judged(suite, places), verdict);
          assert.equal(await agree(suite, places), verdict === "available");
          if (verdict === "blocked") assert.equal(await agreeOnOneSite(suite), true, "on one site");
          if (!later) return;
          await openPage(suite.session, places.apps[0], places.address, { nonce: places.nonce });
          await grantStorageAccess(suite.session, "iframe");
          await untilJudged(suite.session, later);
          assert.equal(await agree(suite, places, grantStorageAccess), true, "and then they agree");
          assert.equal(await judged(suite, places), later, "from the start, the next time");
        },
      );
    }
  }
});

/** Two apps, a hub for them, and the visit at sign-in, as the app sends the user through it. */
async function prepare({ session, site }) {
  await servePages(site);
  const hub = site.host("hub");
  const apps = ["finch", "wren"].map((name) => site.host(name));
  const address = serveHub(
    hub,
    apps.map(({ origin }) => origin),
  );
  await session.goTo(`${address}?return=${encodeURIComponent(apps[0].url("/blank?a=b"))}`);
  const isBack = async () => (await session.url()).startsWith(apps[0].origin);
  await until(isBack, { what: "the way back from the hub" });
  const back = new URL(await session.url());
  assert.equal(back.searchParams.get("a"), "b");
  await goToSite(session, hub.url("/blank"));
  assert.match(await session.run(keep, "visit=1"), /visit=1/, "first-party cookies are kept");
  return { hub, apps, address, nonce: back.searchParams.get("hubNonce") };
}

async function lookWithout({ session }, { hub, apps }) {
  const cookies = [];
  for (const [i, app] of apps.entries()) {
    app.page("/frame", { html: `<!doctype html><iframe src="${hub.url("/blank")}"></iframe>` });
    await goToSite(session, app.url("/frame"));
    await session.switchToFrame("iframe");
    cookies.push(await session.run(() => document.cookie));
    await session.run(keep, `app${i}=1`);
    await session.switchToFrame(null);
  }
  const [first, second] = cookies;
  return { reads: first.includes("visit=1"), shares: second.includes("app0=1") };
}

/**
 * With the visit's nonce. On a slow machine it may be unknown after 2 s (R148), yet it is never
 * first one thing and then another.
 */
async function judged({ session }, { apps, address, nonce }) {
  await openPage(session, apps[0], address, { nonce });
  await untilJudged(session, "available", "blocked");
  const all = (await ask(session, "seen")).filter(([what]) => what === "judged");
  assert.ok(all[0][1] < 2500, `the first after ${all[0][1]} ms`);
  const [verdict, ...others] = all.map(([, , each]) => each).filter((each) => each !== "unknown");
  assert.deepEqual(others, []);
  return verdict;
}

const untilJudged = (session, ...verdicts) =>
  until(async () => verdicts.includes((await seenOf(session, "judged")).at(-1)), {
    what: `a verdict, ${verdicts.join(" or ")}`,
  });

/** Whether what a page of one site tells its hub is known to a page of the other. */
async function agree({ session }, { apps, address, nonce }, grant = null) {
  const at = Date.now();
  await ask(session, "exchange", [started(at), activity(at)]);
  await openPage(session, apps[1], address, { nonce });
  await grant?.(session, "iframe");
  if (grant) await untilJudged(session, "available");
  const known = await ask(session, "exchange", []);
  return known.some(([key, value]) => key === activity(at)[0] && value === activity(at)[1]);
}

/** Hosts of one registrable domain: no cookie is a third party's, whatever the browser blocks. */
async function agreeOnOneSite({ session, site }) {
  const [mail, files] = ["mail.contoso", "files.contoso"].map((name) => site.host(name));
  const domain = "contoso.localhost";
  const address = serveHub(site.host("login.contoso"), [mail.origin]);
  const entry = activity(Date.now());
  await openPage(session, mail, address);
  await ask(session, "exchange", [entry]);
  await openPage(session, files, address);
  return (await ask(session, "direct", domain, [])).flat().includes(entry[1]);
}
