// Drives one session: stamps what happens, reads the record, hands both to the core, and carries
// out what comes back, in order. Events raised meanwhile wait their turn; the core is never entered
// twice. Nothing is decided here.

import type { ActivityRecorder } from "./activity.ts";
import { Channel } from "./channel.ts";
import type { Clock } from "./clock.ts";
import type { Core } from "./core.ts";
import { Exclusive } from "./exclusive.ts";
import type { Host } from "./host.ts";
import { PageLifecycle } from "./page-lifecycle.ts";
import type { CoreEffect, CoreEvent, CoreInput, CoreOutput, CoreStatus } from "./protocol.ts";
import type { Refusal } from "./protocol.ts";
import { RecordStore } from "./record-store.ts";
import { WakeTimer } from "./wake-timer.ts";

export interface DriverOptions {
  core: Core;
  /** Names record, channel and lock. */
  name: string;
  clock: Clock;
  activity: ActivityRecorder;
  host: Host;
}

export class Driver {
  readonly #core: Core;
  readonly #clock: Clock;
  readonly #activity: ActivityRecorder;
  readonly #host: Host;
  readonly #store: RecordStore;
  readonly #channel: Channel;
  readonly #exclusive: Exclusive;
  readonly #timer: WakeTimer;
  readonly #lifecycle: PageLifecycle;
  readonly #queue: CoreEvent[] = [];
  #busy = false;
  #stopped = false;
  #covered = false;
  #status: CoreStatus | null = null;

  constructor(options: DriverOptions) {
    this.#core = options.core;
    this.#clock = options.clock;
    this.#activity = options.activity;
    this.#host = options.host;
    this.#store = new RecordStore(options.name);
    this.#timer = new WakeTimer(options.clock, () => this.dispatch({ type: "woke" }));
    this.#channel = new Channel(options.name, {
      heard: (entries, at) => this.dispatch({ type: "peerSpoke", entries, at }),
      nudged: () => this.dispatch({ type: "woke" }),
      dropped: () => this.#host.report("message-dropped", "A message has not the agreed shape"),
    });
    this.#exclusive = new Exclusive(`${options.name}sign-out`, {
      answered: (granted, exclusive) =>
        this.dispatch({ type: "claimAnswered", granted, exclusive }),
      lost: () => this.dispatch({ type: "claimLost" }),
    });
    this.#lifecycle = new PageLifecycle((event) => this.#pageChanged(event));
    this.#activity.due = () => {
      this.dispatch({ type: "woke" });
      return this.#covered;
    };
  }

  /** The first event; after it, everything runs by itself. Once. */
  start(): void {
    this.dispatch({ type: "started" });
  }

  /** As of now; as of the last input while one is being handled. */
  status(): CoreStatus {
    this.dispatch({ type: "asked" });
    if (!this.#status) throw new Error("idleguard: no status before the first input");
    return this.#status;
  }

  /**
   * Handles the event, and what follows from it, before it returns; while another is being handled
   * it waits. The refusal of a `decisionChanged` is returned when it was handled at once.
   */
  dispatch(event: CoreEvent): Refusal | null {
    if (this.#stopped) return null;
    this.#queue.push(event);
    if (this.#busy) return null;
    this.#busy = true;
    let refusal: Refusal | null = null;
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        const answer = this.#handle(next);
        if (next === event) refusal = answer;
      }
    } catch (error) {
      this.stop();
      this.#host.broke(error);
    } finally {
      this.#busy = false;
    }
    return refusal;
  }

  /** Removes every listener and timer, and closes the channel. Nothing happens afterwards. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#timer.set(null);
    this.#lifecycle.stop();
    this.#channel.close();
    this.#exclusive.release();
    this.#activity.stop();
  }

  #pageChanged(event: CoreEvent): void {
    if (event.type === "pageReturned") this.#channel.open();
    this.dispatch(event);
    if (event.type === "pageLeft") this.#channel.close();
  }

  #handle(event: CoreEvent): Refusal | null {
    const input: CoreInput = {
      wall: Math.floor(this.#clock.wall()),
      mono: Math.floor(this.#clock.mono()),
      event,
    };
    const activity = this.#activity.take();
    if (activity) input.activity = activity;
    const record = this.#store.read();
    if (record) input.record = record;
    const output = this.#core.handle(input);
    if ("problems" in output) return output;
    this.#carryOut(output);
    return null;
  }

  #carryOut(output: CoreOutput): void {
    // Armed first: an effect may leave the page, and the next task must find the timer.
    this.#timer.set(output.wakeAt);
    this.#activity.from = output.inputFrom ?? Infinity;
    this.#activity.motion = output.pointerMotion;
    this.#status = output.status;
    const { effects } = output;
    const quiet = effects.findIndex((effect) => !isQuiet(effect));
    const visibleFrom = quiet < 0 ? effects.length : quiet;
    let kept = true;
    for (const effect of effects.slice(0, visibleFrom)) kept = this.#perform(effect) && kept;
    if (!kept) this.#queue.push({ type: "recordFailed" });
    this.#host.statusChanged(output.status);
    for (const effect of effects.slice(visibleFrom)) this.#perform(effect);
  }

  /** False when a write was not kept. */
  #perform(effect: CoreEffect): boolean {
    const host = this.#host;
    switch (effect.type) {
      case "writeRecord":
        return this.#store.write(effect.key, effect.value);
      case "removeRecord":
        this.#store.remove(effect.key);
        break;
      case "post":
        this.#channel.post(effect.entries, effect.at);
        break;
      case "cover":
      case "uncover":
        this.#covered = effect.type === "cover";
        host[effect.type]();
        break;
      case "showPrompt":
        host.showPrompt(effect.endsAt);
        break;
      case "hidePrompt":
        host.hidePrompt();
        break;
      case "announceStay":
        host.announceStay(effect.at);
        break;
      case "announceEnd":
        host.announceEnd(effect.reason);
        break;
      case "runHook":
        void host.runHook().then(() => this.dispatch({ type: "hookFinished" }));
        break;
      case "claim":
        this.#exclusive.claim(effect.takeover);
        break;
      case "releaseClaim":
        this.#exclusive.release();
        break;
      case "signOut":
        void host.signOut().then((done) => this.dispatch({ type: "signOutReturned", done }));
        break;
      case "leave":
        host.leave();
        break;
      case "heartbeat":
        host.heartbeat(effect.lastActivity);
        break;
      case "report":
        host.report(effect.code, effect.message);
        break;
    }
    return true;
  }
}

/** What is done before anybody is told that the status changed (R123: record, broadcast, cover). */
function isQuiet(effect: CoreEffect): boolean {
  return /^(writeRecord|removeRecord|post|cover|uncover)$/.test(effect.type);
}
