// What a record must be, worked out by the page's own rules and by nothing of the register's.

import { load } from "../../seam/support/typescript.mjs";

const { wins } = await load("bindings/browser/record-entries.ts");

/** Key -> value, joined as told. */
export class Expected {
  #values = new Map();

  join(entries) {
    for (const [key, value] of entries) {
      if (wins(key, value, this.#values.get(key))) this.#values.set(key, value);
    }
    return this;
  }

  copy() {
    return new Expected().join(this.#values);
  }

  entries() {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The entries of this that `known` lacks, or has older: none, if nothing was lost. */
  lostIn(known) {
    const found = new Map(known);
    return this.entries().filter(([key, value]) => wins(key, value, found.get(key)));
  }
}
