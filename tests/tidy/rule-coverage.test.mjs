// Every rule has a test, over the whole tree, and a gap that is planted is found.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  citationsIn,
  coverageOf,
  coverageOfTree,
  gapsIn,
  isTestFile,
  PROSE_ONLY,
  REQUIRED,
} from "./rule-coverage.mjs";

/** Numbers of made-up rules, which this file must not be taken to cite. */
const plant = (text) => text.replaceAll("|", "");

test("every rule and every test vector is cited by a test, or is prose: in the tree", () => {
  const gaps = gapsIn(coverageOfTree());
  if (gaps.length > 0) assert.fail(`${gaps.length} gaps\n${gaps.join("\n")}\n`);
});

test("every rule and every test vector is cited by a test, or is prose: a gap is found", () => {
  const required = ["R1", "R2", "V1"];
  const covered = (text) => coverageOf(new Map([["tests/core/a_tests.cpp", plant(text)]]));
  const all = covered('TEST_CASE("it holds (R|1, R|2, V|1)", "[a]") {}');
  assert.deepEqual(gapsIn(all, required, {}), []);
  const some = covered('TEST_CASE("it holds (R|1)", "[a]") { CHECK(name == "(V|1)"); }');
  assert.deepEqual(gapsIn(some, required, {}), ["R2: no test cites it", "V1: no test cites it"]);
  assert.deepEqual(gapsIn(some, required, { R2: "a reason", V1: "a reason" }), []);
  assert.match(gapsIn(all, required, { R2: "a reason" })[0], /^R2: listed as prose, but cited by/);
  assert.deepEqual(gapsIn(all, required, { R3: "a reason" }), [
    "R3: listed as prose, but not required",
  ]);
});

test("reasons for prose are sentences, and the list of rules is whole", () => {
  for (const reason of Object.values(PROSE_ONLY)) assert.ok(reason.split(" ").length > 5, reason);
  assert.equal(new Set(REQUIRED).size, 90 + 14 + 8 + 9 + 37);
});

test("a rule is cited by a test's name, a case of a table, and a comment of its own", () => {
  const names = (text) => citationsIn(plant(text)).map(({ id, name }) => [id, name]);
  assert.deepEqual(names('TEST_CASE(\n    "one name "\n    "in two (R|1)",\n    "[a]") {}'), [
    ["R1", "one name in two (R1)"],
  ]);
  assert.deepEqual(names("  test(`name ${x} (V|2)`, () => {});"), [["V2", "name ${x} (V2)"]]);
  assert.deepEqual(names('{"V|3: prompt", minutes(1)},'), [["V3", "V3: prompt"]]);
  assert.deepEqual(names('// R|4\ntest("later", () => {\n  // R|5\n});\ntest("last", f);'), [
    ["R4", "later"],
    ["R5", "later"],
  ]);
  assert.deepEqual(names('// Of R|6.\n\nimport "a";\ntest("first", f);'), [["R6", ""]]);
});

test("what only mentions a rule does not cite it: text, ranges, longer words, other files", () => {
  const ids = (text) => citationsIn(plant(text)).map(({ id }) => id);
  assert.deepEqual(ids('test("a", () => assert.match(text, "as R|1 says"));'), []);
  assert.deepEqual(ids("// R|10 to R|12\n"), ["R10", "R12"]);
  assert.deepEqual(ids('// R|1234, XR|5\nconst url = "https://a.example/R|6";'), []);
  for (const file of ["tests/core/a_tests.cpp", "tests/fuzz/fuzz_a.cpp", "tests/seam/a.test.mjs"]) {
    assert.ok(isTestFile(file), file);
  }
  assert.ok(isTestFile("tests/browser/a.test.mjs"));
  assert.ok(!isTestFile("tests/core/support/world.hpp"));
  assert.ok(!isTestFile("tests/tidy/rules.test.mjs"));
  assert.ok(!isTestFile("core/session.cpp"));
});
