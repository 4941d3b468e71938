// Whether the simulator would notice: each fault of mutation-list.mjs is put into the core, alone,
// and random worlds must see a promise broken; for what takes more worlds than CI makes, a kept
// script must. Run by hand, `node tests/simulation/mutations.mjs`, when the core, the oracle or the
// generator has changed; it takes minutes. That a transcript differs does not count: it would for
// any fault.
//
// `--runs N` tries N worlds a fault; `--only TEXT` takes the faults whose names hold the text.

import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { MUTATIONS, mutate } from "./mutation-list.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUILD = path.join(ROOT, "build/simulation");
const FOLDER = path.join(ROOT, "build/mutations");
const LIMIT_SECONDS = 300;

const { values: options } = parseArgs({
  options: { runs: { type: "string", default: "100000" }, only: { type: "string", default: "" } },
});

/** Runs a program to its end: `{ status, output }`; the status of one that was killed is no 0. */
function execute(program, args, cwd = ROOT) {
  const settings = { cwd, timeout: LIMIT_SECONDS * 1000, maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    execFile(program, args, settings, (error, stdout, stderr) =>
      resolve({ status: error ? (error.code ?? error.signal) : 0, output: stdout + stderr }),
    );
  });
}

async function mustRun(program, args, cwd) {
  const { status, output } = await execute(program, args, cwd);
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${status}\n${output}`);
}

/** How CMake compiles, by the file's path from the top. */
function readCommands() {
  const commands = JSON.parse(readFileSync(path.join(BUILD, "compile_commands.json"), "utf8"));
  return new Map(commands.map((each) => [path.relative(ROOT, each.file), each.command]));
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The simulation with one file of the core replaced: only that is compiled again. */
async function build(commands, mutation, number) {
  const folder = path.join(FOLDER, String(number));
  const source = path.join(folder, path.basename(mutation.file));
  const program = path.join(folder, "simulation");
  mkdirSync(folder, { recursive: true });
  writeFileSync(source, mutate(mutation, readFileSync(path.join(ROOT, mutation.file), "utf8")));
  const command = commands.get(mutation.file).replace(/ -o .*$/, "");
  // What a fault leaves unused is no mistake here. In front of the library the object is the one
  // that is linked.
  const compile = `${command} -Wno-error -w -o ${quoted(`${source}.o`)} -c ${quoted(source)}`;
  await mustRun("sh", ["-c", compile], BUILD);
  const objects = [...commands]
    .filter(([file]) => file.startsWith("tests/simulation/"))
    .map(([, each]) => path.join(BUILD, / -o (\S+)/.exec(each)[1]));
  const [compiler] = command.split(" ");
  const library = path.join(BUILD, "libidleguard_core.a");
  await mustRun(compiler, [`${source}.o`, ...objects, library, "-pthread", "-o", program]);
  return program;
}

/** The promise that was broken first, and how that was seen; nothing when all were kept. */
async function firstBroken(program) {
  const fixed = ["--seed", "1", "--threads", "1", "--no-scenarios", "--until-broken"];
  const { status, output } = await execute(program, ["--runs", options.runs, ...fixed]);
  const [, seed, promise] = /^# seed (\d+): (.*?) at \d+\.\d+/m.exec(output) ?? [];
  if (promise) return `${promise}, after ${seed} runs`;
  // A run that is not the same again is no promise, and a crash is nothing that the oracle saw.
  if (status !== 0) throw new Error(`ended with ${status}\n${output.slice(-2000)}`);
  const scripts = await execute(program, ["--runs", "0"]);
  const [, broken, script] = BROKEN_SCRIPT.exec(scripts.output) ?? [];
  return broken && `${broken}, in the script ${script}`;
}

const BROKEN_SCRIPT = /^# (.*?) at \d+\.\d+.*\n(?:# (?:kept|seen): .*\n)*not ok scenario (.*)/m;

let passed = 0;
let failed = 0;
function judge(holds, text) {
  console.log(`${holds ? "ok" : "not ok"} ${text}`);
  if (holds) passed += 1;
  else failed += 1;
}

async function attempt(commands, mutation, number) {
  try {
    const broken = await firstBroken(await build(commands, mutation, number));
    const name = `${mutation.name} [${mutation.rule}]`;
    if (broken) judge(true, `caught: ${name} (${broken})`);
    else judge(false, `missed: ${name}`);
  } catch (error) {
    judge(false, `${mutation.name}: ${error.message}`);
  }
}

await mustRun("cmake", ["--preset", "simulation"]);
await mustRun("cmake", ["--build", "--preset", "simulation"]);
const commands = readCommands();
judge(
  (await firstBroken(path.join(BUILD, "bin/idleguard_simulation"))) === undefined,
  "the core as it is breaks no promise",
);
const waiting = MUTATIONS.filter(({ name }) => name.includes(options.only)).entries();
const work = async () => {
  for (const [number, mutation] of waiting) await attempt(commands, mutation, number);
};
await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
