// A record in cookies, one cookie an entry (rule 1 of the protocol: one value for all would let a
// racing activity write erase an end). Cookies are all that browsers share between sites (R150),
// and between the hosts of one site. Used in the hub's frame, and by pages that share a registrable
// domain with the hub. It knows neither who asks nor whether what it keeps is shared: a browser may
// give each site a jar of its own.

import type { Entry } from "./protocol.ts";
import { isRecordName } from "./hub-messages.ts";
import { realTime } from "./real-time.ts";
import { byImportance, join, withinBounds } from "./record-bounds.ts";
import { MOST_ENTRIES } from "./record-entries.ts";

const DAY_S = 86_400;

export interface CookieRecordOptions {
  /** `1:<32 hex>` or `report:1:<32 hex>`. */
  name: string;
  /** A domain that all pages of the record are below; without it the cookies are this host's. */
  domain?: string | undefined;
  wall?: () => number;
}

/** What somebody else did: a key and its new value, or null where it was removed. */
export type Change = readonly [key: string, value: string | null];

export class CookieRecord {
  readonly #prefix: string;
  readonly #attributes: string;
  readonly #wall: () => number;
  /** As this record last saw or left them: what a change is compared to. */
  #known = new Map<string, string>();

  /** Throws when the name or the domain is not one. */
  constructor({ name, domain = "", wall = realTime.wall }: CookieRecordOptions) {
    if (!isRecordName(name)) throw new TypeError("not the name of a record");
    this.#prefix = `${name.startsWith("report:") ? "igr1." : "ig1."}${pack(name.slice(-32))}.`;
    this.#attributes = cookieAttributes(domain);
    this.#wall = wall;
  }

  /** Joins `entries` to what is there, and returns all that is known then. */
  exchange(entries: readonly Entry[]): Entry[] {
    const now = this.#wall();
    const stored = this.#read(now);
    const all = new Map(stored);
    join(all, entries, now);
    const ordered = byImportance(all);
    const kept = withinBounds(ordered, (key) => this.#nameOf(key).length);
    for (const [key, value] of kept) {
      if (stored.get(key) !== value) this.#write(key, value, lifeOf(key));
    }
    for (const key of stored.keys()) if (!kept.has(key)) this.#write(key, "", 0);
    this.#known = kept;
    return ordered.slice(0, MOST_ENTRIES);
  }

  /** Whether a cookie that is written can be read again. It says nothing about who else can. */
  keeps(): boolean {
    return isKept(this.#attributes);
  }

  /**
   * Calls `changed` after others have changed this record; changes that arrive together are one
   * call. Returns what ends that, or null where the browser does not tell of cookies.
   */
  watch(changed: (changes: Change[]) => void): (() => void) | null {
    const store = (globalThis as { cookieStore?: CookieEvents }).cookieStore;
    if (!store) return null; // not a secure context, or an old browser
    let gathered: Change[] = [];
    // One exchange writes several cookies, and each comes as a task of its own. A message stands
    // behind those that have arrived, and is not throttled in hidden pages as timers are.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const changes = gathered;
      gathered = [];
      changed(changes);
    };
    const hear = (event: CookieEvent) => {
      const news = this.#newsOf(event);
      if (news.length === 0) return;
      if (gathered.length === 0) port2.postMessage(null);
      gathered.push(...news);
    };
    store.addEventListener("change", hear);
    return () => {
      store.removeEventListener("change", hear);
      port1.close();
    };
  }

  #newsOf({ changed, deleted }: CookieEvent): Change[] {
    const news: Change[] = [];
    for (const { name, value = "" } of changed) {
      const key = this.#keyOf(name);
      if (key !== null && this.#known.get(key) !== value) news.push([key, value]);
    }
    for (const { name } of deleted) {
      const key = this.#keyOf(name);
      if (key !== null && this.#known.has(key)) news.push([key, null]);
    }
    return news;
  }

  #read(now: number): Map<string, string> {
    const found = new Map<string, string>();
    for (const cookie of cookies()) {
      const [name = "", value = ""] = cookie.split("=", 2);
      const key = this.#keyOf(name);
      // One name can be there twice, for another path or domain: the better of the two.
      if (key !== null) join(found, [[key, value]], now);
    }
    return found;
  }

  #write(key: string, value: string, maxAge: number): void {
    setCookie(`${this.#nameOf(key)}=${value}; Max-Age=${maxAge}${this.#attributes}`);
  }

