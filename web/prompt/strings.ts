// What is written and said: the message with its names, and the ways in which a time is written,
// digits for the eye and words for the ear. It must not know where a text is put, or when.

import type { Strings } from "../api.ts";

/** The message with names when all that it asks for are known, and in its plain form when not. */
export function message(
  strings: Strings,
  names: { organization: string | null; application: string | null },
): string {
  let complete = true;
  const fill = (template: string) =>
    template.replace(/\{(organization|application)\}/g, (_, key: keyof typeof names) => {
      complete &&= Boolean(names[key]);
      return isolated(names[key]);
    });
  const named = fill(strings.messageWithNames);
  return complete ? named : fill(strings.message);
}

/** A name, which may be written in the other direction than what stands around it (R159). */
export function isolated(name: string | null): string {
  return name ? `\u2068${name}\u2069` : "";
}

/** Digits for the eye: "0:59", "15:00", "1:05:09", in the numerals of the locale. */
export function clockTime(seconds: number, locale: string): string {
  const parts = split(seconds);
  return (parts[0] ? parts : parts.slice(1))
    .map((value, i) =>
      new Intl.NumberFormat(locale, { minimumIntegerDigits: i ? 2 : 1 }).format(value),
    )
    .join(":");
}

/** Words for the ear: "1 minute", "2 minutes, 30 seconds", in the language of the locale. */
export function spokenTime(seconds: number, locale: string): string {
  const values = split(seconds);
  const parts = (["hour", "minute", "second"] as const)
    .map((unit, i) => ({ unit, value: values[i] ?? 0 }))
    .filter(({ unit, value }) => value || (unit === "second" && !seconds))
    .map(({ unit, value }) => inUnit(value, unit, locale, "long"));
  return new Intl.ListFormat(locale, { type: "unit" }).format(parts);
}

/**
 * The most that is left, in the few characters that a tab shows: "3 min", "30 sec". It changes only
 * at full minutes and at 30 and 10 seconds, so a hidden tab needs no timer in between.
 */
export function roughTime(seconds: number, locale: string): string {
  const [value, unit] =
    seconds > 30
      ? ([Math.ceil(seconds / 60), "minute"] as const)
      : [seconds > 10 ? 30 : 10, "second" as const];
  return inUnit(value, unit, locale, "short");
}

/** The direction in which the locale is written: "rtl" or "ltr". */
export function direction(locale: string): string {
  // By the script, for browsers differ in how they tell the direction, and Firefox does not.
  const { script = "" } = new Intl.Locale(locale).maximize();
  return /Arab|Hebr|Thaa|Syrc|Nkoo|Adlm/.test(script) ? "rtl" : "ltr";
}

function inUnit(value: number, unit: string, locale: string, unitDisplay: "long" | "short") {
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay }).format(value);
}

function split(seconds: number): [hours: number, minutes: number, seconds: number] {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
}
