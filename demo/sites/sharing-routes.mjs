// What the page about sharing needs beside itself: the frame of the hub's site in it, and word of
// where else the page is open, without which "nobody was heard" would mean nothing. It has no
// effect on idleguard.

import { readJson, sendJson, sendProblem } from "../http.mjs";

const MAX_BODY_BYTES = 64;

export function showSharingFrame(visit) {
  const { addresses, isSecure } = visit;
  const origins = addresses.productOrigins(isSecure).join(" ");
  visit.setPolicy({ "frame-ancestors": origins });
  visit.sendPage("sharing-frame", { origins });
}

/** A page says that it is open, or goes, and hears which others of this sign-in are. */
export async function tellPlace(visit) {
  const { site, signIns, request, response } = visit;
  const signIn = visit.session?.signIn ?? visit.signIn;
  if (signIn === null) return sendProblem(response, 401, "The session has ended.");
  const body = await readJson(request, MAX_BODY_BYTES);
  if (typeof body?.open !== "boolean") return sendProblem(response, 400, "Open or not?");
  sendJson(response, 200, { open: signIns.placesWith(signIn, site, body.open) });
}
