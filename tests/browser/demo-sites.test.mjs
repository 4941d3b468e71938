// The demo's three sites in a browser that lets the hub's cookies through: signing in once, asked
// together, kept alive together, signed out together. Real clocks, with the demo's shortest limits.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signInAt, startSites, untilAt, untilJudged } from "./demo-sites.mjs";
import { launchChromium } from "./support/chromium.mjs";
import { COOKIE_MODES } from "./support/cookie-modes.mjs";
import {
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  picture,
  staysFalse,
  untilAll,
  untilTab,
} from "./support/suite.mjs";
import { closeTabs, peek, peekEach } from "./support/tabs.mjs";

/** Asked after 5 seconds, signed out after 15. */
const QUICK = "?limits=quick";

let demo;
let browser;
let session;

before(async () => {
  const args = ["--window-size=1280,1000"];
  [demo, browser] = await Promise.all([
    startSites(),
    launchChromium({ ...COOKIE_MODES.chromium.allowed, args }),
  ]);
  session = browser.session;
});

after(async () => {
  await browser?.close();
  await demo?.close();
});

const app = (name) => `${demo.site(name)}/app${QUICK}`;

/** A tab at each of these products, the last in front; closed when the test is over. */
async function openProducts(t, names) {
  const handles = [];
  t.after(() => closeTabs(session, handles));
  for (const name of names) {
    handles.push(await session.openTab());
    await session.goTo(app(name));
    await untilAt(session, app(name));
    await untilJudged(session, "available");
  }
  return handles;
}

const isOut = () => location.pathname === "/signed-out";
const requests = () => document.getElementById("requests").textContent.trim();

test("a person signs in at one site, and is signed in at the others without being asked (R151)", async (t) => {
  await session.consoleLog();
  await signInAt(session, app("finch"));
  await untilJudged(session, "available");
  await openProducts(t, ["wren", "heron"]);
  const { account, session: shared } = await session.run(() =>
    JSON.parse(document.querySelector('meta[name="demo-page"]').content),
  );
  assert.equal(account, "7c1f0b52");
  assert.match(shared, /^[0-9a-f]{24}$/);
  const severe = (await session.consoleLog()).filter(({ level }) => level === "SEVERE");
  assert.deepEqual(severe, [], "nothing breaks the policy for content");
});

test("nobody is there: both sites ask, and one answer closes both", async (t) => {
  const [finch, wren] = await openProducts(t, ["finch", "wren"]);
  await untilAll(session, [finch, wren], hasPrompt, { what: "both to ask", timeoutMs: 15_000 });
  await picture(session, "demo-sites-prompt");
  await clickPrompt(session, "stay");
  await untilTab(session, finch, hasNoPrompt, { what: "the other to close", timeoutMs: 3000 });
  assert.equal(await peek(session, finch, isOut), false);
});

test("who works at one site is not asked at the other", async (t) => {
  const [finch, wren] = await openProducts(t, ["finch", "wren"]);
  const work = async () => {
    await session.type("textarea", "x");
    return (await peekEach(session, [finch, wren], hasPrompt)).some(Boolean);
  };
  await staysFalse(work, { forMs: 7000, what: "a question to somebody who works" });
});

test("signing out of one site signs out of all, and asks each server once", async (t) => {
  const [finch, wren] = await openProducts(t, ["finch", "wren"]);
  await session.click("#sign-out");
  await untilAll(session, [finch, wren], isOut, { what: "both to be signed out" });
  assert.deepEqual(await peekEach(session, [finch, wren], requests), ["1", "1"]);
  // A site whose tabs were closed has a session at its server still: its page learns of the end.
  await session.goTo(app("heron"));
  await session.until(isOut, { what: "a site that was not open to be signed out, too" });
  assert.equal(await session.run(requests), "1");
  await session.click(".button");
  await session.until(() => location.pathname === "/sign-in", { what: "to be asked again" });
});
