// How many tests passed, failed and were skipped, read from what a test program printed. Every
// function here is pure; null means that the text holds no result.

export const NOTHING = Object.freeze({ passed: 0, failed: 0, skipped: 0 });
export const ONE_FAILURE = Object.freeze({ passed: 0, failed: 1, skipped: 0 });

export function addCounts(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** Catch2, version 2: its last lines in the console reporter. */
export function countCatch(text) {
  const all = /^All tests passed \(.* in (\d+) test cases?\)/m.exec(text);
  if (all) return { passed: Number(all[1]), failed: 0, skipped: 0 };
  const cases = /^test cases: +\d+ .*$/m.exec(text)?.[0];
  if (cases === undefined) return null;
  const number = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(cases)?.[1] ?? 0);
  // "failed as expected" is a test that is allowed to fail: no success.
  return { passed: number("passed"), failed: number("failed"), skipped: 0 };
}

/** Programs of our own: lines `ok …` and `not ok …`, as in TAP. */
export function countLines(text) {
  const failed = text.match(/^not ok\b/gm)?.length ?? 0;
  const passed = text.match(/^ok\b/gm)?.length ?? 0;
  return passed + failed === 0 ? null : { passed, failed, skipped: 0 };
}

/** A program that does its own sums: the last line `N passed, N failed`. */
export function countSums(text) {
  const sums = [...text.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return sums ? { passed: Number(sums[1]), failed: Number(sums[2]), skipped: 0 } : null;
}

export function countAny(text) {
  return countSums(text) ?? countLines(text) ?? countCatch(text);
}

/** A fuzzer that came to its end has passed once, if it ran anything at all. */
export function countFuzzer(text) {
  const runs = Number(/^Done (\d+) runs/m.exec(text)?.[1] ?? 0);
  return runs > 0 ? { passed: 1, failed: 0, skipped: 0 } : null;
}

/** Node's test runner, through reporter.mjs: one line of JSON for each test. */
export function countNode(text) {
  const results = readReport(text);
  if (results.length === 0) return null;
  const number = (wanted) => results.filter(({ result }) => result === wanted).length;
  return { passed: number("passed"), failed: number("failed"), skipped: number("skipped") };
}

/** What reporter.mjs wrote; a line that was cut off by a crash is no result. */
export function readReport(text) {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
