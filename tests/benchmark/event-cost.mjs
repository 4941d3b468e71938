// What one input event costs: the recorder's own listener against an empty one, called in turn with
// the same trusted events in the same page, so that only what we add is measured. Times are
// reported and never judged; that there was something to measure is.

import { build } from "esbuild";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../browser/support/chromium.mjs";
import { startSite } from "../browser/support/site.mjs";

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const AIM_NS = 30;
const BUDGET_NS = 100;
const MOVES = 200;

async function recorderScript() {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, "bindings/browser/activity.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    globalName: "bench",
  });
  return outputFiles[0].text;
}

/**
 * In the page: nanoseconds an event, for the recorder and for an empty listener, round by round.
 */
function measure() {
  const events = window.kept;
  const listeners = [];
  const add = window.addEventListener;
  window.addEventListener = (type, listener) => {
    if (type === "pointermove") listeners.push(listener);
  };
  const recorder = new window.bench.ActivityRecorder();
  window.addEventListener = add;
  const [pointerMoved] = listeners;
  const empty = () => {};
  const CALLS = 400_000;
  const run = (listener) => {
    const start = performance.now();
    for (let i = 0; i < CALLS; ++i) listener(events[i % events.length]);
    return ((performance.now() - start) * 1e6) / CALLS;
  };
  const rounds = [];
  for (let round = 0; round < 25; ++round) rounds.push([run(pointerMoved), run(empty)]);
  const recorded = recorder.take() !== undefined;
  recorder.stop();
  return { recorded, rounds: rounds.slice(5) };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const site = await startSite({ dist: path.join(ROOT, "dist") });
const { session, close } = await launchChromium({});
try {
  const script = await recorderScript();
  const host = site.host();
  host.on("/bench.js", () => ({ headers: { "content-type": "text/javascript" }, body: script }));
  host.on("/keep.js", () => ({
    headers: { "content-type": "text/javascript" },
    body: "window.kept=[];addEventListener('pointermove',(e)=>window.kept.push(e),true)",
  }));
  host.page("/bench", {
    html: "<!doctype html><script src=bench.js></script><script src=keep.js></script>",
  });
  await session.goTo(host.url("/bench"));
  for (let i = 0; i < MOVES; ++i) {
    const x = 20 + ((i * 37) % 600);
    await session.cdp("Input.dispatchMouseEvent", { type: "mouseMoved", x, y: 20 + (i % 300) });
  }
  const { recorded, rounds } = await session.run(measure);
  const ours = median(rounds.map(([recorder]) => recorder));
  const floor = median(rounds.map(([, empty]) => empty));
  const above = median(rounds.map(([recorder, empty]) => recorder - empty));
  console.log(`event cost: ${ours.toFixed(1)} ns, an empty listener ${floor.toFixed(1)} ns`);
  console.log(`event cost above it: ${above.toFixed(1)} ns (aim ${AIM_NS}, budget ${BUDGET_NS})`);
  console.log(`${recorded ? "ok" : "not ok"} - the recorder counted the events it was timed with`);
  process.exitCode = recorded ? 0 : 1;
} finally {
  await close();
  await site.close();
}
