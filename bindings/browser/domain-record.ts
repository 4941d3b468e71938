// The record in cookies of the domain that this page and the hub have in common: sub-domains of one
// registrable domain need no frame, and no third-party cookie. The hub, too, uses them then.

import { CookieRecord, sharedDomain } from "./cookie-record.ts";
import type { Entry } from "./protocol.ts";
import type { RemoteRecord } from "./remote-record.ts";

type Changed = (entries: readonly Entry[]) => void;

export class DomainRecord implements RemoteRecord {
  readonly askEveryMs: number | null;
  readonly #record: CookieRecord;
  readonly #stop: (() => void) | null;

  /**
   * `name`: of the record. `changed` hears of what others have written. Null when the two have no
   * such domain in common.
   */
  static find(hub: URL, name: string, changed: Changed): DomainRecord | null {
    const domain = sharedDomain(location.hostname, hub.hostname);
    if (domain === null) return null;
    return new DomainRecord(new CookieRecord({ name, domain }), changed);
  }

  private constructor(record: CookieRecord, changed: Changed) {
    this.#record = record;
    this.#stop = record.watch(() => changed(record.exchange([])));
    this.askEveryMs = this.#stop ? null : 1000;
  }

  /** At once. */
  exchange(entries: readonly Entry[]): Promise<Entry[]> {
    return Promise.resolve(this.#record.exchange(entries));
  }

  close(): void {
    this.#stop?.();
  }
}
