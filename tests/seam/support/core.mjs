// The compiled core in Node, driven by text as a page drives it, with time and record as values.
// One `Tab` is one module instance; tabs that are given the same record and told each other's
// messages are tabs of one browser.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const BIN = path.join(ROOT, process.env.IDLEGUARD_MODULE ?? "build/wasm/bin");

const { default: createModule } = await import(path.join(BIN, "idleguard.mjs"));
const wasm = await WebAssembly.compile(readFileSync(path.join(BIN, "idleguard.wasm")));

/** The wall clock when the monotonic one is at zero. */
export const EPOCH = 1_700_000_000_000;

export const MINUTE = 60_000;

/** One minute to the prompt, two to the end. */
export const SHORT_POLICY =
  '{"version":1,"custom":{"warnAfter":"00:01:00","signOutAfter":"00:02:00"}}';

/** Types of events, which cross as numbers, in the order in which protocol.ts spells them. */
const PROTOCOL = readFileSync(path.join(ROOT, "bindings/browser/protocol.ts"), "utf8");
const EVENTS = /enum EventType \{([^}]*)\}/.exec(PROTOCOL)[1].match(/\w+/g);

/** Signals in the order of the seam. */
const SIGNALS = [
  "keepMeSignedIn",
  "deviceSso",
  "deviceCompliant",
  "deviceDomainJoined",
  "appEnforcedRestrictions",
  "ssoSession",
  "thirdPartyBlocked",
];

export function terms(more = {}) {
  const { policy = SHORT_POLICY, at = EPOCH, isFallback = false, claims = null } = more;
  const signals = SIGNALS.map((name) => more.signals?.[name] ?? null);
  const { preference = "", suspendsWhenBlocked = null } = more;
  return [policy, at, isFallback, signals, claims, preference, suspendsWhenBlocked];
}

export function startRequest(more = {}) {
  return [
    more.account ?? "account-1",
    more.session ?? "sign-in-1",
    more.app ?? "custom",
    more.policyRefresh ?? null,
    "00112233445566778899aabbccddeeff",
    more.loadedAt ?? 0,
    false,
    true,
    true,
    false,
    more.heartbeat ?? false,
    terms(more),
  ];
}

/** What the items of an answer are called in protocol.ts. */
export function outputOf(items) {
  if (typeof items[0] === "string") {
    const [account, problems, warnings] = items;
    return { account, problems, warnings };
  }
  const [effects, wakeAt, inputFrom, activity, pointerMotion, policyRefreshMs, warnings, status] =
    items;
  const [state, condition, reason, source, warnAfterMs, signOutAfterMs, promptMode, ...rest] =
    status;
  const [lastActivity, signOutAt, shared, known] = rest;
  const signals = Object.fromEntries(
    SIGNALS.map((name, i) => [name, known[i]]).filter(([, value]) => value !== null),
  );
  const times = { warnAfterMs, signOutAfterMs, lastActivity, signOutAt };
  const named = { state, condition, reason, source, promptMode, shared, signals, ...times };
  const output = { effects, wakeAt, inputFrom, activity, pointerMotion, policyRefreshMs };
  return { ...output, warnings, status: named };
}

/** A fresh module, nothing started. */
export const newModule = () => createModule({ wasm });

export class Tab {
  /** Every effect so far, in order. */
  effects = [];
  output = null;
  /** When a record elsewhere was asked for; null: it is read each time. */
  askedAt = null;

  /** `record` null: it cannot be read. */
  static async open(request = {}, { record = new Map(), at = 0 } = {}) {
    const tab = new Tab();
    tab.module = await newModule();
    tab.record = record;
    const text = JSON.stringify(startRequest({ loadedAt: at, ...request }));
    tab.answer = outputOf(JSON.parse(tab.module.start(text)));
    if (tab.answer.problems.length === 0) tab.at(at, ["started"]);
    return tab;
  }

  /** Hands one event over at a monotonic time, and keeps what is to be written. */
  at(mono, [type, ...carried], activity = null) {
    const event = [EVENTS.indexOf(type), ...carried];
    const record = this.record && [...this.record];
    const input = [[EPOCH + mono, mono], activity, record, this.askedAt, event];
    this.output = outputOf(JSON.parse(this.module.handle(JSON.stringify(input))));
    for (const effect of this.output.effects ?? []) {
      this.effects.push(effect);
      const [type, key, value] = effect;
      if (type === "writeRecord") this.record?.set(key, value);
      if (type === "removeRecord") this.record?.delete(key);
    }
    return this.output;
  }

  /** Real input at `mono`, handed over in the same moment. */
  input(mono) {
    return this.at(mono, ["woke"], [EPOCH + mono, mono]);
  }

  /** Comes back at every wake-up that is asked for, until `mono`. */
  runUntil(mono) {
    while (this.output.wakeAt !== null && this.output.wakeAt <= mono) {
      this.at(this.output.wakeAt, ["woke"]);
    }
    return this.output;
  }

  types() {
    return this.effects.map(([type]) => type);
  }
}
