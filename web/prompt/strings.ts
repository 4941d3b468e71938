// The texts that a user reads, in English, and the two ways in which a time is written: digits for
// the eye and words for the ear. It must not know where a text is put, or when.

import type { Strings } from "../api.ts";

/** The texts used when the host gives none (R115). */
export const english: Readonly<Strings> = {
  title: "Your session is about to end",
  message:
    "You have not been active for a while. Your organization signs people out after a time " +
    "without activity. Do you want to stay signed in?",
  messageWithNames:
    "You have not been active for a while. {organization} signs people out after a time " +
    "without activity. Do you want to stay signed in?",
  stay: "Stay signed in",
  continue: "Continue",
  signOut: "Sign out now",
  remaining: "Time left",
  // Not "signed out": the cover comes off again when the record turns out to have been stale.
  coverTitle: "This page is hidden",
  coverMessage:
    "Your session has ended or is being checked, and the content is hidden to protect it. " +
    "If this page stays, reload it.",
  titleMark: "⏳",
};

/** The English texts, the host's own in place of some. Unknown keys and non-texts are ignored. */
export function withOverrides(overrides: Partial<Strings> = {}): Strings {
  const strings: Strings = { ...english };
  for (const key of Object.keys(english) as (keyof Strings)[]) {
    const text: unknown = overrides[key];
    if (typeof text === "string") strings[key] = text;
  }
  return strings;
}

/** The message with names when all that it asks for are known, and in its plain form when not. */
export function message(
  strings: Strings,
  names: { organization: string | null; application: string | null },
): string {
  let complete = true;
  const fill = (template: string) =>
    template.replace(/\{(organization|application)\}/g, (_, key: keyof typeof names) => {
      complete &&= Boolean(names[key]);
      return names[key] ?? "";
    });
  const named = fill(strings.messageWithNames);
  return complete ? named : fill(strings.message);
}

/** Digits for the eye: "0:59", "15:00", "1:05:09", in the numerals of the locale. */
export function clockTime(seconds: number, locale: string): string {
  const tag = usable(locale);
  const parts = split(seconds);
  return (parts[0] ? parts : parts.slice(1))
    .map((value, i) =>
      new Intl.NumberFormat(tag, { minimumIntegerDigits: i ? 2 : 1 }).format(value),
    )
    .join(":");
}

/** Words for the ear: "1 minute", "2 minutes, 30 seconds", in the language of the locale. */
export function spokenTime(seconds: number, locale: string): string {
  const tag = usable(locale);
  const values = split(seconds);
  const parts = ["hour", "minute", "second"]
    .map((unit, i) => ({ unit, value: values[i] ?? 0 }))
    .filter(({ unit, value }) => value || (unit === "second" && !seconds))
    .map(({ unit, value }) =>
      new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay: "long" }).format(value),
    );
  return new Intl.ListFormat(tag, { type: "unit" }).format(parts);
}

/** The direction in which the locale is written: "rtl" or "ltr". */
export function direction(locale: string): string {
  type Info = { textInfo?: { direction?: string }; getTextInfo?(): { direction?: string } };
  const info = new Intl.Locale(usable(locale) ?? "en") as Info;
  const known = (info.getTextInfo?.() ?? info.textInfo)?.direction;
  // Firefox has neither form of textInfo.
  return known ?? (/^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b|-arab/i.test(locale) ? "rtl" : "ltr");
}

function split(seconds: number): [hours: number, minutes: number, seconds: number] {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
}

// Intl throws for a tag that is not well formed; a prompt in the browser's own language is better
// than none.
function usable(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale)[0];
  } catch {
    return undefined;
  }
}
