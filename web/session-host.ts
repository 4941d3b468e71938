// What one session shows and tells (the driver's `Host`): statuses, events, the page. It keeps what
// the core does not know of a status; it neither starts nor ends anything by itself.

import type { Options, Problem, Reason, Status } from "./api.ts";
import type { Clock } from "../bindings/browser/clock.ts";
import type { Host } from "../bindings/browser/host.ts";
import type { CoreStatus, Finding } from "../bindings/browser/protocol.ts";
import type { CrossSite } from "./cross-site/cross-site.ts";
import { beat } from "./heartbeat.ts";
import { Page } from "./page.ts";
import { fromCore } from "./options.ts";
import { placed } from "./policy-source.ts";
import type { PolicyText } from "./policy-source.ts";
import { described } from "./problem-texts.ts";
import type { Fault } from "./problem-texts.ts";

/** Most problems that a status carries; a fault that repeats itself is one. */
const MOST_PROBLEMS = 20;

/** What the host can ask of the session. */
export interface SessionActions {
  stay(): boolean;
  end(reason: Reason): void;
}

export class SessionHost implements Host {
  /** Whose places the findings of the core have. */
  policy: PolicyText | null = null;
  /** Of an app on several sites. */
  crossSite: CrossSite | null = null;

  readonly #options: Options;
  readonly #clock: Clock;
  readonly #events: EventTarget;
  readonly #actions: SessionActions;
  readonly #page: Page;
  readonly #problems: Problem[] = [];
  #last: Status;
  #signedOutHere = false;
  #promptShown = false;

