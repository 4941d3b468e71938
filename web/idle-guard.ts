// The public object: options in, status and events out. It joins the driver, which runs the
// session, to the host, which shows it, and adds nothing of its own to what they do.

import type { Changes, IdleGuard, Options, Status } from "./api.ts";
import type { ActivityRecorder } from "../bindings/browser/activity.ts";
import type { Clock } from "../bindings/browser/clock.ts";
import type { Core } from "../bindings/browser/core.ts";
import { Driver } from "../bindings/browser/driver.ts";
import { EventType } from "../bindings/browser/protocol.ts";
import type { StartAnswer } from "../bindings/browser/protocol.ts";
import { openCrossSite } from "./cross-site/load.ts";
import { IdleGuardError } from "./errors.ts";
import { problemsOfChanges } from "./options.ts";
import { fetchPolicy, inlinePolicy, placed } from "./policy-source.ts";
import type { PolicyText } from "./policy-source.ts";
import { described } from "./problem-texts.ts";
import type { Fault } from "./problem-texts.ts";
import { SessionHost } from "./session-host.ts";
import { Terms } from "./terms.ts";

export interface GuardParts {
  options: Options;
  clock: Clock;
  activity: ActivityRecorder;
  terms: Terms;
  /** Aborted by `stop`, for whatever else runs on the guard's behalf. */
  stopping: AbortController;
}

export class Guard extends EventTarget implements IdleGuard {
  readonly #parts: GuardParts;
  readonly #host: SessionHost;
  #driver: Driver | null = null;

  /** Nothing runs before `run`. */
  constructor(parts: GuardParts) {
    super();
    this.#parts = parts;
    this.#host = new SessionHost(parts.options, parts.clock, this, {
      stay: () => this.stay(),
      end: (reason) => this.#driver?.dispatch([EventType.endChosen, reason]),
    });
  }

  /** Not for applications: starts the session that `core` has accepted. Once. */
  async run(core: Core, answer: StartAnswer, policy: PolicyText | null): Promise<void> {
    const { options, clock, activity } = this.#parts;
    const [account, , warnings] = answer;
    this.#host.policy = policy;
    this.#host.note(warnings);
    const space = options.mode === "report" ? "idleguard:report:1:" : "idleguard:1:";
    const name = `${space}${account}:`;
    const elsewhere = await openCrossSite({
      options,
      clock,
      name,
      changed: () => this.#driver?.dispatch([EventType.woke]),
      judged: (thirdPartyCookies) => this.#apply({ signals: { thirdPartyCookies } }, null, []),
      report: (code, detail) => this.report(code, detail),
    });
    this.#host.crossSite = elsewhere;
    this.#driver = new Driver({ core, name, clock, activity, host: this.#host, elsewhere });
    this.#driver.start();
  }

  /** Not for applications: something was dropped, repaired or is missing. */
  report(code: string, detail?: unknown): void {
    this.#host.report(code, detail);
  }

  /** Not for applications: how often the policy's address is to be asked; null: nobody has said. */
  get refreshMs(): number | null {
    return this.#driver?.refreshMs ?? null;
  }

  get status(): Status {
    return this.#host.status(this.#driver?.status() ?? null);
  }

  stay(): boolean {
    const remaining = this.#host.promptRemainingMs;
    this.#host.crossSite?.gesture();
    this.#driver?.dispatch([EventType.stayChosen]);
    // While another event is being handled the answer waits its turn; what is left tells its
    // outcome.
    return Boolean(remaining);
  }

  signOut(): void {
    this.#driver?.dispatch([EventType.endChosen, "user"]);
  }

  activity(reason: string): void {
    if (this.#host.promptRemainingMs !== null) {
      this.report("activity-ignored", reason); // R85
      return;
    }
    this.report("activity-vouched", reason); // R86
    this.#parts.activity.vouch();
    this.#driver?.dispatch([EventType.woke]);
  }

  async update(changes: Changes): Promise<void> {
    const faults: Fault[] = problemsOfChanges(changes);
    if (!this.#driver) throw new IdleGuardError("not-running", await described(faults));
    const { policy } = changes;
    let text: PolicyText | null = null;
    if (faults.length === 0 && policy !== undefined) {
      text = inlinePolicy(policy) ?? (await fetchPolicy(policy as string | URL));
      if (!text) faults.push({ code: "policy-unavailable", path: "policy" });
    }
    await this.adopt(text, changes, faults);
  }

  /** Not for applications: all of it is in force from now on, unless `faults` has or gets any. */
  async adopt(policy: PolicyText | null, changes: Changes = {}, faults: Fault[] = []) {
    if (faults.length === 0) this.#apply(changes, policy, faults);
    if (faults.length > 0) throw new IdleGuardError("invalid-options", await described(faults));
  }

  stop(): void {
    this.#parts.stopping.abort();
    this.#driver?.stop();
    this.#driver = null;
    this.#parts.activity.stop();
    this.#host.stop();
  }

  /** All or nothing. */
  #apply(changes: Changes, policy: PolicyText | null, faults: Fault[]): void {
    const terms = this.#parts.terms.with(changes);
    const last = this.#host.policy;
    if (policy) this.#host.policy = policy;
    const found =
      this.#driver?.dispatch([EventType.termsChanged, terms.toCore(policy, false)]) ?? [];
    faults.push(...placed(found, this.#host.policy));
    if (faults.length > 0) {
      this.#host.policy = last;
      return;
    }
    this.#parts.terms = terms;
    if (terms.isTokenUnused) this.report("token-not-used"); // R61, R74
  }
}
