// The list of faults that the simulator must see goes by the core's text: a change of the core must
// not leave a fault in it that nobody can put in any more.

import assert from "node:assert/strict";
import { test } from "node:test";

import { MUTATIONS, placesOf } from "../simulation/mutation-list.mjs";
import { readTree } from "./tree.mjs";

/** Faults that cannot be put into the core, because their place is gone or there are several. */
function unplaced(mutations, read) {
  return mutations
    .filter((mutation) => placesOf(mutation, read(mutation.file)) !== 1)
    .map(({ name }) => name);
}

test("every fault of the mutation check still has one place in the core: in the tree", () => {
  assert.deepEqual(unplaced(MUTATIONS, readTree), []);
  assert.equal(new Set(MUTATIONS.map(({ name }) => name)).size, MUTATIONS.length);
});

test("every fault of the mutation check still has one place in the core: violations are found", () => {
  const none = { name: "none", file: "core/a.cpp", from: "c" };
  const two = { name: "two", file: "core/a.cpp", from: "a" };
  const one = { name: "one", file: "core/a.cpp", from: "b" };
  assert.deepEqual(
    unplaced([none, two, one], () => "a b a"),
    ["none", "two"],
  );
});
