// Waiting for conditions: the only way in which browser tests wait. A condition is asked again and
// again until it holds, never longer than a limit, and whoever gives up says what was waited for
// and what was seen last. An error thrown by a condition counts as "not yet", because a page that
// is navigating answers with errors; the last one is told when time is up.

import { setTimeout as pause } from "node:timers/promises";

const POLL_INTERVAL_MS = 20;

export class GaveUp extends Error {
  constructor(what, timeoutMs, lastSeen) {
    super(`waited ${timeoutMs} ms for ${what}; ${lastSeen}`);
    this.name = "GaveUp";
  }
}

/** Returns the first truthy value of `condition()`, or throws {@link GaveUp}. */
export async function until(condition, { timeoutMs = 10_000, what }) {
  if (!what) throw new TypeError("until() needs { what }: the thing that is waited for");
  const endAt = Date.now() + timeoutMs;
  let lastSeen = "nothing was seen";
  do {
    try {
      const value = await limited(condition(), Math.max(1, endAt - Date.now()));
      if (value) return value;
      lastSeen = `last seen: ${JSON.stringify(value)}`;
    } catch (error) {
      lastSeen = `last error: ${error.message}`;
    }
    await pause(POLL_INTERVAL_MS);
  } while (Date.now() < endAt);
  throw new GaveUp(what, timeoutMs, lastSeen);
}

/** Rejects when `promise` takes longer than `timeoutMs`; what it later brings is ignored. */
export async function limited(promise, timeoutMs, what = "an answer") {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new GaveUp(what, timeoutMs, "none came")), timeoutMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
