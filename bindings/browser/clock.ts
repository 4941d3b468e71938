// The browser's clocks and its one kind of timer, taken when the script runs: a page that replaces
// `Date.now` or `setTimeout` later changes nothing here.

/** Milliseconds everywhere. Injected by tests and by demonstrations that run fast. */
export interface Clock {
  wall(): number;
  mono(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(id: unknown): void;
}

export const systemClock: Clock = {
  wall: Date.now.bind(Date),
  mono: performance.now.bind(performance),
  setTimeout: setTimeout.bind(globalThis),
  clearTimeout: clearTimeout.bind(globalThis) as (id: unknown) => void,
};
