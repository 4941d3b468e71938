// Which test stands for which rule. The semantics' rules (R) and test vectors (V) are the
// requirement; a test cites those that it proves, in its name or in a comment of its file. Run by
// hand, this file prints the list, and behind it the gaps:
//
//     node tests/tidy/rule-coverage.mjs [ID...]
//
// What cannot be run is listed below with the reason. Ranges are not understood, on purpose: who
// cites a rule has looked at it.

import { fileURLToPath } from "node:url";

import { lineAt, readTree, treeFiles } from "./tree.mjs";

const range = (letter, from, to) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${letter}${from + index}`);

/** What must be cited: the rules of sections 1 to 8, 11, 14, 16 and 17, and every test vector. */
export const REQUIRED = [
  ...range("R", 1, 90),
  ...range("R", 109, 122),
  ...range("R", 145, 152),
  ...range("R", 160, 168),
  ...range("V", 1, 37),
];

/** Rules that no test can prove, each with the reason. One that a test does cite is stale here. */
export const PROSE_ONLY = {
  R13: "which products and clouds are out of scope: there is no code that could be run",
  R60: "which browsers hand device state to the sign-in; by R59 nothing of ours asks which it is",
  R68: "what an app has to request of its sign-in library: the runtime requests no tokens",
  R160: "what the server must do on its own; the runtime is not there to see it",
};

const TEST_FILE = /^tests\/(?:core\/.*_tests\.cpp|fuzz\/.*\.cpp|(?:seam|browser)\/.*\.test\.mjs)$/;

export const isTestFile = (file) => TEST_FILE.test(file);

const STRING = /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/y;
const COMMENT = /\/\/.*|\/\*[^]*?\*\//y;
const TEST_CALL = /\b(?:TEST_CASE|SECTION|DYNAMIC_SECTION|test|it)\(\s*$/;

/** Strings, in C++ with what the compiler would join to them, and comments, in order. */
function tokensOf(text) {
  const found = [];
  let at = 0;
  const take = (pattern, kind) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0];
    if (match === undefined) return false;
    const last = found.at(-1);
    const isJoined =
      kind === "string" && last?.kind === kind && /^\s+$/.test(text.slice(last.end, at));
    if (isJoined) {
      last.content += match.slice(1, -1);
      last.end = at + match.length;
    } else {
      const content = kind === "string" ? match.slice(1, -1) : match;
      found.push({ kind, content, begin: at, end: at + match.length });
    }
    at += match.length;
    return true;
  };
  while (at < text.length) {
    if (!take(COMMENT, "comment") && !take(STRING, "string")) ++at;
  }
  return found;
}

/**
 * The citations of a test file: `{ id, name, line }`. The name is that of the test; a comment
 * within a test speaks for it, one outside for the next, and the file's first for all of it. In a
 * table, text that begins with an id is the name of a test too.
 */
export function citationsIn(text) {
  const tokens = tokensOf(text);
  const isName = ({ kind, content, begin }) =>
    kind === "string" && (TEST_CALL.test(text.slice(0, begin)) || /^[RV]\d+\b/.test(content));
  const names = tokens.filter(isName);
  // Lines of comments that no test follows at once.
  const head = /^(?:\/\/.*\n)+(?=\s*\n|#|import\b)/.exec(text)?.[0].length ?? 0;
  const nameFor = (token) => {
    if (names.includes(token)) return token.content;
    if (token.begin < head) return "";
    const isOutside = token.begin === 0 || text[token.begin - 1] === "\n";
    const before = names.findLast(({ begin }) => begin < token.begin);
    const behind = names.find(({ begin }) => begin > token.begin);
    return ((isOutside ? behind : before) ?? before ?? behind)?.content ?? "";
  };
  return tokens
    .filter((token) => token.kind === "comment" || names.includes(token))
    .flatMap((token) =>
      [...token.content.matchAll(/\b[RV]\d{1,3}\b/g)].map(([id]) => ({
        id,
        name: nameFor(token),
        line: lineAt(text, token.begin),
      })),
    );
}

/** From id to the tests that cite it, `{ file, line, name }`; `files` maps paths to text. */
export function coverageOf(files) {
  const coverage = new Map();
  for (const [file, text] of files) {
    for (const { id, name, line } of citationsIn(text)) {
      const known = coverage.get(id) ?? [];
      if (known.some((each) => each.file === file && each.name === name)) continue;
      coverage.set(id, [...known, { file, line, name }]);
    }
  }
  return coverage;
}

/** What is wrong: rules that nobody cites, and reasons that a test has overtaken. */
export function gapsIn(coverage, required = REQUIRED, proseOnly = PROSE_ONLY) {
  const isProse = (id) => Object.hasOwn(proseOnly, id);
  return [
    ...required
      .filter((id) => !coverage.has(id) && !isProse(id))
      .map((id) => `${id}: no test cites it`),
    ...Object.keys(proseOnly)
      .filter((id) => coverage.has(id))
      .map((id) => `${id}: listed as prose, but cited by ${coverage.get(id)[0].file}`),
    ...Object.keys(proseOnly)
      .filter((id) => !required.includes(id))
      .map((id) => `${id}: listed as prose, but not required`),
  ];
}

export function coverageOfTree() {
  return coverageOf(
    new Map(
      treeFiles()
        .filter(isTestFile)
        .map((file) => [file, readTree(file)]),
    ),
  );
}

function print(ids) {
  const coverage = coverageOfTree();
  for (const id of ids.length > 0 ? ids : REQUIRED) {
    console.log(id in PROSE_ONLY ? `${id}  prose: ${PROSE_ONLY[id]}` : id);
    for (const { file, line, name } of coverage.get(id) ?? []) {
      console.log(`    ${name === "" ? "the whole file" : name} (${file}:${line})`);
    }
  }
  const gaps = gapsIn(coverage);
  console.log(gaps.length === 0 ? "no gap" : `${gaps.length} gaps\n${gaps.join("\n")}`);
  process.exitCode = gaps.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(process.argv.slice(2));
