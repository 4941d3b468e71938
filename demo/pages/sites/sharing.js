// The page about sharing: asks the hub's frame every two seconds what it can see, starts idleguard
// as any page of the site does, and puts both into words. The measuring frame is the demo's own and
// a second one beside idleguard's, so that the page does not just repeat what idleguard says.

import { connectParts } from "./frame-parts.js";
import { readPage, startGuardHere } from "./guard.js";
import { meaningInWords } from "./meaning.js";
import { OpenPlaces } from "./open-places.js";
import { sharingInWords } from "./sharing-words.js";

const LOOK_MS = 1000;

const element = (id) => document.getElementById(id);
const page = readPage();
const hubOrigin = new URL(page.hub).origin;
const places = new OpenPlaces();
const notes = new Map(); // code -> words
let guard = null;

/** The frame that measures; resolves when it can be asked. */
async function openFrame() {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "Measures what the hub's site can see from here";
  frame.src = `${hubOrigin}/sharing-frame`;
  const isLoaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  await isLoaded;
  return frame;
}

function measure(frame) {
  frame.contentWindow.postMessage({ kind: "measure", place: page.site.name }, hubOrigin);
}

/** What is shown may be read aloud just now, or selected: it stays while it says the same. */
function replaceIfNew(place, items) {
  if (items.map((item) => item.textContent).join("") === place.textContent) return;
  place.replaceChildren(...items);
}

function showRows(found) {
  const others = places.names.filter((name) => name !== page.site.name);
  const template = element("row");
  const rows = sharingInWords({ found, mark: page.mark, others, titles: page.titles });
  const items = rows.map((row) => {
    const item = template.content.firstElementChild.cloneNode(true);
    item.dataset.row = row.key;
    item.querySelector("b").textContent = row.name;
    item.querySelector("small").textContent = row.about;
    item.querySelector(".pill").textContent = row.found;
    item.querySelector(".pill").dataset.kind = row.kind;
    item.querySelector(".row-how").textContent = row.how;
    return item;
  });
  replaceIfNew(element("rows"), items);
}

function showVerdict() {
  const status = guard?.status ?? null;
  const { key, headline, text } = meaningInWords(status, page.choices);
  element("verdict").dataset.meaning = key;
  element("verdict-title").textContent = headline;
  element("verdict-text").textContent = text;
  element("third-party").textContent = status?.thirdParty ?? "–";
  element("state").textContent = status?.state ?? "–";
  const { blocked, register } = page.choices;
  element("setting").textContent = register === "on" ? `${blocked}, with a register` : blocked;
  const row = register === "on" && blocked === "degrade" ? "register" : blocked;
  for (const cell of element("settings").querySelectorAll("td")) {
    const isHere =
      cell.parentElement.dataset.setting === row && cell.dataset.when === status?.thirdParty;
    cell.toggleAttribute("data-here", isHere);
  }
}

/** The words for a note may come later than the note: until then it is its code. */
function showNotes() {
  for (const { code, message } of guard.status.problems) notes.set(code, message);
  const lines = [...notes].map(([code, message]) => {
    const line = document.createElement("li");
    const name = document.createElement("code");
    name.textContent = code;
    line.append(name, message === code ? "" : ` ${message}`);
    return line;
  });
  replaceIfNew(element("notes"), lines);
  element("no-notes").hidden = lines.length > 0;
}

async function showSharing() {
  const frame = await openFrame();
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== hubOrigin || data?.kind !== "measured") return;
    showRows(data.found);
    // Open for the others only now: before the frame was asked it could not answer them.
    if (places.names.length === 0) places.tell().catch(reportError);
  });
  places.addEventListener("change", () => measure(frame));
  measure(frame);
}

for (const link of element("elsewhere").querySelectorAll("a")) {
  link.hidden = link.dataset.place === page.site.name;
}
connectParts(page, () => guard);
showSharing().catch(reportError);
showVerdict();
guard = await startGuardHere(page);
guard.addEventListener("diagnostic", ({ detail: { code, message } }) => {
  notes.set(code, message);
  showNotes();
});
guard.addEventListener("statuschange", showVerdict);
const show = () => {
  showVerdict();
  showNotes();
};
setInterval(show, LOOK_MS);
show();