  /** `L:<32 hex>:3` is `L<22 letters>3`: a name has no colons, and hex is long. */
  #nameOf(key: string): string {
    const [kind = "", id, group = ""] = key.split(":");
    return this.#prefix + kind + (id === undefined ? "" : pack(id)) + group;
  }

  /** Null for what is another record's, or nobody's. */
  #keyOf(name: string): string | null {
    if (!name.startsWith(this.#prefix)) return null;
    const text = name.slice(this.#prefix.length);
    if (text.length === 1) return text;
    const [, kind, packed, group] = /^(\w)([\w-]{22})(\d?)$/.exec(text) ?? [];
    if (kind === undefined || packed === undefined) return null;
    const key = `${kind}:${unpack(packed)}${group ? `:${group}` : ""}`;
    return this.#nameOf(key) === name ? key : null; // 22 letters hold 4 bits more than an id has
  }
}

/**
 * The domain whose cookies pages of both hosts share; null when there is none. Only browsers know
 * which that is, by their lists of public suffixes: the shortest for which a cookie is kept.
 */
export const sharedDomain = (a: string, b: string): string | null =>
  commonDomains(a, b).find((domain) => isKept(cookieAttributes(domain))) ?? null;

/** What two host names end with, the shortest first; single labels are nobody's. */
export function commonDomains(a: string, b: string): string[] {
  const [mine, other] = [a, b].map((name) => name.split(".").reverse());
  if (!mine || !other || a === b || /^[\d.]+$|:/.test(a)) return [];
  const different = mine.findIndex((label, i) => label !== other[i]);
  const labels = different < 0 ? mine : mine.slice(0, different);
  return labels.slice(1).map((_, i) =>
    labels
      .slice(0, i + 2)
      .reverse()
      .join("."),
  );
}

function isKept(attributes: string): boolean {
  // A name for each: two frames may ask at the same moment.
  const probe = `igp.${crypto.randomUUID().slice(0, 8)}=1`;
  setCookie(`${probe}; Max-Age=60${attributes}`);
  const found = cookies().includes(probe);
  setCookie(`${probe}; Max-Age=0${attributes}`);
  return found;
}

/** Beginning with "; ". A hub's own cookies go with requests to its folder alone. */
export function cookieAttributes(domain = ""): string {
  if (!/^[a-z0-9.-]*$/i.test(domain)) throw new TypeError("not a domain");
  const { protocol, hostname, pathname } = location;
  const folder = pathname.slice(0, pathname.lastIndexOf("/") + 1);
  const place = domain ? `; Domain=${domain}; Path=/` : `; Path=${folder}`;
  // Browsers take names under `localhost` for trustworthy; elsewhere a page without TLS could not
  // keep a cookie that is `Secure`, and so has none for other sites.
  const isSecure = protocol === "https:" || /(^|\.)localhost$/.test(hostname);
  return place + (isSecure ? "; SameSite=None; Secure" : "; SameSite=Lax");
}

/** Every cookie that this page can read, as `name=value`; none where there are no cookies. */
export const cookies = (): string[] => orBlocked(() => document.cookie.split("; "), []);

/** Nobody says whether it was kept. */
export const setCookie = (text: string): void =>
  orBlocked(() => {
    document.cookie = text;
  }, undefined);

/** In a sandbox without an origin the word alone is an error; that there are none is an answer. */
function orBlocked<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof DOMException && error.name === "SecurityError") return otherwise;
    throw error;
  }
}

/** Seconds. What says which sign-in it is, and what time, outlives the sign-in by more. */
const lifeOf = (key: string): number => (/^[ZgB]/.test(key) ? 31 : 2) * DAY_S;

function pack(hex: string): string {
  const bytes = hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));
  return btoa(bytes).slice(0, 22).replaceAll("+", "-").replaceAll("/", "_");
}

function unpack(text: string): string {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

interface CookieEvent {
  changed: readonly { name: string; value?: string }[];
  deleted: readonly { name: string }[];
}

interface CookieEvents {
  addEventListener(type: "change", listener: (event: CookieEvent) => void): void;
  removeEventListener(type: "change", listener: (event: CookieEvent) => void): void;
}
