// Time as a value: a clock of the browser's kind that goes on when a test tells it to.

/** The wall clock when the monotonic one is at zero. */
export const EPOCH = 1_700_000_000_000;

/** What promises lead to has happened when it resolves. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Time that passes when it is told to; timers fire in order, and promises settle in between. */
export class Time {
  now = 0;
  fired = 0;
  #timers = new Map();
  #last = 0;
  clock = {
    wall: () => EPOCH + this.now,
    mono: () => this.now,
    setTimeout: (callback, delayMs) => {
      this.#timers.set(++this.#last, { callback, at: this.now + delayMs });
      return this.#last;
    },
    clearTimeout: (id) => this.#timers.delete(id),
  };

  async pass(ms) {
    const end = this.now + ms;
    for (;;) {
      await settle();
      const due = [...this.#timers].filter(([, { at }]) => at <= end);
      if (due.length === 0) break;
      const [id, { callback, at }] = due.reduce((a, b) => (b[1].at < a[1].at ? b : a));
      this.#timers.delete(id);
      this.now = Math.max(this.now, at);
      this.fired += 1;
      callback();
    }
    this.now = end;
    await settle();
  }
}
