// An app's page: reads who is signed in, starts its guarded tab, and connects the content and the
// live picture to it. How idleguard is started stands in guarded-tab.js; each thing shown has a
// module of its own.

import { BoardView } from "./board-view.js";
import { openClockPanel } from "./clock-panel.js";
import { Feed } from "./feed.js";
import { formatDuration, formatTime } from "./format.js";
import { GuardedTab } from "./guarded-tab.js";
import { Mail } from "./mail.js";
import { openServerPanel } from "./server-panel.js";

const DRAW_MS = 250;

const element = (id) => document.getElementById(id);
const page = JSON.parse(document.querySelector('meta[name="demo-page"]').content);
const mail = new Mail(page.account, page.app);
const tab = new GuardedTab(page, () => mail.saveDrafts());
const { board, clock } = tab;
const view = new BoardView(element("cards"), element("card"));
const feed = new Feed(element("feed"));
const drawClock = openClockPanel(clock);

/** What the policy decides for this tab, in a line. */
function policyText() {
  if (tab.guard === null) return "–";
  const { state, condition, warnAfterMs, signOutAfterMs } = tab.guard.status;
  if (state === "disabled") return "No policy is on for this app.";
  if (state === "exempt" || state === "suspended")
    return `This session is ${state} (${condition}).`;
  const end = `signs out after ${formatDuration(signOutAfterMs)}`;
  if (warnAfterMs === null) return `This app ${end}, without asking.`;
  return `This app asks after ${formatDuration(warnAfterMs)} and ${end}.`;
}

function draw() {
  if (document.visibilityState !== "visible") return;
  const cards = board.cards();
  view.draw(cards, cards.find((card) => board.isOwn(card)).id, clock.wall());
  element("tab-count").textContent = String(cards.length);
  element("policy-says").textContent = policyText();
  drawClock();
}

function showName() {
  element("tab-name").textContent = board.name;
  const { heading, title } = page.app;
  document.title = `${board.name} · ${heading} · ${title}`;
}

function connectPicture() {
  board.addEventListener("name", showName);
  board.addEventListener("news", ({ detail }) => feed.add(detail, formatTime(clock.wall())));
  board.addEventListener("change", draw);
  setInterval(draw, DRAW_MS);
  showName();
  draw();
}

function connectForms() {
  // Without idleguard the link itself signs out; with it, every tab is taken along.
  element("sign-out").addEventListener("click", (event) => {
    if (tab.guard === null) return;
    event.preventDefault();
    tab.signOut();
  });
  element("anew").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    await mail.saveDrafts();
    form.submit();
  });
  for (const link of element("apps").querySelectorAll("a")) {
    if (link.pathname === page.app.path) link.setAttribute("aria-current", "page");
  }
}

function showProblem(error) {
  const details = (error.problems ?? []).map(({ path, message }) => `${path}: ${message}`);
  element("problem").textContent = ["idleguard did not start.", error.message, ...details].join(
    " ",
  );
  element("problem").hidden = false;
}

connectPicture();
connectForms();
openServerPanel();
mail.load().catch((error) => {
  element("subject").textContent = `This could not be opened: ${error.message}`;
});
try {
  await tab.start();
} catch (error) {
  showProblem(error);
  throw error; // a customer's error reporting would want it, too
}
