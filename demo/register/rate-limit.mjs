// How often somebody may ask: `burst` requests at once, and `perSecond` in the long run. Counted in
// this process: n instances allow n times as much, which a bound against harm can bear. It knows
// nothing of requests.

const MOST_KNOWN = 20_000;

export class RateLimit {
  #burst;
  #perSecond;
  /** Who -> { left, at }; whoever asked last comes last. */
  #known = new Map();

  constructor({ burst, perSecond }) {
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  /** 0: go on, and it is counted; otherwise in how many whole seconds there is room again. */
  wait(who, now) {
    const left = this.#leftOf(who, now);
    const isAllowed = left >= 1;
    this.#known.delete(who);
    this.#known.set(who, { left: isAllowed ? left - 1 : left, at: now });
    // Whoever was silent longest has most left, and is forgotten at the least cost.
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.keys().next().value);
    return isAllowed ? 0 : Math.max(1, Math.ceil((1 - left) / this.#perSecond));
  }

  #leftOf(who, now) {
    const known = this.#known.get(who);
    if (known === undefined) return this.#burst;
    // A clock that was set back gives nothing.
    const passed = Math.max(0, now - known.at) / 1000;
    return Math.min(this.#burst, known.left + passed * this.#perSecond);
  }
}
