// The hub in a frame: answers its parent, if that is listed, and nobody else. To all others it is
// silent, so that nothing can be learnt from it, neither whether somebody is signed in nor whether
// there is a hub. What it says to a listed parent is what the record says; what that means, the
// core in the parent decides. One frame has one record, the one that its parent asks for first.

import type { Clock } from "../../bindings/browser/clock.ts";
import { type Change, CookieRecord, sharedDomain } from "../../bindings/browser/cookie-record.ts";
import {
  HUB_VERSION,
  type HubAnswer,
  type HubQuestion,
  type HubRefusal,
  idOf,
  isForHubs,
  isQuestion,
} from "../../bindings/browser/hub-messages.ts";
import type { Entry } from "../../bindings/browser/protocol.ts";
import { wins } from "../../bindings/browser/record-entries.ts";
import { GrantedStorage } from "./granted-storage.ts";
import { hasMarker } from "./marker.ts";
import type { Settings } from "./settings.ts";
import { StorageAccess } from "./storage-access.ts";
import { TokenBucket } from "./token-bucket.ts";

const AT_ONCE = 20;
const A_SECOND = 5;
/** A browser that does not say what is granted is not waited for: a page waits 2 s (R148). */
const LOOK_LIMIT_MS = 500;

export class Answering {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #bucket = new TokenBucket(AT_ONCE, A_SECOND);
  readonly #access: StorageAccess;
  readonly #looked: Promise<unknown>;
  #isRefusing = false;

  /** Known after the first question. */
  #origin = "";
  #name = "";
  #nonce: string | undefined;
  #record: CookieRecord | null = null;
  #notifies = false;
  #isWatching = false;

  #handle: Storage | null = null;
  #storage: GrantedStorage | null = null;
  /** What the parent knows, as far as we have heard it or told it. */
  #told = new Map<string, string>();

  constructor(settings: Settings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#access = new StorageAccess((storage) => this.#granted(storage));
    const limit = new Promise<void>((resolve) => clock.setTimeout(resolve, LOOK_LIMIT_MS));
    // Who is granted access already must not read first, for a moment, that everything is blocked.
    this.#looked = Promise.race([this.#access.look(), limit]);
    addEventListener("message", (event) => void this.#hear(event));
    addEventListener("storage", (event) => this.#stored(event));
  }

  async #hear({ source, origin, data }: MessageEvent): Promise<void> {
    if (source !== parent || !this.#settings.origins.has(origin)) return;
    if (!isForHubs(data)) return;
    if (!this.#bucket.take(this.#clock.mono())) {
      // One word to a flood: an answer to each would be a flood, too.
      if (!this.#isRefusing) this.#refuse(origin, data, "rate");
      this.#isRefusing = true;
      return;
    }
    this.#isRefusing = false;
    if (data.idleguard !== HUB_VERSION) return this.#refuse(origin, data, "version");
    if (!isQuestion(data)) return this.#refuse(origin, data, "shape");
    if (data.gesture) this.#access.pressed();
    await this.#looked;
    if (this.#name !== "" && data.name !== this.#name) return this.#refuse(origin, data, "shape");
    this.#answer(origin, data);
  }

  #answer(origin: string, { id, name, nonce, entries, watch }: HubQuestion): void {
    this.#origin = origin;
    this.#nonce = nonce;
    this.#isWatching = watch ?? false;
    this.#open(name);
    const all = this.#exchange(entries);
    this.#told = new Map(all);
    this.#tell(id, all);
  }

  #open(name: string): void {
    if (this.#record) return;
    this.#name = name;
    this.#record = new CookieRecord({ name, domain: this.#domain(), wall: this.#clock.wall });
    this.#notifies = this.#record.watch((changes) => this.#changed(changes)) !== null;
    this.#openStorage();
  }

  /** Apps on the hub's own site use the cookies of their domain without asking us. */
  #domain(): string | undefined {
    for (const origin of this.#settings.origins) {
      const domain = sharedDomain(location.hostname, new URL(origin).hostname);
      if (domain !== null) return domain;
    }
    return undefined;
  }

  #openStorage(): void {
    if (!this.#handle || this.#name === "") return;
    this.#storage = new GrantedStorage(this.#handle, this.#name, this.#clock.wall);
  }

  /** Both stores then know the same. */
  #exchange(entries: readonly Entry[]): Entry[] {
    const inCookies = this.#record?.exchange(entries) ?? [];
    if (!this.#storage) return inCookies;
    const all = this.#storage.exchange(inCookies);
    return this.#record?.exchange(all) ?? all;
  }

  /** After the first answer: what that said of keeping and of the marker may be wrong now. */
  #granted(storage: Storage | null): void {
    this.#handle = storage;
    this.#openStorage();
    if (this.#record) this.#tellNews(true);
  }

  #stored(event: StorageEvent): void {
    if (event.storageArea !== this.#handle) return;
    const change = this.#storage?.changeOf(event);
    if (change) this.#changed([change]);
  }

  /**
   * Ordinary activity is no news to a parent that shows no prompt, but a value that is worse than
   * one we know is: another's older write landed later, and has to be put right.
   */
  #changed(changes: readonly Change[]): void {
    const isNews = ([key, value]: Change): boolean => {
      const known = this.#told.get(key);
      const isLost = known !== undefined && (value === null || wins(key, known, value));
      return isLost || this.#isWatching || !key.startsWith("L:");
    };
    if (changes.some(isNews)) this.#tellNews(false);
  }

  #tellNews(isOtherwise: boolean): void {
    const all = this.#exchange([...this.#told]);
    const news = all.filter(([key, value]) => this.#told.get(key) !== value);
    if (news.length === 0 && !isOtherwise) return;
    this.#told = new Map(all);
    this.#tell(0, news);
  }

  #tell(id: number, entries: Entry[]): void {
    const nonce = this.#nonce;
    const answer: HubAnswer = {
      idleguard: HUB_VERSION,
      id,
      entries,
      kept: this.#storage !== null || (this.#record?.keeps() ?? false),
      marker: nonce === undefined ? null : hasMarker(nonce, this.#handle),
      notifies: this.#notifies,
    };
    parent.postMessage(answer, this.#origin);
  }

  #refuse(origin: string, data: { id?: unknown }, refused: HubRefusal["refused"]): void {
    const refusal: HubRefusal = { idleguard: HUB_VERSION, id: idOf(data), refused };
    parent.postMessage(refusal, origin);
  }
}
