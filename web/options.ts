// The host's options, checked: every problem is found before anything is started (R12). What is in
// a policy is the core's business; here it is only text or an address.

import type { Changes, Options, Problem, Signals } from "./api.ts";
import type { CoreSignals } from "../bindings/browser/protocol.ts";

type Kind = "string" | "boolean" | "function" | "object" | "url" | "policy";

/** What each option may be. Anything else in the options is a mistake that would go unnoticed. */
const kinds: { [Name in keyof Options]-?: readonly Kind[] } = {
  account: ["string"],
  session: ["string"],
  app: ["string"],
  policy: ["policy"],
  policyFallback: ["object"],
  policyRefresh: ["string"],
  signals: ["object"],
  userPreference: ["string"],
  signOut: ["url", "object"],
  signedOut: ["url"],
  beforeSignOut: ["function"],
  heartbeat: ["url", "function"],
  prompt: ["string", "object"],
  locale: ["string"],
  strings: ["object"],
  organization: ["string"],
  application: ["string"],
  mode: ["string"],
  clock: ["object"],
};
const required = ["account", "policy", "signOut"] as const;

const booleanSignals = [
  "keepMeSignedIn",
  "deviceSso",
  "deviceCompliant",
  "deviceDomainJoined",
  "appEnforcedRestrictions",
  "ssoSession",
] as const;

const checks: Record<Kind, (value: unknown) => boolean> = {
  string: (value) => typeof value === "string" && value.length > 0,
  boolean: (value) => typeof value === "boolean",
  function: (value) => typeof value === "function",
  object: (value) => typeof value === "object" && value !== null && !(value instanceof URL),
  url: (value) => typeof value === "string" || value instanceof URL,
  policy: (value) => (typeof value === "string" ? value.length > 0 : typeof value === "object"),
};

/** Every problem of the options; none when they can be used. */
export function problemsOf(options: Options): Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, path: string, message: string) =>
    problems.push({ code, path, message });
  if (typeof options !== "object" || options === null) {
    add("wrong-type", "", "The options are an object");
    return problems;
  }
  for (const name of required) {
    if (options[name] === undefined) add("missing-option", name, "This option is required");
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const allowed = kinds[name as keyof Options] as readonly Kind[] | undefined;
    if (!allowed) add("unknown-option", name, "There is no such option");
    else if (!allowed.some((kind) => checks[kind](value))) {
      add("wrong-type", name, `Expected: ${allowed.join(" or ")}`);
    }
  }
  checkAddresses(options, add);
  checkWords(options, add);
  checkSignals(options.signals, add);
  checkMembers(options, add);
  return problems;
}

type Add = (code: string, path: string, message: string) => void;

/** The address that an option names, or nothing when it names none that a page may go to. */
export function addressOf(value: unknown): URL | null {
  try {
    const address = new URL(String(value), location.href);
    return /^https?:$/.test(address.protocol) ? address : null;
  } catch {
    return null; // not an address at all; the caller reports it
  }
}

function checkAddresses(options: Options, add: Add): void {
  for (const name of ["signOut", "signedOut", "heartbeat"] as const) {
    const value: unknown = options[name];
    if (checks.url(value) && !addressOf(value)) {
      add("wrong-address", name, "This is not an address that a page can go to");
    }
  }
  const signOut = checks.url(options.signOut) ? addressOf(options.signOut) : null;
  const signedOut = options.signedOut === undefined ? null : addressOf(options.signedOut);
  if (signOut && signedOut && bare(signOut) === bare(signedOut)) {
    add("same-address", "signedOut", "The signed-out page must not be the sign-out address");
  }
}

function bare(address: URL): string {
  return address.origin + address.pathname + address.search;
}

function checkWords(options: Options, add: Add): void {
  const { prompt, mode, locale } = options;
  if (typeof prompt === "string" && prompt !== "built-in" && prompt !== "none") {
    add("unknown-value", "prompt", '"built-in", "none" or an object with show, update and hide');
  }
  if (mode !== undefined && mode !== "enforce" && mode !== "report") {
    add("unknown-value", "mode", '"enforce" or "report"');
  }
  if (typeof locale === "string" && !isLocale(locale)) {
    add("unknown-value", "locale", "A BCP 47 language tag");
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false; // RangeError: not a tag
  }
}

function checkSignals(signals: Signals | undefined, add: Add): void {
  if (typeof signals !== "object" || signals === null) return;
  for (const [name, value] of Object.entries(signals)) {
    const path = `signals/${name}`;
    if (value === undefined) continue;
    if (name === "thirdPartyCookies") {
      if (value !== "available" && value !== "blocked") {
        add("unknown-value", path, '"available" or "blocked"');
      }
    } else if (!booleanSignals.includes(name as (typeof booleanSignals)[number])) {
      add("unknown-signal", path, "There is no such signal");
    } else if (typeof value !== "boolean") {
      add("wrong-type", path, "true or false; leave it out when it is not known");
    }
  }
}

/** Options that are objects, and what they must be able to do. */
const members = {
  prompt: ["show", "update", "hide"],
  signOut: ["signOut"],
  clock: ["wall", "mono", "setTimeout", "clearTimeout"],
} as const;

function checkMembers(options: Options, add: Add): void {
  for (const [name, methods] of Object.entries(members)) {
    const value: unknown = options[name as keyof typeof members];
    if (!checks.object(value)) continue;
    for (const method of methods) {
      if (typeof (value as Record<string, unknown>)[method] !== "function") {
        add("missing-method", `${name}/${method}`, "A function is expected here");
      }
    }
  }
}

/** Problems of what `update` was given. */
export function problemsOfChanges(changes: Changes): Problem[] {
  const problems: Problem[] = [];
  const add: Add = (code, path, message) => problems.push({ code, path, message });
  for (const name of Object.keys(changes)) {
    if (!["policy", "signals", "userPreference"].includes(name)) {
      add("unknown-option", name, "This cannot be changed while a session runs");
    }
  }
  if (changes.policy !== undefined && !checks.policy(changes.policy)) {
    add("wrong-type", "policy", "A policy document, its text, or its address");
  }
  checkSignals(changes.signals, add);
  return problems;
}

/** Signals as the core takes them. */
export function coreSignals(signals: Signals): CoreSignals {
  const { thirdPartyCookies, ...rest } = signals;
  const known: CoreSignals = {};
  for (const name of booleanSignals) {
    const value = rest[name];
    if (value !== undefined) known[name] = value;
  }
  if (thirdPartyCookies) known.thirdPartyBlocked = thirdPartyCookies === "blocked";
  return known;
}
