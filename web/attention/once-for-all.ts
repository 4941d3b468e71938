// Finds the one of all tabs that calls the user: the one that has the focus, at once; without one,
// any, a second later. A channel says that it is done, for tabs that wake late; a lock decides
// between tabs that wake together. It must not know what a call is.

import { systemClock } from "../../bindings/browser/clock.ts";
import { Exclusive } from "../../bindings/browser/exclusive.ts";

const NAME = "idleguard-attention";
/** What a tab with the focus has to say is heard within this, even when it is busy. */
const WAIT_MS = 1000;
/** Tabs that did not hear in time are kept out for so long, and no longer (R99). */
const HOLD_MS = 2000;
const ASK = "ask";
const DONE = "done";

export class OnceForAll {
  readonly #call: () => void;
  readonly #lock: Exclusive;
  #channel: BroadcastChannel | null = null;
  /** This tab has called; null while no warning is up. */
  #hasCalled: boolean | null = null;
  #timer: unknown = null;

  constructor(call: () => void) {
    this.#call = call;
    this.#lock = new Exclusive(NAME, { answered: (granted) => this.#answered(granted), lost() {} });
  }

  /** A warning begins: calls at most once before `end`, and in one tab of those that hear. */
  begin(): void {
    this.#hasCalled = false;
    try {
      this.#channel = new BroadcastChannel(NAME);
      this.#channel.onmessage = ({ data }) => this.#heard(data);
    } catch {
      this.#channel = null; // not implemented, or storage is blocked: the lock alone decides
    }
    if (document.hasFocus()) {
      this.#claim();
    } else {
      this.#channel?.postMessage(ASK);
      this.#wait(WAIT_MS, () => this.#claim());
    }
  }

  /** The warning is over, or the page goes. Idempotent. */
  end(): void {
    this.#hasCalled = null;
    this.#stopWaiting();
    this.#lock.release();
    this.#channel?.close();
    this.#channel = null;
  }

  #claim(): void {
    this.#lock.claim(false);
  }

  #answered(granted: boolean): void {
    // The answer may come when the warning is over, or after another tab's message.
    if (!granted || this.#hasCalled !== false) {
      this.#lock.release();
      return;
    }
    this.#hasCalled = true;
    this.#channel?.postMessage(DONE);
    this.#wait(HOLD_MS, () => this.#lock.release());
    this.#call();
  }

  // A script of the same origin can keep us quiet by this, as it can answer for the user (R121).
  #heard(data: unknown): void {
    if (data === ASK && (this.#hasCalled || document.hasFocus())) this.#channel?.postMessage(DONE);
    if (data !== DONE || this.#hasCalled) return;
    this.#hasCalled = true;
    this.#stopWaiting();
  }

  #wait(ms: number, then: () => void): void {
    this.#stopWaiting();
    this.#timer = systemClock.setTimeout(then, ms);
  }

  #stopWaiting(): void {
    if (this.#timer !== null) systemClock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