  constructor(options: Options, clock: Clock, events: EventTarget, actions: SessionActions) {
    this.#options = options;
    this.#clock = clock;
    this.#events = events;
    this.#actions = actions;
    this.#page = new Page(options, clock, {
      stay: () => actions.stay(),
      signOut: () => actions.end("user"),
      report: (code, detail) => this.report(code, detail),
    });
    this.#last = this.#statusFrom(null);
  }

  /** Milliseconds left of the prompt that is up; null without one. */
  get promptRemainingMs(): number | null {
    return this.#page.remainingMs;
  }

  /** Takes every element away. */
  stop(): void {
    this.#page.stop();
  }

  /** As the core sees it now; without a core, why there is none. */
  status(core: CoreStatus | null): Status {
    if (this.#last.reason === "internal") return this.#last;
    this.#last = this.#statusFrom(core);
    return this.#last;
  }

  #statusFrom(core: CoreStatus | null): Status {
    const [state, condition, reason, source, warnAfterMs, signOutAfterMs, promptMode, ...rest] =
      core ?? (["policy-unavailable", null, null, null, null, null, "none"] as const);
    const [lastActivity = null, signOutAt = null, shared = true, known = null] = rest;
    if (!shared && this.#last.coordination === "shared") {
      this.#describe({ code: "record-unavailable", path: "" });
    }
    const signals = known ? fromCore(known) : {};
    const date = (at: number | null) => (at === null ? null : new Date(at));
    return {
      state,
      condition,
      reason,
      source,
      warnAfterMs,
      signOutAfterMs,
      promptMode,
      lastActivity: date(lastActivity),
      signOutAt: date(signOutAt),
      remainingMs: signOutAt === null ? null : this.#remaining(signOutAt),
      coordination: shared ? "shared" : "uncoordinated",
      thirdParty: signals.thirdPartyCookies ?? this.crossSite?.thirdParty ?? "not-needed",
      signals,
      problems: [...this.#problems],
    };
  }

  note(warnings: readonly Finding[]): void {
    for (const fault of placed(warnings, this.policy)) this.#describe(fault);
  }

  /** The words come when they come: until then the code says it. */
  #describe(fault: Fault, detail: unknown = ""): Problem {
    const withDetail = (text: string) => `${text} ${String(detail)}`.trim();
    const problem = { ...fault, message: withDetail(fault.code) };
    this.#add(problem);
    void described([fault]).then((known) => {
      for (const { message } of known) problem.message = withDetail(message);
    });
    return problem;
  }

  /** The same again is one. */
  #add(problem: Problem): void {
    const isKnown = this.#problems.some(
      (each) => each.code === problem.code && each.path === problem.path,
    );
    if (!isKnown && this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }

  statusChanged(core: CoreStatus): void {
    const previous = this.#last;
    const status = this.status(core);
    if (!isSame(status, previous)) this.#emit("statuschange", { status, previous });
  }

  cover(): void {
    this.#page.cover();
  }

  uncover(): void {
    this.#page.uncover();
  }

  showPrompt(endsAt: number): void {
    const isNew = !this.#promptShown;
    this.#promptShown = true;
    const { source, warnAfterMs, signOutAfterMs } = this.#last;
    const warningMs = (signOutAfterMs ?? 0) - (warnAfterMs ?? 0);
    this.#page.showPrompt(endsAt, warningMs, source === "sharePoint");
    if (!isNew) return;
    const remainingMs = this.#page.remainingMs ?? 0;
    this.#emit("prompt", { signOutAt: new Date(this.#clock.wall() + remainingMs), remainingMs });
  }

  hidePrompt(): void {
    this.#promptShown = false;
    this.#page.hidePrompt();
  }

  announceStay(at: number): void {
    this.#emit("stay", { at: new Date(at) });
  }

  announceEnd(reason: Reason): void {
    this.#emit("signout", { reason });
  }

  runHook(): Promise<void> {
    return this.#page.runHook(this.#context());
  }

  signOut(): Promise<boolean> {
    this.#signedOutHere = true;
    return this.#page.signOut(this.#context());
  }

  leave(): void {
    void this.#page.leave(this.#context(), this.#signedOutHere);
  }

  heartbeat(lastActivity: number): void {
    beat(this.#options.heartbeat, new Date(lastActivity)).then(
      (alive) => {
        if (!alive) this.#actions.end("external");
      },
      (error: unknown) => this.report("heartbeat-failed", error),
    );
  }

  report(code: string, detail?: unknown): void {
    this.#emit("diagnostic", this.#describe({ code, path: "" }, detail));
  }

  /** R12: a session that breaks is covered and ended, without the help of what broke. */
  broke(error: unknown): void {
    const previous = this.#last;
    const problem = { code: "internal", path: "", message: String(error) };
    const problems = previous.problems.concat(problem);
    this.#last = { ...previous, state: "signing-out", reason: "internal", problems };
    void this.#endAlone(previous);
  }

  /** A page that has replaced what one step needs must not keep the next from being taken. */
  async #endAlone(previous: Status): Promise<void> {
    const context = this.#context();
    try {
      this.cover();
    } finally {
      try {
        this.#emit("statuschange", { status: this.#last, previous });
        this.#emit("signout", { reason: "internal" });
        await this.#page.runHook(context);
      } finally {
        try {
          await this.#page.signOut(context);
        } finally {
          await this.#page.leave(context, true);
        }
      }
    }
  }

  #remaining(signOutAt: number): number {
    return Math.max(0, Math.ceil(signOutAt - this.#clock.wall()));
  }

  #context() {
    return { reason: this.#last.reason ?? "internal", lastActivity: this.#last.lastActivity };
  }

  #emit(name: string, detail: object): void {
    this.#events.dispatchEvent(new CustomEvent(name, { detail }));
    document.dispatchEvent(new CustomEvent(`idleguard:${name}`, { detail }));
  }
}

/** Whether nothing but the passing of time lies between two statuses. */
function isSame(a: Status, b: Status): boolean {
  const timeless = ({ lastActivity: _l, signOutAt: _s, remainingMs: _r, ...rest }: Status) => rest;
  return JSON.stringify(timeless(a)) === JSON.stringify(timeless(b));
}
