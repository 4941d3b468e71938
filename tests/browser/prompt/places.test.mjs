// The prompt in odd places: above what an app itself has on top, in windows and frames that are
// hardly large enough, in documents of other kinds. In each it can be seen and answered by a real
// click, and afterwards everything is as it was (R121, R154).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions, renderAppPage } from "../support/app-page.mjs";
import {
  advanceTo,
  hasNoPrompt,
  hasPrompt,
  isCovered,
  openApps,
  openSuite,
  openTabFor,
  picture,
} from "../support/suite.mjs";
import { closeTabs, secretVisible } from "../support/tabs.mjs";
import { until } from "../support/webdriver.mjs";

const OPTIONS = basicOptions({ clock: "offset", application: "Mail", organization: "Contoso" });

let suite;
let session;

before(async () => {
  // Without the movement of its entrance the pictures show the prompt as it stays.
  suite = await openSuite({ args: ["--force-prefers-reduced-motion"] });
  session = suite.session;
});

after(() => suite?.close());

/** The app in a tab of its own; `reply` stands for its page. */
async function openPage(t, reply, options = OPTIONS) {
  const host = suite.site.host();
  if (reply) host.page("/app", reply);
  await openApps(t, session, [host.appUrl(options)]);
  return host;
}

/** What a user, or the app, could find changed. */
function stateOf() {
  const { activeElement, fullscreenElement, documentElement } = document;
  return {
    html: documentElement.outerHTML,
    focus: activeElement?.id,
    selection: [activeElement?.selectionStart, activeElement?.selectionEnd],
    fullscreen: fullscreenElement?.id ?? null,
    onTop: [...document.querySelectorAll(":modal, :popover-open")].map(({ id }) => id),
    scroll: [scrollX, scrollY],
  };
}

/** The page is warned; the answer is hit by a click at its place; all is as before. */
async function assertAnswered(place, { takePicture = () => picture(session, place) } = {}) {
  const state = await session.run(stateOf);
  await advanceTo(session, "warn", 50);
  await session.until(hasPrompt, { what: "the prompt" });
  await takePicture();
  const prompt = await session.find("idleguard-prompt");
  const stay = await prompt.findInShadow("#stay");
  const style = await session.run((button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    const at = document.elementFromPoint(left + width / 2, top + height / 2);
    return [at?.localName, left >= 0, left + width <= innerWidth, height >= 44];
  }, stay);
  assert.deepEqual(style, ["idleguard-prompt", true, true, true], "in view, on top, large enough");
  await stay.click();
  await session.until(hasNoPrompt, { what: "the answer" });
  assert.equal(await session.run(() => guard.status.state), "active");
  assert.deepEqual(await session.run(stateOf), state);
}

test("above a modal dialog of the app, which stays open and keeps its focus and selection", async (t) => {
  await openPage(t);
  await session.run(() => {
    const dialog = '<dialog id="own">Own <input id="in" value="half a word"></dialog>';
    document.body.insertAdjacentHTML("beforeend", dialog);
    own.showModal();
    document.getElementById("in").setSelectionRange(2, 6);
  });
  await assertAnswered("place-dialog");
});

test("above a popover that stays until it is closed", async (t) => {
  await openPage(t);
  await session.run(() => {
    const popover = '<div id="pop" popover="manual"><textarea id="in">Text</textarea></div>';
    document.body.insertAdjacentHTML("beforeend", popover);
    pop.showPopover();
    document.getElementById("in").focus();
  });
  await assertAnswered("place-popover");
});

test("above a menu that closes at a click elsewhere, which is open again afterwards", async (t) => {
  await openPage(t);
  await session.run(() => {
    const menu = '<div id="menu" popover><button id="first">First</button></div>';
    document.body.insertAdjacentHTML("beforeend", menu);
    document.getElementById("menu").showPopover();
    document.getElementById("first").focus();
  });
  await assertAnswered("place-menu");
});

test("above an element in full screen, which stays so", async (t) => {
  await openPage(t);
  await session.run(() => {
    const slides = '<div id="slides"><button id="next">Next</button></div>';
    document.body.insertAdjacentHTML("beforeend", slides);
    const show = () => document.getElementById("slides").requestFullscreen();
    document.getElementById("next").addEventListener("click", show);
  });
  await session.click("#next");
  await session.until(() => document.fullscreenElement !== null, { what: "full screen" });
  await assertAnswered("place-fullscreen");
});

