// The requests of the app, as far as a page can see them without changing anything of it (R79):
// each is known when it is finished, and then from when it was begun.

import { realTime } from "./real-time.ts";

/** This window, or one of a frame of the same origin. */
export type View = Window & typeof globalThis;

const ownAddresses = new Set<string>();

/**
 * `fetch` on our own behalf, which must never be taken for a request of the app. As by default,
 * cookies go to this origin only.
 */
export function ownFetch(address: string | URL, init: RequestInit): Promise<Response> {
  const { href } = new URL(address, location.href);
  ownAddresses.add(href);
  return fetch(href, init);
}

/** Calls `began` with the real time, on this window's time line, of each request of a window. */
export function observeRequests(view: View, began: (at: number) => void): PerformanceObserver {
  const timeline = view.performance;
  const observer = new view.PerformanceObserver((list) => {
    // A frame's begins when the frame does.
    const offset = realTime.mono() - timeline.now();
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      if (
        /^(fetch|xmlhttprequest|iframe)$/.test(entry.initiatorType) &&
        !ownAddresses.has(entry.name)
      ) {
        began(entry.startTime + offset);
      }
    }
  });
  // Buffered: nothing is lost when a window is observed again.
  observer.observe({ type: "resource", buffered: true });
  return observer;
}
