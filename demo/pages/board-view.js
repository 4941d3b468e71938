// How the cards look: one list item a tab, with its state, what is left, and a line from the last
// activity over the warning to the sign-out with a marker at now. It gets plain cards and the clock
// and changes the document; it asks nobody anything. Elements are kept from one drawing to the
// next, so that the marker glides and a screen reader's place is not lost.

import { formatDuration, formatTime } from "./format.js";

const STATE_TEXTS = {
  starting: "Starting",
  active: "Signed in",
  warning: "Warning",
  "signing-out": "Signing out",
  ended: "Signed out",
  exempt: "Exempt",
  suspended: "Suspended",
  disabled: "Policy is off",
  "policy-unavailable": "No policy",
};

/** Cards are a second old at most; what is left now follows from the clock that all tabs share. */
function remainingNow(card, now) {
  if (card.remainingMs === null) return null;
  return Math.max(0, card.remainingMs - (now - card.at));
}

/** Where on its line a card is, as parts of 1. */
function positions(card, remainingMs) {
  if (card.signOutAfterMs === null || remainingMs === null) return { warn: 1, now: 0 };
  const warn = card.warnAfterMs === null ? 1 : card.warnAfterMs / card.signOutAfterMs;
  const now = 1 - remainingMs / card.signOutAfterMs;
  return { warn: Math.min(1, warn), now: Math.min(1, Math.max(0, now)) };
}

function sightText(card) {
  if (!card.isVisible) return "hidden";
  return card.hasFocus ? "visible, focus" : "visible";
}

const SOURCES = {
  m365: "Microsoft 365",
  sharePoint: "SharePoint",
  outlook: "Outlook",
  azurePortal: "Azure portal",
  custom: "its own policy",
};

/** What a policy decides and for whom activity counts (R35). */
function groupText({ app, source }) {
  if (source === null) return `${app.system}, no policy`;
  const isAlone = app.class === "azurePortal" || app.class === "custom";
  const group = isAlone ? app.title : SOURCES[source];
  return `group ${group}, decided by ${SOURCES[source]}`;
}

export class BoardView {
  #list;
  #template;
  #elements = new Map(); // card id -> list item

  constructor(list, template) {
    this.#list = list;
    this.#template = template;
  }

  /** `ownId` is the card of this tab; `now` is virtual wall time. */
  draw(cards, ownId, now) {
    const present = new Set(cards.map((card) => card.id));
    for (const [id, item] of this.#elements) {
      if (present.has(id)) continue;
      item.remove();
      this.#elements.delete(id);
    }
    cards.forEach((card, index) => {
      const item = this.#itemFor(card);
      if (this.#list.children[index] !== item) {
        this.#list.insertBefore(item, this.#list.children[index] ?? null);
      }
      this.#fill(item, card, card.id === ownId, now);
    });
  }

  #itemFor(card) {
    let item = this.#elements.get(card.id);
    if (item === undefined) {
      item = this.#template.content.firstElementChild.cloneNode(true);
      this.#elements.set(card.id, item);
    }
    return item;
  }

  #fill(item, card, isOwn, now) {
    const remainingMs = remainingNow(card, now);
    const write = (selector, text) => {
      const place = item.querySelector(selector);
      // An unchanged text is left alone: a new text node costs layout and disturbs a selection.
      if (place.textContent !== text) place.textContent = text;
    };
    item.dataset.state = card.state;
    item.classList.toggle("is-own", isOwn);
    item.classList.toggle("is-hidden", !card.isVisible);
    item.classList.toggle("is-unlimited", card.signOutAfterMs === null);
    write(".card-name", card.name);
    write(".card-title", isOwn ? "This tab" : `Tab ${card.name}`);
    write(".card-sight", sightText(card));
    write(".card-state", STATE_TEXTS[card.state] ?? card.state);
    write(".card-app", `${card.app.title} · ${groupText(card)}`);
    write(".card-left b", formatDuration(remainingMs));
    const last = formatTime(card.lastActivity);
    const end = formatTime(card.signOutAt);
    write(".card-left span", `left · active ${last} · sign-out ${end}`);
    write(
      ".card-counts",
      `record writes ${card.writes} · messages ${card.messages} · ` +
        `timers fired ${card.timersFired}` +
        (card.coordination === "shared" ? "" : " · on its own: no shared record"),
    );
    this.#drawLine(item, card, positions(card, remainingMs), write);
  }

  #drawLine(item, card, at, write) {
    item.style.setProperty("--warn", String(at.warn));
    // Back to the start in one step: a marker gliding backwards would look like time doing so.
    const before = Number(item.style.getPropertyValue("--now") || 0);
    item.classList.toggle("is-rewound", at.now < before);
    item.style.setProperty("--now", String(at.now));
    write(".at-start", "last activity");
    write(
      ".at-warn",
      card.warnAfterMs === null ? "" : `warning ${formatDuration(card.warnAfterMs)}`,
    );
    write(".at-end", card.signOutAfterMs === null ? "" : formatDuration(card.signOutAfterMs));
  }
}
