// The names of the sites, and which of them a request is for. Browsers resolve every name below
// `localhost` to this machine by themselves, and take each for a site of its own: for cookies and
// storage `finch.localhost` and `wren.localhost` are as far apart as two companies. Nothing here
// knows what the sites show.

import { PRODUCT_NAMES } from "./products.mjs";

export const HUB = "hub";
export const SITE_NAMES = [...PRODUCT_NAMES, HUB];
/** Where the hub's page lies on its site. */
const HUB_PATH = "/idleguard/hub.html";
/** Names of this machine under which the other demo is served, as it always was. */
const OWN_NAMES = ["localhost", "127.0.0.1", "[::1]"];

export class Addresses {
  #ports = { http: null, https: null };

  /** Called once the server listens; `https` is null without TLS. */
  set ports(ports) {
    this.#ports = ports;
  }

  get hasTls() {
    return this.#ports.https !== null;
  }

  /** The origin of a site over the same protocol as `isSecure` says. */
  origin(site, isSecure) {
    const scheme = isSecure ? "https" : "http";
    return new URL(`${scheme}://${site}.localhost:${this.#ports[scheme]}`).origin;
  }

  /** Those of the three products: the hub answers these and no others. */
  productOrigins(isSecure) {
    return PRODUCT_NAMES.map((name) => this.origin(name, isSecure));
  }

  hubPage(isSecure) {
    return this.origin(HUB, isSecure) + HUB_PATH;
  }

  /**
   * The site that a request is for; "own" for the demo on this machine's own names; null for any
   * other name, which somebody else's page may have made point here.
   */
  siteOf(request) {
    const host = (request.headers.host ?? "").toLowerCase();
    if (OWN_NAMES.includes(host.replace(/:\d+$/, ""))) return "own";
    if (this.#ports[isSecure(request) ? "https" : "http"] === null) return null;
    const isFor = (name) => new URL(this.origin(name, isSecure(request))).host === host;
    return SITE_NAMES.find(isFor) ?? null;
  }
}

export const isSecure = (request) => request.socket.encrypted === true;
