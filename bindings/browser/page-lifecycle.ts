// What becomes of the page: shown, hidden, left, cached, brought back, frozen, on and off the
// network (R94). Each is reported as an event of the core, and nothing is decided here. No `unload`
// handler: it would keep the page out of the back/forward cache (R99).

import type { ListenerVerb } from "./activity.ts";
import { EventType } from "./protocol.ts";
import type { CoreEvent } from "./protocol.ts";

export class PageLifecycle {
  readonly #report: (event: CoreEvent) => void;

  constructor(report: (event: CoreEvent) => void) {
    this.#report = report;
    this.#listen("addEventListener");
  }

  /** Removes every listener; for good. */
  stop(): void {
    this.#listen("removeEventListener");
  }

  /** Of the window, where the events of the document pass first, whether or not they bubble. */
  #listen(verb: ListenerVerb): void {
    for (const type of Object.keys(reports)) window[verb](type, this, true);
  }

  handleEvent(event: Event): void {
    // `focus` and `blur` of elements pass here too.
    if (event.type === "focus" && event.target !== window) return;
    const report = reports[event.type]?.(event);
    if (report) this.#report(report);
  }
}

const reports: Record<string, (event: Event) => CoreEvent | null> = {
  visibilitychange: () => [document.hidden ? EventType.pageHidden : EventType.pageShown],
  focus: () => [EventType.woke],
  pageshow: (event) =>
    (event as PageTransitionEvent).persisted ? [EventType.pageReturned] : [EventType.woke],
  pagehide: (event) => [EventType.pageLeft, (event as PageTransitionEvent).persisted],
  resume: () => [EventType.pageReturned],
  online: () => [EventType.networkChanged, true],
  offline: () => [EventType.networkChanged, false],
};
