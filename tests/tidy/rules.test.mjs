// The house rules, over the whole tree, and for each a planted violation that it must find. Planted
// text has a `|` where the rule over the tree would otherwise find it in this very file.

import assert from "node:assert/strict";
import { test } from "node:test";

import { checkFunctions, isScript } from "./function-rules.mjs";
import { checkImports } from "./import-rules.mjs";
import { checkIncludes, findCircle, isCppOfRules } from "./include-rules.mjs";
import { TEXT_RULES } from "./text-rules.mjs";
import { assertNone, readTree, treeFiles } from "./tree.mjs";

const files = treeFiles();

const plant = (text) => text.replaceAll("|", "");

function holds(isFor, check) {
  assertNone(files.filter(isFor).flatMap((file) => check(file, readTree(file))));
}

/** `[file, text, line of the finding]`; without a line the text is fine. */
const PLANTED = {
  "a file has 300 lines at most": [
    ["core/a.cpp", "x\n".repeat(301), 301],
    ["core/a.cpp", "x\n".repeat(300)],
  ],
  "a line has 100 columns at most": [
    ["web/a.ts", `\n${"x".repeat(101)}\n`, 2],
    ["web/a.ts", `${"ü".repeat(100)}\n`],
    ["web/a.json", `"${"x".repeat(101)}"`, 1],
    ["tests/documents/a.json", `"${"x".repeat(101)}"`],
    ["web/prompt/languages/de.json", `"${"x".repeat(101)}"`],
    ["tests/a.test.mjs", `test("${"a sentence ".repeat(12)}", () => {});\n`],
  ],
  "nothing is left open": [
    ["core/a.hpp", plant("\n// TO|DO: later\n"), 2],
    ["web/a.ts", plant("/* FIX|ME */"), 1],
    ["tests/run", plant("# X|XX"), 1],
    ["web/a.ts", "// a to-do list"],
  ],
  "no error is swallowed": [
    ["web/a.ts", plant("try {} catch| {\n}"), 1],
    ["web/a.ts", plant("try {} catch| (error) {}"), 1],
    ["web/a.ts", plant("channel.catch|(() => {});"), 1],
    ["web/a.ts", "try {} catch (error) { report(error); }"],
  ],
  "no test is narrowed, skipped or allowed to fail": [
    ["tests/seam/a.test.mjs", plant("\ntest.on|ly(name, f);"), 2],
    ["tests/seam/a.test.mjs", plant("it.sk|ip(name, f);"), 1],
    ["tests/seam/a.test.mjs", plant("test(name, { skip|: true }, f);"), 1],
    ["tests/core/a.cpp", plant('TEST_CASE("x", "[phase][!may|fail]")'), 1],
    ["tests/core/a.cpp", plant('TEST_CASE("x", "[.|]")'), 1],
    ["tests/seam/a.test.mjs", 'test(name, { skip: "needs version 14" }, f);'],
  ],
  "a rule that a test cites exists": [
    ["tests/core/a.cpp", plant("// R9|99\n"), 1],
    ["tests/core/a.cpp", plant("\n// R1, V3|8"), 2],
    ["tests/core/a.cpp", "// R168, V37, D15"],
  ],
  "no path of one machine": [
    ["build.mjs", plant('read("/ro|ot/x")'), 1],
    ["tests/run", plant("cd /t|mp/x"), 1],
    ["README.md", plant("cd /t|mp/x")],
    ["demo/a.mjs", 'fetch("/network/x")'],
  ],
  "the lock file names no download address": [
    ["package-lock.json", '\n"resolved": "https://packages.example/x.tgz"', 2],
    ["package-lock.json", '"integrity": "sha512-x"'],
  ],
};

for (const [name, { isFor, check }] of Object.entries(TEXT_RULES)) {
  test(`${name}: in the tree`, () => holds(isFor, check));
  test(`${name}: a violation is found`, () => {
    assert.ok(PLANTED[name].length > 1, "a violation and a twin that is fine");
    for (const [file, text, line] of PLANTED[name]) {
      const lines = isFor(file) ? check(file, text).map((finding) => finding.line) : [];
      assert.deepEqual(lines, line === undefined ? [] : [line], `${file}: ${text.slice(0, 60)}`);
    }
  });
}

test("a function has 70 lines at most: in the tree", () => holds(isScript, checkFunctions));

test("a function has 70 lines at most: a violation is found", () => {
  const body = (lines) => `\nconst f = () => {\n${"x();\n".repeat(lines - 2)}};\n`;
  assert.deepEqual(
    checkFunctions("web/a.ts", body(71)).map(({ line }) => line),
    [2],
  );
  assert.deepEqual(checkFunctions("web/a.ts", body(70)), []);
});

test("the core and the seam include what they may: in the tree", () =>
  holds(isCppOfRules, checkIncludes));

