// The record in localStorage, where all tabs of one origin find it. Reads and writes text; what it
// means is the core's business. Storage can be absent, blocked, full or null (R105): then there is
// no record, which is an answer and not an error.

import type { Entry } from "./protocol.ts";

/** More entries, and longer ones, are not ours and are left alone. */
const MOST_ENTRIES = 1024;
const LONGEST_VALUE = 128;

export class RecordStore {
  readonly #prefix: string;
  readonly #storage: Storage | null;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#storage = findStorage();
  }

  /** Every entry, or nothing when the record cannot be read. */
  read(): Entry[] | null {
    const storage = this.#storage;
    if (!storage) return null;
    try {
      const entries: Entry[] = [];
      for (let i = 0; i < storage.length && entries.length < MOST_ENTRIES; ++i) {
        const key = storage.key(i);
        if (!key?.startsWith(this.#prefix)) continue;
        const value = storage.getItem(key)?.slice(0, LONGEST_VALUE) ?? "";
        entries.push([key.slice(this.#prefix.length).slice(0, LONGEST_VALUE), value]);
      }
      return entries;
    } catch {
      return null; // blocked after the page had loaded
    }
  }

  /** False when it was not kept. */
  write(key: string, value: string): boolean {
    try {
      this.#storage?.setItem(this.#prefix + key, value);
      // Scripts that ask for consent replace `setItem` by one that keeps nothing, and says nothing.
      return this.#storage?.getItem(this.#prefix + key) === value;
    } catch {
      return false; // full, or blocked
    }
  }

  remove(key: string): void {
    try {
      this.#storage?.removeItem(this.#prefix + key);
    } catch {
      return; // blocked: what is old is only untidy
    }
  }
}

/** The page's storage, or null where there is none. */
function findStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null; // null where it is switched off (Firefox, WebKit)
  } catch {
    return null; // SecurityError: cookies are blocked, or the origin is opaque
  }
}
