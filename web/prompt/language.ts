// In which language the prompt and the cover speak: chosen from what the app, the page and the
// browser say, and loaded when it is not English, which is always there. It must not know what is
// shown.

import type { Options, Strings } from "../api.ts";
import { textsOf } from "../../bindings/browser/text-file.ts";
import english from "./languages/en.json";

/** Nobody waits for these: they are asked for long before a prompt needs them. */
const LOAD_MS = 30_000;

/** The tags of the files in languages/, except English, in one text. The build fills it in. */
declare const IDLEGUARD_LANGUAGES: string;

/** The texts and the language that they are in; both change together. */
export class Language {
  /** BCP 47 tag, also of numbers and durations. */
  locale = "en";
  strings: Strings;

  readonly #options: Options;
  readonly #report: (code: string, detail: unknown) => void;
  #wanted = "en";

  /** English until `follow`. */
  constructor(options: Options, report: (code: string, detail: unknown) => void) {
    this.#options = options;
    this.#report = report;
    this.strings = this.#withOwn({});
  }

  /**
   * Takes the language that is wanted now: the option's, else the page's, else the browser's. Until
   * its texts are there, and when they cannot be had, the last ones stay; asked again at the next
   * call. Resolves to whether something changed.
   */
  async follow(): Promise<boolean> {
    const [locale, file] = this.#choose();
    if (locale === this.#wanted) return false;
    this.#wanted = locale;
    let texts = {};
    try {
      if (file) texts = await textsOf(`languages/${file}.json`, LOAD_MS);
    } catch (error) {
      this.#report("language-unavailable", `${locale}: ${String(error)}`);
      if (this.#wanted === locale) this.#wanted = this.locale;
      return false;
    }
    // While this one was on its way, another may have been asked for.
    if (this.#wanted !== locale) return false;
    this.locale = locale;
    this.strings = this.#withOwn(texts);
    return true;
  }

  /** The tag, and the file with its texts; none for English. */
  #choose(): [locale: string, file: string | null] {
    const { locale, strings } = this.#options;
    const tags = [locale, document.documentElement?.lang, ...navigator.languages];
    for (const tag of tags) {
      const known = tag ? parsed(tag) : null;
      if (!known) continue;
      const file = fileOf(known);
      // An app that brings its own words knows what language they are in.
      if (file !== undefined) return [known.toString(), file];
      if (tag === locale && strings) return [known.toString(), null];
    }
    return ["en", null];
  }

  /** The app's own words in place of some. Unknown keys and non-texts are ignored. */
  #withOwn(texts: Partial<Strings>): Strings {
    const strings: Strings = { ...english, titleMark: "\u23f3" };
    for (const key of Object.keys(strings) as (keyof Strings)[]) {
      for (const text of [texts[key], this.#options.strings?.[key]] as unknown[]) {
        if (typeof text === "string") strings[key] = text;
      }
    }
    return strings;
  }
}

/** The file with the texts for a tag; null: they are here already; nothing: there are none. */
function fileOf(tag: Intl.Locale): string | null | undefined {
  const { language, script } = tag.maximize();
  if (language === "en") return null;
  // Norwegian is written in two ways, and read by all in either.
  const names = [`${language}-${script}`, language.replace(/^n[no]$/, "nb")];
  return names.find((name) => IDLEGUARD_LANGUAGES.split(" ").includes(name));
}

function parsed(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag.replace("_", "-"));
  } catch {
    return null; // a page may say anything about its language
  }
}
