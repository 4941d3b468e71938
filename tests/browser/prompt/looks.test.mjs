// What the prompt and the cover look like, measured as rendered in every scheme and theme and on
// every screen, and kept in tests/out/ as pictures for people to look at. One page shows them all:
// the browser changes the screen, and the page its themes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";

import {
  contrastsIn,
  layoutFaults,
  openCover,
  openPrompt,
  reopenPrompt,
  setScreen,
  settled,
  TEXTS,
} from "../support/appearance.mjs";
import { openSuite, picture } from "../support/suite.mjs";
import { secretVisible } from "../support/tabs.mjs";

const WINDOW = { width: 1000, height: 700 };
const DARK = { prefersColorScheme: "dark" };
const ENLARGED_4 = { width: 320, height: 256, zoom: 4 };
const POPUP = { width: 200, height: 150, zoom: 2 };
const SCREENS = {
  "a window": WINDOW,
  "a phone": { width: 320, height: 568 },
  "a phone on its side": { width: 568, height: 320 },
  "200 %": { width: 640, height: 350, zoom: 2 },
  "400 %": ENLARGED_4,
  "a popup": POPUP,
};
const NAMES = { organization: "Contoso", application: "Contoso Mail" };
/** People, not machines, choose such names. */
const LONG_NAMES = {
  organization: "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz GmbH",
  application: "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Intranet",
};

const read = (path) => readFileSync(new URL(`../../../web/${path}`, import.meta.url), "utf8");

let suite;
let session;
let dialog;

before(async () => {
  suite = await openSuite();
  session = suite.session;
  await setScreen(session, WINDOW);
  dialog = await openPrompt(suite, NAMES, 73_000);
});

after(() => suite?.close());

/** Sets the screen, and keeps a picture of it if it has a `name`. */
async function show(screen, name) {
  await setScreen(session, screen);
  await settled(session, dialog);
  if (name) await picture(session, name);
}

/** The page links to a theme; without one, to none. */
const wear = (theme) =>
  session.run(async (name) => {
    document.querySelector("#theme")?.remove();
    if (!name) return;
    const link = Object.assign(document.createElement("link"), { id: "theme", rel: "stylesheet" });
    link.href = `/idleguard/themes/${name}.css`;
    const loaded = new Promise((resolve, reject) => {
      link.onload = resolve;
      link.onerror = () => reject(new Error(`no theme ${name}`));
    });
    document.head.append(link);
    await loaded;
  }, theme);

/** 7:1 for every text, 3:1 for whatever else has to be seen. */
async function assertContrasts(what) {
  const contrasts = await session.run(contrastsIn, dialog, TEXTS);
  const low = Object.entries(contrasts).filter(([name, ratio]) =>
    // "Not a number" is not enough either.
    TEXTS.includes(name) ? !(ratio >= 7) : !(ratio >= 3),
  );
  assert.deepEqual(Object.fromEntries(low), {}, what);
  return Object.keys(contrasts).length;
}

const faults = () => session.run(layoutFaults, dialog, TEXTS);
const styleOf = (id, property) =>
  session.run(
    (element, of, name) =>
      getComputedStyle(of ? element.getRootNode().getElementById(of) : element)[name],
    dialog,
    id,
    property,
  );

describe("contrast (R159): 7:1 for text, 3:1 for what has to be seen", () => {
  after(() => wear(null));

  for (const theme of [null, "fluent", "plain"]) {
    test(`${theme ?? "without a theme"}: light and dark`, async () => {
      const name = theme === null ? "prompt" : `prompt-${theme}`;
      await wear(theme);
      await show(WINDOW, `${name}-light`);
      assert.equal(await assertContrasts("light"), TEXTS.length + 4, "everything is measured");
      const light = await styleOf("", "backgroundColor");
      await show({ ...WINDOW, ...DARK }, `${name}-dark`);
      assert.notEqual(await styleOf("", "backgroundColor"), light, "there is a dark scheme");
      await assertContrasts("dark");
    });
  }

  test("with forced colours, and for those who want more contrast", async () => {
    await wear(null);
    await show({ ...WINDOW, forcedColors: "active" }, "prompt-forced-colours");
    await assertContrasts("forced colours");
    await show({ ...WINDOW, ...DARK, forcedColors: "active" });
    await assertContrasts("forced dark colours");
    await show({ ...WINDOW, prefersContrast: "more" });
    assert.equal(await styleOf("label", "color"), await styleOf("title", "color"));
    assert.equal(await styleOf("sign-out", "borderTopColor"), await styleOf("title", "color"));
  });
});

