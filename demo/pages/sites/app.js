// The page of one of the three products: starts its guard and shows, four times a second while
// somebody can see it, what this tab knows. Its content is a list that the server wrote into it.

import { formatDuration, formatTime } from "../format.js";
import { connectParts } from "./frame-parts.js";
import { readPage, startGuardHere } from "./guard.js";
import { meaningInWords } from "./meaning.js";

const DRAW_MS = 250;
const MOST_EVENTS = 8;

const element = (id) => document.getElementById(id);
const page = readPage();
let guard = null;

function showItems() {
  const template = element("item");
  for (const { from, time, subject, body } of page.items) {
    const item = template.content.cloneNode(true);
    item.querySelector("b").textContent = from;
    item.querySelector("time").textContent = time;
    item.querySelector("span").textContent = subject;
    const paragraphs = body.map((text) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = text;
      return paragraph;
    });
    item.querySelector(".item-body").append(...paragraphs);
    element("items").append(item);
  }
}

const LEFT_WORDS = {
  active: "until you are signed out, if nobody is there",
  warning: "until you are signed out",
  suspended: "nobody is signed out for being idle",
};

function draw() {
  if (document.visibilityState !== "visible") return;
  const status = guard?.status ?? null;
  const { remainingMs = null, signOutAfterMs = null, state = "starting" } = status ?? {};
  element("left").textContent = state === "suspended" ? "Off" : formatDuration(remainingMs);
  element("left-words").textContent = LEFT_WORDS[state] ?? state;
  const share = remainingMs === null || !signOutAfterMs ? 0 : remainingMs / signOutAfterMs;
  element("meter").style.inlineSize = `${Math.min(100, 100 * share)}%`;
  element("meter").dataset.state = state;
  element("state").textContent = state;
  element("last-activity").textContent = formatTime(status?.lastActivity ?? null);
  element("third-party").textContent = status?.thirdParty ?? "–";
  const { key, headline } = meaningInWords(status, page.choices);
  element("meaning").textContent = headline;
  element("meaning").dataset.meaning = key;
}

/** A line of what happened, newest first. */
function tell(text) {
  const line = document.createElement("li");
  const time = document.createElement("time");
  time.textContent = formatTime(Date.now());
  line.append(time, text);
  element("feed").prepend(line);
  for (const old of [...element("feed").children].slice(MOST_EVENTS)) old.remove();
}

function connectGuard() {
  guard.addEventListener("prompt", () => tell("asks: stay signed in?"));
  guard.addEventListener("stay", () => tell("stays signed in"));
  guard.addEventListener("signout", ({ detail }) => tell(`signs out (${detail.reason})`));
  guard.addEventListener("diagnostic", ({ detail }) => tell(`notes: ${detail.message}`));
  guard.addEventListener("statuschange", ({ detail: { status, previous } }) => {
    if (status.thirdParty !== previous.thirdParty) {
      tell(`third-party cookies: ${status.thirdParty}`);
    }
    draw();
  });
}

showItems();
connectParts(page, () => guard);
setInterval(draw, DRAW_MS);
draw();
guard = await startGuardHere(page);
connectGuard();
tell("is guarded");
for (const { message } of guard.status.problems) tell(`notes: ${message}`);
draw();
