// Real input, as the time of the latest (R75 to R78, R82, R83, R88 to R90). This is the hot path:
// an event costs a comparison and a store, and reaches nothing else until `from`. The script
// include loads this file before everything else, so it depends on next to nothing; other rules
// than "all input counts", and other windows, are the business of activity-watch.ts.

import type { Clock } from "./clock.ts";
import type { Reading } from "./protocol.ts";
import { realTime } from "./real-time.ts";

/** Pointer motion below this is none (R77): browsers report moves after layout and scrolling. */
const MOTION_PX = 8;
/** After such a gap the wall clock is read again, so that a sleep in between is seen. */
const GAP_MS = 1000;
/** A wall clock that has gained so much on the monotonic one has seen the machine sleep. */
const SLEPT_MS = 2000;

/** Of every listener for input (R88). */
export const inputOptions = { capture: true, passive: true };

export type ListenerVerb = "addEventListener" | "removeEventListener";

export class ActivityRecorder {
  /** Monotonic. Activity from here on is handed over at once; before, it is only stored. */
  from = Infinity;
  /** Whether pointer motion counts (R76). */
  motion = true;
  /**
   * Called with activity at or after `from`. True: the page is over, and the event must not reach
   * the app (R96).
   */
  due: () => boolean = () => false;
  /**
   * When set, input is no activity by itself: it is told of here instead, with the real time, then
   * both readings of the clock.
   */
  instead: ((type: string | undefined, at: number, wall: number, mono: number) => void) | undefined;

  readonly #clock: Pick<Clock, "wall" | "mono">;
  #last = -Infinity;
  #taken = -Infinity;
  // A pair of readings that belong together, from the last time that input began after a gap.
  #wall = 0;
  #mono = 0;
  #x = NaN;
  #y = NaN;
  #repeating = false;

  /** With a clock, activity is stamped by it; without, by the event's own time stamp. */
  constructor(clock: Clock | null = null) {
    this.#clock = clock ?? realTime;
    this.listen("addEventListener");
  }

  /** Adds the listeners of this window, or removes them; the same again changes nothing. */
  listen(verb: ListenerVerb): void {
    window[verb]("pointermove", this.moved as (event: Event) => void, inputOptions);
    for (const type of inputTypes) window[verb](type, this, inputOptions);
  }

  /** Removes every listener. */
  stop(): void {
    this.listen("removeEventListener");
  }

  /** The latest activity since the last call, or nothing. */
  take(): Reading | undefined {
    if (this.#last <= this.#taken) return undefined;
    this.#taken = this.#last;
    const mono = Math.ceil(this.#last);
    return [Math.floor(this.#wall + this.#last - this.#mono), mono];
  }

  /** Activity that is known by something else than an event; nothing is due. */
  credit(wall: number, mono: number): void {
    this.#wall = wall;
    this.#last = this.#mono = mono;
  }

  /** Activity now, that the app vouches for. */
  vouch(): void {
    this.credit(this.#clock.wall(), this.#clock.mono());
  }

  /** `at`: when, for an event whose own time stamp has another origin. */
  handleEvent(event: Event, at = event.timeStamp): void {
    if (!event.isTrusted) return; // R82
    const type = event.type;
    if (type === "keydown") {
      this.#repeating = (event as KeyboardEvent).repeat;
      if (this.#repeating) return; // R83
    } else if (type === "keyup") {
      this.#repeating = false;
      return;
    } else if (this.#repeating && (type === "beforeinput" || type === "click")) {
      return; // a key that is held down writes, and presses buttons, again and again
    }
    if (this.#store(at, type)) event.stopImmediatePropagation();
  }

  // By far the most frequent event has a listener of its own: every property of an event that is
  // read is a call into the browser, and they are nearly all that an event costs.
  readonly moved = (event: PointerEvent, at?: number): void => {
    if (!this.motion || !event.isTrusted) return;
    const x = event.clientX;
    const y = event.clientY;
    const far = (x - this.#x) ** 2 + (y - this.#y) ** 2 >= MOTION_PX ** 2;
    if (!far && this.#x === this.#x) return; // NaN: nothing to compare the first position with
    this.#x = x;
    this.#y = y;
    if (far && this.#store(at ?? event.timeStamp)) event.stopImmediatePropagation();
  };

  /** `type`: of what is rare; whatever it costs to look at the wall clock, motion seldom does. */
  #store(real: number, type?: string): boolean {
    const at = this.#clock === realTime ? real : this.#clock.mono();
    let slept = false;
    if (type || at - this.#last > GAP_MS) {
      const wall = this.#clock.wall();
      slept = wall - this.#wall - (at - this.#mono) > SLEPT_MS;
      this.#wall = wall;
      this.#mono = at;
    }
    if (this.instead) this.instead(type, real, this.#wall, at);
    else this.#last = at;
    return (slept || at >= this.from) && this.due();
  }
}

/** What else a person does to a page (R75). `scroll` is missing: script can cause it (R78). */
export const inputTypes = [
  "pointerdown",
  "touchstart",
  "touchmove",
  "wheel",
  "keydown",
  "keyup",
  "beforeinput",
  "click",
  "paste",
  "drop",
] as const;
