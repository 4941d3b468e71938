// The files that the house rules are about, and how a broken rule is reported. A rule is a pure
// function of a file's path and text that returns findings, so that its own test can hand it a
// violation.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What people did not write: Git's own, a file in a second working tree, and what it ignores. */
function leftOut() {
  const ignored = readFileSync(path.join(ROOT, ".gitignore"), "utf8").matchAll(/^\/(.*)\/$/gm);
  return new Set([".git", ...[...ignored].map(([, folder]) => folder)]);
}

/** All files of the tree, by their path from the top. */
export function treeFiles() {
  const skip = leftOut();
  const below = (folder) =>
    readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
      const name = path.posix.join(folder, entry.name);
      if (skip.has(name)) return []; // `.git` is a file where a branch has a folder of its own
      if (entry.isDirectory()) return below(name);
      return entry.isFile() ? [name] : [];
    });
  return below(".").sort();
}

export function readTree(file) {
  return readFileSync(path.join(ROOT, file), "utf8");
}

export function lineAt(text, index) {
  return text.slice(0, index).split("\n").length;
}

/** A finding for each match of `pattern` (global). */
export function findEach(file, text, pattern, message) {
  return [...text.matchAll(pattern)].map((match) => ({
    file,
    line: lineAt(text, match.index),
    message: typeof message === "function" ? message(...match) : message,
  }));
}

export function show(findings) {
  return findings.map(({ file, line, message }) => `${file}:${line}: ${message}`).join("\n");
}

/** Fails with the findings as they are, one a line: a difference to nothing is hard to read. */
export function assertNone(findings) {
  if (findings.length > 0) assert.fail(`${findings.length} found\n${show(findings)}\n`);
}
