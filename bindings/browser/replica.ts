// Keeps the record of this origin and one elsewhere the same, and asks only when it matters: when
// this page has written, shortly before a deadline, when the page comes into view, and again when
// an answer that matters did not come. Nobody is asked while nothing happens. What the entries mean
// is the core's business; that it may be an old copy, it is told (rule 9 of the protocol).

import type { Clock } from "./clock.ts";
import type { CoreStatus, Entry } from "./protocol.ts";
import { isEntry, wins } from "./record-entries.ts";
import type { RemoteRecord } from "./remote-record.ts";
import { WakeTimer } from "./wake-timer.ts";

/**
 * So long before a deadline it is asked, so that nobody is warned in vain: browsers let timers of a
 * hidden page run once a second, and after some minutes once a minute.
 */
const LEAD_MS = 2000;
const HIDDEN_LEAD_MS = 62_000;
/**
 * While a deadline has passed, which is for seconds only, it is asked again after this: at the
 * deadline, and once the core may believe the answer (rule 7).
 */
const ASK_AGAIN_MS = 620;
/** What is lost over and over is told ever more rarely, but so often at least. */
const MOST_INTERVALS = 16;
/** R89, as the core has it. */
const PUBLISH_MS = [1000, 15_000] as const;

/** Each site asks its own server to sign out, and tells it of activity: X, R and H stay here. */
const IS_SHARED = /^[^XRH]/;

/** The record of this origin, or as much of it as the other one is to know. */
export interface OwnRecord {
  read(): Entry[] | null;
  write(key: string, value: string): boolean;
}

export class Replica {
  readonly #store: OwnRecord;
  readonly #remote: RemoteRecord;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #timer: WakeTimer;
  /** What it had, when it last answered. */
  #told = new Map<string, string>();
  #askedAt: number | null = null;
  /** Of the latest question, whether or not it was answered. */
  #lastAsked = -Infinity;
  /** How many questions in a row that mattered have had no answer. */
  #inVain = 0;
  #asking: Promise<void> | null = null;
  #again = false;
  #status: CoreStatus | null = null;
  #closed = false;

  /** `changed`: the record here has changed, or an answer has come that was waited for. */
  constructor(store: OwnRecord, remote: RemoteRecord, clock: Clock, changed: () => void) {
    this.#store = store;
    this.#remote = remote;
    this.#clock = clock;
    this.#changed = changed;
    this.#timer = new WakeTimer(clock, () => this.ask());
    for (const type of ["visibilitychange", "focus", "pageshow"]) {
      addEventListener(type, this, true);
    }
  }

  /** Monotonic; null until it has answered for the first time. */
  get askedAt(): number | null {
    return this.#askedAt;
  }

