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

export function startRequest(more = {}) {
  return {
    account: "account-1",
    session: "sign-in-1",
    app: "custom",
    policy: SHORT_POLICY,
    policyRefresh: "",
    signals: {},
    freshId: "00112233445566778899aabbccddeeff",
    loadedAt: 0,
    returned: false,
    visible: true,
    online: true,
    reportOnly: false,
    heartbeat: false,
    ...more,
  };
}

/** A fresh module, nothing started. */
export const newModule = () => createModule({ wasm });

export class Tab {
  /** Every effect so far, in order. */
  effects = [];
  output = null;

  /** `record` null: it cannot be read. */
  static async open(request = {}, { record = new Map(), at = 0 } = {}) {
    const tab = new Tab();
    tab.module = await newModule();
    tab.record = record;
    tab.answer = JSON.parse(
      tab.module.start(JSON.stringify(startRequest({ loadedAt: at, ...request }))),
    );
    if (tab.answer.problems.length === 0) tab.at(at, { type: "started" });
    return tab;
  }

  /** Hands one event over at a monotonic time, and keeps what is to be written. */
  at(mono, event, more = {}) {
    const input = { wall: EPOCH + mono, mono, event, ...more };
    if (this.record) input.record = [...this.record];
    this.output = JSON.parse(this.module.handle(JSON.stringify(input)));
    for (const effect of this.output.effects ?? []) {
      this.effects.push(effect);
      if (effect.type === "writeRecord") this.record?.set(effect.key, effect.value);
      if (effect.type === "removeRecord") this.record?.delete(effect.key);
    }
    return this.output;
  }

  /** Real input at `mono`, handed over in the same moment. */
  input(mono) {
    return this.at(mono, { type: "woke" }, { activity: { wall: EPOCH + mono, mono } });
  }

  /** Comes back at every wake-up that is asked for, until `mono`. */
  runUntil(mono) {
    while (this.output.wakeAt !== null && this.output.wakeAt <= mono) {
      this.at(this.output.wakeAt, { type: "woke" });
    }
    return this.output;
  }

  types() {
    return this.effects.map((effect) => effect.type);
  }
}
