// How a page of one of the three sites starts idleguard: the lines that matter to whoever has apps
// on several sites. `account` and `session` are the same on all of them; what signs out and what
// keeps the session alive is each site's own.

import { IdleGuard } from "/idleguard/idleguard.mjs";

/** By the choice in the page: real time, and short, so that nobody has to wait long. */
const POLICIES = {
  quick: { version: 1, custom: { warnAfter: "00:00:05", signOutAfter: "00:00:15" } },
  short: { version: 1, custom: { warnAfter: "00:00:20", signOutAfter: "00:00:40" } },
  minute: { version: 1, custom: { warnAfter: "00:00:40", signOutAfter: "00:01:00" } },
};

/** Rejects as `IdleGuard.start` does. */
export function startGuard(page) {
  const { limits, blocked, register } = page.choices;
  return IdleGuard.start({
    account: page.account,
    session: page.session,
    policy: POLICIES[limits],
    hub: page.hub,
    hubNonce: page.hubNonce ?? undefined,
    onThirdPartyBlocked: blocked,
    register: register === "on" ? "/idle-register" : undefined,
    signOut: "/signout",
    signedOut: "/signed-out",
    heartbeat: "/session/alive",
    organization: page.organization,
    application: page.site.title,
    locale: "en",
  });
}

/** What the server wrote into this page. */
export const readPage = () => JSON.parse(document.querySelector('meta[name="demo-page"]').content);

/** Starts it, and shows on the page why it cannot. */
export async function startGuardHere(page) {
  try {
    return await startGuard(page);
  } catch (error) {
    const details = (error.problems ?? []).map(({ path, message }) => `${path}: ${message}`);
    const place = document.getElementById("problem");
    place.textContent = ["idleguard did not start.", error.message, ...details].join(" ");
    place.hidden = false;
    throw error; // a customer's error reporting would want it, too
  }
}
