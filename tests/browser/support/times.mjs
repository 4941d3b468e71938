// When two times that a guard tells are one time. It reads two clocks, rounded to milliseconds and
// one after the other, and a busy machine may stop it in between: what it tells then is off by so
// much. Every test that asks makes seconds or minutes of the other answer.

import assert from "node:assert/strict";

const TOLERANCE_MS = 100;

export const isSameTime = (one, other) => Math.abs(one - other) <= TOLERANCE_MS;

/** `what` says of which time, for whoever reads the failure. */
export const assertSameTime = (actual, expected, what = "the same time") =>
  assert.ok(isSameTime(actual, expected), `${what}: ${actual - expected} ms off`);
