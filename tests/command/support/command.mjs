// Runs the program `idleguard-policy` as an administrator would, in the folder of the samples.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const PROGRAM = fileURLToPath(
  new URL("../../../build/bin/idleguard-policy", import.meta.url),
);
export const DOCUMENTS = fileURLToPath(new URL("../../documents/", import.meta.url));

/** `{ status, stdout, stderr }`; `input` is standard input. */
export function run(words, { input = "", stdio } = {}) {
  const options = { cwd: DOCUMENTS, input, encoding: "utf8", timeout: 10_000, stdio };
  const { status, stdout, stderr, error, signal } = spawnSync(PROGRAM, words, options);
  if (error && error.code !== "EPIPE") throw error; // it need not read all of its input
  assert.equal(signal, null, `it ended with ${signal}`);
  return { status, stdout, stderr };
}

/** What it prints for programs, when it ends with 0. */
export function runJson(words, options) {
  const { status, stdout, stderr } = run(words, options);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

/** A document of ours with these sections, as text. */
export const own = (sections) => JSON.stringify({ version: 1, ...sections });
