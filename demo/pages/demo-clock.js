// The clock of the demo, so that a quarter of an hour can be watched in fifteen seconds. It is an
// idleguard `Clock` whose time runs 1, 10 or 60 times as fast as real time, the same in all tabs of
// the browser: virtual time = virtBase + (real wall - realBase) * rate. That segment lies in
// localStorage under "demo-clock"; other tabs follow by the storage event. A change is announced a
// moment ahead, with the segment before it, so that no tab runs on at the old rate and has to go
// back. `jump` moves the wall clock alone, as sleep does: monotonic time, and timers with it, stand
// still meanwhile.

const KEY = "demo-clock";
/** Longer than a storage event takes to reach the other tabs. */
const ANNOUNCE_MS = 150;
/** What a browser's timer holds; a longer one would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;
const FASTEST_RATE = 1000;
const REAL_TIME = { realBase: 0, virtBase: 0, monoBase: 0, rate: 1, before: null };

/**
 * The segment in `text`, or null when it is none. Storage is open to every script of the origin.
 */
function parseSegment(text) {
  let value = null;
  try {
    value = JSON.parse(text ?? "null");
  } catch (error) {
    console.warn("demo clock: unreadable segment,", error.message);
  }
  const isSegment = (it) =>
    typeof it === "object" &&
    it !== null &&
    [it.realBase, it.virtBase, it.monoBase, it.rate].every(Number.isFinite) &&
    it.rate > 0 &&
    it.rate <= FASTEST_RATE;
  if (!isSegment(value)) return null;
  return { ...value, before: isSegment(value.before) ? value.before : null };
}

/** Wall and monotonic virtual time at a real instant. */
function timeAt(segment, real) {
  const s = segment.before !== null && real < segment.realBase ? segment.before : segment;
  const elapsed = (real - s.realBase) * s.rate;
  return { wall: s.virtBase + elapsed, mono: s.monoBase + elapsed };
}

/** Real milliseconds from `real` until monotonic virtual time is `mono`. */
function realDelay(segment, real, mono) {
  const now = timeAt(segment, real).mono;
  if (segment.before === null || real >= segment.realBase) return (mono - now) / segment.rate;
  const inBefore = (mono - now) / segment.before.rate;
  const untilStart = segment.realBase - real;
  if (inBefore <= untilStart) return inBefore;
  return untilStart + (mono - segment.monoBase) / segment.rate;
}

/** Fires "change" when the rate changes or the clock jumps, whichever tab did it. */
export class DemoClock extends EventTarget {
  #segment = REAL_TIME;
  #monoOrigin;
  #latestMono = 0;
  #timers = new Map();
  #lastId = 0;
  /** Timers that fired so far; nobody but idleguard uses them. */
  timersFired = 0;

  constructor() {
    super();
    this.#segment = parseSegment(localStorage.getItem(KEY)) ?? REAL_TIME;
    this.#monoOrigin = timeAt(this.#segment, Date.now()).mono;
    addEventListener("storage", (event) => {
      if (event.key === KEY) this.#adopt(event.newValue);
      // Cleared storage must not set a running clock back; write the segment for tabs to come.
      else if (event.key === null) localStorage.setItem(KEY, JSON.stringify(this.#segment));
    });
    // A page that comes back from the back/forward cache has missed the events.
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.#adopt(localStorage.getItem(KEY));
    });
  }

  /** Milliseconds since 1970, in virtual time. */
  wall() {
    return timeAt(this.#segment, Date.now()).wall;
  }

  /** Virtual milliseconds since this page was loaded, without jumps; never goes back. */
  mono() {
    const mono = timeAt(this.#segment, Date.now()).mono - this.#monoOrigin;
    this.#latestMono = Math.max(this.#latestMono, mono);
    return this.#latestMono;
  }

  setTimeout(callback, delayMs) {
    const id = ++this.#lastId;
    const timer = { callback, due: this.mono() + Math.max(0, Number(delayMs) || 0), real: 0 };
    this.#timers.set(id, timer);
    this.#arm(id, timer);
    return id;
  }

  /** An unknown, fired or cleared id is ignored, as the browser's own does. */
  clearTimeout(id) {
    clearTimeout(this.#timers.get(id)?.real);
    this.#timers.delete(id);
  }

  get rate() {
    return this.#segment.rate;
  }

  /** From now on (in all tabs) time runs `rate` times as fast as real time. */
  setRate(rate) {
    if (rate !== this.rate) this.#change((segment) => ({ ...segment, rate }));
  }

  /** The wall clock goes `ms` ahead in all tabs, as it has after a laptop was closed and opened. */
  jump(ms) {
    this.#change((segment) => ({ ...segment, virtBase: segment.virtBase + ms }));
  }

  #change(edit) {
    const now = Date.now();
    // A change that has not begun yet is edited, not followed by another.
    const isPending = this.#segment.realBase > now;
    const before = isPending ? this.#segment.before : { ...this.#segment, before: null };
    const realBase = isPending ? this.#segment.realBase : now + ANNOUNCE_MS;
    const { wall, mono } = timeAt(this.#segment, realBase);
    const start = { realBase, virtBase: wall, monoBase: mono, rate: this.rate };
    const text = JSON.stringify({ ...edit(start), before });
    localStorage.setItem(KEY, text);
    this.#adopt(text);
  }

  #adopt(text) {
    const segment = parseSegment(text);
    if (segment === null) return;
    this.#segment = segment;
    for (const [id, timer] of this.#timers) this.#arm(id, timer);
    this.dispatchEvent(new Event("change"));
  }

  #arm(id, timer) {
    clearTimeout(timer.real);
    const delay = realDelay(this.#segment, Date.now(), timer.due + this.#monoOrigin);
    const bounded = Math.min(Math.max(0, Math.ceil(delay)), LONGEST_DELAY_MS);
    timer.real = setTimeout(() => this.#fire(id, timer), bounded);
  }

  #fire(id, timer) {
    // Too early: the delay was longer than a browser's timer holds, or the real clock went back.
    if (this.mono() < timer.due) {
      this.#arm(id, timer);
      return;
    }
    this.#timers.delete(id);
    this.timersFired += 1;
    timer.callback();
  }
}
