// The parts of `tests/run`, in order: what each needs built, which programs or files it runs, how
// they are counted, and how long they may take.

import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

import { build, programs } from "./builds.mjs";
import { ROOT, run, seconds, showLog } from "./child.mjs";
import * as counts from "./counts.mjs";

// About 10 s each.
const FUZZ_RUNS = {
  fuzz_duration: 700_000,
  fuzz_json: 300_000,
  fuzz_record: 400_000,
  fuzz_session: 10_000,
  fuzz_token: 200_000,
};
const FUZZ_RUNS_OF_OTHERS = 50_000;
const FUZZ_LIMIT_SECONDS = 180;
// Whoever passes options may have asked for millions of runs.
const HOURS_SECONDS = 12 * 3600;

const REPORTER = new URL("reporter.mjs", import.meta.url).href;

const isInTree = (file) => existsSync(path.join(ROOT, file));

/** Files below `folder` whose path ends in `ending`, in a fixed order. */
function files(folder, ending, isDeep = true) {
  const top = path.join(ROOT, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return isDeep ? files(name, ending) : [];
      return name.endsWith(ending) ? [name] : [];
    });
}

/** Test files of Node, one after the other: `options` are files to run instead, and its options. */
function nodeTests(found, options, limit, env = {}) {
  const chosen = options.filter(isInTree);
  const others = options.filter((option) => !chosen.includes(option));
  return (chosen.length > 0 ? chosen : found).map((file) => ({
    name: file.replace(/^tests\//, "").replace(/\.test\.mjs$/, ""),
    // Two reporters: one for people, and one to count by, in a file where no output disturbs it.
    command: (report) =>
      ["node", "--test-reporter=spec", "--test-reporter-destination=stdout"].concat(
        [`--test-reporter=${REPORTER}`, `--test-reporter-destination=${report}`],
        [...others, file],
      ),
    env: { NO_COLOR: "1", ...env },
    limit,
  }));
}

/** Without options the same inputs each time, from the seeds; options replace number and chance. */
function fuzzers(options) {
  const isShort = options.length === 0;
  return programs("native", /fuzz/).map((name) => {
    const found = path.join("build", "fuzz", name);
    const corpus = isShort ? `${found}-short` : found;
    if (isShort) rmSync(path.join(ROOT, corpus), { recursive: true, force: true });
    mkdirSync(path.join(ROOT, corpus), { recursive: true });
    const seeds = [path.join("tests", "fuzz", name)].filter(isInTree);
    const dictionary = [path.join("tests", "fuzz", `${name}.dict`)].filter(isInTree);
    const chosen = isShort
      ? [`-runs=${FUZZ_RUNS[name] ?? FUZZ_RUNS_OF_OTHERS}`, "-seed=1"]
      : options;
    return {
      name,
      command: [
        `build/native/bin/${name}`,
        // What crashes it is kept where the log says, for a seed file of its own.
        `-artifact_prefix=${found}-`,
        "-timeout=10",
        ...dictionary.map((file) => `-dict=${file}`),
        ...chosen,
        ...[corpus, ...seeds],
      ],
      count: counts.countFuzzer,
      limit: isShort ? FUZZ_LIMIT_SECONDS : HOURS_SECONDS,
    };
  });
}

function nativeProgram(preset, name, options, limit) {
  return programs(preset, new RegExp(`^${name}$`)).map(() => ({
    name,
    command: [`build/${preset}/bin/${name}`, ...options],
    count: counts.countAny,
    limit: options.length > 0 ? HOURS_SECONDS : limit,
  }));
}

/** Of browser tests those that are about looks and pages, and those that mostly wait. */
const PATIENT =
  /^browser\/(prompt\/|demo|hub\/|sites\/(?!together)|degraded|policy-|sign-in-again)/;

/** These take a lane of their own, and give way to the others, which are about timing. */
function patient(program) {
  if (!PATIENT.test(program.name)) return program;
  const command = (report) => ["nice", "-n", "10", ...program.command(report)];
  return { ...program, command, isPatient: true };
}

/** Many worlds, fast; without options also a few with sanitizers, if those were built. */
function simulations(options) {
  const fast = nativeProgram("simulation", "idleguard_simulation", options, 300);
  const shown = fast.map((program) => ({ ...program, isShown: true }));
  if (options.length > 0) return shown;
  const few = nativeProgram("native", "idleguard_simulation", ["--runs", "400"], 300);
  return [
    ...shown,
    ...few.map((program) => ({ ...program, name: `${program.name} with sanitizers` })),
  ];
}

function wasmTests(options) {
  return programs("wasm", /^idleguard_tests\.js$/).map((name) => ({
    name: "idleguard_tests as Wasm",
    command: ["node", `build/wasm/bin/${name}`, ...options],
    count: counts.countCatch,
    limit: 600,
  }));
}

function comparison(options) {
  return ["tests/peers/run.mjs"].filter(isInTree).map((file) => ({
    name: "peers",
    command: ["node", file, ...options],
    count: counts.countLines,
    isShown: true,
    limit: options.length > 0 ? HOURS_SECONDS : 900,
  }));
}

function benchmarks(options) {
  return files("tests/benchmark", ".mjs", false).map((file) => ({
    name: file.replace(/^tests\//, ""),
    command: ["node", file, ...options],
    count: counts.countLines,
    isShown: true,
    limit: 300,
  }));
}

/**
 * `needs`: build steps before the programs can be listed, and before they can be run. `programs`:
 * what to run, given the options of the command line; an empty list means that the tree has none.
 */
export const PARTS = [
  {
    name: "house",
    title: "format, types, clang-tidy and the rules of tests/tidy; tests of this runner",
    needs: ["configure-native"],
    programs: (options) =>
      nodeTests(
        [...files("tests/tidy", ".test.mjs"), ...files("tests/runner", ".test.mjs")],
        options,
        300,
      ),
  },
  {
    name: "register",
    title: "the record on a server: in memory, in a Redis of the tests' own; the page's side of it",
    needs: [],
    programs: (options) => nodeTests(files("tests/register", ".test.mjs", false), options, 120),
  },
  {
    name: "native",
    title: "unit tests and scenarios of the core, with sanitizers",
    lists: ["configure-native"],
    needs: ["native"],
    programs: (options) => nativeProgram("native", "idleguard_tests", options, 300),
  },
  {
    name: "simulation",
    title: "many tabs on a bad day: --runs N --seed S",
    lists: ["configure-simulation"],
    needs: ["simulation"],
    programs: simulations,
  },
  {
    name: "fuzz",
    title: "a fixed number of runs of each fuzzer, or: -max_total_time=600",
    lists: ["configure-native"],
    needs: ["native"],
    programs: fuzzers,
  },
  {
    name: "wasm",
    title: "the tests of `native`, compiled as pages get them",
    lists: ["configure-wasm"],
    needs: ["wasm"],
    programs: wasmTests,
  },
  {
    name: "seam",
    title: "the built module in Node, with pretended browser objects; the command",
    needs: ["dist", "command", "module-stock"],
    programs: (options) => {
      const seam = files("tests/seam", ".test.mjs", false);
      // The same with all of embind, as compilers that were not measured get it.
      const stock = nodeTests(seam, options, 120, { IDLEGUARD_MODULE: "build/wasm-stock/bin" });
      return [
        ...nodeTests([...seam, ...files("tests/command", ".test.mjs", false)], options, 120),
        ...stock.map((program) => ({ ...program, name: `${program.name} (all of embind)` })),
      ];
    },
  },
  {
    name: "browser",
    title: "pages in real browsers; what waits for no clock runs beside the rest",
    needs: ["dist", "open-shadow", "command"],
    programs: (options) =>
      nodeTests(files("tests/browser", ".test.mjs"), options, 600).map(patient),
  },
  {
    name: "peers",
    title: "idleguard beside two other libraries; --write: the README's table",
    needs: ["dist", "peers"],
    programs: comparison,
  },
  {
    name: "benchmark",
    title: "bytes, counts and times against the budgets",
    needs: ["dist"],
    programs: benchmarks,
  },
];

async function all(steps) {
  for (const step of steps ?? []) {
    if (!(await build(step))) return false;
  }
  return true;
}

/** One program: its counts, with its log on the screen when something is wrong. */
async function runProgram(part, program, say) {
  const begun = Date.now();
  const log = `test-${program.name.replaceAll(/[^\w.]+/g, "-")}`;
  const result = await run(log, program.command, { ...program, say });
  let counted = program.count?.(result.text) ?? counts.countNode(result.report);
  let wrong = null;
  if (counted === null) wrong = result.why ?? "it reported no test";
  else if (counted.failed === 0) wrong = result.why;
  if (wrong !== null) counted = counts.addCounts(counted ?? counts.NOTHING, counts.ONE_FAILURE);
  const { passed, failed } = counted;
  const because = wrong === null ? "" : `, ${wrong}`;
  say(`${program.name}: ${passed} passed, ${failed} failed${because} (${seconds(begun)})`);
  for (const { test, result: kind, reason } of counts.readReport(result.report)) {
    if (kind === "skipped") say(`skipped: ${test}${reason === "" ? "" : `: ${reason}`}`);
  }
  if (failed > 0 || program.isShown) showLog(result);
  return counted;
}

/** Runs a part; `say` prints a line for it. */
export async function runPart(part, options, say) {
  if (!(await all(part.lists))) {
    say("not run: its build failed");
    return counts.ONE_FAILURE;
  }
  if (part.programs(options).length === 0) {
    say("not in the tree yet");
    return counts.NOTHING;
  }
  if (!(await all(part.needs))) {
    say("not run: its build failed");
    return counts.ONE_FAILURE;
  }
  let total = counts.NOTHING;
  const runLane = async (programsOfLane) => {
    for (const program of programsOfLane) {
      const counted = await runProgram(part, program, say);
      total = counts.addCounts(total, counted);
    }
  };
  const [timely, patientOnes] = [false, true].map((isPatient) =>
    part.programs(options).filter((program) => (program.isPatient ?? false) === isPatient),
  );
  await Promise.all([runLane(timely), runLane(patientOnes)]);
  return total;
}
