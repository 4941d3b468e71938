// The hub's page in a tab of its own: the visit at sign-in (R151). An app sends the user through
// `hub.html?return=URL`; the page leaves its marker and goes back at once, with the marker's value
// added. It goes to listed origins only, so it is no way to anywhere else.

import { leaveMarker } from "./marker.ts";

const PARAMETER = "hubNonce";

export function visit(origins: ReadonlySet<string>): void {
  const back = wayBack(new URLSearchParams(location.search).get("return"), origins);
  if (back === null) {
    document.body.textContent =
      "This page cannot be used in this way. It serves the apps of this organization.";
    return;
  }
  back.searchParams.set(PARAMETER, leaveMarker());
  location.replace(back);
}

/** Null for whatever is not an address of a listed origin. */
function wayBack(text: string | null, origins: ReadonlySet<string>): URL | null {
  if (text === null) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null; // a relative address has no origin that could be listed
  }
  // The origin of `blob:https://mail.example/…` is the one inside.
  const isPage = /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  return isPage && origins.has(url.origin) ? url : null;
}
