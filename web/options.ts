// The host's options, checked: every problem is found before anything is started (R12). What is in
// a policy is the core's business; here it is only text or an address.

import type { Changes, IdToken, Options, Signals } from "./api.ts";
import type { CoreSignals } from "../bindings/browser/protocol.ts";
import type { Fault } from "./problem-texts.ts";

const booleanSignals = [
  "keepMeSignedIn",
  "deviceSso",
  "deviceCompliant",
  "deviceDomainJoined",
  "appEnforcedRestrictions",
  "ssoSession",
] as const;

type Check = (value: unknown) => boolean;

const isString: Check = (value) => typeof value === "string";
const isText: Check = (value) => isString(value) && value !== "";
const isFlag: Check = (value) => typeof value === "boolean";
const isFunction: Check = (value) => typeof value === "function";
const isObject: Check = (value) =>
  typeof value === "object" && value !== null && !(value instanceof URL);
const isAddress: Check = (value) =>
  (isString(value) || value instanceof URL) && addressOf(value) !== null;
const isPolicy: Check = (value) => isText(value) || (typeof value === "object" && value !== null);

/** One of these words. */
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value as string);

/** Some of these words, or none. */
const someOf =
  (...words: string[]): Check =>
  (value) =>
    Array.isArray(value) && value.every((each) => words.includes(each));

/** An object with these functions. */
const able =
  (...methods: string[]): Check =>
  (value) =>
    isObject(value) &&
    methods.every((name) => isFunction((value as Record<string, unknown>)[name]));

const either =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

// All of it must be there: what is not said must not look as if it were vouched for.
function isToken(value: unknown): boolean {
  const { claims, account, validated } = (value ?? {}) as IdToken;
  return isObject(claims) && isText(account) && isFlag(validated);
}

/** What each option may be. Anything else in the options is a mistake that would go unnoticed. */
const checks: { [Name in keyof Options]-?: Check } = {
  account: isText,
  session: isText,
  app: isText,
  policy: isPolicy,
  policyFallback: isObject,
  policyRefresh: isText,
  signals: isObject,
  idToken: isToken,
  userPreference: isString,
  signOut: either(isAddress, able("signOut")),
  signedOut: isAddress,
  beforeSignOut: isFunction,
  heartbeat: either(isAddress, isFunction),
  prompt: either(oneOf("built-in", "none"), able("show", "update", "hide")),
  attention: someOf("favicon", "notification", "sound"),
  locale: isLocale,
  strings: isObject,
  organization: isText,
  application: isText,
  mode: oneOf("enforce", "report"),
  hub: isAddress,
  hubNonce: isText,
  onThirdPartyBlocked: oneOf("suspend", "degrade"),
  register: isAddress,
  clock: able("wall", "mono", "setTimeout", "clearTimeout"),
};

const signalChecks: { [Name in keyof Signals]-?: Check } = {
  thirdPartyCookies: oneOf("available", "blocked"),
  ...(Object.fromEntries(booleanSignals.map((name) => [name, isFlag])) as Record<
    (typeof booleanSignals)[number],
    Check
  >),
};

/** Every problem of the options; none when they can be used. */
export function problemsOf(options: Options): Fault[] {
  if (!isObject(options)) return [{ code: "wrong-value", path: "" }];
  const faults: Fault[] = [];
  for (const path of ["account", "policy", "signOut", "session"] as const) {
    // What the register keeps belongs to one sign-in: the same account has others elsewhere.
    const isNeeded = path !== "session" || options.register;
    if (isNeeded && options[path] === undefined) faults.push({ code: "missing-option", path });
  }
  faults.push(...problemsOfChanges(options, /^/));
  const { signOut, signedOut } = options;
  if (isAddress(signOut) && isAddress(signedOut) && bare(signOut) === bare(signedOut)) {
    faults.push({ code: "same-address", path: "signedOut" });
  }
  return faults;
}

/** The address that an option names, or nothing when it names none that a page may go to. */
export function addressOf(value: unknown): URL | null {
  try {
    const address = new URL(String(value), location.href);
    return /^https?:$/.test(address.protocol) ? address : null;
  } catch {
    return null; // not an address at all; the caller reports it
  }
}

function bare(address: unknown): string | undefined {
  return addressOf(address)?.href.replace(/#.*/, "");
}

function isLocale(tag: unknown): boolean {
  try {
    return Intl.getCanonicalLocales(tag as string).length === 1;
  } catch {
    return false; // RangeError: not a tag
  }
}

/** Problems of what `update` was given. */
export function problemsOfChanges(
  changes: Changes,
  allowed = /^(policy|signals|idToken|userPreference)$/,
): Fault[] {
  const faults: Fault[] = [];
  const check = (values: object | undefined, by: Record<string, Check>, within: string) => {
    if (!isObject(values)) return;
    for (const [name, value] of Object.entries(values as object)) {
      if (value === undefined) continue;
      const path = within + name;
      const isKnown = Object.hasOwn(by, name) && (within || allowed.test(name));
      if (!isKnown) faults.push({ code: "unknown-option", path });
      else if (!by[name]?.(value)) faults.push({ code: "wrong-value", path });
    }
  };
  check(changes, checks, "");
  check(changes.signals, signalChecks, "signals/");
  return faults;
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
