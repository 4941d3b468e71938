// Drives one session: stamps what happens, reads the record, hands both to the core, and carries
// out what comes back, in order. Events raised meanwhile wait their turn; the core is never entered
// twice. Nothing is decided here.

import type { ActivityRecorder } from "./activity.ts";
import { ActivityWatch } from "./activity-watch.ts";
import { Channel } from "./channel.ts";
import type { Clock } from "./clock.ts";
import type { Core } from "./core.ts";
import { Exclusive } from "./exclusive.ts";
import type { Host } from "./host.ts";
import { PageLifecycle } from "./page-lifecycle.ts";
import { EventType } from "./protocol.ts";
import type { CoreEffect, CoreEvent, CoreOutput, CoreStatus } from "./protocol.ts";
import type { Finding, Reading, StartAnswer } from "./protocol.ts";
import { RecordStore } from "./record-store.ts";
import type { RecordElsewhere } from "./remote-record.ts";
import { WakeTimer } from "./wake-timer.ts";

export interface DriverOptions {
  core: Core;
  /** Names record, channel and lock. */
  name: string;
  clock: Clock;
  activity: ActivityRecorder;
  host: Host;
  /** With which the record is kept the same. */
  elsewhere: RecordElsewhere | null;
}

export class Driver {
  /** How often the policy is to be asked for; null: nobody has said. */
  refreshMs: number | null = null;

  readonly #core: Core;
  readonly #clock: Clock;
  readonly #activity: ActivityWatch;
  readonly #host: Host;
  readonly #store: RecordStore;
  readonly #elsewhere: RecordElsewhere | null;
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
    this.#host = options.host;
    this.#store = new RecordStore(options.name);
    this.#elsewhere = options.elsewhere;
    this.#timer = new WakeTimer(options.clock, () => this.dispatch([EventType.woke]));
    this.#channel = new Channel(options.name, {
      heard: (entries, at) => this.dispatch([EventType.peerSpoke, entries, at]),
      nudged: () => this.dispatch([EventType.woke]),
      dropped: () => this.#host.report("message-dropped"),
    });
    this.#exclusive = new Exclusive(`${options.name}sign-out`, {
      answered: (granted, exclusive) =>
        this.dispatch([EventType.claimAnswered, granted, exclusive]),
      lost: () => this.dispatch([EventType.claimLost]),
    });
    this.#lifecycle = new PageLifecycle((event) => this.#pageChanged(event));
    this.#activity = new ActivityWatch(options.activity, () => {
      this.dispatch([EventType.woke]);
      return this.#covered;
    });
  }

  /** The first event; after it, everything runs by itself. Once. */
  start(): void {
    this.dispatch([EventType.started]);
    // Now it is known what of the input so far was activity.
    this.dispatch([EventType.woke]);
  }

  /** As of now; as of the last input while one is being handled. Null before `start`. */
  status(): CoreStatus | null {
    this.dispatch([EventType.asked]);
    return this.#status;
  }

  /**
   * Handles the event, and what follows from it, before it returns; while another is being handled
   * it waits. What is wrong with `termsChanged` is returned when it was handled at once.
   */
  dispatch(event: CoreEvent): Finding[] {
    let problems: Finding[] = [];
    if (this.#stopped) return problems;
    const busy = this.#busy;
    try {
      this.#queue.push(event);
      if (busy) return problems;
      this.#busy = true;
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        const found = this.#handle(next);
        if (next === event) problems = found;
      }
    } catch (error) {
      // First: whatever broke may break this, too.
      this.#host.broke(error);
      this.stop();
    } finally {
      this.#busy = busy;
    }
    return problems;
  }

  /** Removes every listener and timer, and closes the channel. Nothing happens afterwards. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#timer.set(null);
    this.#lifecycle.stop();
    this.#channel.close();
    this.#elsewhere?.close();
    this.#exclusive.release();
    this.#activity.stop();
  }

  #pageChanged(event: CoreEvent): void {
    if (event[0] === EventType.pageReturned) this.#channel.open();
    this.#activity.pageChanges(event);
    this.dispatch(event);
    if (event[0] === EventType.pageLeft) this.#channel.close();
  }

  #handle(event: CoreEvent): Finding[] {
    const now: Reading = [Math.floor(this.#clock.wall()), Math.floor(this.#clock.mono())];
    const activity = this.#activity.take() ?? null;
    const askedAt = this.#elsewhere?.askedAt ?? null;
    const output = this.#core.handle([now, activity, this.#store.read(), askedAt, event]);
    if (isRefusal(output)) return output[1];
    this.#carryOut(output);
    return [];
  }

  #carryOut(output: CoreOutput): void {
    const [effects, wakeAt, , , , refreshMs, warnings, status] = output;
    // Armed first: an effect may leave the page, and the next task must find the timer.
    this.#timer.set(wakeAt);
    this.#status = status;
    this.refreshMs = refreshMs;
    this.#host.note(warnings);
    let kept = true;
    for (const effect of effects) if (isQuiet(effect)) kept = this.#perform(effect) && kept;
    if (!kept) this.#queue.push([EventType.recordFailed]);
    this.#host.statusChanged(status);
    for (const effect of effects) if (!isQuiet(effect)) this.#perform(effect);
    // Whoever was told of an effect may have stopped the session.
    if (this.#stopped) return;
    this.#activity.follow(output, this.#covered);
    this.#elsewhere?.follow(status, effects.some(isQuiet));
  }

  /** Rule 9: other sites hear of the end before this page goes. */
  async #go(way: "signOut" | "leave"): Promise<void> {
    await this.#elsewhere?.settled();
    if (this.#stopped) return;
    const done = await this.#host[way]();
    if (way === "signOut") this.dispatch([EventType.signOutReturned, Boolean(done)]);
  }

  /** False when a write was not kept. */
  #perform(effect: CoreEffect): boolean {
    const host = this.#host;
    switch (effect[0]) {
      case "writeRecord":
        return this.#store.write(effect[1], effect[2]);
      case "removeRecord":
        this.#store.remove(effect[1]);
        break;
      case "post":
        this.#channel.post(effect[1], effect[2]);
        break;
      case "cover":
      case "uncover":
        this.#covered = effect[0] === "cover";
        host[effect[0]]();
        break;
      case "runHook":
        void host.runHook().then(() => this.dispatch([EventType.hookFinished]));
        break;
      case "claim":
        this.#exclusive.claim(effect[1]);
        break;
      case "releaseClaim":
        this.#exclusive.release();
        break;
      case "signOut":
      case "leave":
        void this.#go(effect[0]);
        break;
      default:
        // The rest is the host's alone, under the same names.
        host[effect[0]](...(effect.slice(1) as [never]));
    }
    return true;
  }
}

/** What is done before anybody is told that the status changed (R123: record, broadcast, cover). */
function isQuiet(effect: CoreEffect): boolean {
  return /Record|post|cover/.test(effect[0]);
}

/** A refusal begins with a text, as an answer to `start` does. */
function isRefusal(output: CoreOutput | StartAnswer): output is StartAnswer {
  return typeof output[0] === "string";
}
