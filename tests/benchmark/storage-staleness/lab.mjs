// One engine with measured pages in tabs of their own: opening them, finding their processes,
// letting one write and others read, and collecting the logs. It knows no case.

import { spawn } from "node:child_process";
import { cpus } from "node:os";

import { launchEngine } from "../../browser/support/engines.mjs";
import { processOf } from "../../browser/support/engines-processes.mjs";
import { startSite } from "../../browser/support/site.mjs";
import { until } from "../../browser/support/until.mjs";
import { CLOCK_ERROR_MS } from "./analysis.mjs";
import { Remote } from "./remote.mjs";

const LAUNCH = {
  // As fine as the clocks of the others; nothing but measuring depends on it.
  firefox: { prefs: { "privacy.reduceTimerPrecision": false } },
};
const SEEN_LIMIT_MS = 20_000;
const APART_ATTEMPTS = 6;

export class Lab {
  static async open(engine) {
    const site = await startSite();
    const browser = await launchEngine(engine, LAUNCH[engine]).catch(async (error) => {
      await site.close();
      throw error;
    });
    return new Lab(engine, site, browser);
  }

  constructor(engine, site, browser) {
    this.engine = engine;
    this.site = site;
    this.session = browser.session;
    this.remote = new Remote(site);
    this.errorMs = CLOCK_ERROR_MS[engine];
    this.close = async () => {
      await browser.close();
      await site.close();
    };
    this.tabs = new Map();
    this.processes = new Map();
    this.lastValue = 0;
  }

  /** Opens a measured page in a new tab ("tab") or window ("window"), in front. Returns its id. */
  async openPage(id, { type = "window", first = "" } = {}) {
    this.tabs.set(id, await this.session.openTab(type));
    const before = this.remote.arrivals(id);
    await this.session.goTo(this.remote.url(id, { first }));
    await this.remote.arrived(id, before);
    return id;
  }

  async closePages(...ids) {
    for (const id of ids) {
      const handle = this.tabs.get(id);
      this.tabs.delete(id);
      if (!(await this.session.tabs()).includes(handle)) continue;
      await this.session.switchTo(handle);
      await this.session.closeTab();
    }
    await this.session.switchTo((await this.session.tabs())[0]);
  }

  call = (id, fn, ...args) => this.remote.call(id, fn, ...args);
  callAll = (ids, fn, ...args) => Promise.all(ids.map((id) => this.call(id, fn, ...args)));

  /** Process ids of pages, one after the other and only once: load would hide who computes. */
  async processesOf(ids) {
    for (const id of ids) {
      if (this.processes.has(id)) continue;
      this.processes.set(id, await processOf((fn, ...args) => this.call(id, fn, ...args)));
    }
    return ids.map((id) => this.processes.get(id));
  }

  /** A page whose process is not that of `other`: engines may share one among a site's tabs. */
  async openApartFrom(other, id) {
    const [shared] = await this.processesOf([other]);
    for (let attempt = 1; attempt <= APART_ATTEMPTS; attempt += 1) {
      await this.openPage(`${id}-${attempt}`);
      const [own] = await this.processesOf([`${id}-${attempt}`]);
      if (own !== shared) return `${id}-${attempt}`;
    }
    throw new Error(`${this.engine} shows all tabs of a site in one process`);
  }

  visibilityOf = (ids) => this.callAll(ids, () => document.visibilityState);

  /** So many values that were never written before: the number before the first. */
  reserve(count) {
    this.lastValue += count;
    return this.lastValue - count;
  }

  /** Writes `count` values with up to `gapMs` between two, computing `computeMs` after each. */
  write(id, count, { gapMs = 10, computeMs = 0, channel = "" } = {}) {
    const writeInTurn = async (before, n, gap, busyMs, name) => {
      const to = name && new BroadcastChannel(name);
      for (let i = 1; i <= n; i += 1) {
        lab.write(before + i);
        if (to) to.postMessage(before + i);
        if (busyMs > 0) lab.compute(busyMs);
        await lab.pause(Math.random() * gap);
      }
      if (to) to.close();
    };
    return this.call(id, writeInTurn, this.reserve(count), count, gapMs, computeMs, channel);
  }

  /** Waits until pages read the latest value; those that do not are told. */
  async allSee(ids) {
    const see = (id) =>
      until(
        async () =>
          (await this.call(id, () => Number(localStorage.getItem("measured")))) >= this.lastValue,
        { timeoutMs: SEEN_LIMIT_MS, what: `page ${id} to read the latest value` },
      );
    const seen = await Promise.allSettled(ids.map(see));
    return seen.filter(({ status }) => status === "rejected").map(({ reason }) => reason.message);
  }

  take = (id) => this.call(id, () => lab.take());
}

/** Keeps every processor busy, twice over, until the function that it returns is called. */
export function burn() {
  const script = "for (;;) Math.random();";
  const burners = Array.from({ length: 2 * cpus().length }, () =>
    spawn(process.execPath, ["--eval", script], { stdio: "ignore" }),
  );
  const stop = () => burners.forEach((burner) => burner.kill("SIGKILL"));
  process.once("exit", stop);
  return () => {
    process.off("exit", stop);
    stop();
  };
}
