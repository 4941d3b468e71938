// A record that lives where this page cannot read it at once: behind a frame of another site, or
// behind the network. It has one operation, and joins what it is given to what it has; so it does
// not matter how often, how late or in what order it is asked.

import type { Entry } from "./protocol.ts";

export interface RemoteRecord {
  /**
   * Tells it `entries`, and resolves to all that it knows then; null when no answer came in time,
   * or none that can be read. Never rejects. Calls may overlap.
   */
  exchange(entries: readonly Entry[]): Promise<Entry[] | null>;
  /** For good: no frame, listener, timer or request is left. */
  close(): void;
}
