// Whether a file is formatted: clang-format for C++, Prettier for everything that it knows.

import { spawnSync } from "node:child_process";
import path from "node:path";

import prettier from "prettier";

import { ROOT } from "./tree.mjs";

/** Versions of clang-format and clang-tidy differ in what they find; this is Debian 12's. */
const CLANG_VERSION = "14";

export const isCpp = (file) => /\.(cpp|hpp)$/.test(file);
/** Not the documents of other systems, which are kept as these write them. */
export const isForPrettier = (file) =>
  /\.(ts|mjs|js|json|css|html|md)$/.test(file) &&
  !file.endsWith("package-lock.json") &&
  !file.startsWith("tests/documents/");

/** Why a tool of Clang's cannot judge here, or false. */
export function clangIsOther(tool) {
  const { stdout, error } = spawnSync(tool, ["--version"], { encoding: "utf8" });
  const version = error ? "missing" : /version (\d+)/.exec(stdout)?.[1];
  return version === CLANG_VERSION ? false : `${tool} ${CLANG_VERSION} decides, this is ${version}`;
}

/** Findings for a C++ text, as if it stood at `file`. */
export function checkCppFormat(file, text) {
  const place = `--assume-filename=${path.join(ROOT, file)}`;
  const options = ["--dry-run", "-Werror", "--style=file", "--ferror-limit=1", place];
  const { status, stderr, error } = spawnSync("clang-format", options, {
    input: text,
    encoding: "utf8",
    timeout: 30_000,
  });
  if (error) throw error;
  if (status === 0) return [];
  const line = Number(/:(\d+):\d+: error/.exec(stderr)?.[1] ?? 1);
  return [{ file, line, message: `clang-format -i ${file}` }];
}

export async function checkPrettier(file, text) {
  const filepath = path.join(ROOT, file);
  const options = { ...(await prettier.resolveConfig(filepath)), filepath };
  const isFormatted = await prettier.check(text, options).catch((error) => {
    if (error.name === "SyntaxError") return false;
    throw error;
  });
  return isFormatted ? [] : [{ file, line: 1, message: `npx prettier --write ${file}` }];
}
