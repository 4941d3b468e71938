// The register of the three sites: one address on each product's own origin, one store behind all
// of them. Who is signed in, the site that was asked says; the page is not believed.

import { openStore } from "../register/open-store.mjs";
import { createRegister } from "../register/register.mjs";

/**
 * `redis`: where the records are, redis://…; without it, in memory. `accountOf(request)`: who is
 * signed in at the site that was asked, or null. Returns the handler, and how to end it.
 */
export async function openRegister({ redis, accountOf }) {
  const store = await openStore(redis);
  return {
    register: createRegister({ store, authenticate: accountOf }),
    close: () => store.close(),
  };
}
