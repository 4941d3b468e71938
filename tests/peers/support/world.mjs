// One run of one scenario against one library: an origin of its own, its tabs, and the time, which
// passes second by second in all of them. After every second each tab has heard what the others
// did in it, so an outcome does not depend on how fast the machine is. What the user sees in each
// tab is noted whenever it changes; outcomes are read from these notes.

import { until } from "../../browser/support/until.mjs";
import { servePages } from "./pages.mjs";
import { Tab } from "./tab.mjs";

const STEP_MS = 1000;
const REAL_STEP_LIMIT_MS = 15_000;

/** Asked a minute after the last activity, signed out half a minute later. */
export const WARN_AFTER = 60;
export const SIGN_OUT_AFTER = 90;

export class World {
  #wall = Date.now();
  #mono = 0;
  #step = 0;
  #held = [];

  constructor({ session, site }, adapter) {
    this.session = session;
    /** A tab of the browser's own, that outlives those of the app. */
    this.home = session.tab;
    this.adapter = adapter;
    this.host = site.host();
    this.tabs = [];
    /** Seconds since the beginning, as a person who stays awake counts them. */
    this.now = 0;
    servePages(this.host, this);
  }

  time = () => ({ wall: this.#wall, mono: this.#mono });

  /** Opens a tab in front and waits for its app. `options`: see pages.mjs and the adapters. */
  async open(options = {}, csp = "") {
    const handle = await this.session.openTab();
    const tab = new Tab(this, handle, `${this.tabs.length}`);
    this.tabs.push(tab);
    const all = { name: "main", warnAfter: WARN_AFTER, signOutAfter: SIGN_OUT_AFTER, ...options };
    const url = this.host.url(`/peers/app?${new URLSearchParams({ o: JSON.stringify(all), csp })}`);
    await tab.load(() => this.session.goTo(url));
    return tab;
  }

  /** Seconds pass in every tab that runs; `each` is done after every one of them. */
  async pass(seconds, each = () => {}) {
    for (let n = 1; n <= seconds; n += 1) {
      this.#wall += STEP_MS;
      this.#mono += STEP_MS;
      this.now += 1;
      await this.settle();
      await each(n);
    }
  }

  /** Everybody has heard what the others did until now, and what is due has run. */
  async settle() {
    this.#step += 1;
    const running = this.tabs.filter((tab) => tab.isRunning);
    for (const tab of running) await tab.step(this.time(), this.#step);
    // A tab that has left the app neither speaks nor listens.
    const apps = running.filter((tab) => tab.hasClock);
    await Promise.all(apps.map((tab) => this.#heardAll(tab, apps)));
  }

  #heardAll(tab, apps) {
    const others = new Set(apps.filter((other) => other !== tab));
    const hasHeard = (from, n) => !window.peerClock || window.peerClock.hasHeard(from, n);
    const announce = (me, n) => window.peerClock?.announce(me, n) ?? false;
    const isDone = async () => {
      const from = [...others].map(({ id }) => id);
      if (from.length === 0 || (await tab.run(hasHeard, from, this.#step))) return true;
      // It may have begun to listen too late, or wait for a tab that has left the app.
      for (const other of [...others]) {
        if (!(await other.run(announce, other.id, this.#step))) others.delete(other);
      }
      return false;
    };
    return until(isDone, {
      timeoutMs: REAL_STEP_LIMIT_MS,
      what: `tab ${tab.id} to hear of step ${this.#step}`,
    });
  }

  /** The user does something in the tab in front every five seconds. */
  use = (seconds, act) => this.pass(seconds, (n) => n % 5 === 0 && act());

  /** The machine sleeps: its wall clock goes on, the timers of its pages do not. */
  sleep(seconds) {
    this.#wall += seconds * 1000;
    this.now += seconds;
    return this.#tellAll();
  }

  /** Somebody sets the wall clock. */
  setClock(bySeconds) {
    this.#wall += bySeconds * 1000;
    return this.#tellAll();
  }

  /** Pages see the new time when they look; nothing is due that was not. */
  async #tellAll() {
    const tell = (time) => void window.peerClock?.tell(time);
    for (const tab of this.tabs.filter(({ isRunning }) => isRunning)) {
      await tab.run(tell, this.time());
    }
  }

  /** The answer to a tab that hangs: the time, when it may go on. */
  hold = () => new Promise((resolve) => this.#held.push(resolve));
  isHeld = () => this.#held.length > 0;
  letGo() {
    for (const resolve of this.#held.splice(0)) resolve({ json: this.time() });
  }

  until = (condition, what) => until(condition, { what });

  /** How often the sign-out was asked for. */
  signOutRequests = () => this.host.requests({ path: "/signout" }).length;

  async close() {
    this.letGo();
    for (const tab of this.tabs) await tab.close();
    await this.session.switchTo(this.home);
  }
}