  /** After every input. */
  follow(status: CoreStatus, wrote: boolean): void {
    const begins = this.#status === null;
    this.#status = status;
    if (wrote || (begins && this.#news().length > 0)) this.ask();
    this.#plan();
  }

  /** Asks now; while an answer is awaited, as soon as it has come. */
  ask(): void {
    this.#again = true;
    this.#asking ??= this.#askAll();
  }

  /** It tells by itself what is new. Activity alone is no news to a page that is not warned. */
  heard(entries: readonly Entry[]): void {
    const isNews = this.#isNews(entries);
    for (const [key, value] of entries) this.#told.set(key, value);
    const [state] = this.#status ?? [];
    const matters = state === "warning" || entries.some(([key]) => !key.startsWith("L"));
    if (matters && (this.#take(entries) || isNews)) this.#changed();
  }

  /** Resolves when nothing is being asked; what was in vain is asked once more. */
  async settled(): Promise<void> {
    while (this.#asking) await this.#asking;
    if (this.#inVain > 0) this.ask();
    while (this.#asking) await this.#asking;
  }

  close(): void {
    this.#closed = true;
    this.#timer.set(null);
    for (const type of ["visibilitychange", "focus", "pageshow"]) {
      removeEventListener(type, this, true);
    }
    this.#remote.close();
  }

  /** The page came into view: something may have happened elsewhere. */
  handleEvent(event: Event): void {
    if (event.type === "focus" && event.target !== window) return;
    if (!document.hidden && this.#age() >= this.#publishMs()) this.ask();
    this.#plan();
  }

  async #askAll(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#askOnce();
    }
    this.#asking = null;
    this.#plan();
  }

  async #askOnce(): Promise<void> {
    const at = this.#clock.mono();
    this.#lastAsked = at;
    const entries = this.#news();
    const answer = await this.#remote.exchange(entries);
    if (this.#closed) return;
    if (!answer) {
      if (entries.length > 0 || this.#askedAt === null) this.#inVain += 1;
      return;
    }
    this.#inVain = 0;
    this.#askedAt = Math.floor(at);
    const isNews = this.#isNews(answer);
    this.#told = new Map(answer);
    const hasChanged = this.#take(answer) || isNews;
    // Somebody may have emptied it; what was sent just now and not taken is not sent for ever.
    const sent = new Set(entries.map(([key]) => key));
    if (this.#news().some(([key]) => !sent.has(key))) this.#again = true;
    if (hasChanged || this.#untilBoundary() <= 0) this.#changed();
  }

  /**
   * Compared with what this page was told, and not with the record here: another tab may have put
   * it there first, and this one has not looked since.
   */
  #isNews(entries: readonly Entry[]): boolean {
    return entries.some(([key, value]) => this.#told.get(key) !== value);
  }

  /** What this origin knows and the other record does not. Who has not begun only listens. */
  #news(): Entry[] {
    if (!this.#status) return [];
    return this.#own().filter(([key, value]) => wins(key, value, this.#told.get(key)));
  }

  #own(): Entry[] {
    return (this.#store.read() ?? []).filter(([key]) => IS_SHARED.test(key));
  }

  /** True when there was something new. */
  #take(entries: readonly Entry[]): boolean {
    const own = new Map(this.#own());
    const now = this.#clock.wall();
    let isNew = false;
    // The generation last (rule 2): nobody may find it without what belongs to it.
    const isLast = ([key]: Entry) => Number(key === "g");
    for (const entry of [...entries].sort((a, b) => isLast(a) - isLast(b))) {
      const [key, value] = entry;
      if (!isEntry(entry, now) || !IS_SHARED.test(key)) continue;
      if (wins(key, value, own.get(key))) isNew = this.#store.write(key, value) || isNew;
    }
    return isNew;
  }

  #age(): number {
    return this.#clock.mono() - this.#lastAsked;
  }

  #publishMs(): number {
    const [least, most] = PUBLISH_MS;
    const [, , , , , signOutAfterMs] = this.#status ?? [];
    return Math.min(most, Math.max(least, (signOutAfterMs ?? 0) / 60));
  }

  /** Milliseconds to the next warning or end that this page knows of; infinite without one. */
  #untilBoundary(): number {
    const [state, , , , warnAfterMs, , , lastActivity, signOutAt] = this.#status ?? [];
    if (signOutAt == null || !/active|warning/.test(state ?? "")) return Infinity;
    const isWarning = state === "warning" || warnAfterMs == null || lastActivity == null;
    const boundary = isWarning ? signOutAt : lastActivity + warnAfterMs;
    return boundary - this.#clock.wall();
  }

  /** One timer: for the next deadline, the next look at a prompt, or what was told in vain. */
  #plan(): void {
    if (this.#closed || this.#asking) return this.#timer.set(null);
    const [state] = this.#status ?? [];
    const { askEveryMs = this.#publishMs() } = this.#remote;
    const isSeen = state === "warning" && !document.hidden;
    const look = isSeen && askEveryMs ? askEveryMs - this.#age() : Infinity;
    const wait = Math.max(0, Math.min(look, this.#untilPull(), this.#untilRetry()));
    this.#timer.set(wait === Infinity ? null : this.#clock.mono() + wait);
  }

  /** Milliseconds until it has to be asked because of a deadline; infinite when it need not be. */
  #untilPull(): number {
    const left = this.#untilBoundary();
    const age = this.#age();
    if (left <= 0) return ASK_AGAIN_MS - age;
    const leads = document.hidden ? [HIDDEN_LEAD_MS, LEAD_MS] : [LEAD_MS];
    const waits = leads.map((lead) => (left + age > lead ? Math.max(0, left - lead) : Infinity));
    return Math.min(...waits);
  }

  /** Milliseconds until what was asked in vain is asked again; infinite when nothing was. */
  #untilRetry(): number {
    if (this.#inVain === 0) return Infinity;
    const intervals = Math.min(2 ** (this.#inVain - 1), MOST_INTERVALS);
    return intervals * this.#publishMs() - this.#age();
  }
}
