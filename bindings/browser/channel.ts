// Telling the other tabs of the account. Messages make things fast, never right: the record decides
// (R102). Where BroadcastChannel is missing, storage events are the reason to look (R94).

import type { Entry } from "./protocol.ts";

/** One message; anything of another version or shape is dropped unread. */
interface Message {
  v: 1;
  entries: Entry[];
  at: number;
}

export interface ChannelListener {
  heard(entries: Entry[], at: number): void;
  /** Something may have changed. */
  nudged(): void;
  dropped(): void;
}

export class Channel {
  readonly #name: string;
  readonly #listener: ChannelListener;
  #channel: BroadcastChannel | null = null;
  #watchesStorage = false;

  /** `name` is also the prefix of the record's keys. */
  constructor(name: string, listener: ChannelListener) {
    this.#name = name;
    this.#listener = listener;
    this.open();
  }

  /** After `close`, on a page that came back from the cache. Open already: nothing. */
  open(): void {
    if (this.#channel || this.#watchesStorage) return;
    try {
      this.#channel = new BroadcastChannel(this.#name);
    } catch {
      // Not implemented, or storage is blocked (Firefox throws a SecurityError).
      this.#watchesStorage = true;
      addEventListener("storage", this);
      return;
    }
    this.#channel.onmessage = (event) => this.#receive(event.data);
    this.#channel.onmessageerror = () => this.#listener.dropped();
  }

  /**
   * An open channel keeps a page out of the back/forward cache (R99): Chromium evicts it at the
   * first message.
   */
  close(): void {
    this.#channel?.close();
    this.#channel = null;
    if (this.#watchesStorage) removeEventListener("storage", this);
    this.#watchesStorage = false;
  }

  /** Without a channel nobody hears it. */
  post(entries: Entry[], at: number): void {
    const message: Message = { v: 1, entries, at };
    this.#channel?.postMessage(message);
  }

  handleEvent(event: StorageEvent): void {
    // Without a key, all of it was cleared.
    if ((event.key ?? this.#name).startsWith(this.#name)) this.#listener.nudged();
  }

  #receive(data: unknown): void {
    if (isMessage(data)) this.#listener.heard(data.entries, data.at);
    else this.#listener.dropped();
  }
}

/** Longest message, in entries; the record's own bound is lower. */
const MOST_ENTRIES = 256;

function isMessage(data: unknown): data is Message {
  const { v, entries, at } = (data ?? {}) as Partial<Message>;
  return (
    v === 1 &&
    Number.isSafeInteger(at) &&
    Array.isArray(entries) &&
    entries.length <= MOST_ENTRIES &&
    entries.every((entry) => Array.isArray(entry) && entry.length === 2 && entry.every(isShort))
  );
}

function isShort(value: unknown): boolean {
  return typeof value === "string" && value.length <= 128;
}
