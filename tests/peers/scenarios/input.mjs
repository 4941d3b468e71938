// What is activity, and what only looks like it.

import { endOf, byState, ON_TIME, STAYS, whileActive } from "../support/words.mjs";

const QUESTION = { warning: "still asks", active: "the question goes away" };

/** Somebody leaves, and something goes on every five seconds. */
async function whileNobody(world, act) {
  const a = await world.open();
  await a.moveTo(300, 300);
  return endOf(a, 0, () => world.now % 5 === 0 && a.state !== "ended" && act(a));
}

/** Somebody does nothing but this, every five seconds. */
async function whileSomebody(world, act, prepare = () => {}) {
  const a = await world.open();
  await prepare(a);
  await world.use(120, () => act(a));
  return whileActive([a]);
}

const dispatch = (a) =>
  a.run(() => {
    const field = document.getElementById("field");
    const at = { bubbles: true, clientX: Math.random() * 500, clientY: Math.random() * 300 };
    const by = { movementX: 9, movementY: 9 };
    for (const type of ["pointermove", "pointerdown"]) {
      field.dispatchEvent(new PointerEvent(type, { ...at, ...by }));
    }
    for (const type of ["mousemove", "mousedown", "click"]) {
      field.dispatchEvent(new MouseEvent(type, { ...at, ...by }));
    }
    field.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, key: "a" }));
  });

const moveFocus = (a) =>
  a.run(() => {
    const field = document.getElementById("field");
    if (document.activeElement === field) field.blur();
    else field.focus();
  });

async function typeUnheard(world) {
  const stop = (a) =>
    a.run(() => {
      const field = document.getElementById("field");
      field.addEventListener("keydown", (event) => event.stopPropagation());
      field.focus();
    });
  return whileSomebody(world, (a) => a.press("a"), stop);
}

async function typeInFrame(world) {
  const addFrame = (a) =>
    a.run(async () => {
      const frame = document.createElement("iframe");
      const isLoaded = new Promise((resolve) => (frame.onload = resolve));
      frame.src = "/peers/frame";
      document.getElementById("frames").append(frame);
      await isLoaded;
      frame.contentWindow.focus();
      frame.contentDocument.getElementById("inner").focus();
    });
  return whileSomebody(world, (a) => a.press("a"), addFrame);
}

async function sideways(world) {
  let x = 100;
  const start = (a) => a.moveTo(x, 300);
  return whileSomebody(world, (a) => a.moveTo((x += 20), 300), start);
}

async function twitch(world) {
  const a = await world.open();
  await a.moveTo(300, 300);
  await world.pass(65);
  if (a.state !== "warning") return "does not ask";
  await a.moveTo(320, 310);
  await world.pass(2);
  return byState(a, QUESTION);
}

export const INPUT = [
  {
    ids: ["R11", "N11"],
    what: "Nobody is there, a script dispatches events",
    right: ON_TIME,
    runs: [(world) => whileNobody(world, dispatch)],
  },
  {
    ids: ["R16"],
    what: "Nobody is there, a script moves the focus, or the mouse reports moves of no distance",
    right: ON_TIME,
    runs: [
      (world) => whileNobody(world, moveFocus),
      (world) => whileNobody(world, (a) => a.moveTo(300, 300)),
    ],
  },
  {
    ids: ["N1"],
    what: "The user moves the mouse sideways only",
    right: STAYS,
    runs: [sideways],
  },
  {
    ids: ["N6"],
    what: "The user types in a field that keeps its events to itself",
    right: STAYS,
    runs: [typeUnheard],
  },
  {
    ids: ["R14", "N17"],
    what: "The user types in a frame of the same origin",
    right: STAYS,
    runs: [typeInFrame],
  },
  {
    ids: ["N16"],
    what: "The mouse is touched while the question is up",
    right: "still asks",
    runs: [twitch],
  },
];
