// Which clicks and key presses led to a request of the app (R79), for a rule under which nothing
// else is activity. The page is only watched: its functions stay as they are. A request is known
// when it is finished, so a press waits here until then; what counts is when the user acted.

import type { View } from "./frames.ts";

/** How soon after a press a request is taken for its consequence. Real time, whatever the clock. */
const WINDOW_MS = 1000;
/** Two readings of one clock, each rounded for safety by the browser, may differ by this. */
const ROUNDING_MS = 2;
/** Most presses that wait: they are many only while a fast typist waits for a slow answer. */
const MOST_PRESSES = 100;

const ownAddresses = new Set<string>();

/** `fetch` on our own behalf, which must never be taken for a request of the app. */
export function ownFetch(address: string | URL, init: RequestInit): Promise<Response> {
  const { href } = new URL(address, location.href);
  ownAddresses.add(href);
  return fetch(href, init);
}

/** Real time, and what the clock said. */
type Press = [at: number, wall: number, mono: number];

export class Requests {
  readonly #counted: (wall: number, mono: number) => void;
  readonly #observers = new WeakMap<View, PerformanceObserver>();
  #presses: Press[] = [];

  /** `counted` is called with each press that led to a request. */
  constructor(counted: (wall: number, mono: number) => void) {
    this.#counted = counted;
  }

  /** The user pressed something. */
  pressed(press: Press): void {
    this.#presses = [...this.#presses.slice(-MOST_PRESSES), press];
  }

  /** A request was begun, perhaps long ago. */
  began(at: number): void {
    const press = this.#presses.filter(([pressed]) => pressed - ROUNDING_MS <= at).pop();
    if (!press || at - press[0] > WINDOW_MS) return;
    this.#presses = this.#presses.filter(([pressed]) => pressed > press[0]);
    this.#counted(press[1], press[2]);
  }

  /** No longer sees the requests of a window. */
  ignore(view: View): void {
    this.#observers.get(view)?.disconnect();
  }

  /** Sees the requests of a window, where the browser shows them. */
  watch(view: View): void {
    if (!view.PerformanceObserver) return;
    const timeline = view.performance;
    const observer = new view.PerformanceObserver((list) => {
      // A frame's begins when the frame does.
      const offset = performance.now() - timeline.now();
      for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
        if (
          /^(fetch|xmlhttprequest|iframe)$/.test(entry.initiatorType) &&
          !ownAddresses.has(entry.name)
        ) {
          this.began(entry.startTime + offset);
        }
      }
    });
    this.#observers.set(view, observer);
    // Buffered: nothing is lost when a window is watched again.
    observer.observe({ type: "resource", buffered: true });
  }
}
