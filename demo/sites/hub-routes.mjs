// The hub's site: signing in once for all products, and the hub's page as a customer would serve
// it, with the origins that it may answer filled in. Everybody who signs in passes through that
// page (R151), and before it through one of the demo's own, which leaves marks that the frame of
// the page about sharing looks for.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { readForm, sendHtml, sendProblem } from "../http.mjs";
import { PRODUCT_NAMES, accountOf } from "./products.mjs";
import { showSharingFrame, tellPlace } from "./sharing-routes.mjs";

const MAX_FORM_BYTES = 512;
const QUESTION = /^[0-9a-f]{64}$/;
/** The place in the shipped page; as shipped it names nobody, and answers nobody. */
const ORIGINS = /data-origins=""/;

/** Which product asks, and what its question was; null when nobody asks, as at the front page. */
function readQuestion(values) {
  const app = values.get("app");
  const question = values.get("question") ?? "";
  return PRODUCT_NAMES.includes(app) && QUESTION.test(question) ? { app, question } : null;
}

const visitAddress = (asked) => (asked === null ? "/" : `/visit?${new URLSearchParams(asked)}`);

function links({ addresses, isSecure }) {
  return Object.fromEntries(PRODUCT_NAMES.map((name) => [name, addresses.origin(name, isSecure)]));
}

function showSignIn(visit) {
  const asked = readQuestion(visit.query);
  if (visit.signIn !== null) return visit.go(visitAddress(asked));
  visit.sendPage("hub-sign-in", { app: "", question: "", ...asked });
}

async function signIn(visit) {
  const form = await readForm(visit.request, MAX_FORM_BYTES);
  const account = form && accountOf(form.get("account"));
  if (!account) return sendProblem(visit.response, 400, "There is no such account.");
  if (visit.signIn !== null) visit.signIns.end(visit.signIn);
  const started = visit.signIns.start(account);
  visit.setCookie("session", started.id);
  visit.setCookie("last", started.session);
  visit.go(visitAddress(readQuestion(form)));
}

/** First-party, so that what is kept here is the hub's own, and then on through the hub's page. */
function showVisit(visit) {
  const { signIns, signIn: found, addresses, isSecure } = visit;
  const asked = readQuestion(visit.query);
  if (asked === null) return sendProblem(visit.response, 400, "Nobody asks who you are.");
  if (found === null) return visit.go(`/sign-in?${new URLSearchParams(asked)}`);
  const back = new URL("/signed-in", addresses.origin(asked.app, isSecure));
  back.searchParams.set("question", asked.question);
  back.searchParams.set("code", signIns.grant(found, asked.app));
  const next = new URL(addresses.hubPage(isSecure));
  next.searchParams.set("return", back.href);
  visit.setCookie("visit", found.visit);
  visit.sendPage("hub-visit", { mark: found.visit, next: next.pathname + next.search });
}

/** The hub's own page: says who is signed in, and is there for the frames to look for. */
function showFront(visit) {
  const { signIn: found } = visit;
  if (found === null) return visit.go("/sign-in");
  visit.sendPage("hub-front", { ...links(visit), ...found.account });
}

/**
 * dist/hub.html, with the origins written into it and the header that lets no other site frame it.
 */
async function sendHubPage(visit) {
  const { dist, addresses, isSecure, response } = visit;
  const page = await readFile(path.join(dist, "hub.html"), "utf8");
  if (!ORIGINS.test(page)) throw new Error("dist/hub.html has no empty data-origins");
  const origins = addresses.productOrigins(isSecure).join(" ");
  // What the hub's README says, and nothing that only the demo's pages need.
  response.setHeader(
    "Content-Security-Policy",
    "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; " +
      `frame-ancestors ${origins}`,
  );
  sendHtml(response, 200, page.replace(ORIGINS, `data-origins="${origins}"`));
}

export const HUB_ROUTES = {
  "GET /": showFront,
  "GET /sign-in": showSignIn,
  "POST /sign-in": signIn,
  "GET /visit": showVisit,
  "GET /idleguard/hub.html": sendHubPage,
  "GET /sharing-frame": showSharingFrame,
  "POST /sharing/place": tellPlace,
};
