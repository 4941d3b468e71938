// The right to do something that only one tab may do, as a Web Lock held only while it is done. A
// lock alone is not once (a late tab finds it free), so the core also looks for the fact.

export interface ClaimListener {
  /** `exclusive` is false where the browser has no locks: then nobody is kept out. */
  answered(granted: boolean, exclusive: boolean): void;
  /** Another tab took it over. */
  lost(): void;
}

export class Exclusive {
  readonly #name: string;
  readonly #listener: ClaimListener;
  #release: (() => void) | null = null;

  constructor(name: string, listener: ClaimListener) {
    this.#name = name;
    this.#listener = listener;
  }

  /** Asks; the answer comes later. `takeover` takes it from a holder that may be frozen (R98). */
  claim(takeover: boolean): void {
    this.release();
    // Missing on pages without TLS, and in old browsers.
    const { locks } = navigator as Partial<Navigator>;
    if (!locks) {
      queueMicrotask(() => this.#listener.answered(true, false));
      return;
    }
    const options = takeover ? { steal: true } : { ifAvailable: true };
    const held = locks.request(this.#name, options, (lock) => this.#hold(lock));
    held.catch(() => {
      // AbortError: stolen. SecurityError: storage is blocked, and there are no locks after all.
      const wasHeld = this.#release !== null;
      this.#release = null;
      if (wasHeld) this.#listener.lost();
      else this.#listener.answered(true, false);
    });
  }

  /** Lets go; without a claim nothing. */
  release(): void {
    this.#release?.();
    this.#release = null;
  }

  #hold(lock: Lock | null): Promise<void> | undefined {
    if (!lock) {
      this.#listener.answered(false, true);
      return undefined;
    }
    const held = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    this.#listener.answered(true, true);
    return held;
  }
}
