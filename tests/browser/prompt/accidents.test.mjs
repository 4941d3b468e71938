// Style sheets of the kind that real apps have, none of which means us: resets, themes, layers,
// animations of everything. Whatever they say, the prompt looks and answers as it does without
// them, and nothing of the page shows through the cover (R121, R123). Styles that mean us, and
// scripts, are in hostile/.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { comparePictures, decodePng } from "../support/png.mjs";
import {
  advanceTo,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  isCovered,
  openSameApps,
  openSuite,
} from "../support/suite.mjs";
import { secretVisible } from "../support/tabs.mjs";

const ACCIDENTS = {
  "puts everything on top": "* { z-index: 2147483647 !important; position: relative !important }",
  "gives the root a transform": "html { transform: scale(1); will-change: transform }",
  "moves the root away": "html { position: fixed; top: -5000px; width: 10px; height: 10px }",
  "hides the body until it is ready": "body { display: none }",
  "fades and blurs the root": "html { opacity: .5; filter: blur(1px) }",
  "makes dark by inverting": "html { filter: invert(1) hue-rotate(180deg) }",
  "blends and masks": "html { mask: linear-gradient(#0000, #0000); mix-blend-mode: difference }",
  "takes everything back": "* { all: unset }",
  "insists on taking everything back": "* { all: unset !important }",
  "insists on the browser's own style": "* { all: revert !important }",
  "hides dialogs and what is behind them":
    "dialog, [role=alertdialog] { display: none !important }" +
    "dialog::backdrop, ::backdrop { display: none !important; background: #0000 !important }",
  "makes text tiny":
    ":root { font-size: 2px } * { font-size: 2px !important; line-height: 0 !important }",
  "makes text invisible":
    "html { color: #0000; text-indent: -999px; -webkit-text-fill-color: #0000; font: 1px fantasy }",
  "writes from right to left, and downwards":
    "html { direction: rtl; writing-mode: vertical-rl; text-transform: uppercase }",
  "insists on writing from right to left": "* { direction: rtl !important }",
  "hides what has our names":
    "idleguard-cover, idleguard-prompt { display: none !important; opacity: 0 !important;" +
    "visibility: hidden !important; pointer-events: none !important; zoom: .1 !important;" +
    "transform: translateX(-9999px) !important; clip-path: inset(100%) !important;" +
    "content-visibility: hidden !important; width: 0 !important; overflow: hidden !important }",
  "animates everything, forever":
    "* { animation: gone 1s infinite !important; transition: all 5s !important }" +
    "@keyframes gone { from, to { opacity: 0; visibility: hidden; filter: blur(9px) } }",
  "contains and clips the root":
    "html, body { contain: strict; overflow: clip; clip-path: inset(49%); height: 9px }",
  "does not paint the body": "body { content-visibility: hidden; perspective: 1px }",
  "has a root that is a container": "html { container-type: size; height: 0 }",
  "insists, in a layer":
    "@layer reset { :not(html) { display: none !important; opacity: 0 !important } }",
  "insists, in a scope":
    "@scope (html) { :scope > * { display: none !important; filter: opacity(0) !important } }",
  "takes no clicks": "* { pointer-events: none !important; user-select: none !important }",
  "adds to everything":
    "*::before, *::after { content: 'X' !important; position: fixed; inset: 0; background: red }",
  "moves everything":
    "html { overflow: hidden }" +
    "* { inset: auto !important; margin: -99px !important; float: right }",
  "has a theme with common names":
    ":root { --surface: #0000; --text: #0000; --accent: #0000; color-scheme: dark }",
};

let suite;
let session;

before(async () => {
  suite = await openSuite({ args: ["--force-prefers-reduced-motion"] });
  session = suite.session;
});

after(() => suite?.close());

/** Calls `look` under each style in turn, in one page. Returns what it found, by name. */
async function underEach(styles, look) {
  const found = {};
  for (const [name, css] of Object.entries(styles)) {
    await session.run(async (text) => {
      const style = document.createElement("style");
      style.id = "accident";
      style.textContent = text;
      document.head.append(style);
      const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      await nextFrame();
      await nextFrame();
    }, css);
    found[name] = await look();
    await session.run(() => document.getElementById("accident").remove());
  }
  return found;
}

