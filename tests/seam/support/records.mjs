// Pretended records: one that is read at once, and one that is asked and takes its time.

/** The record of an origin. */
export class Store {
  entries = new Map();
  read = () => [...this.entries];
  write = (key, value) => {
    this.entries.set(key, value);
    return true;
  };
}

/** Joins; `answers` false: it is silent, as long as a hub is waited for. */
export class Remote {
  entries = new Map();
  asked = [];
  answers = true;
  takesMs = 0;
  constructor(time, more) {
    this.time = time;
    Object.assign(this, more);
  }
  async exchange(entries) {
    this.asked.push({ at: this.time.now, entries });
    if (!this.answers) {
      return new Promise((resolve) => this.time.clock.setTimeout(() => resolve(null), 3000));
    }
    if (this.takesMs > 0) {
      await new Promise((resolve) => this.time.clock.setTimeout(resolve, this.takesMs));
    }
    for (const [key, value] of entries) this.entries.set(key, value);
    return [...this.entries];
  }
  close() {
    this.closed = true;
  }
}
