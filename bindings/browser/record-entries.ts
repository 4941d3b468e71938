// What the written form of a record's entries says without knowing what they mean (core/record.hpp):
// which text is an entry at all, and which of two values under one key stays. Stores that cannot ask
// the core join by this, and come to the same result: a test compares the two.

import type { Entry } from "./protocol.ts";

/** Letter, session, group; the value is fifteen digits and what the kind adds to them. */
const KEY = /^([LSUEXRP]:[0-9a-f]{32}:[0-4]|[HZ]:[0-9a-f]{32}|B|g)$/;
const VALUE = /^\d{15}([a-z]{4,8}|[0-9a-f]{32}|[0-9a-f]{64})?$/;
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
  if (!KEY.test(key) || !VALUE.test(value)) return false;
  return Number(value.slice(0, 15)) <= FURTHEST_AHEAD_MS + (key === "B" ? 0 : now);
}

/** Whether `value` replaces `other` under `key`: a total order, so joining in any order is one. */
export function wins(key: string, value: string, other: string | undefined): boolean {
  if (other === undefined) return true;
  return FIRST_STAYS.test(key) ? value < other : value > other;
}
