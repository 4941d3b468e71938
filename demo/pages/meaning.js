// The table of what a document means for every app: the command's answers in plain words, a row an
// app. Rows are kept, and one whose answer has changed is marked for a moment, so that one can see
// how far an edit reaches.

import { formatDuration } from "./format.js";

export const APP_NAMES = {
  outlook: "Outlook",
  sharePoint: "SharePoint",
  oneDrive: "OneDrive",
  fabric: "Fabric",
  home: "Home",
  office: "Office apps",
  adminCenter: "Admin centre",
  defender: "Defender",
  purview: "Purview",
  azurePortal: "Azure portal",
  custom: "Finch Mail",
};

const SOURCE_NAMES = {
  m365: "Microsoft 365",
  sharePoint: "SharePoint",
  outlook: "Outlook",
  azurePortal: "Azure portal",
  custom: "the app itself",
};

const STATE_NAMES = {
  active: "enforced",
  exempt: "exempt",
  suspended: "suspended",
  disabled: "no policy",
};

const CONDITIONS = {
  C1: "No policy is on for it.",
  C2: "Third-party cookies are needed and blocked.",
  C3: "The user chose to stay signed in.",
  C4: "Signed in by the device.",
  C5: "A managed device, with app-enforced restrictions.",
  C6: "A managed device.",
  C7: "Nothing exempts this session.",
};

const SUITE_SIZE = 9;

/** "Microsoft 365: all apps" for the nine of R25, names for fewer. */
function who(classes) {
  if (classes.length === 0) return "Nobody.";
  const suite = classes.filter((name) => name !== "azurePortal" && name !== "custom");
  const isAll = suite.length === SUITE_SIZE;
  const rest = isAll ? classes.filter((name) => !suite.includes(name)) : classes;
  const names = rest.map((name) => APP_NAMES[name] ?? name);
  return `${(isAll ? ["All Microsoft 365 apps", ...names] : names).join(", ")}.`;
}

const textsOf = (row) => ({
  ".row-app": APP_NAMES[row.app],
  ".row-state": STATE_NAMES[row.state] ?? row.state,
  ".row-source": row.source === null ? "–" : SOURCE_NAMES[row.source],
  ".row-condition": row.condition + (row.legacy ? " · legacy" : ""),
  ".row-prompt": row.warnAfterMs === null ? "none" : formatDuration(row.warnAfterMs),
  ".row-out": formatDuration(row.signOutAfterMs),
  ".row-who": who(row.signsOut),
  ".row-why summary": CONDITIONS[row.condition],
});

function makeItem(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

export class MeaningTable {
  #table;
  #template;
  #rows = new Map(); // app class -> { element, text }

  constructor(table, template) {
    this.#table = table;
    this.#template = template;
  }

  show(apps) {
    this.#table.classList.remove("is-stale");
    for (const row of apps) this.#showRow(row);
  }

  /** What stands there no longer follows from what is on the page. */
  markStale() {
    this.#table.classList.add("is-stale");
  }

  #showRow(row) {
    const texts = textsOf(row);
    if (row.state !== "active") texts[".row-prompt"] = "–";
    const text = JSON.stringify([texts, row.notes]);
    const known = this.#rows.get(row.app);
    if (known?.text === text) return;
    const element = known?.element ?? this.#template.content.firstElementChild.cloneNode(true);
    for (const [place, words] of Object.entries(texts)) {
      element.querySelector(place).textContent = words;
    }
    element.querySelector(".row-why ul").replaceChildren(...row.notes.map(makeItem));
    element.dataset.app = row.app;
    element.dataset.state = row.state;
    this.#rows.set(row.app, { element, text });
    if (known === undefined) this.#table.tBodies[0].append(element);
    else this.#flash(element);
  }

  #flash(element) {
    element.classList.remove("is-changed");
    // Reading a measure makes the browser see the class gone, so that it runs again.
    element.getBoundingClientRect();
    element.classList.add("is-changed");
  }
}
