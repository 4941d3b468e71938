// One replica in Node, between a pretended record of its origin and a pretended one elsewhere, in
// pretended time.

import { Remote, Store } from "./records.mjs";
import { EPOCH, Time } from "./time.mjs";
import { load } from "./typescript.mjs";

const { Replica } = await load("bindings/browser/replica.ts");

export const MINUTE = 60_000;
export const ID = "0123456789abcdef".repeat(2);
export const stamp = (ms) => String(EPOCH + ms).padStart(15, "0");
export const activity = (ms) => [`L:${ID}:4`, stamp(ms)];

export let time;
export let store;
export let listeners;

/** Before each test: nothing has happened yet. */
export function begin() {
  time = new Time();
  store = new Store();
  listeners = [];
  globalThis.document = { hidden: false };
  globalThis.addEventListener = (type, listener) => listeners.push({ type, listener });
  globalThis.removeEventListener = (type, listener) => {
    listeners = listeners.filter((each) => each.type !== type || each.listener !== listener);
  };
}

/** A replica of `store`, with a pretended record elsewhere. */
export function open(more = {}) {
  const remote = new Remote(time, more);
  const heard = { changes: 0 };
  const replica = new Replica(store, remote, time.clock, () => (heard.changes += 1));
  // A session that is watched by nothing, so that only what a test says matters.
  if (more.begins ?? true) replica.follow(status("disabled", 0), false);
  return { remote, heard, replica };
}

/** A status of the core: fifteen minutes, warned at thirteen. */
export function status(state, lastActivityMs, more = {}) {
  const { warnAfterMs = 13 * MINUTE, signOutAfterMs = 15 * MINUTE } = more;
  const last = EPOCH + lastActivityMs;
  const rest = [last, last + signOutAfterMs, true, []];
  return [state, "C7", null, "custom", warnAfterMs, signOutAfterMs, "withinLimit", ...rest];
}

/** The page is hidden, or comes into view. */
export const show = (isHidden) => {
  document.hidden = isHidden;
  for (const { type, listener } of listeners) {
    if (type === "visibilitychange") listener.handleEvent({ type });
  }
};
