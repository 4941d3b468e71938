// In which language the prompt and the cover speak, and what a page loads for it. That every one
// fits is languages.test.mjs. The browser of these tests is set to Danish, then French.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { basicOptions } from "../support/app-page.mjs";
import {
  advanceTo,
  hasPrompt,
  openApps,
  openSuite,
  openTabFor,
  untilTab,
} from "../support/suite.mjs";
import { until } from "../support/until.mjs";

const LANGUAGES = fileURLToPath(new URL("../../../web/prompt/languages", import.meta.url));

let suite;
let session;

before(async () => {
  suite = await openSuite({ prefs: { "intl.accept_languages": "da,fr" } });
  session = suite.session;
});

after(() => suite?.close());

const textsIn = (tag) => JSON.parse(readFileSync(join(LANGUAGES, `${tag}.json`), "utf8"));
const [ARABIC, DANISH, ENGLISH, FRENCH, GERMAN, HEBREW] = ["ar", "da", "en", "fr", "de", "he"].map(
  (tag) => textsIn(tag),
);

/** A page with a prompt; `page` as for `appUrl`. Returns its host. */
async function openWithPrompt(t, options, page, prepare = () => {}) {
  const host = suite.site.host();
  prepare(host);
  const all = basicOptions({ clock: "offset", ...options });
  await openApps(t, session, [host.appUrl(all, page)]);
  await showPrompt();
  return host;
}

async function showPrompt() {
  await advanceTo(session, "warn", -1000);
  await session.until(hasPrompt, { what: "the prompt" });
}

const part = async (id) =>
  (await (await session.find("idleguard-prompt")).findInShadow(`#${id}`)).text();

/** Waits for the texts: the prompt is there before them if it comes right after the start. */
async function untilSays(id, expected) {
  const says = async () => (await part(id)) === expected;
  await until(says, { what: `${id} to say ${expected}` }).catch(async (error) => {
    assert.equal(await part(id), expected, error.message);
  });
}

const languagesLoaded = (host) =>
  host
    .requests()
    .map(({ path }) => /\/languages\/(.*)\.json$/.exec(path)?.[1])
    .filter(Boolean);

for (const [why, options, lang, title, loaded] of [
  ["the option goes first", { locale: "de-AT" }, "fr", GERMAN.title, ["de"]],
  ["without an option, the page's language", {}, "fr-CA", FRENCH.title, ["fr"]],
  ["a page in English loads nothing more", {}, "en-GB", ENGLISH.title, []],
  ["a page that names no language: the browser's", {}, "", DANISH.title, ["da"]],
  ["a page in one that there are no texts in: the browser's", {}, "tlh", DANISH.title, ["da"]],
  [
    "an option that there are no texts in: the page's",
    { locale: "tlh" },
    "fr",
    FRENCH.title,
    ["fr"],
  ],
  ["a page whose tag is not one: the browser's", {}, "my language", DANISH.title, ["da"]],
  ["a page whose tag is nearly one", {}, "de_CH", GERMAN.title, ["de"]],
]) {
  // R115
  test(`the prompt is in the right language: ${why}`, async (t) => {
    const host = await openWithPrompt(t, options, { lang });
    await untilSays("title", title);
    assert.deepEqual(languagesLoaded(host), loaded);
  });
}

test("languages with several scripts or names are found by any of their tags", async (t) => {
  for (const [lang, file] of [
    ["zh-TW", "zh-Hant"],
    ["zh-Hant-MO", "zh-Hant"],
    ["zh", "zh-Hans"],
    ["zh-SG", "zh-Hans"],
    ["nn", "nb"],
    ["no", "nb"],
    ["iw", "he"],
    ["pt-PT", "pt"],
  ]) {
    const host = suite.site.host();
    await openApps(t, session, [host.appUrl(basicOptions(), { lang })]);
    const isLoaded = async () => languagesLoaded(host).length > 0;
    await until(isLoaded, { what: `texts for ${lang}` });
    assert.deepEqual(languagesLoaded(host), [file], lang);
  }
});

test("an app that changes its language before the prompt is asked in the new one", async (t) => {
  const host = suite.site.host();
  await openApps(t, session, [
    host.appUrl(basicOptions({ clock: "offset", organization: "Contoso (UK)" }), { lang: "fr" }),
  ]);
  await session.run(() => (document.documentElement.lang = "ar-EG"));
  await showPrompt();
  await untilSays("title", ARABIC.title);
  assert.deepEqual(languagesLoaded(host), ["fr", "ar"]);
  const direction = await session.run(() => document.querySelector("idleguard-prompt").dir);
  assert.equal(direction, "rtl");
  assert.match(await part("message"), /\u2068Contoso \(UK\)\u2069/, "the name keeps its direction");
  assert.match(await part("time"), /^١:[٤٥]/);
});

