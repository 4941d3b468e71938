// The record behind the app's own server, for browsers that let the sites of an app share nothing:
// an endpoint with one operation, `exchange`, which demo/register/README.md specifies. When to ask
// is decided elsewhere: this neither polls nor tries again. It must not know what entries mean, and
// takes nothing from an answer that no session could have written (R106).

import type { Clock } from "./clock.ts";
import { hex } from "./hex.ts";
import type { Entry } from "./protocol.ts";
import { isEntry, MOST_ENTRIES } from "./record-entries.ts";
import type { RemoteRecord } from "./remote-record.ts";
import { ownFetch } from "./requests.ts";

const VERSION = 1;
/** Whoever waits covers the page meanwhile, and then goes on without an answer (R45). */
const ANSWER_LIMIT_MS = 3000;
/** 128 entries have less than 16 KB; other servers may write more spaces than ours. */
const MOST_ANSWER_BYTES = 32 * 1024;
/** A server that wants to be left alone for longer would split the sites for good. */
const LONGEST_PAUSE_MS = 60_000;
/** For a refusal that does not say until when, or says it as a date. */
const USUAL_PAUSE_MS = 10_000;

const { timeout } = AbortSignal;

export type RegisterReport = "register-unavailable" | "register-message-dropped";

export interface RegisterOptions {
  address: URL;
  /** From `nameOf`: which of the account's sign-ins. */
  name: string;
  clock: Clock;
  /** `register-unavailable` comes once, until it has worked again. */
  report: (code: RegisterReport) => void;
}

export class Register implements RemoteRecord {
  readonly #options: RegisterOptions;
  readonly #open = new Set<AbortController>();
  #isClosed = false;
  #isUnavailable = false;
  /** Monotonic: until then the server does not want to be asked. */
  #askAgainAt = -Infinity;

  constructor(options: RegisterOptions) {
    this.#options = options;
  }

  /**
   * What a sign-in is called there; null where the page has no way to hash (plain http). Not the
   * account alone: two devices of one user would keep each other alive.
   */
  static async nameOf(account: string, session: string): Promise<string | null> {
    const subtle = crypto.subtle as SubtleCrypto | undefined;
    if (subtle === undefined) return null;
    const text = new TextEncoder().encode(`idleguard register 1\n${account}\n${session}`);
    return hex(new Uint8Array(await subtle.digest("SHA-256", text)).slice(0, 16));
  }

  async exchange(entries: readonly Entry[]): Promise<Entry[] | null> {
    const { clock, report } = this.#options;
    if (this.#isClosed || clock.mono() < this.#askAgainAt) return null;
    const found = await this.#ask(entries);
    if (this.#isClosed) return null;
    if (found === null) {
      if (!this.#isUnavailable) report("register-unavailable");
      this.#isUnavailable = true;
      return null;
    }
    this.#isUnavailable = false;
    const now = clock.wall();
    const known = found.filter((entry): entry is Entry => isEntry(entry, now));
    if (known.length < found.length) report("register-message-dropped");
    return known;
  }

  close(): void {
    this.#isClosed = true;
    for (const request of this.#open) request.abort();
  }

  /** What the answer lists, whatever that is; null when there is no answer of the agreed form. */
  async #ask(entries: readonly Entry[]): Promise<unknown[] | null> {
    const request = new AbortController();
    const limit = timeout(ANSWER_LIMIT_MS);
    limit.onabort = () => request.abort();
    this.#open.add(request);
    try {
      const response = await this.#send(entries, request.signal);
      if (!response.ok) {
        this.#pauseIfAsked(response);
        request.abort(); // nobody reads the rest, which may be long
        return null;
      }
      return listIn(await boundedText(response));
    } catch {
      // No network, no answer in time, a redirect to a sign-in page, or a page instead of JSON.
      return null;
    } finally {
      limit.onabort = null;
      this.#open.delete(request);
    }
  }

  #send(entries: readonly Entry[], signal: AbortSignal): Promise<Response> {
    const { address, name } = this.#options;
    return ownFetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ version: VERSION, name, entries: newest(entries) }),
      // The facts of a page that is being left count, too.
      keepalive: true,
      redirect: "error",
      signal,
    });
  }

  #pauseIfAsked({ status, headers }: Response): void {
    if (status !== 429) return;
    const seconds = /^\d+$/.exec(headers.get("retry-after") ?? "")?.[0];
    const pause = seconds === undefined ? USUAL_PAUSE_MS : Number(seconds) * 1000;
    this.#askAgainAt = this.#options.clock.mono() + Math.min(pause, LONGEST_PAUSE_MS);
  }
}

/** More than a message may have would be refused as a whole: then what is oldest stays behind. */
function newest(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= MOST_ENTRIES) return entries;
  // `B` is a difference of clocks, and `g` as old as the session.
  const age = ([key, value]: Entry) => (key === "B" || key === "g" ? "~" : value);
  return [...entries].sort((a, b) => (age(a) < age(b) ? 1 : -1)).slice(0, MOST_ENTRIES);
}

/** Throws when it is too long. */
async function boundedText({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; ;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done || value === undefined) return text + decoder.decode();
    size += value.byteLength;
    if (size > MOST_ANSWER_BYTES) {
      void reader?.cancel();
      throw new RangeError("too long");
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Throws when it is no JSON. */
function listIn(text: string): unknown[] | null {
  const answer = JSON.parse(text) as { version?: unknown; entries?: unknown } | null;
  if (answer?.version !== VERSION || !Array.isArray(answer.entries)) return null;
  return answer.entries.length > MOST_ENTRIES ? null : answer.entries;
}
