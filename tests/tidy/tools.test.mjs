// The checks that need a tool: formatters, the TypeScript compiler, clang-tidy, and the pre-commit
// hook. Each is also given a violation.

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

import { checkCppFormat, checkPrettier, clangIsOther, isCpp, isForPrettier } from "./format.mjs";
import { assertNone, readTree, ROOT, treeFiles } from "./tree.mjs";

const files = treeFiles();
const TIDY_SECONDS = 150;

function temporaryFolder(t) {
  const folder = mkdtempSync(path.join(tmpdir(), "idleguard-tidy-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs a program to its end: `{ status, output }`. */
function execute(program, args, options = {}) {
  return new Promise((resolve) => {
    const settings = { cwd: ROOT, timeout: TIDY_SECONDS * 1000, maxBuffer: 1 << 26, ...options };
    execFile(program, args, settings, (error, stdout, stderr) =>
      resolve({ status: error ? (error.code ?? error.signal) : 0, output: stdout + stderr }),
    );
  });
}

const formatSkip = clangIsOther("clang-format");

test("C++ is formatted: in the tree", { skip: formatSkip }, () => {
  assertNone(files.filter(isCpp).flatMap((file) => checkCppFormat(file, readTree(file))));
});

test("C++ is formatted: a violation is found", { skip: formatSkip }, () => {
  assert.equal(checkCppFormat("core/a.cpp", "int a;\nint  b;\n")[0]?.line, 2);
  assert.deepEqual(checkCppFormat("core/a.cpp", "int a;\nint b;\n"), []);
});

test("everything that Prettier knows is formatted: in the tree", async () => {
  const checks = files.filter(isForPrettier).map((file) => checkPrettier(file, readTree(file)));
  assertNone((await Promise.all(checks)).flat());
});

test("everything that Prettier knows is formatted: a violation is found", async () => {
  assert.equal((await checkPrettier("web/a.ts", "const a = 'b'\n")).length, 1);
  assert.equal((await checkPrettier("web/a.ts", "const a = ;\n")).length, 1);
  assert.equal((await checkPrettier("web/a.ts", 'const a = "b";\n')).length, 0);
});

const TSC = path.join(ROOT, "node_modules/typescript/bin/tsc");

test("TypeScript's types are right: in the tree", async () => {
  const { status, output } = await execute("node", [TSC, "--noEmit", "-p", ROOT]);
  assert.equal(status, 0, `\n${output}`);
});

test("TypeScript's types are right: a violation is found", async (t) => {
  const folder = temporaryFolder(t);
  const config = { extends: path.join(ROOT, "tsconfig.json"), files: ["a.ts"], include: [] };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  writeFileSync(path.join(folder, "a.ts"), "export const a: number = document.title;\n");
  const { output } = await execute("node", [TSC, "--noEmit", "-p", folder]);
  assert.match(output, /a\.ts\(1,14\): error TS2322/);
});

const tidySkip = clangIsOther("clang-tidy");
const COMMANDS = path.join(ROOT, "build/native");
const isForTidy = (file) =>
  /^(core\/.*|bindings\/command\/.*|bindings\/embind\/.*_js)\.cpp$/.test(file);

/** Complaints of clang-tidy about some files, as many at once as there are processors. */
async function complaints(sources) {
  const waiting = [...sources];
  const found = [];
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { status, output } = await execute("clang-tidy", ["-p", COMMANDS, "--quiet", file]);
      if (status === 0) continue;
      found.push(
        output
          .replaceAll(ROOT, "")
          .replaceAll(/^\d+ warnings? .*\n?/gm, "")
          .trim(),
      );
    }
  };
  await Promise.all(cpus().map(work));
  return found.join("\n");
}

test("clang-tidy is content: in the tree", { skip: tidySkip }, async () => {
  const commands = readFileSync(path.join(COMMANDS, "compile_commands.json"), "utf8");
  const compiled = JSON.parse(commands).map(({ file }) => path.relative(ROOT, file));
  const sources = files.filter(isForTidy);
  assert.deepEqual(
    sources.filter((file) => !compiled.includes(file)),
    [],
    "files that CMakeLists.txt does not compile",
  );
  const found = await complaints(sources);
  assert.ok(found === "", `\n${found}\n`);
});

test("clang-tidy is content: violations are found", { skip: tidySkip }, async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, "a.cpp");
  const long = `int long_one(int x) {\n${"  x += x;\n".repeat(72)}  return x;\n}\n`;
  const bug = "double bug(int x) {\n  double y = x / 2;\n  return y;\n}\n";
  writeFileSync(file, `${long}${bug}`);
  const config = `--config-file=${path.join(ROOT, ".clang-tidy")}`;
  const { status, output } = await execute("clang-tidy", [config, file, "--", "-std=c++20"]);
  assert.notEqual(status, 0);
  assert.match(output, /readability-function-size/);
  assert.match(output, /bugprone-integer-division/);
});

test("the pre-commit check judges what is staged, not what lies beside it", (t) => {
  const folder = temporaryFolder(t);
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")),
  );
  const inFolder = (program, ...args) =>
    spawnSync(program, args, { cwd: folder, env, encoding: "utf8", timeout: 60_000 });
  const check = () => inFolder("node", path.join(ROOT, "tests/tidy/staged.mjs"));
  const write = (text) => writeFileSync(path.join(folder, "a.test.mjs"), text);

  assert.equal(inFolder("git", "init", "--quiet").status, 0);
  write("const a = 'b'\n");
  inFolder("git", "add", ".");
  write('const a = "b";\n');
  const refused = check();
  assert.match(refused.stderr, /a\.test\.mjs:1: npx prettier --write/);
  assert.equal(refused.status, 1);
  inFolder("git", "add", ".");
  write("const a = 'b'\n");
  const accepted = check();
  assert.equal(accepted.stderr, "");
  assert.equal(accepted.status, 0);
});
