// The app's start: reads who is signed in, starts IdleGuard as a customer would, and connects the
// mail and the live picture to it. The lines that matter to an integrator are in `startGuard`; the
// rest is the demo's own show. Each thing shown has a module of its own.

import { IdleGuard } from "/idleguard/idleguard.mjs";
import { Board } from "./board.js";
import { BoardView } from "./board-view.js";
import { openClockPanel, slowDownForPrompt } from "./clock-panel.js";
import { DemoClock } from "./demo-clock.js";
import { Feed } from "./feed.js";
import { formatTime } from "./format.js";
import { Mail } from "./mail.js";
import { countRecordUse } from "./record-counters.js";
import { openServerPanel } from "./server-panel.js";

const DRAW_MS = 250;
const POLICIES = {
  custom: { app: "custom", policy: "/idle-policy.json" },
  m365: { app: "office", policy: "/idle-policy-m365.json" },
};

const element = (id) => document.getElementById(id);
const page = JSON.parse(document.querySelector('meta[name="demo-page"]').content);
const counters = countRecordUse();
const clock = new DemoClock();
const mail = new Mail(page.account);
let guard = null;

function startGuard() {
  return IdleGuard.start({
    account: page.account.id,
    session: page.session,
    ...POLICIES[page.policy],
    signOut: "/signout",
    signedOut: "/signed-out",
    heartbeat: "/session/alive",
    organization: "Alder Clinic",
    application: "Finch Mail",
    locale: "en",
    clock,
    async beforeSignOut({ reason }) {
      sessionStorage.setItem("demo-signed-out-reason", reason);
      await mail.saveDrafts();
    },
  });
}

/**
 * What this tab tells the others about itself. Times as numbers: Dates need not survive a message.
 */
function describe() {
  const status = guard?.status ?? null;
  const number = (date) => (date ? Number(date) : null);
  return {
    signedInAt: page.signedInAt,
    at: clock.wall(),
    state: status?.state ?? "starting",
    lastActivity: number(status?.lastActivity),
    signOutAt: number(status?.signOutAt),
    remainingMs: status?.remainingMs ?? null,
    warnAfterMs: status?.warnAfterMs ?? null,
    signOutAfterMs: status?.signOutAfterMs ?? null,
    coordination: status?.coordination ?? "shared",
    ...counters,
    timersFired: clock.timersFired,
  };
}

const board = new Board(describe);
const view = new BoardView(element("cards"), element("card"));
const feed = new Feed(element("feed"));
const drawClock = openClockPanel(clock);

function draw() {
  if (document.visibilityState !== "visible") return;
  const cards = board.cards();
  view.draw(cards, cards.find((card) => board.isOwn(card)).id, clock.wall());
  element("tab-count").textContent = String(cards.length);
  drawClock();
}

/** Somebody signed in anew in another tab, perhaps as somebody else: what this tab shows is old. */
function followNewSignIn() {
  if (guard === null || !["active", "warning"].includes(guard.status.state)) return;
  if (!board.cards().some((card) => card.signedInAt > page.signedInAt)) return;
  mail
    .saveDrafts()
    .catch(reportError)
    .finally(() => location.reload());
}

function showName() {
  element("tab-name").textContent = board.name;
  document.title = `${board.name} · Inbox · Finch Mail`;
}

function connectPicture() {
  board.addEventListener("name", showName);
  board.addEventListener("news", ({ detail }) => feed.add(detail, formatTime(clock.wall())));
  board.addEventListener("change", () => {
    draw();
    followNewSignIn();
  });
  clock.addEventListener("change", () => board.refresh());
  setInterval(draw, DRAW_MS);
  showName();
  draw();
}

/** The events that every tab gets, hidden ones too, told in plain words. */
function connectGuard() {
  guard.addEventListener("statuschange", () => board.refresh());
  guard.addEventListener("prompt", () => {
    board.announce("asks: stay signed in?");
    slowDownForPrompt(clock);
  });
  guard.addEventListener("stay", () => {
    board.announce("stays signed in");
    board.refresh();
  });
  guard.addEventListener("signout", ({ detail }) => {
    board.announce(`covers the page and signs out (${detail.reason})`);
    // What follows takes real seconds, and waits that ran 60 times as fast would be none.
    clock.setRate(1);
  });
  guard.addEventListener("diagnostic", ({ detail }) => board.announce(`notes: ${detail.code}`));
}

function connectForms() {
  // Without idleguard the link itself signs out; with it, every tab is taken along.
  element("sign-out").addEventListener("click", (event) => {
    if (guard === null) return;
    event.preventDefault();
    guard.signOut();
  });
  element("policies").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    await mail.saveDrafts();
    // `submit()` sends no button's value, so the hidden field carries the choice.
    Object.assign(element("policy"), { value: event.submitter.value, disabled: false });
    form.submit();
  });
  for (const button of element("policies").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === page.policy));
  }
  element("policy-link").href = POLICIES[page.policy].policy;
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
  element("subject").textContent = `Your mail could not be opened: ${error.message}`;
});
try {
  guard = await startGuard();
  connectGuard();
  board.announce("is guarded");
  board.refresh();
} catch (error) {
  showProblem(error);
  throw error; // a customer's error reporting would want it, too
}
