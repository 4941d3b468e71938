// A record that others read over and over must stay small: how stores of a hub join entries, and
// which they drop first when there are too many. It knows of sessions only what the keys say.

import type { Entry } from "./protocol.ts";
import { isEntry, wins } from "./record-entries.ts";

const MOST_KEPT = 40;
/**
 * Servers refuse requests with more than 8 KB of headers, as common ones are set up, and every
 * request below the cookies' path carries them.
 */
const MOST_BYTES = 4096;
const COST_EACH = "=; ".length;

/** Puts into `known` what is an entry and wins there. */
export function join(known: Map<string, string>, entries: readonly Entry[], now: number): void {
  for (const entry of entries) {
    if (!isEntry(entry, now)) continue;
    const [key, value] = entry;
    if (wins(key, value, known.get(key))) known.set(key, value);
  }
}

/**
 * The session itself and its ends first, then what else is said of it: never dropped. Then the ends
 * of other sessions, which sessions were seen, and whatever else is said of others; last what is
 * never told to other sites (X, R, H: each has its own server). Among equals the newest come first.
 */
export function byImportance(all: ReadonlyMap<string, string>): Entry[] {
  const current = all.get("g")?.slice(15, 47) ?? "none";
  const rankOf = ([key]: Entry): number => {
    const isCurrent = key.slice(2, 34) === current;
    if (key === "g" || key === "B") return 0;
    if (/^[XRH]/.test(key)) return 6;
    if (isCurrent) return key.startsWith("E") ? 1 : 2;
    return key.startsWith("E") ? 3 : key.startsWith("Z") ? 4 : 5;
  };
  return [...all].sort((a, b) => rankOf(a) - rankOf(b) || (a[1] < b[1] ? 1 : -1));
}

/** As many of `ordered` as there is room for; `lengthOf`: of the name that a key is kept under. */
export function withinBounds(
  ordered: readonly Entry[],
  lengthOf: (key: string) => number,
): Map<string, string> {
  const kept = new Map<string, string>();
  let bytes = 0;
  for (const [key, value] of ordered) {
    bytes += lengthOf(key) + value.length + COST_EACH;
    if (kept.size === MOST_KEPT || bytes > MOST_BYTES) break;
    kept.set(key, value);
  }
  return kept;
}
