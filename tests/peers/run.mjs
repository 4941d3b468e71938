// What happens when…: every scenario against idleguard and two other libraries, side by side, and
// the table of the README made from it.
//
//     ./tests/run peers                          # fails when the README says something else
//     ./tests/run peers --write                  # writes the table into the README
//     ./tests/run peers --only=R7 --repeat=5     # some scenarios, by their ids, several times
//
// A scenario counts for idleguard alone, `ok` or `not ok`; what the others did is a comment. Each
// library has a browser of its own, and all three run at once.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { openSuite } from "../browser/support/suite.mjs";
import { SCENARIOS } from "./scenarios/all.mjs";
import { cell, renderTable, withTable, writeReadme } from "./support/table.mjs";
import { World } from "./support/world.mjs";

const manifest = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const titleOf = (name) => `${name} ${manifest.dependencies[name]}`;

/** `hasSettings`: what it does across tabs is an option, and off or halved by default. */
const LIBRARIES = [
  { name: "idleguard", title: "idleguard", hasSettings: false },
  { name: "react-idle-timer", title: titleOf("react-idle-timer"), hasSettings: true },
  { name: "ng-idle", title: titleOf("@ng-idle/core"), hasSettings: false },
];
const OTHERS = LIBRARIES.slice(1);

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    only: { type: "string" },
    repeat: { type: "string", default: "1" },
  },
});
const chosen = SCENARIOS.filter(({ ids }) => !values.only || ids.includes(values.only));
const isWhole = chosen.length === SCENARIOS.length;

let isGood = true;
function report(ok, text) {
  isGood &&= ok;
  console.log(`${ok ? "ok" : "not ok"} - ${text}`);
}

/** What the runs of a scenario saw of a library: one text, when all saw the same. */
async function outcome(suite, { name }, { runs }, settings) {
  const seen = new Set();
  for (const run of runs) {
    const world = new World(suite, name);
    try {
      seen.add(await run(world, { settings }));
    } finally {
      await world.close();
    }
  }
  return [...seen].join(", or ");
}

/** From scenario to what was seen, with the recommended settings and, where it matters, others. */
async function observe(library) {
  const suite = await openSuite();
  const seen = new Map();
  try {
    for (const scenario of chosen) {
      const settings = ["recommended"];
      if (scenario.hasDefaults && library.hasSettings) settings.push("defaults");
      const outcomes = [];
      for (const each of settings) {
        outcomes.push(await outcome(suite, library, scenario, each).catch((error) => error));
      }
      seen.set(scenario, outcomes);
    }
  } finally {
    await suite.close();
  }
  return seen;
}

function tell(scenario, seen) {
  const { ids, what, right } = scenario;
  const ours = seen[0].get(scenario)[0];
  const name = `${what} (${ids.join(", ")})`;
  if (ours instanceof Error) report(false, `${name}: ${ours.stack}`);
  else report(ours === right, `${name}: ${ours}`);
  for (const [i, { title }] of OTHERS.entries()) {
    const outcomes = seen[i + 1].get(scenario);
    const problem = outcomes.find((each) => each instanceof Error);
    if (problem) report(false, `${name}: could not be tried with ${title}: ${problem.stack}`);
    else console.log(`# ${title}: ${cell(outcomes, right)}`);
  }
}

const isProblem = (seen, scenario) =>
  seen.some((each) => each.get(scenario).some((outcome) => outcome instanceof Error));

function tableOf(seen) {
  const rows = chosen.map((scenario) => [
    scenario.what,
    ...seen.map((each) => cell(each.get(scenario), scenario.right)),
  ]);
  return renderTable([["What happens when…", ...LIBRARIES.map(({ title }) => title)], ...rows]);
}

async function compareReadme(seen) {
  const { now, wanted } = await withTable(tableOf(seen));
  if (values.write) await writeReadme(wanted);
  const isSame = values.write || now === wanted;
  report(isSame, "the table of the README says what was seen");
  if (isSame) return;
  const lines = new Set(now.split("\n"));
  const missing = wanted.split("\n").filter((line) => !lines.has(line));
  console.log(`Seen now, or: ./tests/run peers --write\n${missing.join("\n")}`);
}

for (let n = 0; n < Number(values.repeat); n += 1) {
  const seen = await Promise.all(LIBRARIES.map(observe));
  for (const scenario of chosen) tell(scenario, seen);
  const isComplete = isWhole && !chosen.some((scenario) => isProblem(seen, scenario));
  if (isComplete) await compareReadme(seen);
}
if (!isGood) process.exitCode = 1;
