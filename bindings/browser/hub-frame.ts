// The page's half of a hub: a hidden frame of the hub's page, questions to it and what it answers.
// Only the frame's own window is heard, and only while it shows the hub's origin. What the entries
// mean is the core's business; whether the hub's storage is shared at all (R148, R151) is judged
// here, from what the frame says of itself.

import type { Clock } from "./clock.ts";
import {
  HUB_VERSION,
  type HubAnswer,
  type HubQuestion,
  type HubRefusal,
  isAnswer,
  isForHubs,
  isRefusal,
} from "./hub-messages.ts";
import type { Entry } from "./protocol.ts";
import { byImportance } from "./record-bounds.ts";
import { isEntry, MOST_ENTRIES } from "./record-entries.ts";
import type { RemoteRecord } from "./remote-record.ts";

const ANSWER_LIMIT_MS = 3000;
/** R148. */
const VERDICT_LIMIT_MS = 2000;
/** While a prompt is up, where the browser does not tell the hub of changes. */
const LOOK_EVERY_MS = 1000;

/** Whether what the hub keeps is seen by the hub in other sites. */
export type Verdict = "available" | "blocked" | "unknown";

export interface HubFrameListener {
  /** Somebody else did something. Not called for what an exchange resolves to. */
  changed(entries: Entry[]): void;
  /** Within 2 s, and again whenever it is another verdict. */
  judged(verdict: Verdict): void;
  /** `hub-unavailable`, `hub-version` or `hub-message-dropped`. */
  report(code: string): void;
}

export interface HubFrameOptions {
  /** Of the hub's page. */
  address: URL;
  /** Of the record: `1:<32 hex>` or `report:1:<32 hex>`. */
  name: string;
  /** What the first-party visit gave; without it nobody can tell what is shared. */
  nonce?: string | undefined;
  clock: Clock;
  listener: HubFrameListener;
}

interface Waiting {
  question: HubQuestion;
  timer: unknown;
  resolve(answer: HubAnswer | null): void;
}

export class HubFrame implements RemoteRecord {
  /** It tells by itself what is new; where the browser does not, the frame is asked here. */
  readonly askEveryMs = null;

  readonly #options: HubFrameOptions;
  readonly #frame: HTMLIFrameElement;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #hasLoaded = false;
  #isClosed = false;
  #isWatching = false;
  #notifies = true;
  #verdict: Verdict | null = null;
  #verdictTimer: unknown;
  #lookTimer: unknown = null;
  /** Told once, until it is no longer so. */
  #complaint = "";

  constructor(options: HubFrameOptions) {
    this.#options = options;
    this.#frame = hiddenFrame(options.address);
    this.#frame.addEventListener("load", this);
    addEventListener("message", this);
    this.#verdictTimer = options.clock.setTimeout(() => this.#judgeSilence(), VERDICT_LIMIT_MS);
    this.#insert();
    // Whoever never exchanges anything still learns what is shared, and is told of changes.
    this.#look();
  }

  async exchange(entries: readonly Entry[]): Promise<Entry[] | null> {
    const told = byImportance(new Map(entries)).slice(0, MOST_ENTRIES);
    const answer = await this.#ask({ entries: told });
    return answer && answer.entries;
  }

  /** The user pressed something: the frame may ask for its storage, if the browser lets it. */
  gesture(): void {
    this.#look({ gesture: true });
  }

