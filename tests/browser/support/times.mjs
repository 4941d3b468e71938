// When two times that a guard tells are one time. It reads two clocks one after the other, in whole
// milliseconds; whatever is further off has another cause, and a test must not make room for it.

import assert from "node:assert/strict";

const TOLERANCE_MS = 5;

export const isSameTime = (one, other) => Math.abs(one - other) <= TOLERANCE_MS;

/** `what` says of which time, for whoever reads the failure. */
export const assertSameTime = (actual, expected, what = "the same time") =>
  assert.ok(isSameTime(actual, expected), `${what}: ${actual - expected} ms off`);