const screen = async () => decodePng(await session.screenshot());
const same = (styles, value) =>
  Object.fromEntries(Object.keys(styles).map((name) => [name, value]));

test("no style of the page changes how the prompt looks or what a click on it does (R121)", async (t) => {
  await openSameApps(t, suite, 1, { clock: "offset", organization: "Contoso" });
  await advanceTo(session, "warn", 50);
  await session.until(hasPrompt, { what: "the prompt" });
  const prompt = await session.find("idleguard-prompt");
  const parts = await Promise.all(
    ["dialog", "#countdown", "#stay"].map((css) => prompt.findInShadow(css)),
  );
  const layout = () =>
    session.run(
      (...elements) => {
        const boxes = elements.map((element) => element.getBoundingClientRect().toJSON());
        const { left, top, width, height } = boxes[2];
        const hit = document.elementFromPoint(left + width / 2, top + height / 2);
        return { boxes, hit: hit?.localName, size: getComputedStyle(elements[2]).fontSize };
      },
      ...parts,
    );
  const [expected, picture] = [await layout(), await screen()];
  assert.equal(expected.hit, "idleguard-prompt");
  assert.equal(expected.size, "16px");
  const [dialog, countdown] = expected.boxes;
  const isIn = ({ left, right, top, bottom }, x, y) =>
    x > left + 1 && x < right - 2 && y > top + 1 && y < bottom - 2;
  /** Of the dialog, but not of its countdown, which goes on. Its edge and corners show the page. */
  const counts = (i) => {
    const [x, y] = [i % picture.width, Math.floor(i / picture.width)];
    const isCorner =
      Math.min(x - dialog.left, dialog.right - x) < 14 &&
      Math.min(y - dialog.top, dialog.bottom - y) < 14;
    return isIn(dialog, x, y) && !isCorner && !(y > countdown.top - 1 && y < countdown.bottom + 1);
  };
  const look = async () => {
    const now = await layout();
    const isPlaced = JSON.stringify(now) === JSON.stringify(expected);
    const { strongest } = comparePictures(picture, await screen(), counts);
    return isPlaced && strongest <= 2 ? "as ever" : { ...now, strongest };
  };
  assert.deepEqual(await underEach(ACCIDENTS, look), same(ACCIDENTS, "as ever"));

  // The twin: what a brand may do to the parts is seen by the same looks.
  const brand = { "brand's own": "idleguard-prompt::part(stay) { opacity: .9 }" };
  assert.notEqual((await underEach(brand, look))["brand's own"], "as ever");
  await clickPrompt(session, "stay");
  await session.until(hasNoPrompt, { what: "the answer" });
});

test("a page that makes itself small does not make the prompt and the cover small (R159)", async (t) => {
  await openSameApps(t, suite, 1, { clock: "offset", signOut: "@never" });
  await session.run(() => document.documentElement.style.setProperty("zoom", ".2"));
  const heightIn = async (tag, part) => {
    const found = await (await session.find(tag)).findInShadow(part);
    return session.run((element) => element.getBoundingClientRect().height, found);
  };
  await advanceTo(session, "warn", 50);
  await session.until(hasPrompt, { what: "the prompt" });
  assert.ok((await heightIn("idleguard-prompt", "#stay")) >= 44);
  await advanceTo(session, "end", -1000);
  await session.until(isCovered, { what: "the cover" });
  assert.ok((await heightIn("idleguard-cover", "#title")) >= 24);
});

test("under no style of the page can anything of it be seen through the cover (R123)", async (t) => {
  await openSameApps(t, suite, 1, { clock: "offset", signOut: "@never" });
  await session.run(() => (document.documentElement.style.background = "green"));
  const page = await screen();
  assert.equal(await secretVisible(session), true, "before, it can be read (the twin)");
  await advanceTo(session, "end", -1000);
  await session.until(isCovered, { what: "the cover" });
  const covered = await screen();
  assert.ok(comparePictures(page, covered).changed > page.width * page.height * 0.9);
  // The whole screen is the cover, pixel by pixel, so nothing else is on it.
  const look = async () => comparePictures(covered, await screen()).strongest;
  assert.deepEqual(await underEach(ACCIDENTS, look), same(ACCIDENTS, 0));
});
