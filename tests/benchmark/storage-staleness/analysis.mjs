// Numbers from logs of writes and reads (page.js): how long after a write a read still brought an
// older value. Pure functions; all times are in milliseconds on one clock.

// What one clock may differ from another in another process, and the coarsest step of a clock.
export const CLOCK_ERROR_MS = { chromium: 0.3, firefox: 0.3, webkit: 2 };

/** For each write, how long an older value was read after it had been done; 0 for never. */
export function staleness(writes, runs) {
  return writes.map((write) => {
    let last = -Infinity;
    for (const run of runs) if (run.value < write.value) last = Math.max(last, run.to);
    return Math.max(0, last - write.to);
  });
}

/** How many reads brought an older value than the read before them. */
export const stepsBack = (runs) =>
  runs.filter((run, i) => i > 0 && run.value < runs[i - 1].value).length;

/** The newest value written at a time, with the write. */
export function newestAt(writes, at) {
  let newest = null;
  for (const write of writes) {
    if (write.to <= at && write.value > (newest?.value ?? -1)) newest = write;
  }
  return newest;
}

/**
 * One sample for each read with `label`: whether it was stale, and how long after it reads went on
 * to be stale with respect to what had been written when it was made.
 */
export function afterLabel(writes, runs, label) {
  const samples = [];
  runs.forEach((run, i) => {
    if (run.label !== label) return;
    const newest = newestAt(writes, run.from);
    if (newest === null) return;
    const isStale = run.value < newest.value;
    let last = run.from;
    for (const later of runs.slice(i)) {
      if (later.value < newest.value) last = Math.max(last, later.to);
    }
    samples.push({ isStale, forMs: isStale ? last - run.from : 0, age: run.from - newest.to });
  });
  return samples;
}

const round = (ms) => Math.round(ms * 10) / 10;

/** `{ samples, stale, median, p99, max }` of windows; those within the error of clocks are 0. */
export function summary(windows, errorMs) {
  const values = windows.map((ms) => (ms > errorMs ? ms : 0)).sort((a, b) => a - b);
  const at = (share) =>
    round(values[Math.min(values.length - 1, Math.floor(share * values.length))]);
  return {
    samples: values.length,
    stale: values.filter((ms) => ms > 0).length,
    median: values.length > 0 ? at(0.5) : 0,
    p99: values.length > 0 ? at(0.99) : 0,
    max: values.length > 0 ? at(1) : 0,
  };
}
