// The first-party visit at sign-in (R151): an app sends the user through the hub's page, which
// leaves its marker and sends the user back with the marker's value; to listed origins only. And
// when the frame asks the browser for its storage (R152).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { goToSite, openSites, serveHub } from "../support/cookie-modes.mjs";
import { currentPath, DIST, openTabFor } from "../support/suite.mjs";
import { until } from "../support/until.mjs";
import { ask, openPage, seenOf, servePages } from "./support/pages.mjs";

let suite;
let session;
let site;
let finch;
let wren;
let hub;
let address;

before(async () => {
  suite = await openSites("chromium", "allowed");
  ({ session, site } = suite);
  await servePages(site);
  [finch, wren] = [site.host(), site.host()];
  hub = site.host();
  address = serveHub(hub, [finch.origin, wren.origin]);
});

after(() => suite?.close());

const visitUrl = (back) => `${address}?return=${encodeURIComponent(back)}`;

/** Sends the tab in front through the hub; the address that it comes back to. */
async function visit(back) {
  await session.goTo(visitUrl(back));
  const isBack = async () => (await session.url()).startsWith(new URL(back).origin);
  await until(isBack, { what: "the way back" });
  return new URL(await session.url());
}

test("the visit comes back with a nonce, a later one with the same, and the app's address is kept (R151)", async (t) => {
  await openTabFor(t, session);
  const first = await visit(finch.url("/blank?a=b&hubNonce=old#part"));
  const nonce = first.searchParams.get("hubNonce");
  assert.match(nonce, /^[0-9a-f]{32}$/);
  assert.equal(first.search, `?a=b&hubNonce=${nonce}`);
  assert.equal(first.hash, "#part");
  const second = await visit(wren.url("/blank"));
  assert.equal(second.searchParams.get("hubNonce"), nonce, "another app knows it already");
  const [request] = finch.requests({ path: "/blank" });
  assert.equal(request.headers.referer, undefined);
});

test("with the visit's nonce third-party cookies are available, with another's blocked, with none unknown (R151)", async (t) => {
  await openTabFor(t, session);
  const nonce = (await visit(finch.url("/blank"))).searchParams.get("hubNonce");
  for (const [given, verdict] of [
    [nonce, "available"],
    ["0".repeat(32), "blocked"],
    [undefined, "unknown"],
  ]) {
    await openPage(session, wren, address, { nonce: given });
    await ask(session, "exchange", []);
    assert.deepEqual(await seenOf(session, "judged"), [verdict]);
  }
});

for (const [what, back] of [
  ["an origin that is not listed", () => site.host().url("/blank")],
  ["the hub's own origin", () => hub.url("/blank")],
  ["a listed name on another port", () => finch.url("/blank").replace(/:\d+/, ":1")],
  [
    "an address with a name and a password in it",
    () => finch.url("/blank").replace("//", "//a:b@"),
  ],
  ["a listed name as a prefix", () => finch.url("").replace(/:\d+$/, ".evil.localhost")],
  ["a script", () => "javascript:alert(1)"],
  ["a document of data", () => "data:text/html,hello"],
  ["a relative address", () => "/blank"],
  ["one without a scheme", () => "//evil.localhost/"],
]) {
  test(`the visit does not go to ${what}, leaves nothing, and says that it cannot`, async () => {
    // A hub that nobody has visited.
    const fresh = site.host();
    const refusing = serveHub(fresh, [finch.origin, wren.origin]);
    await session.goTo(`${refusing}?return=${encodeURIComponent(back())}`);
    const says = () => document.body?.textContent.includes("cannot be used");
    await session.until(says, { what: "the hub's refusal" });
    assert.equal(await session.run(currentPath), "/idleguard/hub.html");
    assert.equal(await session.run(() => document.cookie), "");
  });
}

test("in a frame there is no visit: it leaves nothing, shows nothing and goes nowhere; on top it does", async (t) => {
  await openTabFor(t, session);
  const at = serveHub(site.host(), [finch.origin]);
  const way = `${at}?return=${encodeURIComponent(finch.url("/blank"))}`;
  await openPage(session, finch, way);
  await ask(session, "exchange", []);
  await session.switchToFrame("iframe");
  assert.equal(await session.run(currentPath), "/idleguard/hub.html");
  assert.equal(await session.run(() => document.cookie), "");
  assert.equal(await session.run(() => document.body.textContent.trim()), "");
  await session.switchToFrame(null);
  await goToSite(session, at);
  assert.equal(await session.run(() => document.cookie), "", "without a way back it is no visit");
  await session.goTo(way);
  const isBack = async () => (await session.url()).startsWith(finch.url("/blank?hubNonce="));
  await until(isBack, { what: "the way back" });
  await goToSite(session, at);
  assert.match(await session.run(() => document.cookie), /^ig-visit=[0-9a-f]{32}$/);
});

/** Before the hub's script: keeps what is asked of the browser, which says no. */
const COUNTING = `
  window.asked = [];
  document.requestStorageAccess = async (types) => {
    asked.push(types);
    throw new DOMException("", "NotAllowedError");
  };
`;
/** As after a press in the frame, which shows nothing that could be pressed. */
const ACTIVE = `Object.defineProperty(navigator, "userActivation", { value: { isActive: true } });
`;

for (const [what, before, expected] of [
  ["in the page, which is none in the frame, asks for nothing", "", []],
  ["in the frame asks for localStorage alone, and only once", ACTIVE, [{ localStorage: true }]],
]) {
  test(`a press that counts ${what} (R152)`, async (t) => {
    const host = site.host();
    const asking = serveHub(host, [finch.origin]);
    const shipped = await readFile(join(DIST, "hub.js"), "utf8");
    host.page("/idleguard/hub.js", {
      body: COUNTING + before + shipped,
      headers: { "content-type": "text/javascript" },
    });
    await openTabFor(t, session);
    await openPage(session, finch, asking);
    await ask(session, "exchange", []);
    await session.clickAt(300, 300);
    await ask(session, "gesture");
    await ask(session, "gesture");
    await ask(session, "exchange", []);
    await session.switchToFrame("iframe");
    assert.deepEqual(await session.run(() => window.asked), expected);
    await session.switchToFrame(null);
  });
}
