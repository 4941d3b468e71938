// What parts need built, each built at most once a run: the native tests, the Wasm, dist/ and one
// like it for accessibility checkers, the command, and apps on other libraries to compare with. A
// configured build folder also tells which programs the tree has.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { ROOT, run, seconds, showLog } from "./child.mjs";

const STEPS = {
  "configure-native": { needs: [], command: ["cmake", "--preset", "native"] },
  "configure-wasm": { needs: [], command: ["cmake", "--preset", "wasm"] },
  "configure-command": { needs: [], command: ["cmake", "--preset", "command"] },
  "configure-simulation": { needs: [], command: ["cmake", "--preset", "simulation"] },
  simulation: {
    needs: ["configure-simulation"],
    command: ["cmake", "--build", "--preset", "simulation"],
  },
  native: { needs: ["configure-native"], command: ["cmake", "--build", "--preset", "native"] },
  wasm: { needs: ["configure-wasm"], command: ["cmake", "--build", "--preset", "wasm"] },
  command: { needs: ["configure-command"], command: ["cmake", "--build", "--preset", "command"] },
  module: {
    needs: ["configure-wasm"],
    command: ["cmake", "--build", "--preset", "wasm", "--target", "idleguard_module"],
  },
  "configure-wasm-stock": { needs: [], command: ["cmake", "--preset", "wasm-stock"] },
  "module-stock": {
    needs: ["configure-wasm-stock"],
    command: ["cmake", "--build", "--preset", "wasm-stock", "--target", "idleguard_module"],
  },
  dist: { needs: ["module"], command: ["node", "build.mjs"] },
  "open-shadow": { needs: ["dist"], command: ["node", "build.mjs", "--open-shadow"] },
  peers: { needs: [], command: ["node", "tests/peers/build.mjs"] },
};
const LIMIT_SECONDS = 1200;

const begun = new Map();

async function perform(name) {
  for (const needed of STEPS[name].needs) {
    if (!(await build(needed))) return false;
  }
  const start = Date.now();
  const say = (line) => console.log(`${"build".padEnd(12)}${name} ${line}`);
  const result = await run(`step-${name}`, STEPS[name].command, { limit: LIMIT_SECONDS, say });
  if (result.why !== null) {
    say(`failed: ${STEPS[name].command.join(" ")}: ${result.why}`);
    showLog(result);
  } else if (Date.now() - start > 2000) {
    say(`in ${seconds(start)}`);
  }
  return result.why === null;
}

/** Whether the step has succeeded, now or earlier in this run; a failure shows its log once. */
export function build(name) {
  if (!begun.has(name)) begun.set(name, perform(name));
  return begun.get(name);
}

/** Programs in build/`preset`/bin that the tree has, by their whole name. */
export function programs(preset, pattern) {
  const ninja = path.join(ROOT, "build", preset, "build.ninja");
  if (!existsSync(ninja)) return [];
  const outputs = readFileSync(ninja, "utf8").matchAll(/^build bin\/([\w.]+)[ :]/gm);
  const names = new Set([...outputs].map(([, name]) => name));
  return [...names].filter((name) => pattern.test(name)).sort();
}
