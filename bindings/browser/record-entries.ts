// What the written form of a record's entries says to whoever does not know what they mean
// (core/record.hpp): which text is an entry at all, and which of two values under one key stays.
// Stores that cannot ask the core join by this, and come to the same: a test compares the two.

import type { Entry } from "./protocol.ts";

/** By kind, key and value: letter, session, group; a stamp and what the kind adds to it. */
const FORMS: readonly [RegExp, RegExp][] = [
  [/^([LSUXR]:[0-9a-f]{32}:[0-4]|[HZ]:[0-9a-f]{32}|B)$/, /^\d{15}$/],
  [/^E:[0-9a-f]{32}:[0-4]$/, /^\d{15}(idle|user|external|policy|internal)$/],
  [/^P:[0-9a-f]{32}:[0-4]$/, /^\d{15}[0-9a-f]{64}$/],
  [/^g$/, /^\d{15}([0-9a-f]{32}){1,2}$/],
];
/** Of these the first stays: an end, and the policies that a session keeps (R41). */
const FIRST_STAYS = /^(E|P:.*[123]$)/;
/** Further ahead a stamp is nonsense (R106), and would stand in the way of every true one. */
const FURTHEST_AHEAD_MS = 366 * 864e5;

/** Most entries of one message or one record. */
export const MOST_ENTRIES = 128;

/** False for what cannot have been written by a session. `now`: wall time. */
export function isEntry(entry: unknown, now: number): entry is Entry {
  if (!Array.isArray(entry) || entry.length !== 2) return false;
  const [key, value] = entry as unknown[];
  if (typeof key !== "string" || typeof value !== "string") return false;
  // What no page can read must not win either: an end that is none would hide the true one.
  if (!FORMS.some(([ofKey, ofValue]) => ofKey.test(key) && ofValue.test(value))) return false;
  const stamp = Number(value.slice(0, 15));
  return stamp > 0 && stamp <= FURTHEST_AHEAD_MS + (key === "B" ? 0 : now);
}

/** What of it is about the sign-in that is the current one, and nobody else's. */
export function ofCurrentSignIn(entries: readonly Entry[]): Entry[] {
  const [, generation = ""] = entries.find(([key]) => key === "g") ?? [];
  return entries.filter(([key]) => key.length === 1 || generation.includes(key.slice(2, 34)));
}

/** Whether `value` replaces `other` under `key`: a total order, so joining in any order is one. */
export function wins(key: string, value: string, other: string | undefined): boolean {
  if (other === undefined) return true;
  return FIRST_STAYS.test(key) ? value < other : value > other;
}
