// What the first-party visit leaves behind, so that a frame of the hub can tell whether it sees the
// hub's own storage or a jar of its own (R151): a random value, in a cookie and in localStorage. It
// says nothing about anybody; whoever knows it can only ask whether it is there.

import { cookieAttributes, cookies, setCookie } from "../../bindings/browser/cookie-record.ts";
import { randomHex } from "../../bindings/browser/hex.ts";
import { isNonce } from "../../bindings/browser/hub-messages.ts";

const NAME = "ig-visit";
/** The longest that browsers allow. */
const LIFE_S = 400 * 86_400;

/** The value that is there, renewed: another app may know it already. Else a new one. */
export function leaveMarker(): string {
  const value = storedMarkers(ownStorage())[0] ?? randomHex();
  setCookie(`${NAME}=${value}; Max-Age=${LIFE_S}${cookieAttributes()}`);
  try {
    ownStorage()?.setItem(NAME, value);
  } catch {
    return value; // full: the cookie has it
  }
  return value;
}

/** Whether `nonce` is in the cookies, or in `storage` that was granted. */
export const hasMarker = (nonce: string, storage: Storage | null): boolean =>
  storedMarkers(storage).includes(nonce);

/** A cookie's name may be there twice, so there may be several. */
function storedMarkers(storage: Storage | null): string[] {
  const inCookies = cookies()
    .filter((cookie) => cookie.startsWith(`${NAME}=`))
    .map((cookie) => cookie.slice(NAME.length + 1));
  return [...inCookies, storage?.getItem(NAME)].filter(isNonce);
}

/** Null where storage is switched off or blocked: the cookie alone will do. */
function ownStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null; // SecurityError
  }
}
