// What a browser, or the app itself, takes away.

import { until } from "../../browser/support/until.mjs";
import { endOf, NEVER, ON_TIME, STAYS, whileActive } from "../support/words.mjs";

async function cleared(world) {
  const a = await world.open();
  const b = await world.open();
  await a.front();
  await a.move();
  await world.pass(20);
  await a.move();
  await a.run(() => localStorage.clear());
  await world.use(40, a.move);
  return whileActive([a, b]);
}

async function blocked(world) {
  const a = await world.open({ isStorageBlocked: true });
  const b = await world.open({ isStorageBlocked: true });
  await a.front();
  await world.use(120, a.move);
  return whileActive([a, b]);
}

async function failing(world) {
  const a = await world.open();
  await a.move();
  await world.pass(10);
  await a.run(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("the quota has been exceeded", "QuotaExceededError");
    };
  });
  await a.move();
  return endOf(a, 10);
}

/** In real time: the worker has a clock of its own. */
async function withoutWorkers(world) {
  const options = { isRealTime: true, hasWorker: true, warnAfter: 2, signOutAfter: 4 };
  const a = await world.open(options, "worker-src 'self'");
  const isEnded = () => a.look().then((state) => state === "ended");
  const seen = await until(isEnded, { timeoutMs: 12_000, what: "the end" }).catch((error) => {
    if (error.name === "GaveUp") return false;
    throw error;
  });
  return seen ? "signed out" : NEVER;
}

export const STORAGE = [
  {
    ids: ["N2"],
    what: "The app calls `localStorage.clear()`, the user works on",
    right: STAYS,
    runs: [cleared],
  },
  {
    ids: ["N8"],
    what: "localStorage is blocked, the user works in one of two tabs",
    right: STAYS,
    runs: [blocked],
  },
  {
    ids: ["N10"],
    what: "Writing to localStorage begins to fail, nobody is there",
    right: ON_TIME,
    runs: [failing],
  },
  {
    ids: ["R17"],
    what: "A content security policy forbids workers from blobs, nobody is there",
    right: "signed out",
    runs: [withoutWorkers],
  },
];