test("in a popup window of 200 by 150 pixels", async (t) => {
  const host = await openPage(t);
  const opener = await session.tabs();
  await session.run((url) => {
    const open = () => window.open(url, "", "popup,width=200,height=150");
    document.getElementById("link").addEventListener("click", open);
    document.getElementById("link").removeAttribute("href");
  }, host.appUrl(OPTIONS));
  await session.click("#link");
  const isNew = (handle) => !opener.includes(handle);
  const popup = await until(async () => (await session.tabs()).find(isNew), { what: "the window" });
  t.after(() => closeTabs(session, [popup]));
  await session.switchTo(popup);
  // A browser without a screen does not make windows so small by itself.
  const size = { width: 200, height: 150, deviceScaleFactor: 1, mobile: false };
  await session.cdp("Emulation.setDeviceMetricsOverride", size);
  await session.until(() => window.guard && innerWidth === 200, { what: "the guard" });
  await session.run(() => document.getElementById("field").focus());
  await assertAnswered("place-popup");
});

for (const [kind, isForeign] of [
  ["the same", false],
  ["another", true],
]) {
  test(`in an app that runs in a frame of 300 by 200 pixels, of ${kind} origin`, async (t) => {
    const top = suite.site.host();
    const app = isForeign ? suite.site.host() : top;
    const source = app.appUrl(OPTIONS).replaceAll("&", "&amp;");
    const frame = `<iframe src="${source}" width="300" height="200"></iframe>`;
    top.page("/top", { html: `<!doctype html><title>Top</title><p>Another app</p>${frame}` });
    await openTabFor(t, session);
    await session.goTo(top.url("/top"));
    await session.switchToFrame("iframe");
    await session.until(() => window.guard, { what: "the guard in the frame" });
    await session.run(() => document.getElementById("field").focus());
    await assertAnswered("place-frame", {
      async takePicture() {
        await session.switchToFrame(null);
        await picture(session, `place-frame-${isForeign ? "foreign" : "own"}`);
        await session.switchToFrame("iframe");
      },
    });
    await session.switchToFrame(null);
  });
}

test("in a page in quirks mode that is scrolled far down", async (t) => {
  await openPage(t, { html: renderAppPage().replace("<!doctype html>", "") });
  await session.run(() => {
    document.body.style.cssText = "height: 90000px; width: 9000px";
    scrollTo(1234, 54_321);
  });
  assert.equal(await session.run(() => document.compatMode), "BackCompat");
  await assertAnswered("place-quirks");
});

test("in a page that is XHTML", async (t) => {
  const body =
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>XHTML</title>' +
    '<script src="/fixtures/probe.js"></script><script src="/begin.js"></script></head>' +
    '<body><p id="secret">Secret</p><input id="field"/></body></html>';
  // Chromium runs no module scripts in XML, but the script include and `import` work there.
  const begin = {
    body: 'import("/fixtures/app.js");',
    headers: { "content-type": "text/javascript" },
  };
  suite.site.page("/begin.js", begin);
  await openPage(t, { body, headers: { "content-type": "application/xhtml+xml" } });
  assert.equal(await session.run(() => document.contentType), "application/xhtml+xml");
  await assertAnswered("place-xhtml");
});

test("the prompt is not on paper, the page below it is, and what the cover hides is not", async (t) => {
  await openPage(t, undefined, { ...OPTIONS, signOut: "@never" });
  await advanceTo(session, "warn", 50);
  await session.until(hasPrompt, { what: "the prompt" });
  const prompt = await session.find("idleguard-prompt");
  const dialog = await prompt.findInShadow("dialog");
  const isSeen = () => session.run((element) => element.checkVisibility(), dialog);
  assert.equal(await isSeen(), true, "on the screen (the twin)");
  await session.cdp("Emulation.setEmulatedMedia", { media: "print" });
  assert.equal(await isSeen(), false);
  assert.equal(await secretVisible(session), true);
  await advanceTo(session, "end", -1000);
  await session.until(isCovered, { what: "the cover" });
  await picture(session, "place-print-cover");
  assert.equal(await secretVisible(session), false);
  // Without the cover itself, as on the pages of paper that it does not reach.
  const hidden = () => getComputedStyle(document.getElementById("secret")).visibility;
  assert.equal(await session.run(hidden), "hidden");
});
