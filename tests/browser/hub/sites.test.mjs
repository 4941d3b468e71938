// Two sites and their hub in one browser that lets them share: what one tells, the other knows; who
// is told without asking, and who is left alone; and what a page sees of a hub that is slow, gone,
// reloaded or of another release.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { goToSite, openSites, serveHub } from "../support/cookie-modes.mjs";
import { DIST, openTabFor, staysFalse } from "../support/suite.mjs";
import { peek } from "../support/tabs.mjs";
import { until } from "../support/until.mjs";
import {
  activity,
  ask,
  ended,
  openPage,
  RECORD,
  seenOf,
  servePages,
  started,
} from "./support/pages.mjs";

let suite;
let session;
let site;
let apps;
let address;
let now;

before(async () => {
  suite = await openSites("chromium", "allowed");
  ({ session, site } = suite);
  await servePages(site);
});

after(() => suite?.close());

/** A hub of its own for each test: nothing is in its cookies. */
beforeEach(() => {
  now = Date.now();
  apps = [site.host("finch"), site.host("wren")];
  address = serveHub(site.host(), origins());
});

const origins = () => apps.map(({ origin }) => origin);

/** A tab of one of the two sites, in front. */
async function openApp(t, i, options) {
  const tab = await openTabFor(t, session);
  await openPage(session, apps[i], address, options);
  return tab;
}

/** Of the page's timers, where nothing but its limits is waited for. */
const SPEED = 3;

const inTab = async (tab, command, ...args) => {
  await session.switchTo(tab);
  return ask(session, command, ...args);
};

test("what one site tells its hub, a page of another site knows; and not of another record", async (t) => {
  const finch = await openApp(t, 0);
  await openApp(t, 1);
  await inTab(finch, "exchange", [started(now), activity(now)]);
  const other = await openApp(t, 1);
  assert.deepEqual((await inTab(other, "exchange", [])).sort(), [activity(now), started(now)]);
  await openApp(t, 1, { name: `report:${RECORD}` });
  assert.deepEqual(await ask(session, "exchange", []), []);
});

test("an end on one site reaches the other within 1.5 s, unasked; activity only while it asks", async (t) => {
  const wren = await openApp(t, 1);
  await inTab(wren, "exchange", [started(now), activity(now)]);
  const finch = await openApp(t, 0);
  await inTab(finch, "exchange", [activity(now + 1)]);
  const heard = async () => (await inTab(wren, "seen")).filter(([what]) => what === "changed");
  await staysFalse(async () => (await heard()).length > 0, {
    forMs: 300,
    what: "word of activity",
  });
  await inTab(wren, "watch", true);
  await inTab(finch, "exchange", [activity(now + 2)]);
  const hears = (entry) => async () =>
    JSON.stringify(await heard()).includes(JSON.stringify(entry));
  const soon = { timeoutMs: 1500 };
  await until(hears(activity(now + 2)), { ...soon, what: "word of activity while it asks" });
  await inTab(wren, "watch", false);
  await inTab(finch, "exchange", [activity(now + 3)]);
  await inTab(finch, "exchange", [ended(now + 4)]);
  await until(hears(ended(now + 4)), { ...soon, what: "word of the end" });
  const told = JSON.stringify(await inTab(finch, "seen"));
  assert.doesNotMatch(told, /L:.*idle/, "whoever said it is not told of it");
});

test("where the browser tells of no cookies, a page that shows a prompt looks each second", async (t) => {
  const hub = site.host();
  address = serveHub(hub, origins());
  const shipped = await readFile(join(DIST, "hub.js"), "utf8");
  const body = `delete globalThis.cookieStore; delete Window.prototype.cookieStore; ${shipped}`;
  hub.page("/idleguard/hub.js", { body, headers: { "content-type": "text/javascript" } });
  const finch = await openApp(t, 0);
  const wren = await openApp(t, 1, { speed: SPEED });
  await inTab(wren, "watch", true);
  await inTab(finch, "exchange", [ended(now)]);
  await session.switchTo(wren);
  const hears = async () => (await seenOf(session, "changed")).flat().length > 0;
  await until(hears, { timeoutMs: 3000, what: "the end" });
  assert.deepEqual(await seenOf(session, "changed"), [[ended(now)]]);
});

test("an older write that lands later is put right by a hub that knows better", async (t) => {
  const wren = await openApp(t, 1);
  await inTab(wren, "exchange", [started(now - 5000), activity(now)]);
  // As a frame that read before and wrote after: straight into the cookie.
  const page = await openTabFor(t, session);
  await goToSite(session, address);
  const worsen = (older) => {
    const [name] = document.cookie
      .split("; ")
      .find((each) => /\.L/.test(each))
      .split("=");
    document.cookie = `${name}=${older}; Path=/idleguard/; SameSite=None; Secure; Max-Age=600`;
    return document.cookie.includes(older);
  };
  assert.equal(await session.run(worsen, activity(now - 1000)[1]), true);
  const isRight = (value) => document.cookie.includes(value);
  await until(() => peek(session, page, isRight, activity(now)[1]), { what: "the better value" });
});