test("texts that cannot be had leave the prompt in English, and say so", async (t) => {
  for (const reply of [
    { status: 404, text: "" },
    { status: 404, json: { error: 1 } },
    { html: "<title>the app</title>" },
  ]) {
    const host = await openWithPrompt(t, { locale: "de", application: "Mail" }, {}, (h) =>
      h.page("/idleguard/languages/de.json", reply),
    );
    await untilSays("title", ENGLISH.title);
    assert.match(await part("time"), /^1:5/);
    const said = await session.run(() => guard.status.problems.map(({ code }) => code));
    assert.deepEqual(said, ["language-unavailable"]);
    const lang = await session.run(() => document.querySelector("idleguard-prompt").lang);
    assert.equal(lang, "en", "what is English is read out as English");
    assert.ok(languagesLoaded(host).length >= 1);
  }
});

// R115, R118. In a hidden tab nothing else is drawn for a minute.
test("texts that come after the prompt are shown at once", async (t) => {
  const texts = {};
  texts.given = new Promise((resolve) => (texts.give = resolve));
  const host = suite.site.host();
  host.on("/idleguard/languages/ar.json", () => texts.given);
  const url = host.appUrl(basicOptions({ clock: "offset" }), { lang: "ar-EG" });
  const [tab] = await openApps(t, session, [url]);
  await showPrompt();
  await openTabFor(t, session);
  const isEnglish = () => document.title.startsWith("⏳ 2 min");
  await untilTab(session, tab, isEnglish, { what: "the title in English" });
  texts.give({ json: ARABIC });
  const isArabic = () => /^⏳ .*[ء-ي]/.test(document.title);
  await untilTab(session, tab, isArabic, { what: "the title in Arabic" });
});

test("a language that fails late does not take the place of the one asked for since", async (t) => {
  const [french, arabic] = [{}, {}];
  for (const reply of [french, arabic]) {
    reply.given = new Promise((resolve) => (reply.give = resolve));
  }
  const host = suite.site.host();
  host.on("/idleguard/languages/fr.json", () => french.given);
  host.on("/idleguard/languages/ar.json", () => arabic.given);
  await openApps(t, session, [host.appUrl(basicOptions({ clock: "offset" }), { lang: "fr" })]);
  await session.run(() => (document.documentElement.lang = "ar"));
  await showPrompt();
  await until(() => languagesLoaded(host).length === 2, { what: "both to be asked for" });
  french.give({ status: 404, text: "" });
  await session.until(() => guard.status.problems.length === 1, { what: "French to fail" });
  arabic.give({ json: ARABIC });
  await untilSays("title", ARABIC.title);
});

test("an app replaces single texts in any language, or brings one of its own", async (t) => {
  const strings = { title: "Are you still there?", stay: "Yes", unknown: "x", signOut: 7 };
  await openWithPrompt(t, { locale: "de", strings });
  await untilSays("sign-out", GERMAN.signOut);
  assert.equal(await part("title"), "Are you still there?");
  assert.equal(await part("stay"), "Yes");

  const own = { title: "Mae eich sesiwn ar fin dod i ben", remaining: "Amser ar ôl" };
  const host = await openWithPrompt(t, { locale: "cy", strings: own });
  await untilSays("title", own.title);
  assert.equal(await part("label"), own.remaining);
  const lang = await session.run(() => document.querySelector("idleguard-prompt").lang);
  assert.equal(lang, "cy");
  assert.deepEqual(languagesLoaded(host), []);
});

test("the cover speaks the same language, and is read out in it", async (t) => {
  await openWithPrompt(t, { locale: "he", signOut: "@never" });
  await untilSays("title", HEBREW.title);
  await advanceTo(session, "end", -1000);
  await session.until(() => document.querySelector("idleguard-cover"), { what: "the cover" });
  const cover = await session.find("idleguard-cover");
  const text = await (await cover.findInShadow("#title")).text();
  assert.equal(text, HEBREW.coverTitle);
  const { lang, dir } = await session.run(({ lang, dir }) => ({ lang, dir }), cover);
  assert.deepEqual({ lang, dir }, { lang: "he", dir: "rtl" });
  assert.equal(await session.title(), text);
});
