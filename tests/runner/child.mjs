// Runs one program with a limit on its time, keeps what it prints in build/log, and leaves no
// process behind: each runs in a process group of its own, which is ended as a whole.

import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LOGS = path.join(ROOT, "build", "log");
const LAST_LINES = 200;
const MAX_COLUMNS = 400; // a program that crashed may print its minified self
const SIGN_OF_LIFE_SECONDS = 60;

const running = new Set();

function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // it has just ended by itself
  }
}

export function endChildren() {
  for (const child of running) endGroup(child, "SIGTERM");
}

export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** Resolves to null when `child` ends with 0, and to what went wrong otherwise. */
async function ended(child, limit) {
  let isLate = false;
  const timers = [
    setTimeout(() => {
      isLate = true;
      endGroup(child, "SIGTERM");
    }, limit * 1000),
    setTimeout(() => endGroup(child, "SIGKILL"), (limit + 5) * 1000),
  ];
  const why = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (status, signal) =>
      resolve(status === 0 ? null : `it ended with ${signal ?? status}`),
    );
  });
  timers.forEach(clearTimeout);
  return isLate ? `no end after ${limit} s` : why;
}

/**
 * Runs `command` (a list) for `limit` seconds at most. Returns `{ why, text, log, report }`: `why`
 * is null when it ended with 0, `text` all that it printed, which is also in the file `log`.
 * `command` may be a function of the path of a file for its report, which is then returned.
 */
export async function run(name, command, { limit, env = {}, say = () => {} }) {
  mkdirSync(LOGS, { recursive: true });
  const log = path.join(LOGS, `${name}.txt`);
  const reportFile = path.join(LOGS, `${name}.report`);
  rmSync(reportFile, { force: true });
  const [program, ...args] = typeof command === "function" ? command(reportFile) : command;
  const file = openSync(log, "w");
  const begun = Date.now();
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", file, file],
    detached: true,
  });
  running.add(child);
  const life = setInterval(
    () => say(`still running after ${seconds(begun)}`),
    SIGN_OF_LIFE_SECONDS * 1000,
  );
  const why = await ended(child, limit);
  clearInterval(life);
  running.delete(child);
  if (child.pid !== undefined) endGroup(child, "SIGKILL");
  closeSync(file);
  const report = existsSync(reportFile) ? readFileSync(reportFile, "utf8") : "";
  // Catch2 as Wasm takes every output for a terminal and colours it.
  const text = stripVTControlCharacters(readFileSync(log, "utf8"));
  return { why, text, log: path.relative(ROOT, log), report };
}

/** The end of a log, for a reader who has nothing but the terminal. */
export function showLog({ text, log }) {
  const lines = text.trimEnd().split("\n");
  const cut = lines.length > LAST_LINES ? `… (all of it: ${log})\n` : "";
  const shown = lines.slice(-LAST_LINES).map((line) => line.slice(0, MAX_COLUMNS));
  console.log(`${cut}${shown.join("\n")}\n`);
}
