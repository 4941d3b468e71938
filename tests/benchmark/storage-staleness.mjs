// How stale localStorage is: how long after a write in one tab another tab, in a process of its
// own, can still read the older value. Prints, for each engine that is installed, how many of so
// many samples were stale and for how long: the figures behind the time that a deadline waits
// before it is believed (rule 7 of the record's protocol). Times are told and never judged; only
// what must hold whatever the machine does is.
//
// Without options: Chromium, in less than half a minute. `--long` measures more of everything, in
// minutes; `--engine NAME` (chromium, firefox, webkit, all) chooses.

import { ENGINES, whyNotInstalled } from "../browser/support/engines.mjs";
import { Lab, burn } from "./storage-staleness/lab.mjs";
import { planFor } from "./storage-staleness/plan.mjs";

const HIDDEN_TABS = 3;
const MANY_TABS = 20;

const options = process.argv.slice(2);
const isLong = options.includes("--long");
const chosen = options[options.indexOf("--engine") + 1];
const names = { all: ENGINES };
const engines = options.includes("--engine") ? (names[chosen] ?? [chosen]) : ["chromium"];

let failures = 0;
function judge(isTrue, what, problems = []) {
  if (!isTrue) failures += 1;
  const why = problems.length > 0 ? `: ${problems.join("; ")}` : "";
  console.log(`${isTrue ? "ok" : "not ok"} - ${what}${why}`);
}

const HEADER = ["case", "samples", "stale", "median", "p99", "max", ""];
function printRow([name, ...cells]) {
  const [note] = cells.splice(5);
  const columns = cells.map((cell) => String(cell).padStart(8)).join("");
  console.log(`  ${name.padEnd(46)}${columns}  ${note ?? ""}`.trimEnd());
}

/** The pages that cases are given: hidden ones behind another tab, a writer, and readers. */
async function openPages(lab) {
  const hiddenOnes = [];
  for (let i = 0; i < HIDDEN_TABS; i += 1) {
    hiddenOnes.push(await lab.openPage(`hidden-${i}`, { type: i === 0 ? "window" : "tab" }));
  }
  // WebKit opens tabs behind the first one of their window, the others in front of it.
  if (lab.engine === "webkit") hiddenOnes.shift();
  else await lab.session.openTab("tab");
  const writer = await lab.openPage("writer");
  const reader = await lab.openApartFrom(writer, "reader");
  await lab.processesOf(hiddenOnes);
  return { writer, reader, hiddenOnes };
}

function casePages(measure, { writer, reader, hiddenOnes }) {
  const readers = [reader];
  if (measure.name === "locks") readers.push(writer);
  if (measure.name === "stopped") readers.push(...hiddenOnes);
  return {
    writer,
    reader: measure.name === "frozen" ? hiddenOnes[0] : reader,
    readers,
    hiddenOnes,
  };
}

async function withMany(lab, measure) {
  if (measure.name !== "manyTabs") return {};
  const many = [];
  while (lab.tabs.size < MANY_TABS) many.push(await lab.openPage(`many-${many.length}`));
  return { many };
}

async function measureCase(lab, pages, { measure, options: how, isLoaded }) {
  const problems = [];
  const more = await withMany(lab, measure);
  const stop = isLoaded ? burn() : () => undefined;
  try {
    for (const row of await measure(lab, { ...casePages(measure, pages), ...more, ...how })) {
      const { name, samples, stale, median = "", p99 = "", max = "", note, lost } = row;
      const title = isLoaded ? `${name}, busy machine` : name;
      printRow([title, samples, stale ?? `lost ${lost}`, median, p99, max, note]);
      problems.push(...(row.problems ?? []).map((problem) => `${title}: ${problem}`));
    }
  } catch (error) {
    problems.push(`${measure.name} could not be measured: ${error.message}`);
  } finally {
    stop();
  }
  return problems;
}

async function measureEngine(engine) {
  const lab = await Lab.open(engine);
  try {
    console.log(`${engine} ${lab.session.capabilities.browserVersion}, times in ms`);
    printRow(HEADER);
    const pages = await openPages(lab);
    judge(true, `${engine}: the tabs that write and read are shown by two processes`);
    const problems = [];
    for (const entry of planFor(lab, isLong)) {
      problems.push(...(await measureCase(lab, pages, entry)));
    }
    judge(
      problems.length === 0,
      `${engine}: every write is read in every tab in the end`,
      problems,
    );
  } finally {
    await lab.close();
  }
}

for (const engine of engines) {
  const why = await whyNotInstalled(engine);
  if (why === null) await measureEngine(engine);
  else console.log(why);
}
process.exitCode = failures > 0 ? 1 : 0;
