// What a store throws when it cannot be reached, or does not answer in time: the one error that the
// register turns into "try again later" (503) and not into a fault of its own.

export class StoreUnavailable extends Error {
  name = "StoreUnavailable";
}
