// The languages of the prompt and the cover: complete, and laid out in a real browser on a phone,
// on a desktop and at 400 %. One page speaks them all, one after the other. Whether a sentence is
// good is for people to say, not for this file.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import {
  layoutFaults,
  openCover,
  openPrompt,
  reopenPrompt,
  setScreen,
  settled,
  TEXTS,
} from "../support/appearance.mjs";
import { openSuite } from "../support/suite.mjs";

const FOLDER = fileURLToPath(new URL("../../../web/prompt/languages/", import.meta.url));
const SCREENS = {
  "a phone": { width: 320, height: 568 },
  "a desktop": { width: 1280, height: 800 },
  "400 %": { width: 320, height: 256, zoom: 4 },
};
const NAMES = { organization: "Contoso", application: "Contoso Mail" };
const RIGHT_TO_LEFT = ["ar", "fa", "he"];

const read = (tag) => JSON.parse(readFileSync(`${FOLDER}${tag}.json`, "utf8"));
const tags = readdirSync(FOLDER).map((file) => basename(file, ".json"));
const english = read("en");

const placeholders = (text) => (text.match(/\{\w*\}/g) ?? []).sort();
const words = (text) => text.toLowerCase().match(/[a-z]{3,}/g) ?? [];
/** Words that only English has. "Session" and "organisation" are at home elsewhere, too. */
const ENGLISH = new Set(["you", "your", "the", "are", "has", "have", "this", "stay", "out"]);

describe("the texts of a language", () => {
  test("there are twenty-four at least, two of them from right to left", () => {
    assert.ok(tags.length >= 24, `${tags.length}`);
    assert.ok(RIGHT_TO_LEFT.filter((tag) => tags.includes(tag)).length >= 2);
  });

  for (const tag of tags) {
    test(`${tag}: the same texts as in English, none empty, none left in English`, () => {
      const [canonical] = Intl.getCanonicalLocales(tag);
      assert.equal(canonical, tag, "a tag as browsers write it");
      const texts = read(tag);
      assert.deepEqual(Object.keys(texts), Object.keys(english));
      for (const [key, text] of Object.entries(texts)) {
        assert.equal(text, text.trim(), key);
        assert.ok(text.length > 1, `${key} is empty`);
        assert.deepEqual(placeholders(text), placeholders(english[key]), key);
        if (tag === "en") continue;
        assert.notEqual(text, english[key], key);
        const left = words(text.replace(/\{\w+\}/g, "")).filter((word) => ENGLISH.has(word));
        assert.deepEqual(left, [], `${key}: English words`);
      }
    });
  }
});

/** Runs in a page: those of the letters that are drawn as the box of a letter that no font has. */
function boxesAmong(all) {
  const size = 32;
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.font = "20px system-ui";
  context.textBaseline = "top";
  const drawn = (letter) => {
    context.clearRect(0, 0, size, size);
    context.fillText(letter, 4, 4);
    return context.getImageData(0, 0, size, size).data.join();
  };
  // A code point that will never stand for a letter.
  const box = drawn("\u{10fffe}");
  return all.filter((letter) => drawn(letter) === box);
}

describe("laid out", () => {
  let suite;
  let session;

  before(async () => {
    suite = await openSuite();
    session = suite.session;
    await setScreen(session, SCREENS["a desktop"]);
    await openPrompt(suite, NAMES);
  });

  after(() => suite?.close());

  /** What is shown, to be compared with what should be. */
  const shown = (dialog) =>
    session.run((element) => {
      const root = element.getRootNode();
      const { lang, dir } = root.host;
      const text = (id) => root.getElementById(id).textContent.replace(/[\u2068\u2069]/g, "");
      return { lang, dir, title: text("title"), message: text("message"), stay: text("stay") };
    }, dialog);

  for (const tag of tags) {
    test(`${tag}: in its language and direction, with nothing cut off (R159)`, async () => {
      const texts = read(tag);
      const dialog = await reopenPrompt(session, { ...NAMES, locale: tag });
      assert.deepEqual(await shown(dialog), {
        lang: tag,
        dir: RIGHT_TO_LEFT.includes(tag) ? "rtl" : "ltr",
        title: texts.title,
        message: texts.messageWithNames.replace("{organization}", NAMES.organization),
        stay: texts.stay,
      });
      await settled(session, dialog);
      for (const [name, screen] of Object.entries(SCREENS)) {
        await setScreen(session, screen);
        assert.deepEqual(await session.run(layoutFaults, dialog, TEXTS), [], name);
      }
    });
  }

  test("every letter of every language is drawn, and none as an empty box", async () => {
    const letters = new Set(tags.flatMap((tag) => Object.values(read(tag)).flatMap((t) => [...t])));
    const visible = [...letters].filter((letter) => /[\p{L}\p{N}\p{P}]/u.test(letter));
    const boxes = await session.run(boxesAmong, visible);
    assert.ok(visible.length > 500, "there are letters to draw");
    assert.deepEqual(boxes, []);
  });

  test("the cover has room for what it says in any of them", async () => {
    // A covered page speaks one language: its own texts are put in the place of those.
    const cover = await openCover(suite);
    const say = (dialog, { coverTitle, coverMessage }) => {
      const root = dialog.getRootNode();
      root.getElementById("title").textContent = coverTitle;
      root.getElementById("message").textContent = coverMessage;
    };
    for (const [name, screen] of Object.entries(SCREENS)) {
      await setScreen(session, screen);
      for (const tag of tags) {
        await session.run(say, cover, read(tag));
        assert.deepEqual(await session.run(layoutFaults, cover, TEXTS), [], `${tag} on ${name}`);
      }
    }
  });
});
