// Who may include what, in C++: the core is the standard library and itself, without anything that
// has a clock, chance, a thread or a stream in it; the seam adds Emscripten, the command its own
// files and nothing else.

import { lineAt } from "./tree.mjs";

const CLOCKS = ["chrono", "ctime"];
const CHANCE = ["random"];
const THREADS = ["atomic", "barrier", "condition_variable", "future", "latch", "mutex"].concat([
  "semaphore",
  "shared_mutex",
  "stop_token",
  "thread",
]);
const STREAMS = [
  "fstream",
  "iomanip",
  "ios",
  "iostream",
  "istream",
  "ostream",
  "spanstream",
].concat(["sstream", "streambuf", "strstream", "syncstream"]);
// Small to write and large in the Wasm, or different on every machine.
const COSTLY = ["format", "locale", "regex"];
const BANNED = new Set([...CLOCKS, ...CHANCE, ...THREADS, ...STREAMS, ...COSTLY]);

const JSON_LIBRARY = "core/json_library.hpp";

/** The includes of a file: `{ line, target }`, `target` with its brackets when it has them. */
export function includesOf(text) {
  return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*(<[^>]*>|"[^"]*")/gm)].map((match) => ({
    line: lineAt(text, match.index),
    target: match[1].startsWith('"') ? match[1].slice(1, -1) : match[1],
  }));
}

function mayInclude(file, target) {
  const standard = /^<(\w+)>$/.exec(target)?.[1];
  if (standard !== undefined) return !BANNED.has(standard);
  if (target.startsWith("core/")) return true;
  if (file.startsWith("core/")) return file === JSON_LIBRARY && target.startsWith("<nlohmann/");
  if (file.startsWith("bindings/command/")) return target.startsWith("bindings/command/");
  return /^<emscripten\/[\w.]+>$/.test(target) || target.startsWith("bindings/embind/");
}

export const isCppOfRules = (file) => /^(core|bindings)\/.*\.(cpp|hpp)$/.test(file);

export function checkIncludes(file, text) {
  return includesOf(text)
    .filter(({ target }) => !mayInclude(file, target))
    .map(({ line, target }) => ({ file, line, message: `must not include ${target}` }));
}

/** The first circle among the includes of `files` (path to text), as a list of paths, or null. */
export function findCircle(files) {
  const done = new Set();
  const follow = (file, trail) => {
    const seen = trail.indexOf(file);
    if (seen !== -1) return [...trail.slice(seen), file];
    if (done.has(file) || !files.has(file)) return null;
    for (const { target } of includesOf(files.get(file))) {
      const circle = follow(target, [...trail, file]);
      if (circle !== null) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of files.keys()) {
    const circle = follow(file, []);
    if (circle !== null) return circle;
  }
  return null;
}
