// What was observed, in the words of the table. Everything here is computed from the notes of tabs.

import { SIGN_OUT_AFTER } from "./world.mjs";

/** Libraries that look once a second, and timers that a step makes late. */
const TOLERANCE = 5;

/** Nobody waits for longer than that for an end that does not come. */
const PATIENCE = 60;

export const ON_TIME = "signed out on time";
export const NEVER = "not signed out";

/**
 * Time passes until the tab is signed out, and a minute longer than it should: whether that was on
 * time after the last activity, at the second `from`. `each` is done after every second.
 */
export async function endOf(tab, from, each = () => {}) {
  const { world } = tab;
  const due = from + SIGN_OUT_AFTER;
  while (tab.state !== "ended" && world.now < due + PATIENCE) await world.pass(1, each);
  const at = tab.since("ended");
  if (at === null) return NEVER;
  const late = at - due;
  if (late < -TOLERANCE) return "signed out early";
  return late > TOLERANCE ? "signed out late" : ON_TIME;
}

export const STAYS = "stays signed in";

/** What happened to somebody who was there all the time. */
export function whileActive(tabs) {
  const worst = (state) => tabs.some((tab) => tab.since(state) !== null);
  if (worst("ended")) return "signed out while active";
  return worst("warning") ? "asked while active" : STAYS;
}

/** One of several words, by a state. */
export const byState = ({ state }, words) => words[state] ?? `is ${state}`;
