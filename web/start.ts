// The way from options to a running guard, and everything that can stop it: wrong options, a page
// that is only being prerendered, Wasm that cannot be had, a policy that cannot be reached.

import type { IdleGuard, Options, Problem } from "./api.ts";
import { ActivityRecorder } from "../bindings/browser/activity.ts";
import { systemClock } from "../bindings/browser/clock.ts";
import type { Clock } from "../bindings/browser/clock.ts";
import { Core } from "../bindings/browser/core.ts";
import { randomHex } from "../bindings/browser/hex.ts";
import { realTime } from "../bindings/browser/real-time.ts";
import { IdleGuardError } from "./errors.ts";
import { Guard } from "./idle-guard.ts";
import { problemsOf } from "./options.ts";
import { documentText, fetchPolicy, inlinePolicy, placed } from "./policy-source.ts";
import type { PolicyText } from "./policy-source.ts";
import { described } from "./problem-texts.ts";
import { Terms } from "./terms.ts";

/** A policy that could not be had is asked for again after this; no policy is asked for sooner. */
const RETRY_MS = 60_000;
/** Every policy is asked for once a day; a timer of more than 24 days would fire at once (R95). */
const LONGEST_MS = 864e5;

/**
 * `recorder`: one that has been recording since the page began to load; it is used up, whatever the
 * outcome.
 */
export async function start(options: Options, recorder?: ActivityRecorder): Promise<IdleGuard> {
  const faults = problemsOf(options);
  if (faults.length > 0) {
    recorder?.stop();
    throw new IdleGuardError("invalid-options", await described(faults));
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
  const loadedAt = clock === systemClock ? 0 : clock.mono() - realTime.mono();
  // A prerendered page starts nothing until somebody looks at it.
  if ((document as { prerendering?: boolean }).prerendering) await next("prerenderingchange");
  const [core, [policy, isFallback]] = await Promise.all([loadCore(), findPolicy(options)]);
  const stopping = new AbortController();
  const terms = new Terms(options, clock);
  const answer = core.start([
    options.account,
    options.session ?? "",
    options.app ?? "custom",
    options.policyRefresh ?? null,
    randomHex(),
    Math.floor(loadedAt),
    isReturned(),
    !document.hidden,
    navigator.onLine,
    options.mode === "report",
    options.heartbeat !== undefined,
    terms.toCore(policy, isFallback),
  ]);
  const [, problems] = answer;
  if (problems.length > 0) {
    throw new IdleGuardError("invalid-options", await described(placed(problems, policy)));
  }
  const guard = new Guard({ options, clock, activity, terms, stopping });
  await guard.run(core, answer, policy);
  if (terms.isTokenUnused) guard.report("token-not-used"); // R61, R74
  if (!inlinePolicy(options.policy)) {
    keepPolicy(guard, { options, clock, stopped: stopping.signal }, isFallback ? null : policy);
  }
  return guard;
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

/** R45: the policy, else the fallback (true), else nothing. */
async function findPolicy(options: Options): Promise<[policy: PolicyText | null, boolean]> {
  const { policy, policyFallback } = options;
  const found = inlinePolicy(policy) ?? (await fetchPolicy(policy as string | URL));
  return !found && policyFallback ? [documentText(policyFallback), true] : [found, false];
}

interface KeepContext {
  options: Options;
  clock: Clock;
  stopped: AbortSignal;
}

/**
 * R42, R44, R45: asks a policy's address again, as often as the document, the host or the answer
 * says, and once a minute for one that could not be had. Hidden tabs ask when they are looked at.
 */
function keepPolicy(guard: Guard, context: KeepContext, policy: PolicyText | null): void {
  const { options, clock, stopped } = context;
  let current = policy;
  let timer: unknown;
  if (!current) guard.report("policy-unavailable");
  const ask = async () => {
    if (document.hidden) await next("visibilitychange", stopped);
    const fetched = await fetchPolicy(options.policy as string | URL);
    if (stopped.aborted) return;
    if (!fetched) {
      guard.report("policy-unavailable");
    } else if (fetched.text !== current?.text) {
      current = fetched;
      await guard.adopt(fetched).catch((error: unknown) => {
        guard.report("policy-refused", error); // R12: the one in force stays
      });
    }
    schedule();
  };
  const schedule = () => {
    if (stopped.aborted) return;
    const maxAgeMs = current?.maxAgeMs;
    const said = guard.refreshMs ?? (maxAgeMs && Math.max(maxAgeMs, RETRY_MS));
    const wait = current ? said : RETRY_MS;
    if (wait) timer = clock.setTimeout(ask, Math.min(wait, LONGEST_MS));
  };
  stopped.addEventListener("abort", () => clock.clearTimeout(timer));
  schedule();
}

/** Resolves at the next such event of the document, or when nobody waits any more. */
function next(type: string, stopped?: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    document.addEventListener(type, resolve, { once: true, signal: stopped as AbortSignal });
    stopped?.addEventListener("abort", resolve);
  });
}

/** A reload, or a step in the history, is no sign-in by itself. */
function isReturned(): boolean {
  const [navigation] = performance.getEntriesByType("navigation");
  const type = (navigation as PerformanceNavigationTiming | undefined)?.type;
  return type === "reload" || type === "back_forward";
}
