// A tab of a run: what the user does in it, and what the user sees in it. `notes` holds the changes
// of the latter, `{ at, state }` in the seconds of the world: "active" the app, "warning" the
// question, "ended" signed out, "not started" an app without a running timer.

import { clickPrompt } from "../../browser/support/suite.mjs";
import { limited, until } from "../../browser/support/until.mjs";

const STATES = ["active", "warning", "ended", "not started"];
/** A page that answers nothing for so long, just after it was told to crash, has. */
const DEAD_AFTER_MS = 1500;
/** What an evaluation answers whose page goes away meanwhile. */
const IS_GONE = /navigated|Cannot find context|context was destroyed|Session with given id not/;

/** Runs in a page, whichever it is. */
async function look(time, me, n) {
  await window.peerClock?.set(time, me, n);
  const isOut = /^\/sign(out|ed-out)$/.test(location.pathname);
  return [Boolean(window.peerClock), isOut ? "ended" : (window.peer?.state() ?? null)];
}

export class Tab {
  #moves = 0;

  constructor(world, handle, id) {
    this.world = world;
    this.session = world.session;
    this.handle = handle;
    this.id = id;
    this.notes = [];
    this.isRunning = true;
    this.hasClock = true;
  }

  get state() {
    return this.notes.at(-1)?.state;
  }

  /** Calls a function in the page without bringing its tab to the front. */
  run = (fn, ...args) => this.session.devtools.run(this.handle, fn, ...args);
  front = () => this.session.switchTo(this.handle);

  /** `go` loads the app, whose state is known when this resolves. */
  async load(go) {
    await go();
    const isReady = () =>
      Boolean(window.peerError ?? window.peer) || location.pathname !== "/peers/app";
    await until(() => this.run(isReady), { what: `${this.world.adapter} to start` });
    const error = await this.run(() => window.peerError ?? null);
    if (error !== null) throw new Error(`${this.world.adapter} does not start: ${error}`);
    await this.world.settle();
  }

  reload = () => this.load(() => this.session.reload());

  /** What the user sees, asked of a page that has a real clock. */
  look = async () => (await this.run(look)).at(-1);

  /** One step of the world's clock; what is seen then is noted. */
  async step(time, n) {
    const seen = await this.run(look, time, this.id, n).catch((error) => {
      if (IS_GONE.test(error.message)) return [false, null];
      throw error;
    });
    this.hasClock = seen[0];
    if (seen[1] !== null) this.note(seen[1]);
  }

  note(state) {
    if (!STATES.includes(state)) throw new Error(`a state that nobody planned: ${state}`);
    if (state !== this.state) this.notes.push({ at: this.world.now, state });
  }

  /** When a state was first seen, at or after a moment; or null. */
  since = (state, from = 0) =>
    this.notes.find((note) => note.state === state && note.at >= from)?.at ?? null;

  /** Waits until the page got the input, and has told the others what follows. */
  async #input(act) {
    const inputs = () => window.peerClock?.inputs ?? -1;
    const before = await this.run(inputs);
    await act();
    const isThere = async () => {
      const now = await this.run(inputs);
      return now === -1 || now > before;
    };
    await until(isThere, { what: "the input" });
    await this.world.settle();
  }

  // Trusted input; the tab must be in front

  /** A movement: what a single report of the pointer is, nobody can tell. */
  move = () =>
    this.#input(async () => {
      this.#moves += 1;
      await this.session.movePointer(300 + (this.#moves % 2) * 200, 200);
      await this.session.movePointer(400, 300);
    });
  moveTo = (x, y) => this.#input(() => this.session.movePointer(x, y));
  press = (key) => this.#input(() => this.session.press(key));
  click = (css) => this.#input(() => this.session.click(css));

  /** Presses the button that stays, where there is one. */
  async stay() {
    if (this.world.adapter !== "idleguard") return this.#input(() => this.session.click("#stay"));
    return this.#input(() => clickPrompt(this.session, "stay"));
  }

  async setOffline(offline) {
    const { devtools } = this.session;
    await devtools.send(this.handle, "Network.enable");
    const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    await devtools.send(this.handle, "Network.emulateNetworkConditions", conditions);
  }

  /** The thread of the page hangs until `thaw`. */
  async hang() {
    this.isRunning = false;
    await this.run(() => window.peerClock.hang());
    await until(() => this.world.isHeld(), { what: "the tab to hang" });
  }

  async thaw() {
    this.world.letGo();
    await this.run(() => window.peerClock.thawed);
    this.isRunning = true;
    await this.world.settle();
  }

  /** The process of the page dies. */
  async crash() {
    this.isRunning = false;
    const { devtools } = this.session;
    await devtools.send(this.handle, "Page.enable");
    // The command has no answer: who would give it?
    void devtools.send(this.handle, "Page.crash").catch((error) => error);
    const isDead = () =>
      limited(
        this.run(() => true),
        DEAD_AFTER_MS,
      ).then(
        () => false,
        (error) => error.name === "GaveUp",
      );
    await until(isDead, { what: "the crash" });
  }

  async close() {
    this.isRunning = false;
    const { devtools } = this.session;
    const targets = await devtools.send(null, "Target.getTargets");
    if (!targets.targetInfos.some(({ targetId }) => targetId === this.handle)) return;
    // WebDriver acts on a tab that is there.
    if (this.session.tab === this.handle) await this.session.switchTo(this.world.home);
    await devtools.send(null, "Target.closeTarget", { targetId: this.handle });
  }
}
