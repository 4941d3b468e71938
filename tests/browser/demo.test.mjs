// The demo as a visitor has it: sign in, open a second tab, press 60×, hands off. Also the source
// of the pictures in tests/out/ that show what the product looks like.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startDemo } from "../../demo/server.mjs";
import { launchChromium } from "./support/chromium.mjs";
import { clickPrompt, DIST, hasNoPrompt, hasPrompt, picture, untilAll } from "./support/suite.mjs";
import { peekEach } from "./support/tabs.mjs";

let browser;
let session;
let demo;

before(async () => {
  const args = ["--window-size=1400,1000"];
  [browser, demo] = await Promise.all([
    launchChromium({ args }),
    startDemo({ port: 0, dist: DIST }),
  ]);
  session = browser.session;
});

after(async () => {
  await browser?.close();
  await demo?.close();
});

const cardsShown = () => document.querySelectorAll("#cards > *").length;
const counters = async () => (await fetch("/demo/counters")).json();

test("the demo: two tabs, 60×, warned in both, one answer, signed out once", async () => {
  await session.goTo(demo.url);
  await picture(session, "demo-sign-in");
  await session.click('button[value="7c1f0b52"]');
  await session.until(() => location.pathname === "/app", { what: "the app" });
  await session.until(cardsShown, { what: "the card of this tab" });
  const handles = [session.tab, await session.openTab()];
  await session.goTo(`${demo.url}/app`);
  await session.until(() => document.querySelectorAll("#cards > *").length === 2, {
    what: "the cards of both tabs",
  });
  await picture(session, "demo-app");

  await session.click("#rates label:nth-of-type(3)");
  await untilAll(session, handles, hasPrompt, {
    what: "the prompt in both tabs, 13 minutes at 60×",
    timeoutMs: 30_000,
  });
  await picture(session, "demo-prompt");
  const titles = await peekEach(session, handles, () => document.title);
  assert.match(titles[0], /^⏳/, "the hidden tab is marked");
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "the answer in both tabs" });
  assert.equal((await session.run(counters)).live, true);

  if (await session.run(() => document.getElementById("slow-down").checked)) {
    await session.click("#slow-down");
  }
  await session.click("#rates label:nth-of-type(3)");
  const isOut = () => location.pathname === "/signed-out";
  await untilAll(session, handles, isOut, {
    what: "both tabs to be signed out, 15 minutes at 60×",
    timeoutMs: 40_000,
  });
  await session.until(() => document.getElementById("requests").textContent === "1", {
    what: "the page to say that the server was asked once",
  });
  const { live, signOutRequests, totalSignOutRequests } = await session.run(counters);
  assert.deepEqual(
    { live, signOutRequests, totalSignOutRequests },
    {
      live: false,
      signOutRequests: 1,
      totalSignOutRequests: 1,
    },
  );
  assert.match(await session.run(() => document.body.innerText), /because you were away/);
  await picture(session, "demo-signed-out");
});
