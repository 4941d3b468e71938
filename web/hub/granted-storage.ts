// The record in the hub's own localStorage, where the browser has granted it to the frame: a store
// beside the cookies, which may be blocked all the same. It has keys of its own: an app on the
// hub's origin keeps there what is not for other sites.

import type { Entry } from "../../bindings/browser/protocol.ts";
import { byImportance, join, withinBounds } from "../../bindings/browser/record-bounds.ts";
import { MOST_ENTRIES } from "../../bindings/browser/record-entries.ts";

export class GrantedStorage {
  readonly #storage: Storage;
  readonly #prefix: string;
  readonly #wall: () => number;

  constructor(storage: Storage, name: string, wall: () => number) {
    this.#storage = storage;
    this.#prefix = `idleguard-hub:${name}:`;
    this.#wall = wall;
  }

  /** Joins `entries` to what is there, and returns all. What cannot be kept is only returned. */
  exchange(entries: readonly Entry[]): Entry[] {
    const now = this.#wall();
    const stored = this.#read(now);
    const all = new Map(stored);
    join(all, entries, now);
    const ordered = byImportance(all);
    const kept = withinBounds(ordered, (key) => this.#prefix.length + key.length);
    for (const [key, value] of kept) if (stored.get(key) !== value) this.#write(key, value);
    for (const key of stored.keys())
      if (!kept.has(key)) this.#storage.removeItem(this.#prefix + key);
    return ordered.slice(0, MOST_ENTRIES);
  }

  /** The entry that a storage event is about, or null. */
  changeOf({ key, newValue }: StorageEvent): readonly [string, string | null] | null {
    if (!key?.startsWith(this.#prefix)) return null;
    return [key.slice(this.#prefix.length), newValue];
  }

  #read(now: number): Map<string, string> {
    const found = new Map<string, string>();
    for (let i = 0; i < this.#storage.length; ++i) {
      const key = this.#storage.key(i);
      if (!key?.startsWith(this.#prefix)) continue;
      join(found, [[key.slice(this.#prefix.length), this.#storage.getItem(key) ?? ""]], now);
    }
    return found;
  }

  #write(key: string, value: string): void {
    try {
      this.#storage.setItem(this.#prefix + key, value);
    } catch {
      return; // full: the cookies have it, and whoever asked
    }
  }
}
