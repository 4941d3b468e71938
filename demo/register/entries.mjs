// What a valid entry is, which of two values under one key stays, and which entries stay when there
// are too many: the rules of README.md, the same as the page's own (a test compares the two). It
// knows nothing of requests or stores, nor what an entry means.

/** By kind, key and value: letter, session, group; a stamp and what the kind adds to it. */
const FORMS = [
  [/^([LSUXR]:[0-9a-f]{32}:[0-4]|[HZ]:[0-9a-f]{32}|B)$/, /^\d{15}$/],
  [/^E:[0-9a-f]{32}:[0-4]$/, /^\d{15}(idle|user|external|policy|internal)$/],
  [/^P:[0-9a-f]{32}:[0-4]$/, /^\d{15}[0-9a-f]{64}$/],
  [/^g$/, /^\d{15}([0-9a-f]{32}){1,2}$/],
];
/** Of these the first stays: an end, and the policies that a session keeps. */
const FIRST_STAYS = /^(E|P:.*[123]$)/;
/** Further ahead a stamp is nonsense, and would stand in the way of every true one. */
const FURTHEST_AHEAD_MS = 366 * 864e5;

/** Most entries of a request, and of a record. */
export const MOST_ENTRIES = 128;

/** `now`: the server's wall time in milliseconds. */
export function isEntry(entry, now) {
  if (!Array.isArray(entry) || entry.length !== 2) return false;
  const [key, value] = entry;
  if (typeof key !== "string" || typeof value !== "string") return false;
  // What no page can read must not win either: an end that is none would hide the true one.
  if (!FORMS.some(([ofKey, ofValue]) => ofKey.test(key) && ofValue.test(value))) return false;
  const stamp = Number(value.slice(0, 15));
  return stamp > 0 && stamp <= FURTHEST_AHEAD_MS + (key === "B" ? 0 : now);
}

/** Whether `value` replaces `other` (undefined: there is none) under `key`. */
export function wins(key, value, other) {
  if (other === undefined) return true;
  return FIRST_STAYS.test(key) ? value < other : value > other;
}

/** `B` is a difference of clocks and `g` as old as the session: no value is newer than these. */
const ageOf = ([key, value]) => (key === "B" || key === "g" ? "~" : value);

/** Later ones first; keys decide between equal ones, so that every store comes to the same. */
function byAge(a, b) {
  const [older, newer] = [ageOf(a), ageOf(b)];
  if (older !== newer) return older < newer ? 1 : -1;
  return a[0] < b[0] ? -1 : 1;
}

/** Which entries of a record that has too many must go; a record of the usual size loses none. */
export function surplus(entries) {
  if (entries.length <= MOST_ENTRIES) return [];
  return [...entries].sort(byAge).slice(MOST_ENTRIES);
}
