// A record that lives where this page cannot read it at once: behind a frame of another site, or
// behind the network. It has one operation, and joins what it is given to what it has; so it does
// not matter how often, how late or in what order it is asked.

import type { CoreStatus, Entry } from "./protocol.ts";

export interface RemoteRecord {
  /**
   * How often it has to be asked while a prompt can be seen, in milliseconds; null: it tells of
   * changes by itself. Absent: as often as activity is published (R89).
   */
  readonly askEveryMs?: number | null;
  /**
   * Tells it `entries`, and resolves to all that it knows then; null when no answer came in time,
   * or none that can be read. Never rejects. Calls may overlap.
   */
  exchange(entries: readonly Entry[]): Promise<Entry[] | null>;
  /** For good: no frame, listener, timer or request is left. */
  close(): void;
}

/** What a driver needs of records elsewhere: its own record is kept the same as they are. */
export interface RecordElsewhere {
  /** Monotonic: when that which the record now holds of them was asked for; null: of none. */
  readonly askedAt: number | null;
  /** After every input: where the session stands, and whether this page may have written. */
  follow(status: CoreStatus, wrote: boolean): void;
  /** Resolves when they have all that this page knows, or did not answer in time. */
  settled(): Promise<unknown>;
  close(): void;
}
