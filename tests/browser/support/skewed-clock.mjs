// A browser whose clocks can be set while it runs, all of its processes at once: a small library is
// compiled and preloaded into it. The wall clock and the monotonic one are set apart, as machines
// do: setting the clock moves the first alone, and so does sleep, during which the second stands
// still. Linux only.

import { execFile } from "node:child_process";
import { chmod, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { findProgram } from "./chromium.mjs";

const SOURCE = fileURLToPath(new URL("skewed-clock.c", import.meta.url));
const COMPILE_LIMIT_MS = 60_000;
const NS_PER_MS = 1_000_000n;

/**
 * Returns `{ binary, shift, remove }`: the program to launch instead of the browser; `shift({
 * wallMs, monoMs })` moves the clocks of all that it has started; `remove()` deletes what was made.
 */
export async function skewedBrowser() {
  const directory = await mkdtemp(join(tmpdir(), "ig-skew-"));
  const [compiler, browser] = await Promise.all([
    findProgram(["cc", "gcc", "clang", "clang-14"]),
    findProgram(["chromium", "chromium-browser", "google-chrome"]),
  ]);
  const library = join(directory, "skewed-clock.so");
  const flags = ["-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"];
  await promisify(execFile)(compiler, flags, { timeout: COMPILE_LIMIT_MS });

  const file = join(directory, "offsets");
  const offsets = new BigInt64Array(2);
  await writeFile(file, offsets);
  const binary = join(directory, "browser");
  const script = `#!/bin/sh\nSKEW_FILE='${file}' LD_PRELOAD='${library}' exec '${browser}' "$@"\n`;
  await writeFile(binary, script);
  await chmod(binary, 0o755);

  return {
    binary,
    remove: () => rm(directory, { recursive: true, force: true }),
    /** Written in place: the browser has the file mapped, and sees the change at once. */
    async shift({ wallMs = 0, monoMs = 0 }) {
      offsets[0] += BigInt(wallMs) * NS_PER_MS;
      offsets[1] += BigInt(monoMs) * NS_PER_MS;
      const handle = await open(file, "r+");
      try {
        await handle.write(new Uint8Array(offsets.buffer), 0, 16, 0);
      } finally {
        await handle.close();
      }
    },
  };
}