test("a page that is dark or light whatever the system says has a prompt like it", async () => {
  const choose = (scheme) =>
    session.run(
      (element, to) => {
        element.getRootNode().host.dataset.scheme = to;
      },
      dialog,
      scheme,
    );
  await show(WINDOW);
  const light = await styleOf("", "backgroundColor");
  await choose("dark");
  const dark = await styleOf("", "backgroundColor");
  assert.notEqual(dark, light);
  assert.equal(await styleOf("", "colorScheme"), "dark", "its scroll bar, too");
  await assertContrasts("dark by the page");
  await show({ ...WINDOW, ...DARK });
  await choose("light");
  assert.equal(await styleOf("", "backgroundColor"), light);
  await choose("light dark");
  assert.equal(await styleOf("", "backgroundColor"), dark, "a page for both follows the system");
});

test("the focus is seen on its button, though a mouse put it there (R156)", async () => {
  await show(WINDOW);
  const at = await session.run((element) => {
    const box = element.getRootNode().getElementById("sign-out").getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  }, dialog);
  const mouse = (type, where) =>
    session.cdp("Input.dispatchMouseEvent", { type, ...where, button: "left", clickCount: 1 });
  await mouse("mousePressed", at);
  // Let go somewhere else: the user thought better of it, and the focus stays.
  await mouse("mouseReleased", { x: 10, y: 10 });
  assert.equal(await styleOf("sign-out", "outlineStyle"), "solid");
  assert.equal(parseFloat(await styleOf("sign-out", "outlineWidth")), 3);
});

describe("nothing is cut off, nothing scrolls sideways, both answers can be reached (R159)", () => {
  const everywhere = async () => {
    const found = {};
    for (const [name, screen] of Object.entries(SCREENS)) {
      await setScreen(session, screen);
      const wrong = await faults();
      if (wrong.length) found[name] = wrong;
    }
    return found;
  };

  test("from a window to 400 % and a popup of 200 by 150", async () => {
    assert.deepEqual(await everywhere(), {});
    await show(SCREENS["a phone"], "prompt-320");
    await show(ENLARGED_4, "prompt-400-percent");
    await show(POPUP, "prompt-popup");
  });

  test("in the themes", async () => {
    for (const theme of ["fluent", "plain"]) {
      await wear(theme);
      assert.deepEqual(await everywhere(), {}, theme);
    }
    await wear(null);
  });

  test("with names and words as long as they come, and the spacing of WCAG 1.4.12", async () => {
    dialog = await reopenPrompt(session, { ...LONG_NAMES, locale: "de" });
    assert.deepEqual(await everywhere(), {}, "long names");
    // A user's own spacing, as their tools would set it if they saw into the prompt.
    await session.run((parts) => {
      const spaced = parts.map((part) => `idleguard-prompt::part(${part})`).join();
      const own = new CSSStyleSheet();
      own.replaceSync(`${spaced}{line-height:1.5!important;letter-spacing:.12em!important;
        word-spacing:.16em!important;margin-block-end:2em!important}`);
      document.adoptedStyleSheets = [own];
    }, TEXTS);
    assert.equal(parseFloat(await styleOf("message", "letterSpacing")), 0.12 * 16);
    assert.deepEqual(await everywhere(), {}, "spaced");
    await show(SCREENS["a phone"], "prompt-long-names");
    await session.run(() => {
      document.adoptedStyleSheets = [];
    });
  });
});

