// The sites of the products: each has its own session, cookie, sign-out and heartbeat, and asks the
// hub's site who is there. One table serves all three; which one is meant is the visit's `site`.

import { readJson, sendProblem } from "../http.mjs";
import { readChoices, writeChoices } from "./choices.mjs";
import { ORGANIZATION, PRODUCTS, PRODUCT_NAMES } from "./products.mjs";
import { tellPlace } from "./sharing-routes.mjs";

const MAX_BODY_BYTES = 512;
const NONCE = /^[A-Za-z0-9_-]{1,64}$/;
const PAGES = { "/app": "app", "/sharing": "sharing" };

/** What a page needs for starting idleguard, and for showing itself. */
function pageData(visit, choices) {
  const { site, session, addresses, isSecure } = visit;
  const { title, items } = PRODUCTS[site];
  const { account, session: shared, visit: mark } = session.signIn;
  return {
    site: { name: site, title },
    items,
    titles: Object.fromEntries(PRODUCT_NAMES.map((name) => [name, PRODUCTS[name].title])),
    account: account.id,
    session: shared,
    organization: ORGANIZATION,
    hub: addresses.hubPage(isSecure),
    hubNonce: session.nonce,
    mark,
    choices,
  };
}

/** The page at `path`; who is not signed in here asks the hub's site first, and comes back. */
function showPage(visit, path) {
  const { site, session, signIns, addresses, isSecure, hubOrigin } = visit;
  const choices = readChoices(visit.query);
  const query = writeChoices(choices);
  if (session === null) {
    const question = signIns.ask(site, path + query);
    visit.setCookie("question", question);
    return visit.go(`${hubOrigin}/sign-in?${new URLSearchParams({ app: site, question })}`);
  }
  visit.setPolicy({ "frame-src": hubOrigin });
  const origins = Object.fromEntries(
    PRODUCT_NAMES.map((name) => [name, addresses.origin(name, isSecure)]),
  );
  visit.sendPage(PAGES[path], {
    ...PRODUCTS[site],
    ...session.signIn.account,
    ...origins,
    organization: ORGANIZATION,
    site,
    query,
    path,
    hubOrigin,
    page: JSON.stringify(pageData(visit, choices)),
  });
}

/**
 * The way back from the hub. The question must be the one that this very browser was given, or
 * somebody could sign others in as themselves.
 */
function signedIn(visit) {
  const { site, signIns, query, response } = visit;
  const question = query.get("question");
  const isMine = question !== null && question === visit.cookie("question");
  const to = isMine ? signIns.answer(question, site) : null;
  const signIn = to === null ? null : signIns.redeem(query.get("code"), site);
  if (signIn === null) {
    const text = "This sign-in was not begun here, or is too old. Please open the app again.";
    return sendProblem(response, 400, text);
  }
  const nonce = query.get("hubNonce") ?? "";
  const session = signIns.openAt(site, signIn, NONCE.test(nonce) ? nonce : null);
  visit.setCookie("session", session.id);
  visit.setCookie("last", signIn.session);
  visit.setCookie("question", "");
  visit.go(to);
}

/** A top-level GET, as idleguard uses: a forged one does no more than sign out. */
function signOut(visit) {
  const { site, session, last, signIns } = visit;
  if (last !== null) {
    last.signOutRequests.set(site, (last.signOutRequests.get(site) ?? 0) + 1);
  }
  if (session !== null) signIns.closeAt(session);
  visit.setCookie("session", "");
  visit.go("/signed-out");
}

function showSignedOut(visit) {
  const { site, last } = visit;
  visit.sendPage("signed-out", {
    ...PRODUCTS[site],
    site,
    requests: last?.signOutRequests.get(site) ?? 0,
  });
}

async function heartbeat(visit) {
  const { session, signIns, request, response } = visit;
  if (session === null) return sendProblem(response, 401, "The session has ended.");
  const body = await readJson(request, MAX_BODY_BYTES);
  const at = typeof body?.lastActivity === "string" ? Date.parse(body.lastActivity) : NaN;
  if (!Number.isFinite(at)) return sendProblem(response, 400, "lastActivity is missing.");
  if (at > session.lastActivity) {
    session.lastActivity = at;
    signIns.keepAlive(session);
  }
  response.writeHead(204).end();
}

export const PRODUCT_ROUTES = {
  "GET /": (visit) => visit.go("/app"),
  "GET /app": (visit) => showPage(visit, "/app"),
  "GET /sharing": (visit) => showPage(visit, "/sharing"),
  "GET /signed-in": signedIn,
  "GET /signout": signOut,
  "GET /signed-out": showSignedOut,
  "POST /session/alive": heartbeat,
  "POST /sharing/place": tellPlace,
  "POST /idle-register": ({ register, request, response }) => register(request, response),
};
