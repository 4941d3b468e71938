// The fast half of the house rules on what is about to be committed: the staged texts, not the
// files beside them. Run by .githooks/pre-commit.

import { execFileSync } from "node:child_process";

import { checkCppFormat, checkPrettier, clangIsOther, isCpp, isForPrettier } from "./format.mjs";
import { checkText } from "./text-rules.mjs";
import { show } from "./tree.mjs";

const git = (...args) => execFileSync("git", args, { encoding: "utf8", maxBuffer: 1 << 28 });

// Added, copied, modified and renamed files; links and submodules have no text of their own.
const staged = git("diff", "--cached", "--name-only", "--diff-filter=ACMR", "-z")
  .split("\0")
  .filter((file) => file !== "");
const canFormatCpp = clangIsOther("clang-format") === false;

const findings = [];
for (const file of staged) {
  const text = git("show", `:${file}`);
  findings.push(...checkText(file, text));
  if (isCpp(file) && canFormatCpp) findings.push(...checkCppFormat(file, text));
  if (isForPrettier(file)) findings.push(...(await checkPrettier(file, text)));
}
if (findings.length > 0) {
  console.error(`${show(findings)}\n\nNot committed. \`tests/run house\` checks the whole tree.`);
  process.exitCode = 1;
}
