// A small process that stands between a test and a command: `node reaper.mjs DIRECTORY COMMAND
// ARGS…`. It runs the command in a process group of its own and waits for one of two things: the
// command's exit, or the end of its own standard input, which the kernel closes however the test
// ended. Then it kills the group and removes DIRECTORY (unless that is empty). It never sees what
// the command does.

import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";

const [directory, command, ...args] = process.argv.slice(2);
const NOT_STARTED = 127;

const child = spawn(command, args, { detached: true, stdio: ["ignore", "inherit", "inherit"] });
let isEnding = false;

child.on("error", (error) => {
  console.error(`${command} could not be started: ${error.message}`);
  void end(NOT_STARTED);
});
child.on("exit", (code) => void end(code ?? 1));
process.stdin.on("end", () => void end(0));
process.stdin.on("error", () => void end(0));
process.stdin.resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(1));

async function end(code) {
  if (isEnding) return;
  isEnding = true;
  killGroup();
  // The kernel needs a moment to end a browser's processes; until then files may still appear.
  if (directory) await rm(directory, { recursive: true, force: true, maxRetries: 40 });
  process.exit(code);
}

function killGroup() {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // ESRCH: every process of the group has ended already, which is what was wanted.
    if (error.code !== "ESRCH") throw error;
  }
}
