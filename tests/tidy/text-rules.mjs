// House rules that a look at one file's text decides. Each says which files it is for and returns
// findings. Patterns are written so that they do not match themselves.

import { findEach } from "./tree.mjs";

const MAX_LINES = 300;
const MAX_COLUMNS = 100;
/** A test's name is a sentence, and Prettier leaves it on one line with the call. */
const IS_TEST_NAME = /^\s*(?:test|it)\("/;
/** Files that may be longer, with the number of lines they had: it may fall, never rise. */
const LONG_FILES = {};

/** The last rule (R), test vector (V) and choice (D) of the semantics that tests cite. */
const LAST_CITABLE = { R: 168, V: 37, D: 15 };

const CODE = /\.(cpp|hpp|ts|mjs|js|css)$/;
const TEXT = /\.(cpp|hpp|ts|mjs|js|css|html|json|cmake|sh|txt|clang-tidy)$|\/(run|pre-commit)$/;
const isLock = (file) => file.endsWith("package-lock.json");
const isTest = (file) => file.startsWith("tests/");
/** Documents as other systems write them: not ours to format. */
const isSample = (file) => file.startsWith("tests/documents/");
/** A text for users is one string, which JSON cannot break into lines. */
const isTranslation = (file) => /^web\/prompt\/languages\/.*\.json$/.test(file);

function linesOf(text) {
  return text.replace(/\n$/, "").split("\n");
}

export const TEXT_RULES = {
  "a file has 300 lines at most": {
    isFor: (file) => CODE.test(file),
    check(file, text) {
      const lines = linesOf(text).length;
      const most = LONG_FILES[file] ?? MAX_LINES;
      return lines > most ? [{ file, line: most + 1, message: `${lines} lines, not ${most}` }] : [];
    },
  },
  "a line has 100 columns at most": {
    isFor: (file) => TEXT.test(file) && !isLock(file) && !isSample(file) && !isTranslation(file),
    check: (file, text) =>
      linesOf(text).flatMap((content, index) => {
        const columns = [...content].length;
        if (columns <= MAX_COLUMNS || IS_TEST_NAME.test(content)) return [];
        return [{ file, line: index + 1, message: `${columns} columns` }];
      }),
  },
  "nothing is left open": {
    isFor: (file) => TEXT.test(file) && !isLock(file),
    check: (file, text) =>
      findEach(file, text, /\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/g, "finish it, or open an issue"),
  },
  "no error is swallowed": {
    isFor: (file) => CODE.test(file),
    check: (file, text) => [
      ...findEach(file, text, /\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}/g, "an empty catch"),
      ...findEach(file, text, /\.catch\(\s*\([^)]*\)\s*=>\s*\{\s*\}/g, "an empty catch"),
    ],
  },
  "no test is narrowed, skipped or allowed to fail": {
    isFor: isTest,
    check: (file, text) => [
      ...findEach(file, text, /\.(?:only|skip|todo)\(/g, ([call]) => `leaves tests out: ${call}`),
      ...findEach(file, text, /\b(?:only|skip|todo): *true\b/g, "leaves tests out, with no reason"),
      ...findEach(file, text, /\[(?:!(?:mayfail|shouldfail|hide)|\.\w*)\]/g, "a tag that hides"),
    ],
  },
  "a rule that a test cites exists": {
    isFor: isTest,
    check: (file, text) =>
      [...text.matchAll(/\b([RVD])(\d{1,3})\b/g)]
        .filter(([, kind, number]) => Number(number) < 1 || Number(number) > LAST_CITABLE[kind])
        .flatMap(([id]) => findEach(file, text, new RegExp(`\\b${id}\\b`, "g"), `no rule ${id}`)),
  },
  "no path of one machine": {
    isFor: (file) => !file.endsWith(".md") && !isLock(file),
    check: (file, text) =>
      findEach(
        file,
        text,
        /(?<![\w.}])\/(?:root|tmp|work|home|Users)\//g,
        (found) => `a path of one machine: ${found}`,
      ),
  },
  "the lock file names no download address": {
    isFor: isLock,
    check: (file, text) =>
      findEach(file, text, /"resolved": *"http/g, "npm: omit-lockfile-registry-resolved=true"),
  },
};

export function checkText(file, text) {
  return Object.values(TEXT_RULES)
    .filter(({ isFor }) => isFor(file))
    .flatMap(({ check }) => check(file, text));
}