test("the core and the seam include what they may: a violation is found", () => {
  const check = (file, target) => checkIncludes(file, `// a\n#include ${target}\n`).length === 0;
  for (const header of ["<chrono>", "<random>", "<thread>", "<iostream>", "<fstream>", "<ctime>"]) {
    assert.ok(!check("core/a.hpp", header), header);
  }
  assert.ok(!check("core/a.hpp", "<emscripten.h>"));
  assert.ok(!check("core/a.cpp", "<emscripten/bind.h>"));
  assert.ok(!check("core/a.cpp", "<unistd.h>"));
  assert.ok(!check("core/a.cpp", "<nlohmann/json.hpp>"));
  assert.ok(!check("core/a.cpp", '"bindings/embind/to_js.hpp"'));
  assert.ok(!check("bindings/embind/a.cpp", "<nlohmann/json.hpp>"));
  assert.ok(!check("bindings/embind/a.cpp", '"tests/core/support.hpp"'));
  assert.ok(!check("bindings/command/a.cpp", '"bindings/embind/to_js.hpp"'));
  assert.ok(!check("bindings/embind/a.cpp", '"bindings/command/files.hpp"'));
  assert.ok(!check("bindings/command/a.cpp", "<nlohmann/json.hpp>"));
  assert.ok(!check("core/a.cpp", '"bindings/command/files.hpp"'));
  assert.ok(check("bindings/command/a.cpp", '"bindings/command/files.hpp"'));
  assert.ok(check("bindings/command/a.cpp", "<cstdio>"));
  assert.ok(check("core/json_library.hpp", "<nlohmann/detail/input/lexer.hpp>"));
  assert.ok(check("core/a.hpp", "<string_view>"));
  assert.ok(check("core/a.cpp", '"core/a.hpp"'));
  assert.ok(check("bindings/embind/a.cpp", "<emscripten/bind.h>"));
  assert.ok(check("bindings/embind/a.cpp", '"core/session.hpp"'));
});

test("includes of the core go in no circle: in the tree", () => {
  const core = files.filter((file) => /^(core|bindings\/command)\/.*\.(cpp|hpp)$/.test(file));
  assert.ok(core.length > 0);
  assert.equal(findCircle(new Map(core.map((file) => [file, readTree(file)]))), null);
});

test("includes of the core go in no circle: a circle is found", () => {
  const include = (name) => `#include "core/${name}.hpp"\n`;
  const tree = new Map([
    ["core/a.cpp", include("a") + include("c")],
    ["core/a.hpp", include("b")],
    ["core/b.hpp", include("c")],
    ["core/c.hpp", ""],
  ]);
  assert.equal(findCircle(tree), null);
  tree.set("core/c.hpp", include("a"));
  assert.deepEqual(findCircle(tree), ["core/a.hpp", "core/b.hpp", "core/c.hpp", "core/a.hpp"]);
});

test("imports go one way: in the tree", () => holds(isScript, checkImports));

test("imports go one way: a violation is found", () => {
  const check = (file, target) => checkImports(file, `import { x } from "${target}";`).length === 0;
  assert.ok(!check("bindings/browser/clock.ts", "../../web/api.ts"));
  assert.ok(!check("bindings/browser/clock.ts", "some-package"));
  assert.ok(!check("web/guard.ts", "../core/session.ts"));
  assert.ok(!check("web/guard.ts", "node:fs"));
  assert.ok(!check("web/prompt/a.ts", "../guard.ts"));
  assert.ok(!check("web/prompt/a.ts", "../../bindings/browser/driver.ts"));
  assert.ok(!check("demo/server.mjs", "../web/api.ts"));
  assert.ok(!check("demo/server.mjs", "express"));
  assert.ok(!check("demo/server.mjs", "@redis/client"));
  assert.ok(!check("demo/register/register.mjs", "../http.mjs"));
  assert.ok(!check("demo/register/register.mjs", "../../bindings/browser/record-entries.ts"));
  assert.ok(!check("demo/pages/app.js", "../../web/api.ts"));
  assert.ok(check("web/guard.ts", "../bindings/browser/driver.ts"));
  assert.ok(check("web/prompt/a.ts", "../api.ts"));
  assert.ok(check("demo/server.mjs", "node:http"));
  assert.ok(check("demo/server.mjs", "./register/register.mjs"));
  assert.ok(check("demo/register/redis-store.mjs", "@redis/client"));
  assert.ok(check("demo/pages/app.js", "/idleguard/idleguard.mjs"));
  const types = 'import type { X } from "../../web/api.ts";';
  assert.equal(checkImports("bindings/browser/clock.ts", types).length, 1, "types count too");
  const later = 'const x = await import("../guard.ts");';
  assert.equal(checkImports("web/prompt/a.ts", later).length, 1, "and so do late imports");
});
