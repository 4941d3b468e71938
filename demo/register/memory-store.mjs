// Records in this process: for one instance of the register, and gone when it ends. Pages send what
// the last answer lacked, so a record that is lost comes back. It does not check entries: the
// register has done so.

import { surplus, wins } from "./entries.mjs";

const DAY_MS = 24 * 3600_000;

/** `keepMs` after the last change of a record; `mostNames` for an owner, `mostOwners` in all. */
export const KEPT = Object.freeze({ keepMs: 31 * DAY_MS, mostNames: 32, mostOwners: 20_000 });

export class MemoryStore {
  /** Owner -> name -> record; in both the one that changed last comes last. */
  #owners = new Map();
  #kept;

  constructor(kept = {}) {
    this.#kept = { ...KEPT, ...kept };
  }

  /** Joins `entries` into the record, and resolves to all of it. Atomic: nothing is awaited. */
  async exchange(owner, name, entries, now) {
    const record = this.#find(owner, name, now);
    let hasChanged = false;
    for (const [key, value] of entries) {
      if (!wins(key, value, record.get(key))) continue;
      record.set(key, value);
      hasChanged = true;
    }
    for (const [key] of surplus([...record])) record.delete(key);
    if (hasChanged) this.#keep(owner, name, { record, changedAt: now });
    return [...record];
  }

  /** Of how many accounts there are records. */
  get size() {
    return this.#owners.size;
  }

  async close() {
    this.#owners.clear();
  }

  #find(owner, name, now) {
    const found = this.#owners.get(owner)?.get(name);
    const isKept = found !== undefined && now < found.changedAt + this.#kept.keepMs;
    return isKept ? found.record : new Map();
  }

  #keep(owner, name, kept) {
    const names = this.#owners.get(owner) ?? new Map();
    moveToEnd(names, name, kept, this.#kept.mostNames);
    moveToEnd(this.#owners, owner, names, this.#kept.mostOwners);
    this.#forgetExpired(kept.changedAt);
  }

  /** The first ones are the oldest; of an owner, the last name is the youngest. */
  #forgetExpired(now) {
    for (const [owner, names] of this.#owners) {
      const { changedAt } = [...names.values()].at(-1);
      if (now < changedAt + this.#kept.keepMs) return;
      this.#owners.delete(owner);
    }
  }
}

function moveToEnd(map, key, value, most) {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value);
}
