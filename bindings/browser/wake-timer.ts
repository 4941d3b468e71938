// The one timer of a session. Timers are hints: early, late and repeated wake-ups are all answered
// by looking again (R93), so nothing here counts or promises anything.

import type { Clock } from "./clock.ts";

/** A longer delay overflows and fires at once (R95). */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export class WakeTimer {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #at: number | null = null;
  #id: unknown;

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Replaces the wake-up; `null` removes it. The same one again re-arms nothing. */
  set(at: number | null): void {
    if (at === this.#at) return;
    if (this.#at !== null) this.#clock.clearTimeout(this.#id);
    this.#at = at;
    if (at === null) return;
    const delay = Math.max(0, Math.ceil(at - this.#clock.mono()));
    this.#id = this.#clock.setTimeout(
      () => {
        this.#at = null;
        this.#wake();
      },
      Math.min(delay, LONGEST_DELAY_MS),
    );
  }
}
