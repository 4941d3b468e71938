// One request as its route sees it: who is signed in, what the demo knows, and how a page goes out.
// What the routes do with it is theirs.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { APPS } from "./apps.mjs";
import { readCookie, redirect } from "./http.mjs";

export const PAGES = path.join(path.dirname(fileURLToPath(import.meta.url)), "pages");

/**
 * The session's secret. `Secure` is missing because the demo is served over plain HTTP on loopback.
 */
const SESSION_COOKIE = "finch-session";
/**
 * Which sign-in was this browser's last; outlives the sign-out so that a second request is counted.
 */
const LAST_COOKIE = "finch-last";
const COOKIE_FLAGS = "Path=/; HttpOnly; SameSite=Lax";

/** What one request needs to know; made once a request, handed to its route. */
export class Visit {
  constructor(demo, request, response) {
    this.request = request;
    this.response = response;
    this.sessions = demo.sessions;
    this.organization = demo.organization;
    this.command = demo.command;
    this.drafts = demo.drafts;
    this.addresses = demo.sites.addresses;
    this.session = demo.sessions.find(readCookie(request, SESSION_COOKIE));
  }

  /** This browser's latest sign-in, live or ended, or null. */
  get last() {
    return this.session ?? this.sessions.findKnown(readCookie(this.request, LAST_COOKIE));
  }

  get query() {
    return new URLSearchParams((this.request.url ?? "").split("?")[1] ?? "");
  }

  /** The class that `?app=` names, or null. */
  get appClass() {
    const asked = this.query.get("app");
    return Object.values(APPS).find((app) => app.class === asked)?.class ?? null;
  }

  signIn(account, signals, next = "/app") {
    if (this.session !== null) this.sessions.end(this.session, "replaced");
    const session = this.sessions.start(account, signals);
    this.response.setHeader("Set-Cookie", [
      `${SESSION_COOKIE}=${session.id}; ${COOKIE_FLAGS}`,
      `${LAST_COOKIE}=${session.session}; ${COOKIE_FLAGS}`,
    ]);
    redirect(this.response, next);
  }

  /** What a page of `app` has to know for starting idleguard, as JSON. */
  pageData(app) {
    const { account, signals, signedInAt } = this.session;
    const page = { account, session: this.session.session, signedInAt, signals, app };
    // Only the portal's users have a say (R34).
    if (app.class === "azurePortal") page.userPreference = this.organization.preferenceOf(account);
    return JSON.stringify(page);
  }

  forgetCookie() {
    this.response.setHeader("Set-Cookie", `${SESSION_COOKIE}=; Max-Age=0; ${COOKIE_FLAGS}`);
  }
}

/** Puts values into a page's `{{name}}` places, escaped for text and for quoted attributes. */
export function fillPage(name, values = {}) {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => escapes[sign]);
  const page = readFileSync(path.join(PAGES, `${name}.html`), "utf8");
  return page.replace(/\{\{(\w+)\}\}/g, (place, key) => escape(values[key] ?? place));
}
