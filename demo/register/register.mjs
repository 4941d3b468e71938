// The register: an endpoint where the sites of an app tell each other what they know of a session,
// when the browser lets them share nothing. README.md is its specification. It never trusts the
// page for who it is: `authenticate` asks the app's own session. Plain node:http, to be put behind
// any address of any server; what it keeps is in a store (memory-store.mjs, redis-store.mjs).

import { createHash } from "node:crypto";

import { isEntry, MOST_ENTRIES } from "./entries.mjs";
import { RateLimit } from "./rate-limit.mjs";
import { checkOrigin, checkType, readText } from "./request.mjs";
import { StoreUnavailable } from "./store-unavailable.mjs";

const VERSION = 1;
const NAME = /^[0-9a-f]{32}$/;

/**
 * For each account: 60 requests at once, 10 a second in the long run. All tabs of all sites ask
 * when their common deadline comes, and who is refused then may end for nothing.
 */
export const LIMITS = Object.freeze({ bodyBytes: 16 * 1024, burst: 60, perSecond: 10 });

const WORDS = {
  400: "this is no request of version 1",
  401: "nobody is signed in",
  403: "this came from another origin",
  405: "only POST",
  413: "too long",
  415: "only application/json",
  429: "too many requests",
  500: "the register has a fault",
  503: "the record cannot be reached now",
};

/**
 * A handler `(request, response) => Promise<void>` that never rejects. `authenticate(request)`: the
 * account that is signed in, as text (or a promise of it); null when nobody is. `log(line)` gets
 * faults and a store that went away or came back, never what anybody sent.
 */
export function createRegister({ store, authenticate, now = Date.now, limits = {}, log = tell }) {
  const { bodyBytes, ...rate } = { ...LIMITS, ...limits };
  const rateLimit = new RateLimit(rate);
  let isStoreAway = false;

  const refuse = (response, status, headers = {}) => {
    send(response, status, { error: WORDS[status] }, headers);
  };

  /** Whose record it is about; undefined when the first check that failed has been answered. */
  const admit = async (request, response) => {
    if (request.method !== "POST") return refuse(response, 405, { Allow: "POST" });
    const foreign = checkOrigin(request);
    if (foreign !== null) return refuse(response, foreign);
    const account = await authenticate(request);
    if (typeof account !== "string" || account === "") return refuse(response, 401);
    const owner = createHash("sha256").update(account).digest("hex");
    const seconds = rateLimit.wait(owner, now());
    if (seconds > 0) return refuse(response, 429, { "Retry-After": String(seconds) });
    const otherType = checkType(request);
    if (otherType !== null) return refuse(response, otherType);
    return owner;
  };

  const exchange = async (owner, { name, entries }, response) => {
    try {
      const at = now();
      const valid = entries.filter((entry) => isEntry(entry, at));
      const known = await store.exchange(owner, name, valid, at);
      if (isStoreAway) log("the store is back");
      isStoreAway = false;
      send(response, 200, { version: VERSION, entries: known });
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (!isStoreAway) log(`the store is away: ${error.message}`);
      isStoreAway = true;
      refuse(response, 503, { "Retry-After": "1" });
    }
  };

  return async (request, response) => {
    try {
      const owner = await admit(request, response);
      if (owner === undefined) return;
      const { text, status } = await readText(request, bodyBytes);
      if (status !== undefined) return refuse(response, status);
      const message = messageIn(text);
      if (message === null) return refuse(response, 400);
      await exchange(owner, message, response);
    } catch (error) {
      log(`a fault: ${error.stack}`);
      refuse(response, 500);
    }
  };
}

/** `{ name, entries }`, or null. Whether the entries are valid is asked of each alone. */
function messageIn(text) {
  let message;
  try {
    message = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const { version, name, entries } = message ?? {};
  if (version !== VERSION || typeof name !== "string" || !NAME.test(name)) return null;
  if (!Array.isArray(entries) || entries.length > MOST_ENTRIES) return null;
  return { name, entries };
}

function send(response, status, value, headers = {}) {
  if (response.headersSent || response.destroyed) return;
  // Of what is far too long the rest is not even read, so nothing can follow on the connection.
  const close = status === 413 ? { Connection: "close" } : {};
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...close,
    ...headers,
  });
  response.end(JSON.stringify(value));
}

function tell(line) {
  console.error(`register: ${line}`);
}