  /** While a prompt is up, others' activity is news, too. The same again does nothing. */
  watch(on: boolean): void {
    if (on === this.#isWatching) return;
    this.#isWatching = on;
    this.#look();
    this.#lookAgainLater();
  }

  close(): void {
    this.#isClosed = true;
    this.#isWatching = false;
    const { clock } = this.#options;
    removeEventListener("message", this);
    this.#frame.removeEventListener("load", this);
    this.#frame.remove();
    clock.clearTimeout(this.#verdictTimer);
    if (this.#lookTimer !== null) clock.clearTimeout(this.#lookTimer);
    for (const id of [...this.#waiting.keys()]) this.#settle(id, null);
  }

  handleEvent(event: Event): void {
    if (event.type === "load") this.#loaded();
    else this.#hear(event as MessageEvent);
  }

  /** Also after the hub was reloaded: what it was asked before is lost with its page. */
  #loaded(): void {
    this.#hasLoaded = true;
    for (const { question } of this.#waiting.values()) this.#post(question);
    // Who came too late for every question is asked all the same, and a new one watches, too.
    if (this.#waiting.size === 0) this.#look();
  }

  #hear({ source, origin, data }: MessageEvent): void {
    if (source !== this.#frame.contentWindow || origin !== this.#options.address.origin) return;
    if (!isForHubs(data)) return;
    if (data.idleguard !== HUB_VERSION) this.#giveUp("hub-version");
    else if (isAnswer(data)) this.#take(data);
    else if (isRefusal(data)) this.#refused(data);
    else this.#options.listener.report("hub-message-dropped");
  }

  #refused({ id, refused }: HubRefusal): void {
    if (refused === "rate") this.#complain("hub-unavailable");
    else this.#options.listener.report("hub-message-dropped");
    this.#settle(id, null);
  }

  #take(answer: HubAnswer): void {
    const { clock, listener } = this.#options;
    const now = clock.wall();
    this.#complaint = "";
    this.#notifies = answer.notifies;
    if (!answer.entries.every((entry) => isEntry(entry, now))) {
      listener.report("hub-message-dropped");
      this.#settle(answer.id, null);
      return;
    }
    this.#judge(answer);
    if (answer.id === 0) listener.changed(answer.entries);
    else this.#settle(answer.id, answer);
  }

  /** R151. What nothing can be kept in is blocked, whatever can still be read (WebKit). */
  #judge({ kept, marker }: HubAnswer): void {
    if (!kept) this.#announce("blocked");
    else if (marker === null) this.#announce("unknown");
    else this.#announce(marker ? "available" : "blocked");
  }

  #judgeSilence(): void {
    if (this.#verdict === null) this.#announce("unknown");
  }

  #announce(verdict: Verdict): void {
    if (verdict === this.#verdict || this.#isClosed) return;
    this.#options.clock.clearTimeout(this.#verdictTimer);
    this.#verdict = verdict;
    this.#options.listener.judged(verdict);
  }

  /** For its own sake: what comes back is news. */
  #look(more: { gesture?: boolean } = {}): void {
    void this.#ask({ entries: [], ...more }).then((answer) => {
      const isNews = answer !== null && answer.entries.length > 0;
      if (isNews && !this.#isClosed) this.#options.listener.changed(answer.entries);
    });
  }

  #lookAgainLater(): void {
    const { clock } = this.#options;
    if (this.#lookTimer !== null) clock.clearTimeout(this.#lookTimer);
    this.#lookTimer = null;
    if (!this.#isWatching) return;
    this.#lookTimer = clock.setTimeout(() => {
      if (!this.#notifies && document.visibilityState === "visible") this.#look();
      this.#lookAgainLater();
    }, LOOK_EVERY_MS);
  }

  #ask(content: { entries: Entry[]; gesture?: boolean }): Promise<HubAnswer | null> {
    if (this.#isClosed) return Promise.resolve(null);
    const { name, nonce, clock } = this.#options;
    const question: HubQuestion = { idleguard: HUB_VERSION, id: ++this.#lastId, name, ...content };
    if (nonce !== undefined) question.nonce = nonce;
    if (this.#isWatching) question.watch = true;
    return new Promise((resolve) => {
      const giveUp = () => this.#missed(question.id);
      const timer = clock.setTimeout(giveUp, ANSWER_LIMIT_MS);
      this.#waiting.set(question.id, { question, timer, resolve });
      if (!this.#frame.isConnected) this.#insert();
      if (this.#hasLoaded) this.#post(question);
    });
  }

  /** Not into the body, which apps empty; from the root a page hardly ever removes anything. */
  #insert(): void {
    this.#hasLoaded = false;
    document.documentElement.append(this.#frame);
  }

  #post(question: HubQuestion): void {
    this.#frame.contentWindow?.postMessage(question, this.#options.address.origin);
  }

  #missed(id: number): void {
    this.#complain("hub-unavailable");
    this.#settle(id, null);
  }

  #giveUp(code: string): void {
    this.#complain(code);
    this.#judgeSilence();
    for (const id of [...this.#waiting.keys()]) this.#settle(id, null);
  }

  #complain(code: string): void {
    if (code === this.#complaint) return;
    this.#complaint = code;
    this.#options.listener.report(code);
  }

  #settle(id: number, answer: HubAnswer | null): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return; // too late, or never asked
    this.#waiting.delete(id);
    this.#options.clock.clearTimeout(waiting.timer);
    waiting.resolve(answer);
  }
}

/** Nobody sees it, hears of it or can move the focus there, whatever the page's style says. */
function hiddenFrame(address: URL): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.tabIndex = -1;
  frame.title = "Idle sign-out";
  frame.setAttribute("aria-hidden", "true");
  frame.style.setProperty("display", "none", "important");
  frame.referrerPolicy = "no-referrer";
  frame.src = address.href;
  return frame;
}
