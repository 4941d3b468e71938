// How often something may be done: so many times at once, and so many times a second after that.
// Time is the monotonic clock's, which the caller reads.

export class TokenBucket {
  readonly #most: number;
  readonly #aSecond: number;
  #tokens: number;
  #at = -Infinity;

  constructor(most: number, aSecond: number) {
    this.#most = most;
    this.#aSecond = aSecond;
    this.#tokens = most;
  }

  /** Whether it may be done now. Time that goes back gives nothing. */
  take(now: number): boolean {
    const passed = Math.max(0, now - this.#at) / 1000;
    this.#at = Math.max(now, this.#at);
    this.#tokens = Math.min(this.#most, this.#tokens + passed * this.#aSecond);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