test("pages below the hub's domain share its record without its frame, and others with it", async (t) => {
  const domain = "contoso.localhost";
  const mail = site.host("mail.contoso");
  apps = [mail, site.host("finch")];
  address = serveHub(site.host("login.contoso"), origins());
  await openApp(t, 0);
  assert.deepEqual(await ask(session, "direct", domain, [started(now)]), [started(now)]);
  const finch = await openApp(t, 1);
  assert.deepEqual(await ask(session, "exchange", [activity(now)]), [started(now), activity(now)]);
  assert.deepEqual(
    await ask(session, "direct", domain, []),
    [],
    "no cookie of a site is another's",
  );
  await openTabFor(t, session);
  await openPage(session, site.host("files.contoso"), address);
  const all = await ask(session, "direct", domain, [ended(now)]);
  assert.deepEqual(all.sort(), [ended(now), activity(now), started(now)]);
  await session.switchTo(finch);
  const hears = async () => (await seenOf(session, "changed")).flat(2).includes(ended(now)[1]);
  await until(hears, { timeoutMs: 1500, what: "the end" });
});

test("a hub that is reloaded is asked again, and goes on telling", async (t) => {
  const wren = await openApp(t, 1);
  await inTab(wren, "exchange", [started(now)]);
  await session.switchToFrame("iframe");
  await session.run(() => void setTimeout(() => location.reload(), 0));
  await session.switchToFrame(null);
  const asked = () =>
    site.requests({ path: "/idleguard/hub.html", host: new URL(address).hostname });
  await until(async () => asked().length === 2, { what: "the hub again" });
  const finch = await openApp(t, 0);
  await inTab(finch, "exchange", [ended(now)]);
  await session.switchTo(wren);
  const hears = async () => (await seenOf(session, "changed")).flat(2).includes(ended(now)[1]);
  await until(hears, { what: "the end" });
  assert.deepEqual((await ask(session, "exchange", [])).sort(), [ended(now), started(now)]);
});

test("a page that empties itself keeps its hub, or gets it back; and one that closes it has none", async (t) => {
  await openApp(t, 0);
  await ask(session, "exchange", [started(now)]);
  const look = () => {
    const [frame] = document.querySelectorAll("iframe");
    const { display } = getComputedStyle(frame);
    const { tabIndex, title } = frame;
    const focus = document.activeElement.localName;
    return { display, tabIndex, hidden: frame.ariaHidden, title: title !== "", focus };
  };
  const quiet = { display: "none", tabIndex: -1, hidden: "true", title: true, focus: "input" };
  await session.until(() => document.activeElement.localName === "input", { what: "the focus" });
  assert.deepEqual(await session.run(look), quiet);
  await session.run(() => document.body.replaceChildren());
  assert.equal(await session.run(() => document.querySelectorAll("iframe").length), 1);
  assert.deepEqual(await ask(session, "exchange", []), [started(now)]);
  await session.run(() => document.querySelector("iframe").remove());
  assert.deepEqual(await ask(session, "exchange", []), [started(now)]);
  assert.deepEqual(await seenOf(session, "violation"), [], "its policy allows a frame of the hub");
  await ask(session, "close");
  assert.equal(await session.run(() => document.querySelectorAll("iframe").length), 0);
  assert.equal(await ask(session, "exchange", []), null);
});

test("a hub that takes two seconds is unknown (R148), then judged; its answer is not lost", async (t) => {
  const slow = () => new Promise((resolve) => setTimeout(resolve, 2200 / SPEED));
  address = serveHub(site.host(), origins(), { before: slow });
  await openApp(t, 0, { speed: SPEED });
  assert.deepEqual(await ask(session, "exchange", [started(now)]), [started(now)]);
  assert.deepEqual(await seenOf(session, "report"), []);
  assert.deepEqual(await seenOf(session, "judged"), ["unknown"]);
});

test("a hub that cannot be reached is told once, and is unknown (R148)", async (t) => {
  address = site.host().url("/nowhere");
  await openApp(t, 0, { speed: SPEED });
  assert.equal(await ask(session, "exchange", [started(now)]), null);
  // The page has asked at once, too: two questions, and one complaint.
  assert.deepEqual(await seenOf(session, "report"), ["hub-unavailable"]);
  assert.deepEqual(await seenOf(session, "judged"), ["unknown"]);
});
