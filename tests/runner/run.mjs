// `tests/run` after the machine is ready: which parts to run, what they counted, and the last line
// that everybody reads. What a part does is in parts.mjs.

import { isDeepStrictEqual } from "node:util";

import { readArguments, USAGE } from "./arguments.mjs";
import { endChildren, seconds } from "./child.mjs";
import { addCounts, NOTHING } from "./counts.mjs";
import { runPart } from "./parts.mjs";

function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

async function main(args) {
  const asked = readArguments(args);
  if (asked === null) {
    const wantsHelp = args.length === 1 && ["-h", "--help"].includes(args[0]);
    (wantsHelp ? console.log : console.error)(USAGE);
    return wantsHelp ? 0 : 2;
  }
  let total = NOTHING;
  for (const part of asked.parts) {
    const begun = Date.now();
    const counts = await runPart(part, asked.options, (line) =>
      console.log(`${part.name.padEnd(12)}${line}`),
    );
    if (!isDeepStrictEqual(counts, NOTHING)) {
      console.log(`${part.name.padEnd(12)}${summary(counts)} in ${seconds(begun)}`);
    }
    total = addCounts(total, counts);
  }
  console.log(summary(total));
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

for (const [signal, status] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
]) {
  process.on(signal, () => {
    endChildren();
    process.exit(status);
  });
}
process.exitCode = await main(process.argv.slice(2));
