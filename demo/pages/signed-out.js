// The signed-out page: says why, from the hash that idleguard appends, and shows how often the
// server was asked. The one tab that signed out at the server arrives by the server's redirect,
// without the hash; it finds the reason where the app's hook put it. Fast-forward ends here: a
// prompt after the next sign-in should not come within seconds.

import { DemoClock } from "./demo-clock.js";

const TEXTS = {
  idle: [
    "You were signed out because you were away",
    "Nobody was active in any of these tabs for a while, so all of them were signed out. What " +
      "you had begun is kept and will be there when you sign in.",
  ],
  user: [
    "You signed out",
    "All tabs of the clinic's apps in this browser are signed out. What you had begun is kept.",
  ],
  external: [
    "Your session ended on the server",
    "The server had ended the session, and the heartbeat noticed. Please sign in again.",
  ],
  policy: [
    "Your session was ended by a new policy",
    "The policy in force allows no longer session.",
  ],
  internal: [
    "You were signed out to be safe",
    "Something failed in this page, and an unprotected page is not left open.",
  ],
};

/** The address is anybody's to write, so only known words are looked up. */
function reason() {
  const fromHash = new URLSearchParams(location.hash.slice(1)).get("reason");
  const word = fromHash ?? sessionStorage.getItem("demo-signed-out-reason");
  sessionStorage.removeItem("demo-signed-out-reason");
  return word !== null && Object.hasOwn(TEXTS, word) ? word : null;
}

/** The request may still be on its way when this page shows, so ask a few times. */
async function showCounters(asksLeft) {
  const answer = await fetch("/demo/counters");
  if (!answer.ok) return;
  const { signOutRequests, heartbeats } = await answer.json();
  document.querySelector("#requests").textContent = String(signOutRequests);
  document.querySelector("#heartbeats").textContent = String(heartbeats);
  if (asksLeft > 1) setTimeout(() => showCounters(asksLeft - 1).catch(reportError), 1000);
}

const why = reason();
if (why !== null) {
  const [headline, text] = TEXTS[why];
  document.querySelector("#headline").textContent = headline;
  document.querySelector("#why").textContent = text;
}
new DemoClock().setRate(1);
await showCounters(5);
