// The ways in and out: signing in, signing in anew, signing out of one app's reach or of all.

import { APPS, readSignals } from "./apps.mjs";
import { ACCOUNTS } from "./content.mjs";
import { readForm, redirect, sendHtml, sendProblem } from "./http.mjs";
import { isSecure } from "./sites/addresses.mjs";
import { fillPage } from "./visit.mjs";

const MAX_FORM_BYTES = 512;
const NEXT_PATHS = [...Object.values(APPS).map(({ path }) => path), "/admin", "/settings"];

/** After an idle sign-out of one app the session may go on in others; the door is open to both. */
const isWhole = (session) => session !== null && session.closed.size === 0;

function showSignIn({ session, addresses, request, response }) {
  if (isWhole(session)) return redirect(response, "/app");
  const finch = addresses.origin("finch", isSecure(request));
  sendHtml(response, 200, fillPage("sign-in", { finch }));
}

async function signIn(visit) {
  const form = await readForm(visit.request, MAX_FORM_BYTES);
  const account = ACCOUNTS.find(({ id }) => id === form?.get("account"));
  if (account === undefined) return sendProblem(visit.response, 400, "There is no such account.");
  const isChecked = Object.fromEntries([...form.keys()].map((name) => [name, true]));
  visit.signIn(account, readSignals(isChecked));
}

/** The same person again: a new session, which takes the policies that are in force now (R41). */
async function signInAnew(visit) {
  if (visit.session === null) return redirect(visit.response, "/sign-in");
  const form = await readForm(visit.request, MAX_FORM_BYTES);
  const next = NEXT_PATHS.find((path) => path === form?.get("next"));
  visit.signIn(visit.session.account, visit.session.signals, next);
}

/**
 * A top-level GET, as idleguard and identity providers use: a forged one does no more than sign
 * out. An app names itself, and only what ends with it is closed (R38, R39); without a name, all.
 */
function signOut(visit) {
  const { session, sessions, organization, appClass } = visit;
  sessions.countSignOutRequest(visit.last);
  if (session !== null && appClass !== null) sessions.close(session, organization.reach(appClass));
  else if (session !== null) sessions.end(session, "sign-out");
  if (session === null || session.endedBecause !== null) visit.forgetCookie();
  redirect(visit.response, "/signed-out");
}

export const DOOR_ROUTES = {
  "GET /": ({ session, response }) => redirect(response, isWhole(session) ? "/app" : "/sign-in"),
  "GET /sign-in": showSignIn,
  "POST /sign-in": signIn,
  "POST /sign-in-anew": signInAnew,
  "GET /signout": signOut,
  "GET /signed-out": ({ response }) => sendHtml(response, 200, fillPage("signed-out")),
};
