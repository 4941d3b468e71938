// Proves that `tests/run` cannot call a run good that was not: how results are counted, and the
// last line and exit status for trees with every kind of trouble. The trees are made up: their
// compiler is a script that does nothing, and their programs are scripts that print.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { readArguments } from "./arguments.mjs";
import { run } from "./child.mjs";
import * as counts from "./counts.mjs";
import { PARTS } from "./parts.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const NODE_TEST = 'import test from "node:test";\n';

test("Catch2's summary is counted in test cases", () => {
  const good = "=====\nAll tests passed (1 assertion in 1 test case)\n\n";
  assert.deepEqual(counts.countCatch(good), { passed: 1, failed: 0, skipped: 0 });
  const bad = "test cases:  5 |  3 passed | 2 failed\nassertions: 90 | 88 passed | 2 failed\n";
  assert.deepEqual(counts.countCatch(bad), { passed: 3, failed: 2, skipped: 0 });
  const worst = "test cases: 2 | 2 failed\nassertions: 2 | 2 failed\n";
  assert.deepEqual(counts.countCatch(worst), { passed: 0, failed: 2, skipped: 0 });
  assert.equal(counts.countCatch("No tests ran\n"), null);
});

test("lines, sums and fuzzers are counted, and text without a result is none", () => {
  assert.deepEqual(counts.countAny("ok 1\nnot ok 2\nokay\n"), { passed: 1, failed: 1, skipped: 0 });
  assert.deepEqual(counts.countAny("1 passed, 0 failed\n20000 passed, 3 failed\n"), {
    passed: 20000,
    failed: 3,
    skipped: 0,
  });
  assert.equal(counts.countAny("Segmentation fault\n"), null);
  assert.equal(counts.countFuzzer("Done 0 runs in 1 second(s)\n"), null);
  assert.equal(counts.countFuzzer("Done 77 runs in 1 second(s)\n").passed, 1);
});

test("a report that a crash cut off counts up to there", () => {
  const line = JSON.stringify({ test: "a", result: "passed", reason: "" });
  assert.deepEqual(counts.countNode(`${line}\n${line.slice(0, 9)}`).passed, 1);
  assert.equal(counts.countNode(""), null);
});

test("options belong to one part, and parts must exist", () => {
  assert.equal(readArguments([]).parts.length, PARTS.length);
  assert.deepEqual(readArguments(["simulation", "--runs", "9"]).options, ["--runs", "9"]);
  assert.deepEqual(readArguments(["native", "--", "[phase]"]).options, ["[phase]"]);
  assert.deepEqual(
    readArguments(["seam", "native"]).parts.map(({ name }) => name),
    ["native", "seam"],
  );
  assert.equal(readArguments(["nature"]), null);
  assert.equal(readArguments(["--runs", "9"]), null);
  assert.equal(readArguments(["seam", "native", "--runs", "9"]), null);
});

test("a program that does not end is ended, with its children", { timeout: 10_000 }, async (t) => {
  const root = mkdtempSync(path.join(tmpdir(), "idleguard-runner-"));
  t.after(() => rmSync(root, { recursive: true }));
  const pipe = path.join(root, "pipe");
  assert.equal(spawnSync("mkfifo", [pipe]).status, 0);
  // Can be read to its end only when nobody is left who could write.
  const closed = readFile(pipe);
  const { why } = await run("runner-late", ["sh", "-c", `sleep 600 >${pipe} & wait`], {
    limit: 0.3,
  });
  assert.equal(why, "no end after 0.3 s");
  await closed;
});

