// What a page and the frame of its hub say to each other, and how each checks what the other said.
// Both halves use this file, of whatever release they are: so the version is in every message, and
// one of another version is recognised as such before anything else of it is read. It knows nothing
// of windows and origins; whoever listens has checked both before it asks here.

import type { Entry } from "./protocol.ts";
import { MOST_ENTRIES } from "./record-entries.ts";

/** Raised by whoever changes what a message means. */
export const HUB_VERSION = 1;

/** Of a record: how the driver calls it, without its "idleguard:" and its last colon. */
const NAME = /^(report:)?1:[0-9a-f]{32}$/;
const NONCE = /^[0-9a-f]{32}$/;
const LONGEST_TEXT = 128;

/** From the page. Answered with the same `id`, which is positive. */
export interface HubQuestion {
  idleguard: typeof HUB_VERSION;
  id: number;
  name: string;
  entries: Entry[];
  /** What the first-party visit gave to the app (R151). */
  nonce?: string;
  /** A prompt is up: activity elsewhere is news, too. Holds until a question says otherwise. */
  watch?: boolean;
  /** The user has just pressed something. */
  gesture?: boolean;
}

/** From the hub. `id` 0: nobody asked, and `entries` is what is new. */
export interface HubAnswer {
  idleguard: typeof HUB_VERSION;
  id: number;
  entries: Entry[];
  /** Whether the frame can keep anything. */
  kept: boolean;
  /** Whether it sees what the visit wrote; null when no nonce was given. */
  marker: boolean | null;
  /** Whether it will tell of changes by others without being asked. */
  notifies: boolean;
}

/** From the hub: no answer to `id`, and why. */
export interface HubRefusal {
  idleguard: number;
  id: number;
  refused: "rate" | "shape" | "version";
}

export const isRecordName = (name: unknown): name is string =>
  typeof name === "string" && NAME.test(name);

export const isNonce = (nonce: unknown): nonce is string =>
  typeof nonce === "string" && NONCE.test(nonce);

/** Whether it says to be one of these messages, of our version or of another. */
export function isForHubs(data: unknown): data is { idleguard: number; id?: unknown } {
  return isObject(data) && Number.isSafeInteger(data["idleguard"]);
}

export function isQuestion(data: unknown): data is HubQuestion {
  if (!isObject(data)) return false;
  const { idleguard, id, name, entries, nonce, watch, gesture } = data;
  return (
    idleguard === HUB_VERSION &&
    isId(id) &&
    id > 0 &&
    isRecordName(name) &&
    areEntries(entries) &&
    (nonce === undefined || isNonce(nonce)) &&
    isFlag(watch) &&
    isFlag(gesture)
  );
}

export function isAnswer(data: unknown): data is HubAnswer {
  if (!isObject(data)) return false;
  const { idleguard, id, entries, kept, marker, notifies } = data;
  return (
    idleguard === HUB_VERSION &&
    isId(id) &&
    areEntries(entries) &&
    typeof kept === "boolean" &&
    (marker === null || typeof marker === "boolean") &&
    typeof notifies === "boolean"
  );
}

export function isRefusal(data: unknown): data is HubRefusal {
  if (!isObject(data)) return false;
  return isId(data["id"]) && ["rate", "shape", "version"].includes(data["refused"] as string);
}

/** The `id` to refuse a message by, whatever else is wrong with it. */
export const idOf = ({ id }: { id?: unknown }): number => (isId(id) ? id : 0);

const isObject = (data: unknown): data is Record<string, unknown> =>
  typeof data === "object" && data !== null;

const isId = (id: unknown): id is number => Number.isSafeInteger(id) && (id as number) >= 0;

const isFlag = (flag: unknown): boolean => flag === undefined || typeof flag === "boolean";

/** The shape only; which of them are entries, a record says when it takes them. */
function areEntries(entries: unknown): entries is Entry[] {
  return (
    Array.isArray(entries) &&
    entries.length <= MOST_ENTRIES &&
    entries.every((entry) => Array.isArray(entry) && entry.length === 2 && entry.every(isShort))
  );
}

const isShort = (text: unknown): boolean => typeof text === "string" && text.length <= LONGEST_TEXT;
