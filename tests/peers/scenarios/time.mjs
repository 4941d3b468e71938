// What clocks, sleep and navigation do.

import { byState, endOf, ON_TIME, STAYS, whileActive } from "../support/words.mjs";

const HOUR = 3600;
const SIGNED_OUT = "signed out";

async function setBackAndUsed(world) {
  const a = await world.open();
  await a.move();
  await world.pass(10);
  await world.setClock(-HOUR);
  await world.use(120, a.move);
  return whileActive([a]);
}

async function setBackAndLeft(world) {
  const a = await world.open();
  await a.move();
  await world.pass(10);
  await world.setClock(-HOUR);
  return endOf(a, 0);
}

async function wokenByKey(world) {
  const a = await world.open();
  await a.press("a");
  await world.pass(10);
  await world.sleep(HOUR);
  await a.press("b");
  await world.pass(5);
  return byState(a, { ended: SIGNED_OUT, warning: "asks", active: "goes on" });
}

async function stayAfterSleep(world) {
  const a = await world.open();
  await a.move();
  await world.pass(65);
  if (a.state !== "warning") return "does not ask";
  await world.sleep(8 * HOUR);
  await a.stay();
  await world.pass(5);
  return byState(a, { ended: SIGNED_OUT, warning: "still asks", active: "accepted" });
}

async function wokenByNobody(world) {
  const a = await world.open({ warnAfter: 14 * 60, signOutAfter: 15 * 60 });
  await a.move();
  await world.pass(60);
  await world.sleep(8 * HOUR);
  const wokeAt = world.now;
  await world.pass(60);
  if (a.state === "active") return "open for more than a minute";
  if (a.since("warning", wokeAt) !== null) return "asks first";
  return byState(a, { ended: a.since("ended") - wokeAt <= 31 ? SIGNED_OUT : "signed out late" });
}

async function fromCache(world) {
  const a = await world.open();
  await a.move();
  await world.pass(10);
  await world.session.goTo(world.host.url("/blank"));
  await world.pass(20);
  await world.session.back();
  const isBack = () => a.run(() => window.peerReturned === true);
  await world.until(isBack, "the page to return from the back/forward cache");
  await world.settle();
  return endOf(a, 0);
}

async function download(world) {
  const a = await world.open();
  await a.click("#download");
  return endOf(a, 0);
}

async function openedAgain(world) {
  const a = await world.open();
  await a.move();
  await world.pass(10);
  await a.close();
  await world.pass(120);
  const b = await world.open();
  await world.pass(3);
  return byState(b, { ended: SIGNED_OUT, warning: "asks", active: "a fresh session" });
}

async function offline(world) {
  const a = await world.open();
  await a.move();
  await world.pass(10);
  await a.setOffline(true);
  await world.pass(40);
  await a.setOffline(false);
  return endOf(a, 0);
}

export const TIME = [
  {
    ids: ["R5"],
    what: "The clock is set back an hour, the user works on",
    right: STAYS,
    runs: [setBackAndUsed],
  },
  {
    ids: ["N7"],
    what: "The clock is set back an hour, nobody is there",
    right: ON_TIME,
    runs: [setBackAndLeft],
  },
  {
    // A clock that is set forward looks the same to a page: out, too, to be on the safe side.
    ids: ["R6"],
    what: "An hour of sleep, then a key",
    right: SIGNED_OUT,
    runs: [wokenByKey],
  },
  {
    ids: ["R7"],
    what: "The question is up, eight hours of sleep, then “Stay”",
    right: SIGNED_OUT,
    runs: [stayAfterSleep],
  },
  {
    ids: ["R19", "N12", "O4"],
    what: "Eight hours of sleep, nobody is there",
    right: SIGNED_OUT,
    runs: [wokenByNobody],
  },
  {
    ids: ["R13"],
    what: "The page was left and comes back from the cache",
    right: ON_TIME,
    runs: [fromCache],
  },
  {
    ids: ["R4"],
    what: "The user clicks a download, then goes away",
    right: ON_TIME,
    runs: [download],
  },
  {
    ids: ["R15", "N9"],
    what: "All tabs are closed, and one is opened past the end",
    right: SIGNED_OUT,
    runs: [openedAgain],
  },
  {
    // Its counterpart among sign-in libraries loses the session: no renewal, no tokens.
    ids: ["O2"],
    what: "The network is gone for a while, nobody is there",
    right: ON_TIME,
    runs: [offline],
  },
];
