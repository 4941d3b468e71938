// What becomes of the page: shown, hidden, left, cached, brought back, frozen, on and off the
// network (R94). Each is reported as an event of the core, and nothing is decided here. No `unload`
// handler: it would keep the page out of the back/forward cache (R99).

import type { CoreEvent } from "./protocol.ts";

export class PageLifecycle {
  readonly #report: (event: CoreEvent) => void;

  constructor(report: (event: CoreEvent) => void) {
    this.#report = report;
    for (const [target, type] of subscriptions) target.addEventListener(type, this, true);
  }

  /** Removes every listener; for good. */
  stop(): void {
    for (const [target, type] of subscriptions) target.removeEventListener(type, this, true);
  }

  handleEvent(event: Event): void {
    // `focus` and `blur` of elements pass here too.
    if (event.type === "focus" && event.target !== window) return;
    const report = reports[event.type]?.(event);
    if (report) this.#report(report);
  }
}

const reports: Record<string, (event: Event) => CoreEvent | null> = {
  visibilitychange: () => [document.hidden ? "pageHidden" : "pageShown"],
  focus: () => ["woke"],
  pageshow: (event) => ((event as PageTransitionEvent).persisted ? ["pageReturned"] : ["woke"]),
  pagehide: (event) => ["pageLeft", (event as PageTransitionEvent).persisted],
  resume: () => ["pageReturned"],
  online: () => ["networkChanged", true],
  offline: () => ["networkChanged", false],
};

const subscriptions: [EventTarget, string][] = [
  [document, "visibilitychange"],
  [document, "resume"],
  [window, "focus"],
  [window, "pageshow"],
  [window, "pagehide"],
  [window, "online"],
  [window, "offline"],
];
