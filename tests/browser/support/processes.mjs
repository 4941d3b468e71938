// Starts the processes that a browser test needs, and guarantees their end. Every command runs
// under a reaper (reaper.mjs) that holds a pipe to this process: when the pipe closes, because
// stop() was called, an exception ended the test or a signal killed it, the reaper ends the
// command's whole process group by its id and removes its directory. It knows nothing about
// browsers.

import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { fileURLToPath } from "node:url";

import { limited } from "./until.mjs";

const REAPER = fileURLToPath(new URL("reaper.mjs", import.meta.url));
const OUTPUT_LIMIT = 64 * 1024;
const STOP_LIMIT_MS = 10_000;

/** A loopback port that was free a moment ago: the caller must cope with losing it to another. */
export async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Runs a command. `directory`, when given, is removed after the command's end. `output()` is the
 * last part of what it printed; `exit` resolves to its exit code; `stop()` may be called
 * repeatedly.
 */
export function startProcess(command, args, { env = {}, directory = "" } = {}) {
  const reaper = spawn(process.execPath, [REAPER, directory, command, ...args], {
    // Its own session: an interrupt from the terminal reaches the test, and the pipe tells the
    // reaper.
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [reaper.stdout, reaper.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text) => (output = (output + text).slice(-OUTPUT_LIMIT)));
  }
  // A test that forgot to stop its browser still ends, and takes the browser with it.
  for (const handle of [reaper, reaper.stdin, reaper.stdout, reaper.stderr]) handle.unref();

  let hasExited = false;
  const exit = once(reaper, "exit").then(([code]) => {
    hasExited = true;
    return code;
  });
  const stop = async () => {
    if (hasExited) return;
    reaper.ref();
    reaper.stdin.end();
    await limited(exit, STOP_LIMIT_MS, `the end of ${command}`);
  };
  return { exit, stop, output: () => output, hasExited: () => hasExited };
}