test("languages are written in their own direction and letters (R159)", async () => {
  for (const [tag, name] of [
    ["de", "prompt-de"],
    ["ja", "prompt-ja"],
    ["ar", "prompt-ar"],
    ["he", "prompt-rtl"],
  ]) {
    await setScreen(session, WINDOW);
    dialog = await reopenPrompt(session, { ...NAMES, locale: tag });
    await show(WINDOW, name);
    const isRtl = ["ar", "he"].includes(tag);
    assert.equal(await styleOf("title", "direction"), isRtl ? "rtl" : "ltr", tag);
    const sides = await session.run((element) => {
      const root = element.getRootNode();
      const middle = (id) => {
        const { left, width } = root.getElementById(id).getBoundingClientRect();
        return left + width / 2;
      };
      const [label, time, bar, track] = ["label", "time", "bar", "track"].map(middle);
      const nameStart = document.createRange();
      nameStart.selectNodeContents(root.getElementById("application"));
      const nameIsRight = nameStart.getBoundingClientRect().left > innerWidth / 2;
      return { timeIsRight: time > label, barIsRight: bar > track, nameIsRight };
    }, dialog);
    assert.deepEqual(sides, { timeIsRight: !isRtl, barIsRight: isRtl, nameIsRight: isRtl }, tag);
  }
});

test("nothing moves for those who want no motion; for others it does (R159)", async () => {
  dialog = await reopenPrompt(session, NAMES);
  await show({ ...WINDOW, prefersReducedMotion: "reduce" });
  assert.equal(await styleOf("", "animationName"), "none");
  assert.equal(await styleOf("bar", "transitionDuration"), "0s");
  await show(WINDOW);
  assert.equal(await styleOf("", "animationName"), "enter");
  assert.notEqual(await styleOf("bar", "transitionDuration"), "0s");
});

test("on paper there is the page and no prompt", async () => {
  await show({ ...WINDOW, media: "print" });
  assert.equal(await styleOf("", "display"), "none");
  assert.equal(await secretVisible(session), true);
  await show(WINDOW);
  assert.equal(await styleOf("", "display"), "block");
});

test("what the description of the themes names is what can be set, and nothing else", async () => {
  const readme = read("themes/README.md");
  const documented = [...readme.matchAll(/^\| `(--idleguard-[a-z-]+)`/gm)].map(([, name]) => name);
  const css = read("prompt/prompt.css") + read("cover.css");
  const used = [...css.matchAll(/var\(\s*(--idleguard-[a-z-]+)/g)].map(([, name]) => name);
  const schemes = ["--idleguard-light", "--idleguard-dark"];
  const settable = new Set(used.filter((name) => !schemes.includes(name)));
  assert.deepEqual(documented.sort(), [...settable].sort());
  const [, sentence] = readme.match(/of the prompt: (.*?)\. Of the\s+cover/s);
  const parts = await session.run((element) => {
    const all = [element, ...element.querySelectorAll("[part]")];
    return all.map((one) => one.getAttribute("part"));
  }, dialog);
  assert.deepEqual(
    [...sentence.matchAll(/`([a-z-]+)`/g)].map(([, part]) => part).sort(),
    parts.sort(),
  );
});

// The last, for a page that is covered stays so.
test("the cover: legible in both schemes and on every screen, and hides the page on paper", async () => {
  dialog = await openCover(suite);
  await show(WINDOW, "cover-light");
  assert.equal(await assertContrasts("light"), 2);
  await show({ ...WINDOW, ...DARK }, "cover-dark");
  await assertContrasts("dark");
  for (const [name, screen] of Object.entries(SCREENS)) {
    await setScreen(session, screen);
    assert.deepEqual(await faults(), [], name);
  }
  await show({ ...WINDOW, media: "print" });
  assert.equal(await styleOf("", "display"), "grid");
  assert.equal(await secretVisible(session), false);
});
