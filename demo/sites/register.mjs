// The register of the three sites: an address on each product's own origin, one store behind all.

import { sendProblem } from "../http.mjs";

/** `accountOf(request)`: who is signed in at the site that was asked, or null. */
export function openRegister() {
  const register = async (request, response) =>
    sendProblem(response, 503, "There is no register yet.");
  return { register, close: async () => undefined };
}