/** Runs `tests/run`, less its set-up, in a tree that has `files`; those in bin/ are executable. */
function runIn(t, files, args) {
  const root = mkdtempSync(path.join(tmpdir(), "idleguard-runner-"));
  t.after(() => rmSync(root, { recursive: true }));
  const tree = { "build.mjs": "", "tools/bin/cmake": "#!/bin/sh\n", ...files };
  for (const [name, text] of Object.entries(tree)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (/\/bin\//.test(name)) chmodSync(file, 0o755);
  }
  cpSync(HERE, path.join(root, "tests/runner"), {
    recursive: true,
    filter: (name) => !name.endsWith(".test.mjs"),
  });
  const env = { ...process.env, PATH: `${path.join(root, "tools/bin")}:${process.env.PATH}` };
  // This test runs in Node's test runner; the one inside must not take itself for a part of it.
  delete env.NODE_TEST_CONTEXT;
  const { status, stdout } = spawnSync("node", ["tests/runner/run.mjs", ...args], {
    cwd: root,
    env,
    encoding: "utf8",
    timeout: 60_000,
  });
  return { root, status, stdout, last: stdout.trimEnd().split("\n").at(-1) };
}

const NINJA = "build bin/idleguard_tests: LINK x\nbuild bin/idleguard_simulation: LINK y\n";

test("a good tree ends with its sum and 0, whatever is not there yet", (t) => {
  const { status, stdout, last } = runIn(
    t,
    {
      "build/native/build.ninja": NINJA,
      "build/native/bin/idleguard_tests":
        "#!/bin/sh\nprintf '\\033[32mAll tests passed\\033[0m (3 assertions in 2 test cases)\\n'\n",
      "build/native/bin/idleguard_simulation": "#!/bin/sh\necho '7 passed, 0 failed'\n",
      "tests/seam/a.test.mjs": `${NODE_TEST}test("a", () => console.log("noise"));\n`,
      "tests/browser/deep/b.test.mjs": `import { describe, it } from "node:test";
        describe("group", () => it("b", () => {}));\n`,
      "tests/benchmark/bytes.mjs": 'console.log("ok 24 KB");\n',
    },
    [],
  );
  assert.match(stdout, /^fuzz +not in the tree yet$/m);
  assert.match(stdout, /^native +2 passed, 0 failed in/m);
  assert.match(stdout, /^benchmark +1 passed, 0 failed in/m);
  assert.equal(last, "13 passed, 0 failed");
  assert.equal(status, 0);
});

test("options reach the program", (t) => {
  const { status, last } = runIn(
    t,
    {
      "build/simulation/build.ninja": NINJA,
      "build/simulation/bin/idleguard_simulation": '#!/bin/sh\necho "$2 passed, 0 failed"\n',
    },
    ["simulation", "--runs", "20000"],
  );
  assert.equal(last, "20000 passed, 0 failed");
  assert.equal(status, 0);
});

test("a fuzzer runs a fixed number of times, from its seeds, unless options say else", (t) => {
  const tree = {
    "build/native/build.ninja": "build bin/fuzz_a: LINK x\n",
    "build/native/bin/fuzz_a":
      '#!/bin/sh\necho "Done 7 runs in 1 second(s)"; echo "$@" >arguments\n',
    "tests/fuzz/fuzz_a/seed": "",
    "tests/fuzz/fuzz_a.dict": "",
    "build/fuzz/fuzz_a-short/of-the-last-run": "",
  };
  const { status, last, root } = runIn(t, tree, ["fuzz"]);
  const given = readFileSync(path.join(root, "arguments"), "utf8");
  assert.match(given, / -dict=tests\/fuzz\/fuzz_a\.dict -runs=\d+ -seed=1 /);
  assert.match(given, / build\/fuzz\/fuzz_a-short tests\/fuzz\/fuzz_a\n$/);
  assert.deepEqual(readdirSync(path.join(root, "build/fuzz/fuzz_a-short")), []);
  assert.equal(last, "1 passed, 0 failed");
  assert.equal(status, 0);

  const longer = runIn(t, tree, ["fuzz", "-max_total_time=600"]);
  const replaced = readFileSync(path.join(longer.root, "arguments"), "utf8");
  assert.match(replaced, / -max_total_time=600 build\/fuzz\/fuzz_a tests\/fuzz\/fuzz_a\n$/);
  assert.doesNotMatch(replaced, /-runs|-seed/);
});

test("no test at all, a crash after good tests, and an unreadable file are failures", (t) => {
  const { status, stdout, last } = runIn(
    t,
    {
      "tests/seam/crash.test.mjs": `${NODE_TEST}test("good", () => {});
        test("late", async () => setTimeout(() => process.kill(process.pid, "SIGKILL"), 300));\n`,
      "tests/seam/empty.test.mjs": "export {};\n",
      "tests/seam/unreadable.test.mjs": "this is no program\n",
    },
    ["seam"],
  );
  assert.match(stdout, /crash: 2 passed, 1 failed, it ended with SIGKILL/);
  assert.match(stdout, /empty: 0 passed, 1 failed, it reported no test/);
  assert.match(stdout, /SyntaxError/, "the log is shown");
  assert.equal(last, "4 passed, 6 failed");
  assert.equal(status, 1);
});

test("what is skipped is said, with its reason, and nothing but skipped is not success", (t) => {
  const skipping = `${NODE_TEST}test("other compiler", { skip: "needs version 14" }, () => {});\n`;
  const { status, stdout, last } = runIn(t, { "tests/seam/s.test.mjs": skipping }, ["seam"]);
  assert.match(stdout, /skipped: other compiler: needs version 14/);
  assert.equal(last, "0 passed, 0 failed, 2 skipped");
  assert.equal(status, 1);
});

test("a failed build is a failure of every part that needs it, and shown once", (t) => {
  const { status, stdout, last } = runIn(
    t,
    {
      "build.mjs": 'throw new Error("no bundle");',
      "tests/seam/a.test.mjs": `${NODE_TEST}test("a", () => {});\n`,
      "tests/browser/a.test.mjs": `${NODE_TEST}test("a", () => {});\n`,
    },
    ["seam", "browser"],
  );
  assert.equal(stdout.match(/^Error: no bundle/gm).length, 1);
  assert.equal(last, "0 passed, 2 failed");
  assert.equal(status, 1);
});

test("an empty tree is no success", (t) => {
  const { status, last } = runIn(t, {}, []);
  assert.equal(last, "0 passed, 0 failed");
  assert.equal(status, 1);
});
