// The way from options to a running guard, and everything that can stop it: wrong options, a page
// that is only being prerendered, Wasm that cannot be had, a policy that cannot be reached.

import type { IdleGuard, Options, Problem } from "./api.ts";
import { ActivityRecorder } from "../bindings/browser/activity.ts";
import { systemClock } from "../bindings/browser/clock.ts";
import type { Clock } from "../bindings/browser/clock.ts";
import { Core } from "../bindings/browser/core.ts";
import type { StartRequest } from "../bindings/browser/protocol.ts";
import { IdleGuardError } from "./errors.ts";
import { Guard } from "./idle-guard.ts";
import { coreSignals, problemsOf } from "./options.ts";
import { documentText, fetchPolicy, inlinePolicy, placed } from "./policy-source.ts";
import type { PolicyText } from "./policy-source.ts";

/** How long to wait before a policy that could not be had is asked for again. */
const RETRY_MS = 60_000;

/**
 * `recorder`: one that has been recording since the page began to load; it is used up, whatever the
 * outcome. `found`: problems that whoever made the options has found already.
 */
export async function start(
  options: Options,
  recorder?: ActivityRecorder,
  found: readonly Problem[] = [],
): Promise<IdleGuard> {
  const problems = [...found, ...problemsOf(options)];
  if (problems.length > 0) {
    recorder?.stop();
    throw new IdleGuardError("invalid-options", problems);
  }
  const clock = options.clock ?? systemClock;
  const activity = recorder ?? new ActivityRecorder(options.clock ?? null);
  try {
    return await startChecked(options, clock, activity);
  } catch (error) {
    activity.stop();
    throw error;
  }
}

async function startChecked(options: Options, clock: Clock, activity: ActivityRecorder) {
  const loadedAt = clock === systemClock ? 0 : clock.mono() - performance.now();
  await activation();
  const [core, policy] = await Promise.all([loadCore(), findPolicy(options)]);
  const stopping = new AbortController();
  const guard = new Guard({ options, clock, activity, stopping });
  const context = { options, clock, loadedAt, stopped: stopping.signal };
  if (options.userPreference !== undefined) guard.notePreference();
  if (policy) run(guard, core, policy, context);
  else waitForPolicy(guard, core, context);
  return guard;
}

interface StartContext {
  options: Options;
  clock: Clock;
  loadedAt: number;
  stopped: AbortSignal;
}

/** Runs `work` later, unless the guard is stopped before. */
function later({ clock, stopped }: StartContext, delayMs: number, work: () => void): void {
  if (stopped.aborted) return;
  const id = clock.setTimeout(work, delayMs);
  stopped.addEventListener("abort", () => clock.clearTimeout(id), { once: true });
}

function run(guard: Guard, core: Core, policy: PolicyText, context: StartContext): void {
  const answer = core.start(requestOf(policy, context));
  if (answer.problems.length > 0) {
    throw new IdleGuardError("invalid-options", placed(answer.problems, policy));
  }
  guard.run(core, answer, policy);
  const { policyRefreshMs } = answer;
  if (policyRefreshMs !== null && !inlinePolicy(context.options.policy)) {
    refreshPolicy(guard, context, policyRefreshMs, policy.text);
  }
}

function requestOf(policy: PolicyText, { options, loadedAt }: StartContext): StartRequest {
  return {
    account: options.account,
    session: options.session ?? "",
    app: options.app ?? "custom",
    policy: policy.text,
    policyRefresh: options.policyRefresh ?? "",
    signals: coreSignals(options.signals ?? {}),
    freshId: freshId(),
    loadedAt: Math.floor(loadedAt),
    returned: isReturned(),
    visible: !document.hidden,
    online: navigator.onLine,
    reportOnly: options.mode === "report",
    heartbeat: options.heartbeat !== undefined,
  };
}

async function loadCore(): Promise<Core> {
  const address = new URL("idleguard.wasm", import.meta.url);
  try {
    return await Core.load(address);
  } catch (error) {
    const message = `The core cannot be loaded from ${address.href}: ${String(error)}`;
    const problem: Problem = { code: "wasm-unavailable", path: "", message };
    throw new IdleGuardError("wasm-unavailable", [problem], error);
  }
}

/** R45: the policy, else the fallback, else nothing. */
async function findPolicy({ policy, policyFallback }: Options): Promise<PolicyText | null> {
  const inline = inlinePolicy(policy);
  if (inline) return inline;
  const fetched = await fetchPolicy(policy as string | URL);
  return fetched ?? (policyFallback ? documentText(policyFallback) : null);
}

/** Nothing is enforced, and the status says so; the policy is asked for until it comes. */
function waitForPolicy(guard: Guard, core: Core, context: StartContext): void {
  guard.report("policy-unavailable", "The policy cannot be had: nothing is enforced (R45)");
  const retry = async () => {
    const policy = await findPolicy(context.options);
    if (!policy) later(context, RETRY_MS, retry);
    else if (!context.stopped.aborted) runLate(guard, core, policy, context);
  };
  later(context, RETRY_MS, retry);
}

/** There is nobody left to reject to. */
function runLate(guard: Guard, core: Core, policy: PolicyText, context: StartContext): void {
  try {
    run(guard, core, policy, context);
  } catch (error) {
    guard.report("policy-refused", String(error));
  }
}

/** R42, R44: asks a policy's address again, as often as the host wants. */
function refreshPolicy(guard: Guard, context: StartContext, everyMs: number, first: string): void {
  const { policy } = context.options;
  let current = first;
  const refresh = async () => {
    const fetched = await fetchPolicy(policy as string | URL);
    if (context.stopped.aborted) return;
    if (!fetched) {
      guard.report("policy-unavailable", "The policy cannot be had; the one in force stays (R45)");
    } else if (fetched.text !== current) {
      current = fetched.text;
      await guard.update({ policy: fetched.text }).catch((error: unknown) => {
        guard.report("policy-refused", String(error)); // R12: the one in force stays
      });
    }
    later(context, everyMs, refresh);
  };
  later(context, everyMs, refresh);
}

/** A prerendered page starts nothing until somebody looks at it. */
function activation(): Promise<void> {
  if (!(document as { prerendering?: boolean }).prerendering) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("prerenderingchange", () => resolve(), { once: true });
  });
}

/** A reload, or a step in the history, is no sign-in by itself. */
function isReturned(): boolean {
  const [navigation] = performance.getEntriesByType("navigation");
  const type = (navigation as PerformanceNavigationTiming | undefined)?.type;
  return type === "reload" || type === "back_forward";
}

function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
