// Starts WebKitGTK's MiniBrowser, the nearest to Safari that runs on Linux, with a display of its
// own (Xvfb) and a fresh home that is removed with it. What can be done with the browser afterwards
// is webdriver.mjs. Two things that only this engine has: a screenshot needs two animation frames
// after a change, and killing the process of a page ends the WebDriver session.

import { constants } from "node:fs";
import { access, mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findProgram } from "./chromium.mjs";
import { startProcess } from "./processes.mjs";
import { until } from "./until.mjs";
import { Session, startDriver } from "./webdriver.mjs";

/** Names of the programs on PATH. */
export const WEBKIT_DRIVER_NAMES = ["WebKitWebDriver"];
export const DISPLAY_NAMES = ["Xvfb"];

const SCREEN = "1280x900x24";

/** Debian keeps the browser beside the library, in a folder with its version and not on PATH. */
export async function findMiniBrowser(roots = ["/usr/lib", "/usr/libexec"]) {
  for (const root of roots) {
    const deep = (await namesIn(root)).filter((name) => name.endsWith("-linux-gnu"));
    for (const folder of [root, ...deep.map((name) => join(root, name))]) {
      const versions = (await namesIn(folder)).filter((name) => /^webkit2?gtk-/.test(name));
      for (const version of versions.sort().reverse()) {
        const file = join(folder, version, "MiniBrowser");
        const isThere = await access(file, constants.X_OK).then(
          () => true,
          () => false,
        );
        if (isThere) return file;
      }
    }
  }
  throw new Error("browser tests need MiniBrowser of WebKitGTK, and it was not found");
}

const namesIn = (folder) =>
  readdir(folder).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });

/**
 * Launches a browser: `args` are added to its command line, `env` to its environment,
 * `capabilities` to those of WebDriver. Returns `{ session, driver, close }`; `close()` ends all
 * its processes, the display too, and removes its home.
 */
export async function launchWebKit({ args = [], env = {}, capabilities = {} } = {}) {
  const [binary, command, xvfb] = await Promise.all([
    findMiniBrowser(),
    findProgram(WEBKIT_DRIVER_NAMES),
    findProgram(DISPLAY_NAMES),
  ]);
  const screen = ["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"];
  const display = startProcess(xvfb, screen);
  let driver;
  const close = async () => {
    await driver?.stop();
    await display.stop();
  };
  try {
    const directory = await mkdtemp(join(tmpdir(), "ig-"));
    driver = await startDriver(command, (port) => [`--port=${port}`, "--host=127.0.0.1"], {
      env: { ...homeIn(directory), DISPLAY: await displayOf(display), ...env },
      directory,
    });
    const session = await Session.open(driver, {
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary, args: ["--automation", ...args] },
      ...capabilities,
    });
    return { session, driver, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const homeIn = (directory) => ({
  HOME: directory,
  TMPDIR: directory,
  XDG_CACHE_HOME: directory,
  XDG_CONFIG_HOME: directory,
  XDG_DATA_HOME: directory,
  // Without these it looks for a session bus and a sound server, and says so at length.
  GIO_USE_VFS: "local",
  NO_AT_BRIDGE: "1",
});

async function displayOf(display) {
  const read = async () => {
    if (display.hasExited()) return "ended";
    return /^\d+$/m.exec(display.output())?.[0];
  };
  const number = await until(read, { timeoutMs: 20_000, what: "Xvfb to start" });
  if (number === "ended") throw new Error(`Xvfb ended before it was ready: ${display.output()}`);
  return `:${number}`;
}
