// One request to one of the sites, as its route sees it: which site, over which protocol, who is
// signed in there, and how a page goes out. Cookies have the same names on all sites and belong to
// one each: browsers keep them apart by host.

import { CONTENT_SECURITY_POLICY, readCookie, redirect, sendHtml } from "../http.mjs";
import { fillPage } from "../visit.mjs";
import { HUB, isSecure } from "./addresses.mjs";

/** Lax, as a site's own session ought to be. No `Secure`, for the demo also speaks plain HTTP. */
const OWN = "Path=/; HttpOnly; SameSite=Lax";
const FLAGS = {
  "suite-session": OWN,
  "suite-question": OWN,
  "suite-last": OWN,
  // For the page in the frame that shows what this browser shares; says nothing of anybody.
  "suite-visit": "Path=/; SameSite=None; Secure",
};

export class SiteVisit {
  #cookies = [];

  constructor({ dist, sites }, site, request, response) {
    this.dist = dist;
    this.site = site;
    this.request = request;
    this.response = response;
    this.addresses = sites.addresses;
    this.signIns = sites.signIns;
    this.register = sites.register;
    this.isSecure = isSecure(request);
    this.query = new URLSearchParams((request.url ?? "").split("?").slice(1).join("?"));
  }

  get hubOrigin() {
    return this.addresses.origin(HUB, this.isSecure);
  }

  /** At the hub's site. */
  get signIn() {
    return this.signIns.find(this.cookie("session"));
  }

  /** At a product. */
  get session() {
    return this.signIns.findAt(this.site, this.cookie("session"));
  }

  /** This browser's latest sign-in at this site, ended or not, or null. */
  get last() {
    return this.signIns.findKnown(this.cookie("last"));
  }

  cookie(name) {
    return readCookie(this.request, `suite-${name}`);
  }

  /** An empty value forgets it. */
  setCookie(name, value) {
    const flags = FLAGS[`suite-${name}`];
    this.#cookies.push(`suite-${name}=${value}; ${value === "" ? "Max-Age=0; " : ""}${flags}`);
    this.response.setHeader("Set-Cookie", this.#cookies);
  }

  /** The policy for content that all pages have, with other values for some directives. */
  setPolicy(changes) {
    const kept = CONTENT_SECURITY_POLICY.split("; ").filter(
      (directive) => !(directive.split(" ")[0] in changes),
    );
    const added = Object.entries(changes).map(([name, value]) => `${name} ${value}`);
    this.response.setHeader("Content-Security-Policy", [...kept, ...added].join("; "));
  }

  /** A page may name parts, files like itself, that are filled with the same values. */
  sendPage(name, values) {
    const fill = (part) => fillPage(`sites/${part}`, values);
    const page = fill(name).replace(/<!-- part: ([a-z-]+) -->/g, (_, part) => fill(part));
    sendHtml(this.response, 200, page);
  }

  go(address) {
    redirect(this.response, address);
  }
}
