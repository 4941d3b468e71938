// The arguments of `tests/run`.

import { PARTS } from "./parts.mjs";

export const USAGE = `usage: tests/run [PART...] [OPTION...]

parts, all of them by default:
${PARTS.map(({ name, title }) => `  ${name.padEnd(12)}${title}`).join("\n")}

Options are handed to the part, of which there must then be one:
  tests/run simulation --runs 20000 --seed 7
  tests/run native -- "[phase]"
  tests/run browser -- tests/browser/support/support.test.mjs`;

/** `{ parts, options }`, or null when the arguments make no sense. */
export function readArguments(args) {
  const end = args.findIndex((arg) => arg.startsWith("-"));
  const names = end === -1 ? args : args.slice(0, end);
  const options = end === -1 ? [] : args.slice(end);
  if (options[0] === "--") options.shift();
  const parts = PARTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const isKnown = names.every((name) => PARTS.some((part) => part.name === name));
  if (!isKnown || (options.length > 0 && parts.length !== 1)) return null;
  return { parts, options };
}
