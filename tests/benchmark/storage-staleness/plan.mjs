// Which cases are measured, how often, and under which load. `short` is for every run of the tests;
// `long` has hundreds of samples of most cases.

import { frozen, loads, newTabs, restored, stopped, stoppedInput } from "./cases-away.mjs";
import { killed, navigating } from "./cases-lost.mjs";
import {
  busyWriter,
  hidden,
  locks,
  longTasks,
  manyTabs,
  messages,
  running,
} from "./cases-running.mjs";

const isChromium = (lab) => lab.engine === "chromium";
// Killing the process of a page ends the WebDriver session of WebKit, and blocks that of Firefox.
const canKill = isChromium;

/** `[case, options for short, options for long, whether again under load, where it can be]`. */
const CASES = [
  [running, { count: 100 }, { count: 300 }, true],
  [longTasks, { rounds: 6 }, { rounds: 30 }, true],
  [hidden, { seconds: 2 }, { seconds: 15 }],
  [busyWriter, { count: 8 }, { count: 60 }],
  [messages, { count: 100, name: "g message after a write" }, { count: 400 }, true],
  [messages, { count: 8, computeMs: 100, name: "g the same, then 100 ms busy" }, { count: 60 }],
  [locks, { count: 6 }, { count: 60 }, true],
  [stopped, { rounds: 1, stopMs: 1000 }, { rounds: 15, stopMs: 2500 }, true],
  [stoppedInput, { rounds: 1, stopMs: 500 }, { rounds: 20, stopMs: 500 }],
  [frozen, { rounds: 1 }, { rounds: 20 }, false, isChromium],
  [loads, { rounds: 8 }, { rounds: 100 }],
  [loads, null, { rounds: 30, isElsewhere: true }],
  [newTabs, null, { rounds: 8 }],
  [restored, { rounds: 1 }, { rounds: 20 }],
  [navigating, { rounds: 1 }, { rounds: 8 }],
  [killed, null, { rounds: 8 }, false, canKill],
  [manyTabs, null, { count: 150 }],
];
// A second time is for what depends on speed.
const SHORT_AGAIN = [running, messages];

/** `[{ measure, options, isLoaded }]` for an engine. */
export function planFor(lab, isLong) {
  const rows = CASES.filter(([, short, , , where]) => (isLong || short) && (where?.(lab) ?? true));
  const once = rows.map(([measure, short, long]) => ({
    measure,
    options: isLong ? { ...short, ...long } : short,
  }));
  const isAgain = ([measure, , , again]) => again && (isLong || SHORT_AGAIN.includes(measure));
  const again = once.filter((_, i) => isAgain(rows[i]));
  return [...once, ...again.map((entry) => ({ ...entry, isLoaded: true }))];
}
