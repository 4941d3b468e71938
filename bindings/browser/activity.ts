// Real input, as the time of the latest (R75 to R78, R82, R83, R88 to R90). This is the hot path:
// an event costs a comparison and a store, and reaches nothing else until `from`. The script
// include loads this file alone before everything else, so it depends on nothing.

import type { Clock } from "./clock.ts";
import type { Reading } from "./protocol.ts";

/** Pointer motion below this is none (R77): browsers report moves after layout and scrolling. */
const MOTION_PX = 8;
/** After such a gap the wall clock is read again, so that a sleep in between is seen. */
const GAP_MS = 1000;
/** A wall clock that has gained so much on the monotonic one has seen the machine sleep. */
const SLEPT_MS = 2000;

const options = { capture: true, passive: true };

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

  readonly #clock: Clock | null;
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
    this.#clock = clock;
    addEventListener("pointermove", this.#pointerMoved, options);
    for (const type of inputTypes) addEventListener(type, this, options);
  }

  /** Removes every listener; for good. */
  stop(): void {
    removeEventListener("pointermove", this.#pointerMoved, options);
    for (const type of inputTypes) removeEventListener(type, this, options);
  }

  /** The latest activity since the last call, or nothing. */
  take(): Reading | undefined {
    if (this.#last <= this.#taken) return undefined;
    this.#taken = this.#last;
    const mono = Math.ceil(this.#last);
    return { wall: Math.floor(this.#wall + this.#last - this.#mono), mono };
  }

  /** Activity that the app vouches for. */
  vouch(): void {
    this.#store(this.#clock ? this.#clock.mono() : performance.now(), true);
  }

  handleEvent(event: Event): void {
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
    this.#count(event, true);
  }

  // By far the most frequent event has a listener of its own: every property of an event that is
  // read is a call into the browser, and they are nearly all that an event costs.
  readonly #pointerMoved = (event: PointerEvent): void => {
    if (!event.isTrusted || !this.motion) return;
    const x = event.clientX;
    const y = event.clientY;
    const far = (x - this.#x) ** 2 + (y - this.#y) ** 2 >= MOTION_PX ** 2;
    if (!far && this.#x === this.#x) return; // NaN: nothing to compare the first position with
    this.#x = x;
    this.#y = y;
    if (far) this.#count(event, false);
  };

  #count(event: Event, isRare: boolean): void {
    if (this.#store(this.#clock ? this.#clock.mono() : event.timeStamp, isRare)) {
      event.stopImmediatePropagation();
    }
  }

  /** `isRare`: whatever it costs to look at the wall clock, it is not asked for often. */
  #store(at: number, isRare: boolean): boolean {
    let slept = false;
    if (isRare || at - this.#last > GAP_MS) {
      const wall = this.#clock ? this.#clock.wall() : Date.now();
      slept = wall - this.#wall - (at - this.#mono) > SLEPT_MS;
      this.#wall = wall;
      this.#mono = at;
    }
    this.#last = at;
    return (slept || at >= this.from) && this.due();
  }
}

/** What else a person does to a page (R75). `scroll` is missing: script can cause it (R78). */
const inputTypes = [
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
