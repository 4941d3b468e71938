// The controls of the demo clock: its face, the speed of time and the jump. The clock itself, and
// how all tabs come to share it, is demo-clock.js.

import { formatDuration, formatTime } from "./format.js";

const JUMP_MS = 10 * 60_000;
const SLOW_RATE = 10;

const element = (id) => document.getElementById(id);

function showRate(clock) {
  for (const input of element("rates").querySelectorAll("input")) {
    input.checked = Number(input.value) === clock.rate;
  }
}

/** Returns `draw()`, to be called whenever the face should be right. */
export function openClockPanel(clock) {
  element("rates").addEventListener("change", (event) => clock.setRate(Number(event.target.value)));
  element("jump").addEventListener("click", () => clock.jump(JUMP_MS));
  clock.addEventListener("change", () => showRate(clock));
  showRate(clock);
  return function draw() {
    element("clock-time").textContent = formatTime(clock.wall());
    const aheadMs = clock.wall() - Date.now();
    element("clock-note").textContent =
      aheadMs < 1000 ? "as real time" : `${formatDuration(aheadMs)} ahead of real time`;
  };
}

/** Two minutes of warning are two seconds at 60x: too short to read, let alone to answer. */
export function slowDownForPrompt(clock) {
  const isWanted = element("slow-down").checked && document.visibilityState === "visible";
  if (isWanted && clock.rate > SLOW_RATE) clock.setRate(SLOW_RATE);
}
