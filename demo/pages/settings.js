// The user's settings for the portal: shows what the server says of the choice that is kept, sends
// a new one, and says plainly what has no effect and why. The rules (R31 to R33) are the server's
// and the command's; here they are only told.

import { GuardedTab } from "./guarded-tab.js";
import { fromHoursAndMinutes, secondsOf } from "./policy-form.js";

const ADDRESS = "/settings/preference";

const element = (id) => document.getElementById(id);
const form = element("preference");
const page = JSON.parse(document.querySelector('meta[name="demo-page"]').content);
// There is no work on this page that a sign-out could lose.
const tab = new GuardedTab(page, async () => undefined);

/** "1 hour 5 minutes". */
function inWords(ms) {
  const minutes = Math.round(ms / 60_000);
  const parts = [
    [Math.floor(minutes / 60), "hour"],
    [minutes % 60, "minute"],
  ];
  const words = parts.filter(([count]) => count > 0);
  return words.map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`).join(" ");
}

function directoryText({ limitMs, startMs }) {
  if (limitMs !== null) return `${inWords(limitMs)}, in force for everybody`;
  if (startMs !== null)
    return `Switched off; its last value, ${inWords(startMs)}, is where you start`;
  return "No value: nobody is signed out by it";
}

/** Why what holds is not, or is, what the user has chosen. */
function whyText({ preference, limitMs, effectiveMs }) {
  if (preference === null) {
    return limitMs === null ? "You have chosen nothing." : "Your organisation's value applies.";
  }
  const own = preference === "never" ? "Your choice, never," : `Your ${inWordsOf(preference)}`;
  if (limitMs !== null && effectiveMs === limitMs) {
    return `${own} is kept but has no effect: your organisation's value is not longer.`;
  }
  return "This is your own choice.";
}

const inWordsOf = (timeSpan) => inWords(secondsOf(timeSpan) * 1000);

function show(state) {
  const { preference, limitMs, startMs, effectiveMs } = state;
  const isTime = preference !== null && preference !== "never";
  form.elements.choice.value = isTime ? "after" : (preference ?? "directory");
  const minutes = (isTime ? secondsOf(preference) : (startMs ?? 1_800_000) / 1000) / 60;
  form.elements.hours.value = String(Math.floor(minutes / 60));
  form.elements.minutes.value = String(Math.floor(minutes % 60));
  element("directory-value").textContent = directoryText(state);
  const only = limitMs === null ? "" : `Only shorter than ${inWords(limitMs)} is accepted`;
  element("shorter-note").textContent = only;
  element("never-note").textContent = limitMs === null ? "" : "Not while a value is in force";
  form.elements.choice.forEach((radio) => {
    // A choice from before stays selectable, so that it can be seen.
    if (radio.value === "never") radio.disabled = limitMs !== null && preference !== "never";
  });
  element("effective").textContent =
    effectiveMs === null ? "Never signed out" : `Signed out after ${inWords(effectiveMs)}`;
  element("why").textContent = whyText(state);
}

function refuse(message) {
  element("refusal").textContent = message;
  element("refusal").hidden = message === "";
  for (const name of ["hours", "minutes"]) {
    form.elements[name].setAttribute("aria-invalid", String(message !== ""));
  }
}

/** The chosen value; null for the organisation's. */
function chosen() {
  const { choice, hours, minutes } = form.elements;
  if (choice.value === "directory") return null;
  if (choice.value === "never") return "never";
  return fromHoursAndMinutes(hours.value.trim(), minutes.value.trim());
}

async function load() {
  const answer = await fetch(ADDRESS);
  if (!answer.ok) throw new Error(await answer.text());
  show(await answer.json());
}

async function apply() {
  element("saved").textContent = "";
  const body = JSON.stringify({ preference: chosen() });
  const answer = await fetch(ADDRESS, { method: "POST", body });
  if (answer.status === 422) return refuse((await answer.json()).message);
  if (!answer.ok) throw new Error(await answer.text());
  refuse("");
  const state = await answer.json();
  show(state);
  element("saved").textContent = "Saved.";
  tab.announcePreference();
  // A running guard can be given a choice, not relieved of one.
  if (state.preference === null) location.reload();
  else await tab.guard?.update({ userPreference: state.preference });
}

function fail(error) {
  element("problem").textContent = error.message;
  element("problem").hidden = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  apply().catch(fail);
});
// Typing a time means wanting it.
for (const name of ["hours", "minutes"]) {
  form.elements[name].addEventListener("input", () => {
    form.elements.choice.value = "after";
  });
}
tab.board.addEventListener("name", () => {
  element("tab-name").textContent = tab.board.name;
});
load().catch(fail);
tab.start().catch(fail);
