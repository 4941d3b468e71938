// The browser's clocks and its one kind of timer, taken when the script runs: a page that replaces
// `Date.now` or `performance.now` later changes nothing here.

import { realTime } from "./real-time.ts";

/** Milliseconds everywhere. Injected by tests and by demonstrations that run fast. */
export interface Clock {
  wall(): number;
  mono(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(id: unknown): void;
}

const { timeout } = AbortSignal;

export const systemClock: Clock = {
  ...realTime,
  // Not the timers with numbers: pages count through the numbers to clear what libraries have left
  // running, and would take the deadline along. Browsers throttle and freeze both kinds alike.
  setTimeout(callback, delayMs) {
    const signal = timeout(delayMs);
    signal.onabort = callback;
    return signal;
  },
  clearTimeout(signal) {
    (signal as AbortSignal).onabort = null;
  },
};
