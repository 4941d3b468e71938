// The administrator's page: every edit is asked about at the server, which asks the product's own
// command; what it says goes to the fields and into the table. Saving writes the document of the
// whole organisation. Who may do what is decided by the server; here controls only follow it (R21).

import { showFindings } from "./field-notes.js";
import { formatTime } from "./format.js";
import { MeaningTable } from "./meaning.js";
import { fillForm, readDocument } from "./policy-form.js";

const ASK_AFTER_MS = 120;
const ROLE_NOTES = {
  true: "May switch on and change everything.",
  false: "May switch the Microsoft 365 timeout off or change its duration, and nothing else.",
};

const element = (id) => document.getElementById(id);
const form = element("policy");
const signals = element("signals");
const table = new MeaningTable(element("meaning"), element("row"));
const page = JSON.parse(document.querySelector('meta[name="demo-page"]').content);

let stored = page; // { document, etag, savedAt }
let asking = null; // the AbortController of the question that is out
let askTimer = 0;
let refusal = ""; // of the last attempt to save, until the next edit

const draft = () => readDocument(form, stored.document);
const isChanged = () => JSON.stringify(draft()) !== JSON.stringify(stored.document);

/** `data-when`: "name", "name=value", or several with `|`. */
function holds(condition) {
  return condition.split("|").some((one) => {
    const [name, value] = one.split("=");
    const field = form.elements[name];
    return value === undefined ? field.checked : field.value === value;
  });
}

function followForm() {
  for (const part of form.querySelectorAll("[data-when]")) part.hidden = !holds(part.dataset.when);
  const { sharePoint, azurePortal } = draft();
  element("cmdlet").textContent =
    sharePoint === undefined
      ? ""
      : `Stored as WarnAfter ${sharePoint.WarnAfter}, SignOutAfter ${sharePoint.SignOutAfter}.`;
  element("portal-last").textContent =
    azurePortal?.enabled === false
      ? `Users start at the last value, ${azurePortal.timeout}, and may choose anything.`
      : "";
  const hasChanged = isChanged();
  element("save").disabled = !hasChanged;
  element("discard").disabled = !hasChanged;
  element("save-state").textContent = hasChanged
    ? "Not saved yet."
    : `In force since ${formatTime(stored.savedAt)}.`;
}

function followRole() {
  const isHighest = element("role").value === "global";
  element("role-note").textContent = ROLE_NOTES[isHighest];
  for (const id of ["sharePoint", "outlook", "azurePortal", "m365-options"]) {
    element(id).disabled = !isHighest;
  }
  form.elements.m365On.disabled = !isHighest && stored.document.m365 === undefined;
}

function readSignals() {
  const known = {};
  for (const box of signals.querySelectorAll("input:checked")) {
    known[box.name] = box.name === "thirdPartyCookies" ? box.value : true;
  }
  return known;
}

const post = (address, body, signal) =>
  fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });

function showProblem(text) {
  element("problem").textContent = text;
  element("problem").hidden = text === "";
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const preference = signals.elements.preference.value || undefined;
  const question = { document: draft(), signals: readSignals(), preference };
  const answer = await post("/admin/meaning", question, signal);
  if (!answer.ok) throw new Error(await answer.text());
  const { problems, warnings, apps } = await answer.json();
  if (signal.aborted) return;
  showProblem(showFindings(form, { problems, warnings }).join(" ") || refusal);
  if (apps === null) table.markStale();
  else table.show(apps);
  element("meaning-state").textContent = apps === null ? "Correct what is marked first." : "";
}

function report(error) {
  if (error.name === "AbortError") return; // a newer question is out
  table.markStale();
  showProblem(error.message);
}

function askSoon() {
  refusal = "";
  followForm();
  clearTimeout(askTimer);
  askTimer = setTimeout(() => ask().catch(report), ASK_AFTER_MS);
}

function adopt(state) {
  stored = state;
  fillForm(form, stored.document);
  followRole();
  askSoon();
}

async function save() {
  const body = { document: draft(), role: element("role").value, basedOn: stored.etag };
  const answer = await post("/admin/policy", body);
  if (answer.ok) {
    adopt(await answer.json());
    element("anew").hidden = !page.isSignedIn;
    return;
  }
  if (answer.status === 409) {
    adopt(await answer.json());
    refusal = "Somebody else has saved meanwhile. This is what is in force now.";
    showProblem(refusal);
    return;
  }
  if (answer.status === 400 || answer.status > 422) throw new Error(await answer.text());
  const { problems } = await answer.json();
  const homeless = showFindings(form, { problems, warnings: [] });
  refusal = homeless.join(" ") || "Nothing was saved: correct what is marked.";
  showProblem(refusal);
  form.querySelector("[aria-invalid]")?.focus();
}

form.addEventListener("input", askSoon);
signals.addEventListener("input", askSoon);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save().catch(report);
});
element("role").addEventListener("change", followRole);
element("discard").addEventListener("click", () => adopt(stored));
adopt(page);
