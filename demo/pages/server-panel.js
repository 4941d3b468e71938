// What the server says about this sign-in: when it would end on its own, how many heartbeats and
// sign-out requests it got. Asking moves nothing there, so it may be done by a timer.

import { formatTime } from "./format.js";

const ASK_MS = 3000;

const element = (id) => document.getElementById(id);

async function ask() {
  const answer = await fetch("/demo/counters");
  if (!answer.ok) return;
  const counters = await answer.json();
  element("server-ends").textContent = counters.live
    ? formatTime(counters.inactivityEndsAt)
    : "has ended";
  element("server-heartbeats").textContent = String(counters.heartbeats);
  element("server-sign-outs").textContent = String(counters.signOutRequests);
}

/** Keeps the panel right while somebody can see it. */
export function openServerPanel() {
  const askIfSeen = () => {
    // The server may be gone, being a demo's; the panel then keeps what it knew.
    if (document.visibilityState === "visible") ask().catch((error) => console.warn(error.message));
  };
  setInterval(askIfSeen, ASK_MS);
  document.addEventListener("visibilitychange", askIfSeen);
  askIfSeen();
}
