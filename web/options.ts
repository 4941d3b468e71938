// The host's options, checked: every problem is found before anything is started (R12). What is in
// a policy is the core's business; here it is only text or an address.

import type { Changes, IdToken, Options, Signals } from "./api.ts";
import type { CoreSignals } from "../bindings/browser/protocol.ts";
import type { Fault } from "./problem-texts.ts";

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
  idToken: ["object"],
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
export function problemsOf(options: Options): Fault[] {
  const problems: Fault[] = [];
  const add: Add = (code, path) => problems.push({ code, path });
  if (typeof options !== "object" || options === null) {
    add("wrong-type", "");
    return problems;
  }
  for (const name of required) {
    if (options[name] === undefined) add("missing-option", name);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const allowed = kinds[name as keyof Options] as readonly Kind[] | undefined;
    if (!allowed) add("unknown-option", name);
    else if (!allowed.some((kind) => checks[kind](value))) {
      add("wrong-type", name);
    }
  }
  checkAddresses(options, add);
  checkWords(options, add);
  checkSignals(options.signals, add);
  checkToken(options.idToken, add);
  checkMembers(options, add);
  return problems;
}

type Add = (code: string, path: string) => void;

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
      add("wrong-address", name);
    }
  }
  const signOut = checks.url(options.signOut) ? addressOf(options.signOut) : null;
  const signedOut = options.signedOut === undefined ? null : addressOf(options.signedOut);
  if (signOut && signedOut && bare(signOut) === bare(signedOut)) {
    add("same-address", "signedOut");
  }
}

function bare(address: URL): string {
  return address.origin + address.pathname + address.search;
}

function checkWords(options: Options, add: Add): void {
  const { prompt, mode, locale } = options;
  if (typeof prompt === "string" && prompt !== "built-in" && prompt !== "none") {
    add("unknown-value", "prompt");
  }
  if (mode !== undefined && mode !== "enforce" && mode !== "report") {
    add("unknown-value", "mode");
  }
  if (typeof locale === "string" && !isLocale(locale)) {
    add("unknown-value", "locale");
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
        add("unknown-value", path);
      }
    } else if (!booleanSignals.includes(name as (typeof booleanSignals)[number])) {
      add("unknown-signal", path);
    } else if (typeof value !== "boolean") {
      add("wrong-type", path);
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
        add("missing-method", `${name}/${method}`);
      }
    }
  }
}

/** Problems of what `update` was given. */
export function problemsOfChanges(changes: Changes): Fault[] {
  const problems: Fault[] = [];
  const add: Add = (code, path) => problems.push({ code, path });
  for (const name of Object.keys(changes)) {
    if (!["policy", "signals", "idToken", "userPreference"].includes(name)) {
      add("unknown-option", name);
    }
  }
  const { policy, userPreference } = changes;
  if (policy !== undefined && !checks.policy(policy)) add("wrong-type", "policy");
  if (userPreference !== undefined && !checks.string(userPreference)) {
    add("wrong-type", "userPreference");
  }
  checkSignals(changes.signals, add);
  checkToken(changes.idToken, add);
  return problems;
}

function checkToken(token: IdToken | undefined, add: Add): void {
  if (token === undefined || !checks.object(token)) return;
  if (!checks.object(token.claims)) add("wrong-type", "idToken/claims");
  if (!checks.string(token.account)) add("wrong-type", "idToken/account");
  if (!checks.boolean(token.validated)) add("wrong-type", "idToken/validated");
}

/** R61, R74: the claims of a token that the host vouches for, and that is this account's. */
export function usableClaims({ claims, validated, account }: IdToken, own: string): object | null {
  return validated && account === own ? claims : null;
}

/** Signals as the core takes them. */
export function toCore(signals: Signals): CoreSignals {
  const { thirdPartyCookies } = signals;
  const known = booleanSignals.map((name) => signals[name] ?? null);
  const blocked = thirdPartyCookies ? thirdPartyCookies === "blocked" : null;
  return [...known, blocked] as CoreSignals;
}

/** Signals as the core gives them, those that are not known left out. */
export function fromCore(known: CoreSignals): Signals {
  const signals: Signals = {};
  booleanSignals.forEach((name, i) => {
    const value = known[i];
    if (value != null) signals[name] = value;
  });
  const blocked = known[6];
  if (blocked !== null) signals.thirdPartyCookies = blocked ? "blocked" : "available";
  return signals;
}
