// The page of the demo that shows every state of the prompt, as a designer or a translator uses it:
// without an account, by choosing, and each state at once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startDemo } from "../../../demo/server.mjs";
import { contrastsIn, setScreen, TEXTS } from "../support/appearance.mjs";
import { launchChromium } from "../support/chromium.mjs";
import { DIST, picture } from "../support/suite.mjs";

const ARROW_DOWN = "\uE015";

let browser;
let session;
let demo;

before(async () => {
  [browser, demo] = await Promise.all([launchChromium(), startDemo({ port: 0, dist: DIST })]);
  session = browser.session;
  await setScreen(session, { width: 1280, height: 900 });
});

after(async () => {
  await browser?.close();
  await demo?.close();
});

/** Opens the page with these choices, and waits until the preview shows `what`. */
async function open(choices, what) {
  await session.goTo(`${demo.url}/prompt?${new URLSearchParams(choices)}`);
  await untilPreview(what);
}

const untilPreview = (css) =>
  session.until(
    (selector) =>
      document.querySelector("#preview").contentDocument?.querySelector(selector) !== null,
    { args: [css], what: `${css} in the preview` },
  );

/** Calls `fn` with the preview's dialog of ours. */
async function inPreview(host, fn, ...args) {
  await session.switchToFrame("#preview");
  const dialog = await (await session.find(host)).findInShadow("dialog");
  const result = await session.run(fn, dialog, ...args);
  await session.switchToFrame(null);
  return result;
}

const look = (dialog) => {
  const text = (id) => dialog.getRootNode().getElementById(id)?.textContent;
  const { backgroundColor, borderRadius } = getComputedStyle(dialog);
  return {
    title: text("title"),
    time: text("time"),
    stay: text("stay"),
    backgroundColor,
    borderRadius,
  };
};

test("every choice is seen at once, without signing in or waiting", async () => {
  await open({ left: "30", language: "en" }, "idleguard-prompt");
  const plain = await inPreview("idleguard-prompt", look);
  assert.equal(plain.title, "Your session is about to end");
  assert.match(plain.time, /^0:(30|2\d)$/);
  await picture(session, "demo-prompt-states");

  await open(
    {
      language: "ar",
      scheme: "dark",
      theme: "/pages/prompt-brand.css",
      sharePoint: "on",
      left: "60",
    },
    "idleguard-prompt[lang=ar]",
  );
  await session.until(
    () => {
      const { styleSheets } = document.querySelector("#preview").contentDocument;
      return [...styleSheets].some((sheet) => sheet.href?.endsWith("prompt-brand.css"));
    },
    { what: "the brand's style sheet" },
  );
  const brand = await inPreview("idleguard-prompt", look);
  assert.equal(brand.title, "جلستك على وشك الانتهاء");
  assert.equal(brand.stay, "متابعة", "SharePoint's is: continue (R114)");
  assert.equal(brand.borderRadius, "28px");
  assert.equal(brand.backgroundColor, "rgb(20, 35, 31)", "the brand's dark ground");
  const contrasts = await inPreview("idleguard-prompt", contrastsIn, TEXTS);
  for (const part of TEXTS) assert.ok(contrasts[part] >= 7, `${part}: ${contrasts[part]}`);
  await picture(session, "demo-prompt-brand");
});

test("the cover, an app's own prompt, a modal dialog behind, a tab that nobody sees", async () => {
  await open({ state: "cover" }, "idleguard-cover");
  assert.equal((await inPreview("idleguard-cover", look)).title, "This page is hidden");

  await open({ state: "own" }, "#own:not([hidden])");
  await session.switchToFrame("#preview");
  assert.match(
    await (await session.find("#own-text")).text(),
    /Finch Mail, Alder Clinic: \d+ s left/,
  );
  await session.click("#own-stay");
  assert.match(await (await session.find("#outcome")).text(), /You stay signed in/);
  await session.switchToFrame(null);

  await open({ modal: "on", unseen: "on" }, "idleguard-prompt");
  await session.until(() => /^⏳.*Inbox$/.test(document.querySelector("#title").textContent), {
    what: "the title of a tab that nobody looks at (R118)",
  });
  await session.switchToFrame("#preview");
  await (await (await session.find("idleguard-prompt")).findInShadow("#stay")).click();
  await session.until(() => document.querySelector("idleguard-prompt") === null, {
    what: "the prompt to go",
  });
  assert.equal(await session.run(() => document.querySelector("#modal").open), true, "as it was");
  await session.switchToFrame(null);

  await session.goTo(`${demo.url}/signed-out`);
  const left = await session.run(() => Object.keys({ ...localStorage, ...sessionStorage }));
  assert.deepEqual(left, [], "a preview leaves nothing behind");
});

test("it can be used with the keyboard, at 320 pixels, and breaks no policy of its own", async () => {
  await setScreen(session, { width: 320, height: 800 });
  await open({ width: "320" }, "idleguard-prompt");
  const { isTooWide, height } = await session.run(() => ({
    isTooWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    height: document.querySelector("#preview").offsetHeight,
  }));
  assert.equal(isTooWide, false, "nothing scrolls sideways");
  assert.ok(height > 300, "the preview has room");
  await session.run(() => document.querySelector('[name="state"]').focus());
  await session.press(ARROW_DOWN);
  await untilPreview("idleguard-cover");
  await session.until(() => document.activeElement.name === "state", {
    what: "the focus to be where the next choice is made",
  });
  assert.match(await session.url(), /state=cover/, "the address says what is seen");
  const complaints = (await session.consoleLog()).filter(({ level }) => level === "SEVERE");
  assert.deepEqual(complaints, []);
  await picture(session, "demo-prompt-320");
});
