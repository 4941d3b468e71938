// Records in Redis 7, or a server that is compatible with it, for any number of instances behind a
// load balancer. The join is one script there (exchange.lua), so it needs no lock. When that server
// is away or slow, an exchange says so within a second: `StoreUnavailable`. The connection comes
// back by itself.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { MOST_ENTRIES } from "./entries.mjs";
import { KEPT } from "./memory-store.mjs";
import { StoreUnavailable } from "./store-unavailable.mjs";

const SCRIPT = readFileSync(new URL("exchange.lua", import.meta.url), "utf8");
const SCRIPT_HASH = createHash("sha1").update(SCRIPT).digest("hex");

/** A refusal must be there within a second, on a busy machine, too. */
const ANSWER_LIMIT_MS = 600;
const LONGEST_RETRY_MS = 500;
/** A connection on which nothing was answered is replaced, but not in every moment. */
const RENEW_AFTER_MS = 2000;
/** Of commands that wait for an answer; past it, new ones are refused at once. */
const MOST_WAITING = 1000;

export class RedisStore {
  #createClient;
  #kept;
  #client = null;
  #connectedAt = 0;
  /** Why there is no connection, for the message: "offline" alone helps nobody. */
  #trouble = "";

  /**
   * `address`: redis://… or rediss://…. Resolves when it is connected, or after a second: a server
   * that comes later is used then. Rejects when the address is none, or without the library.
   */
  static async open(address, kept = {}) {
    const { createClient } = await import("@redis/client");
    const store = new RedisStore();
    store.#createClient = () =>
      createClient({
        url: address,
        disableOfflineQueue: true,
        disableClientInfo: true,
        commandsQueueMaxLength: MOST_WAITING,
        socket: {
          connectTimeout: ANSWER_LIMIT_MS,
          reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, LONGEST_RETRY_MS),
        },
      });
    store.#kept = { ...KEPT, ...kept };
    await inTime(store.#connect()).catch((error) => store.#note(error));
    return store;
  }

  /** Joins `entries` into the record, and resolves to all of it; when it changed, Redis knows. */
  async exchange(owner, name, entries) {
    // The braces make a cluster keep all records of one owner on one node.
    const prefix = `idleguard:{${owner}}:`;
    const { keepMs, mostNames } = this.#kept;
    const given = [keepMs, MOST_ENTRIES, mostNames].map(String);
    const options = { keys: [prefix + name, `${prefix}names`], arguments: given };
    for (const [key, value] of entries) options.arguments.push(key, value);
    let flat;
    try {
      flat = await inTime(this.#run(options));
    } catch (error) {
      if (error instanceof TookTooLong) this.#renew();
      throw new StoreUnavailable(`${error.message} ${this.#trouble}`.trim(), { cause: error });
    }
    return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
  }

  async close() {
    const client = this.#client;
    this.#client = null;
    if (client?.isOpen) client.destroy();
  }

  /** By its hash; the whole script when the server has not seen it, or was started again. */
  async #run(options) {
    if (this.#client === null) throw new StoreUnavailable("it is closed");
    try {
      return await this.#client.evalSha(SCRIPT_HASH, options);
    } catch (error) {
      if (!/^NOSCRIPT/.test(error.message) || this.#client === null) throw error;
      return this.#client.eval(SCRIPT, options);
    }
  }

  #connect() {
    this.#connectedAt = Date.now();
    this.#client = this.#createClient();
    // Without a listener it would end the process. It tries again by itself.
    this.#client.on("error", (error) => this.#note(error));
    this.#client.on("ready", () => (this.#trouble = ""));
    return this.#client.connect();
  }

  #note(error) {
    // That it took too long says less than why.
    if (error instanceof TookTooLong && this.#trouble !== "") return;
    this.#trouble = `(${error.message})`;
  }

  /** The other end may be gone without a word; then only a new connection helps. */
  #renew() {
    if (this.#client === null || Date.now() - this.#connectedAt < RENEW_AFTER_MS) return;
    if (this.#client.isOpen) this.#client.destroy();
    this.#connect().catch((error) => this.#note(error));
  }
}

class TookTooLong extends Error {}

/** Rejects after the limit. What comes later is dropped: a join may be done twice, or unheard. */
async function inTime(promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong("no answer in time")), ANSWER_LIMIT_MS);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
