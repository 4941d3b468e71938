// A tab of the suite: the guard as a customer would start it (`startGuard` has the lines that
// matter to an integrator), and its place in the live picture. What the page shows of itself is its
// own business; every guarded page of the demo has one of these.

import { IdleGuard } from "/idleguard/idleguard.mjs";
import { Board } from "./board.js";
import { slowDownForPrompt } from "./clock-panel.js";
import { DemoClock } from "./demo-clock.js";
import { countRecordUse } from "./record-counters.js";

function startGuard(page, clock, saveWork) {
  const app = page.app.class;
  return IdleGuard.start({
    account: page.account.id,
    session: page.session,
    app,
    policy: "/idle-policy.json",
    policyRefresh: "00:01:00",
    signals: page.signals,
    userPreference: page.userPreference,
    signOut: `/signout?app=${app}`,
    signedOut: "/signed-out",
    heartbeat: `/session/alive?app=${app}`,
    organization: "Alder Clinic",
    application: page.app.title,
    locale: "en",
    clock,
    async beforeSignOut({ reason }) {
      sessionStorage.setItem("demo-signed-out-reason", reason);
      await saveWork();
    },
  });
}

export class GuardedTab {
  clock = new DemoClock();
  board;
  /** Null until it has started, and for good when it cannot. */
  guard = null;
  #page;
  #saveWork;
  #counters = countRecordUse();

  /** `saveWork()` hands to the server what a sign-out must not lose. */
  constructor(page, saveWork) {
    this.#page = page;
    this.#saveWork = saveWork;
    this.board = new Board(() => this.#describe());
    this.board.addEventListener("change", () => this.#followNewSignIn());
    this.board.addEventListener("request", ({ detail }) => this.#serve(detail));
    this.clock.addEventListener("change", () => this.board.refresh());
  }

  /** Rejects as `IdleGuard.start` does. */
  async start() {
    this.guard = await startGuard(this.#page, this.clock, this.#saveWork);
    this.#connect();
    this.board.announce("is guarded");
    this.board.refresh();
  }

  /** What the user asks for ends every app, not only the group of this one. */
  signOut() {
    this.board.request("sign-out");
    this.guard.signOut();
  }

  /** The user has another limit for the portal: its tabs begin anew with it. */
  announcePreference() {
    this.board.request("preference");
  }

  /** The events that every tab gets, hidden ones too, told in plain words. */
  #connect() {
    const { guard, board, clock } = this;
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

  #serve(word) {
    if (word === "sign-out") this.guard?.signOut();
    if (word === "preference" && this.#page.app.class === "azurePortal") this.#reload();
  }

  /** Somebody signed in anew in another tab, perhaps as somebody else: what is shown is old. */
  #followNewSignIn() {
    if (!["active", "warning", "exempt", "disabled"].includes(this.guard?.status.state)) return;
    const { signedInAt } = this.#page;
    if (this.board.cards().some((card) => card.signedInAt > signedInAt)) this.#reload();
  }

  #reload() {
    this.#saveWork()
      .catch(reportError)
      .finally(() => location.reload());
  }

  /**
   * What this tab tells the others about itself. Times as numbers: Dates need not survive a
   * message.
   */
  #describe() {
    const status = this.guard?.status ?? null;
    const number = (date) => (date ? Number(date) : null);
    const { title, system } = this.#page.app;
    return {
      signedInAt: this.#page.signedInAt,
      app: { class: this.#page.app.class, title, system },
      at: this.clock.wall(),
      state: status?.state ?? "starting",
      source: status?.source ?? null,
      lastActivity: number(status?.lastActivity),
      signOutAt: number(status?.signOutAt),
      remainingMs: status?.remainingMs ?? null,
      warnAfterMs: status?.warnAfterMs ?? null,
      signOutAfterMs: status?.signOutAfterMs ?? null,
      coordination: status?.coordination ?? "shared",
      ...this.#counters,
      timersFired: this.clock.timersFired,
    };
  }
}
