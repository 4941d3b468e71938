// The public object: options in, status and events out. It joins the driver, which runs the
// session, to the host, which shows it, and adds nothing of its own to what they do.

import type { Changes, IdleGuard, Options, Problem, Status } from "./api.ts";
import type { ActivityRecorder } from "../bindings/browser/activity.ts";
import type { Clock } from "../bindings/browser/clock.ts";
import type { Core } from "../bindings/browser/core.ts";
import { Driver } from "../bindings/browser/driver.ts";
import type { StartAnswer } from "../bindings/browser/protocol.ts";
import { IdleGuardError } from "./errors.ts";
import { coreSignals, problemsOfChanges } from "./options.ts";
import { fetchPolicy, inlinePolicy, placed } from "./policy-source.ts";
import type { PolicyText } from "./policy-source.ts";
import { SessionHost } from "./session-host.ts";

export interface GuardParts {
  options: Options;
  clock: Clock;
  activity: ActivityRecorder;
  /** Aborted by `stop`, for whatever else runs on the guard's behalf. */
  stopping: AbortController;
}

export class Guard extends EventTarget implements IdleGuard {
  readonly #parts: GuardParts;
  readonly #host: SessionHost;
  #driver: Driver | null = null;
  #policy: PolicyText | null = null;

  /** Nothing runs before `run`. */
  constructor(parts: GuardParts) {
    super();
    this.#parts = parts;
    this.#host = new SessionHost(parts.options, parts.clock, this, {
      stay: () => this.stay(),
      end: (reason) => this.#driver?.dispatch({ type: "endChosen", reason }),
    });
  }

  /** Not for applications: starts the session that `core` has accepted. Once. */
  run(core: Core, answer: StartAnswer, policy: PolicyText): void {
    const { options, clock, activity } = this.#parts;
    this.#policy = policy;
    this.#host.note(answer.warnings, policy);
    const space = options.mode === "report" ? "idleguard:report:1:" : "idleguard:1:";
    const name = `${space}${answer.account}:`;
    this.#driver = new Driver({ core, name, clock, activity, host: this.#host });
    this.#driver.start();
  }

  /** Not for applications: something was dropped, repaired or is missing. */
  report(code: string, message: string): void {
    this.#host.report(code, message);
  }

  get status(): Status {
    return this.#host.status(this.#driver?.status() ?? null);
  }

  stay(): boolean {
    const remaining = this.#host.promptRemainingMs;
    this.#driver?.dispatch({ type: "stayChosen" });
    // While another event is being handled the answer waits its turn; what is left tells its
    // outcome.
    return remaining !== null && remaining > 0;
  }

  signOut(): void {
    this.#driver?.dispatch({ type: "endChosen", reason: "user" });
  }

  activity(reason: string): void {
    if (this.#host.promptRemainingMs !== null) {
      this.report("activity-ignored", `A prompt is up; "${reason}" does not answer it (R85)`);
      return;
    }
    this.report("activity-vouched", `The app vouches for activity: ${reason}`);
    this.#parts.activity.vouch();
    this.#driver?.dispatch({ type: "woke" });
  }

  async update(changes: Changes): Promise<void> {
    const problems = problemsOfChanges(changes);
    if (!this.#driver) throw new IdleGuardError("not-running", problems);
    const policy = await this.#changedPolicy(changes.policy, problems);
    if (problems.length > 0 || !policy) throw new IdleGuardError("invalid-options", problems);
    const signals = { ...this.#host.signals, ...changes.signals };
    const refusal = this.#driver.dispatch({
      type: "decisionChanged",
      policy: policy.text,
      signals: coreSignals(signals),
    });
    if (refusal) throw new IdleGuardError("invalid-options", placed(refusal.problems, policy));
    this.#policy = policy;
    this.#host.signals = signals;
    if (changes.userPreference !== undefined) this.notePreference();
  }

  /** R34: only the portal has one, and this version does not enforce the portal's section. */
  notePreference(): void {
    this.report("preference-ignored", "A user's own limit is not used for this app (R34)");
  }

  stop(): void {
    this.#parts.stopping.abort();
    this.#driver?.stop();
    this.#driver = null;
    this.#parts.activity.stop();
    this.#host.stop();
  }

  async #changedPolicy(policy: Changes["policy"], problems: Problem[]): Promise<PolicyText | null> {
    if (problems.length > 0 || policy === undefined) return this.#policy;
    const inline = inlinePolicy(policy);
    if (inline) return inline;
    const fetched = await fetchPolicy(policy as string | URL);
    if (!fetched) {
      const message = "The policy cannot be had; the one in force stays (R45)";
      problems.push({ code: "policy-unavailable", path: "policy", message });
    }
    return fetched;
  }
}
