// Finds the one of all tabs that calls the user: the one that has the focus, if one has it. Tabs
// that wake late, are reloaded or opened during the warning ask on a channel whether it is done; a
// lock decides between tabs that come to it together. It must not know what a call is.

import { systemClock } from "../../bindings/browser/clock.ts";
import { Exclusive } from "../../bindings/browser/exclusive.ts";

const NAME = "idleguard-attention";
/** Another tab's answer is here by then; a tab with the focus waits less and so comes first. */
const WAIT_MS = 1000;
const WAIT_WITH_FOCUS_MS = 200;
/** Tabs that did not hear in time are kept out for so long, and no longer (R99). */
const HOLD_MS = 2000;

/** What tabs say to each other; anything else is dropped (R106). */
const Word = { ask: "ask", iHaveTheFocus: "focus", done: "done" } as const;

export class OnceForAll {
  readonly #call: () => void;
  readonly #lock: Exclusive;
  #channel: BroadcastChannel | null = null;
  /** "left": to the tab that has the focus. */
  #state: "idle" | "waiting" | "left" | "done" = "idle";
  #timer: unknown = null;

  constructor(call: () => void) {
    this.#call = call;
    this.#lock = new Exclusive(NAME, { answered: (granted) => this.#answered(granted), lost() {} });
  }

  /** A warning begins: calls at most once before `end`, and in one tab of those that hear. */
  begin(): void {
    this.#state = "waiting";
    try {
      this.#channel = new BroadcastChannel(NAME);
      this.#channel.onmessage = ({ data }) => this.#heard(data);
    } catch {
      this.#channel = null; // not implemented, or storage is blocked: the lock alone decides
    }
    this.#say(Word.ask);
    this.#wait(document.hasFocus() ? WAIT_WITH_FOCUS_MS : WAIT_MS, () => this.#lock.claim(false));
  }

  /** The warning is over, or the page goes. Idempotent. */
  end(): void {
    this.#state = "idle";
    this.#stopWaiting();
    this.#lock.release();
    this.#channel?.close();
    this.#channel = null;
  }

  #answered(granted: boolean): void {
    // The answer may come when the warning is over, or after another tab's word.
    if (!granted || this.#state !== "waiting") {
      this.#lock.release();
      return;
    }
    this.#state = "done";
    this.#say(Word.done);
    this.#wait(HOLD_MS, () => this.#lock.release());
    this.#call();
  }

  // A script of the same origin can keep us quiet by this, as it can answer for the user (R121).
  #heard(word: unknown): void {
    if (word === Word.ask) {
      if (this.#state === "done") this.#say(Word.done);
      else if (document.hasFocus()) this.#say(Word.iHaveTheFocus);
      return;
    }
    const next = word === Word.done ? "done" : word === Word.iHaveTheFocus ? "left" : null;
    if (!next || this.#state === "done") return;
    this.#state = next;
    this.#stopWaiting();
  }

  #say(word: string): void {
    this.#channel?.postMessage(word);
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
