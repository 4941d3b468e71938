// Everything that an app on several sites needs beside what every page loads: the record elsewhere,
// in the hub or behind an address of the app's own server, and whether the browser shares the
// hub's cookies at all (R145 to R152). A module of its own, loaded only when `hub` or `register` is
// an option. It decides nothing about the session.

import type { Options, Status } from "../api.ts";
import type { Clock } from "../../bindings/browser/clock.ts";
import { DomainRecord } from "../../bindings/browser/domain-record.ts";
import { HubFrame } from "../../bindings/browser/hub-frame.ts";
import type { CoreStatus } from "../../bindings/browser/protocol.ts";
import { ofCurrentSignIn } from "../../bindings/browser/record-entries.ts";
import { RecordStore } from "../../bindings/browser/record-store.ts";
import { Register } from "../../bindings/browser/register.ts";
import type { RecordElsewhere, RemoteRecord } from "../../bindings/browser/remote-record.ts";
import { type OwnRecord, Replica } from "../../bindings/browser/replica.ts";

/** R148: how long a page waits for records elsewhere before it goes on without. */
const FIRST_ANSWER_MS = 2000;
/** Monotonic, before every page. */
const LONG_AGO = -864e5;
/** For how long leaving is put off, so that other sites hear of the end (rule 9): two questions. */
const LAST_ANSWER_MS = 6500;

export interface CrossSiteParts {
  options: Options;
  clock: Clock;
  /** Of the record in this origin's storage. */
  name: string;
  /** The record of this origin has changed, or an answer came that was waited for. */
  changed(): void;
  /** R151: what the browser does is known now. */
  judged(thirdParty: "available" | "blocked"): void;
  report(code: string, detail?: unknown): void;
}

export class CrossSite implements RecordElsewhere {
  readonly #parts: CrossSiteParts;
  readonly #store: RecordStore;
  #thirdParty: Status["thirdParty"] = "not-needed";
  #frame: HubFrame | null = null;
  #hub: Replica | null = null;
  #register: Replica | null = null;
  #isFollowing = false;

  /** Resolves when what is known elsewhere is known here, or did not come in time. */
  static async open(parts: CrossSiteParts): Promise<CrossSite> {
    const crossSite = new CrossSite(parts);
    await crossSite.#open();
    return crossSite;
  }

  private constructor(parts: CrossSiteParts) {
    this.#parts = parts;
    this.#store = new RecordStore(parts.name);
  }

  /** R146, R151: whether the hub's cookies, if they are needed, are shared. */
  get thirdParty(): Status["thirdParty"] {
    return this.#thirdParty;
  }

  /**
   * Of the one that has been silent for longest. One that has not answered yet may know of activity
   * that this site slept through: nobody is ended before it had its chance (rule 9).
   */
  get askedAt(): number | null {
    const times = this.#inUse().map(({ askedAt }) => askedAt ?? LONG_AGO);
    return times.length > 0 ? Math.min(...times) : null;
  }

  async #open(): Promise<void> {
    const { options } = this.#parts;
    const { hub, register } = options;
    if (hub) this.#openHub(new URL(hub, location.href));
    if (register) await this.#openRegister(new URL(register, location.href));
    for (const replica of this.#inUse()) replica.ask();
    await this.#within(FIRST_ANSWER_MS, this.#answers());
  }

  follow(status: CoreStatus, wrote: boolean): void {
    if (!this.#isFollowing) {
      this.#isFollowing = true;
      this.#tell();
    }
    this.#frame?.watch(status[0] === "warning");
    for (const replica of this.#inUse()) replica.follow(status, wrote);
  }

  settled(): Promise<unknown> {
    return this.#within(LAST_ANSWER_MS, this.#answers());
  }

  /** The user has answered: the hub may ask for storage access, if it wants to (R152). */
  gesture(): void {
    this.#frame?.gesture();
  }

  close(): void {
    this.#hub?.close();
    this.#register?.close();
  }

  /** Its own cookies where this page can write them, else a frame that can. */
  #openHub(address: URL): void {
    const { clock, name, options, report } = this.#parts;
    const record = name.slice("idleguard:".length, -1);
    const changed = (entries: Parameters<Replica["heard"]>[0]) => this.#hub?.heard(entries);
    const direct = DomainRecord.find(address, record, changed);
    if (direct) {
      this.#hub = this.#replicaOf(direct);
      return;
    }
    this.#thirdParty = "unknown";
    this.#frame = new HubFrame({
      address,
      name: record,
      ...(options.hubNonce ? { nonce: options.hubNonce } : {}),
      clock,
      listener: {
        changed,
        judged: (verdict) => this.#judge(verdict),
        report: (code) => report(code),
      },
    });
    this.#hub = this.#replicaOf(this.#frame);
  }

  #judge(verdict: "available" | "blocked" | "unknown"): void {
    if (verdict === this.#thirdParty) return;
    this.#thirdParty = verdict;
    // What was asked of it while it did not count, or what it could not tell so far.
    for (const replica of this.#inUse()) replica.ask();
    if (this.#isFollowing) this.#tell();
  }

  /** As a signal like any other; what the host itself has said goes before (R147). */
  #tell(): void {
    const { judged, options, report } = this.#parts;
    const thirdParty = this.#thirdParty;
    if (thirdParty !== "available" && thirdParty !== "blocked") return;
    if (!options.signals?.thirdPartyCookies) judged(thirdParty);
    if (thirdParty === "blocked") report("third-party-blocked");
  }

  async #openRegister(address: URL): Promise<void> {
    const { clock, options, report } = this.#parts;
    const name = await Register.nameOf(options.account, options.session ?? "");
    if (name === null) return report("register-unavailable", "crypto.subtle is missing");
    const store = this.#store;
    const own = {
      read: () => ofCurrentSignIn(store.read() ?? []),
      write: (key: string, value: string) => store.write(key, value),
    };
    this.#register = this.#replicaOf(new Register({ address, name, clock, report }), own);
  }

  #replicaOf(remote: RemoteRecord, own: OwnRecord = this.#store): Replica {
    return new Replica(own, remote, this.#parts.clock, () => this.#parts.changed());
  }

  /**
   * A hub whose cookies are not shared says nothing about other sites. A register is asked also
   * where they are: the user may have allowed that on this site, and not on the next.
   */
  #inUse(): Replica[] {
    const hub = this.#thirdParty === "blocked" ? null : this.#hub;
    return [hub, this.#register].filter((each) => each !== null);
  }

  #answers(): Promise<unknown> {
    return Promise.all(this.#inUse().map((replica) => replica.settled()));
  }

  async #within(limitMs: number, work: Promise<unknown>): Promise<void> {
    const { clock } = this.#parts;
    let timer: unknown;
    const limit = new Promise<void>((resolve) => {
      timer = clock.setTimeout(resolve, limitMs);
    });
    await Promise.race([work, limit]);
    clock.clearTimeout(timer);
  }
}
