// Which process of the machine shows a tab, found in the same way for every engine: the tab
// computes for a while, and the process below ours whose processor time grew by that much is it.
// Needed to stop or kill a page as the system would, and to know whether two tabs share a process.
// Linux only, as it reads /proc.

import { readFile, readdir } from "node:fs/promises";

const TICKS_A_SECOND = 100;
const COMPUTE_MS = 250;
// Enough to be no chance, even when a busy machine gives the page little of its time.
const CLEAR_MS = 60;
const ATTEMPTS = 6;

/** Processor time of every process below ours, in milliseconds, by process id. */
async function timesBelow(ancestor) {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = new Map();
  for (const id of ids) {
    const stat = await readFile(`/proc/${id}/stat`, "utf8").catch((error) => {
      // It has ended since the list was made.
      if (error.code === "ENOENT" || error.code === "ESRCH") return null;
      throw error;
    });
    if (stat === null) continue;
    // The name, in parentheses, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const timeMs = ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND;
    all.set(Number(id), { parent: Number(fields[1]), timeMs });
  }
  const isBelow = (id) => {
    for (let at = all.get(id); at; at = all.get(at.parent)) if (at.parent === ancestor) return true;
    return false;
  };
  const below = [...all].filter(([id]) => isBelow(id));
  return new Map(below.map(([id, { timeMs }]) => [id, timeMs]));
}

/** Runs in a page: uses the processor for a while. */
export function compute(ms) {
  const endAt = performance.now() + ms;
  while (performance.now() < endAt);
  return true;
}

/**
 * The id of the process that shows a page. `call(fn, ...args)` must run a function in that page,
 * hidden or not, and wait for it.
 */
export async function processOf(call) {
  for (let attempt = 1; ; attempt += 1) {
    const before = await timesBelow(process.pid);
    await call(compute, COMPUTE_MS * 2 ** (attempt - 1));
    const after = await timesBelow(process.pid);
    const grown = [...after]
      .map(([id, timeMs]) => ({ id, byMs: timeMs - (before.get(id) ?? 0) }))
      .sort((a, b) => b.byMs - a.byMs);
    const [first, second] = grown;
    const isClear = first.byMs >= CLEAR_MS && first.byMs >= 2 * (second?.byMs ?? 0);
    if (isClear) return first.id;
    if (attempt === ATTEMPTS) throw new Error(`no process stood out: ${JSON.stringify(grown)}`);
  }
}
