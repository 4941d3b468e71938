// The three products and the hub on sites of their own: which routes each host has. A host sees its
// own routes, the library and the pages' files, and nothing of another's.

import { HUB_ROUTES } from "./hub-routes.mjs";
import { Addresses, HUB } from "./addresses.mjs";
import { PRODUCT_ROUTES } from "./product-routes.mjs";
import { openRegister } from "./register.mjs";
import { SignIns } from "./sign-ins.mjs";
import { SiteVisit } from "./site-visit.mjs";

/** What all sites share within this server. */
export class Sites {
  addresses = new Addresses();
  signIns = new SignIns();

  /** Answers at `/idle-register` of every product. */
  register;
  #closeRegister;

  /** `redis`: where the register keeps its records; without it they are in memory. */
  static async open({ redis }) {
    const sites = new Sites();
    const accountOf = (request) => sites.#accountOf(request);
    const { register, close } = await openRegister({ redis, accountOf });
    sites.register = register;
    sites.#closeRegister = close;
    return sites;
  }

  close() {
    return this.#closeRegister();
  }

  /** What answers `name` ("GET /app") at a site, or null. */
  routeOf(demo, site, request, response, name) {
    const routes = site === HUB ? HUB_ROUTES : PRODUCT_ROUTES;
    if (!Object.hasOwn(routes, name)) return null;
    return () => routes[name](new SiteVisit(demo, site, request, response));
  }

  #accountOf(request) {
    const site = this.addresses.siteOf(request);
    if (site === null || site === HUB) return null;
    const visit = new SiteVisit({ sites: this }, site, request, null);
    return visit.session?.signIn.account.id ?? null;
  }
}
