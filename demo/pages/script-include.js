// Shows, beside the script tag, what it does: the tag's own source and the status of the guard that
// it started. It uses what any page gets from the tag: the promise `window.idleguard` and the
// events that fire on `document`.

import { formatDuration, formatTime } from "./format.js";

const element = (id) => document.getElementById(id);

/** The tag as a customer writes it: a line an attribute. */
function showSource() {
  const tag = document.querySelector('script[src="/idleguard/idleguard.js"]');
  const lines = [...tag.attributes].map(({ name, value }) => `${name}="${value}"`);
  element("source").textContent = `<script ${lines.join("\n        ")}></${"script"}>`;
}

function show(status) {
  const { lastActivity, warnAfterMs, signOutAt, remainingMs } = status;
  const warnAt = lastActivity !== null && warnAfterMs !== null ? +lastActivity + warnAfterMs : null;
  element("state").textContent = status.state;
  element("last-activity").textContent = formatTime(lastActivity);
  element("warn-at").textContent = formatTime(warnAt);
  element("sign-out-at").textContent = formatTime(signOutAt);
  element("remaining").textContent = formatDuration(remainingMs);
  element("coordination").textContent = status.coordination === "shared" ? "yes" : "no";
}

function fail(error) {
  element("state").textContent = "not started";
  element("problem").textContent = `idleguard did not start: ${error.message}`;
  element("problem").hidden = false;
}

async function run() {
  if (window.idleguard === undefined) throw new Error("the script was not loaded");
  const guard = await window.idleguard;
  show(guard.status);
  document.addEventListener("idleguard:statuschange", (event) => show(event.detail.status));
  element("sign-out").addEventListener("click", () => guard.signOut());
  setInterval(() => {
    if (document.visibilityState === "visible") show(guard.status);
  }, 1000);
}

showSource();
run().catch(fail);
