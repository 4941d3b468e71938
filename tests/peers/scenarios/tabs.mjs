// What one tab does to the others.

import { byState, endOf, ON_TIME, STAYS, whileActive } from "../support/words.mjs";

async function workInOne(world, options) {
  const a = await world.open(options);
  const b = await world.open(options);
  await a.front();
  await world.use(120, a.move);
  return whileActive([a, b]);
}

async function workInTurn(world, options) {
  const a = await world.open(options);
  await a.move();
  await world.pass(20);
  const b = await world.open(options);
  await b.move();
  await world.pass(45);
  await a.front();
  await a.move();
  await world.use(100, a.move);
  return whileActive([a, b]);
}

async function openDuringPrompt(world) {
  const a = await world.open();
  await a.move();
  await world.pass(65);
  if (a.state !== "warning") return "does not ask";
  const b = await world.open();
  await world.pass(2);
  if (a.state !== "warning") return "the question goes away";
  if (b.state !== "warning") return "only the first tab asks";
  return (await endOf(b, 0)) === ON_TIME ? "both ask" : "both ask, with more time";
}

async function reloadDuringPrompt(world) {
  const a = await world.open();
  await a.move();
  await world.pass(65);
  if (a.state !== "warning") return "does not ask";
  await a.reload();
  await world.pass(2);
  return byState(a, { warning: "still asks", active: "the full time again" });
}

const besideBroken = (breakIt) => async (world) => {
  const a = await world.open();
  const b = await world.open();
  await a.front();
  await a.move();
  await breakIt(b);
  return endOf(a, 0);
};

async function thawBeside(world) {
  const a = await world.open();
  const b = await world.open();
  await a.front();
  await a.move();
  await b.hang();
  await world.use(20, a.move);
  await world.pass(50);
  await b.thaw();
  return endOf(a, 20);
}

async function besideUnstarted(world) {
  const a = await world.open();
  await world.open({ isManual: true });
  await a.front();
  await a.move();
  return endOf(a, 0);
}

async function stopBeside(world) {
  const a = await world.open();
  const b = await world.open();
  await b.move();
  await world.pass(30);
  await a.run(() => window.peer.stop());
  return endOf(b, 0);
}

async function requestsAfterBusy(world) {
  const a = await world.open();
  await world.pass(5);
  await world.open();
  await world.open();
  await world.pass(5);
  await a.hang();
  await world.pass(8);
  await a.thaw();
  await world.pass(120);
  const ended = world.tabs.filter(({ state }) => state === "ended").length;
  if (ended < 3) return `${ended} of 3 signed out`;
  const n = world.signOutRequests();
  return n === 1 ? "once" : `${n} times`;
}

async function signOutBeside(world) {
  const a = await world.open();
  const b = await world.open();
  await world.pass(5);
  await a.run(() => void window.peer.signOut());
  await world.pass(5);
  return byState(b, { ended: "signed out, too", active: STAYS });
}

async function otherName(world) {
  const a = await world.open({ name: "one" });
  const b = await world.open({ name: "two" });
  await b.move();
  await a.front();
  return endOf(b, 0, () => world.now % 5 === 0 && a.move());
}

export const TABS = [
  {
    ids: ["R1"],
    what: "The user works in one of two tabs",
    right: STAYS,
    runs: [workInOne],
    hasDefaults: true,
  },
  {
    ids: ["R9"],
    what: "The user works in one tab, then in the other",
    right: STAYS,
    runs: [workInTurn],
    hasDefaults: true,
  },
  {
    ids: ["R2", "N5"],
    what: "A tab is opened while the question is up",
    right: "both ask",
    runs: [openDuringPrompt],
  },
  {
    ids: ["R2r"],
    what: "A tab is reloaded while the question is up",
    right: "still asks",
    runs: [reloadDuringPrompt],
  },
  {
    ids: ["R3"],
    what: "Nobody is there, another tab hangs or has crashed",
    right: ON_TIME,
    runs: [besideBroken((tab) => tab.hang()), besideBroken((tab) => tab.crash())],
  },
  {
    ids: ["N4"],
    what: "Nobody is there, a tab that hung goes on",
    right: ON_TIME,
    runs: [thawBeside],
  },
  {
    ids: ["R8"],
    what: "Nobody is there, another tab has not started its timer",
    right: ON_TIME,
    runs: [besideUnstarted],
  },
  {
    ids: ["N3"],
    what: "Nobody is there, another tab stops its timer",
    right: ON_TIME,
    runs: [stopBeside],
  },
  {
    ids: ["R10"],
    what: "Three tabs end, one was busy before: requests to sign out",
    right: "once",
    runs: [requestsAfterBusy],
  },
  {
    ids: ["O1"],
    what: "The user signs out in another tab",
    right: "signed out, too",
    runs: [signOutBeside],
  },
  {
    ids: ["N14"],
    what: "Another account (another timer's name) is in use",
    right: ON_TIME,
    runs: [otherName],
  },
];
