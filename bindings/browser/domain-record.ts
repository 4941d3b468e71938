// The record in cookies of the domain that this page and the hub have in common: sub-domains of one
// registrable domain need no frame, and no third-party cookie. Which domain that is only browsers
// know, by their lists of public suffixes: the shortest one for which a cookie is kept.

import { CookieRecord } from "./cookie-record.ts";
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
    for (const domain of commonDomains(location.hostname, hub.hostname)) {
      const record = new CookieRecord({ name, domain });
      if (record.keeps()) return new DomainRecord(record, changed);
    }
    return null;
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

/** What two host names end with, the shortest first; single labels are nobody's. */
export function commonDomains(a: string, b: string): string[] {
  const found: string[] = [];
  const [mine, other] = [a, b].map((name) => name.split(".").reverse());
  if (!mine || !other || a === b || /^[\d.]+$|:/.test(a)) return found;
  let domain = "";
  for (let i = 0; i < mine.length && mine[i] === other[i]; ++i) {
    domain = domain ? `${mine[i]}.${domain}` : (mine[i] ?? "");
    if (i > 0) found.push(domain);
  }
  return found;
}
