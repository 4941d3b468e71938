// Starts Chromium as its users have it: background throttling and occlusion stay real, and every
// launch has a fresh profile that is removed with it. It finds the two programs on PATH and says
// what is missing otherwise. What can be done with the browser afterwards is webdriver.mjs.

import { constants } from "node:fs";
import { access, mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { DevTools } from "./devtools.mjs";
import { Session, startDriver } from "./webdriver.mjs";

const BROWSER_NAMES = ["chromium", "chromium-browser", "google-chrome"];
const DRIVER_NAMES = ["chromedriver"];

// chromedriver adds these so that pages in the background run at full speed: not what users have.
const UNREAL_SWITCHES = [
  "disable-background-timer-throttling",
  "disable-backgrounding-occluded-windows",
];
// Containers lack the kernel features that the sandbox needs, and only our own pages are opened.
const ALWAYS = ["--headless=new", "--no-sandbox", "--window-size=1000,700", "--no-first-run"];

/** The first of `names` on `path`, or an error that names what to install. */
export async function findProgram(names, path = process.env.PATH ?? "") {
  for (const name of names) {
    for (const folder of path.split(delimiter).filter(Boolean)) {
      const file = join(folder, name);
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return file;
    }
  }
  throw new Error(`browser tests need ${names.join(" or ")} on PATH, and none was found`);
}

/**
 * Launches a browser: `args` are added to its command line, `prefs` to its profile, `env` to its
 * environment; `binary` replaces the program found on PATH, `capabilities` adds WebDriver ones.
 * Returns `{ session, driver, close }`; `close()` ends all its processes and removes its profile.
 */
export async function launchChromium(options = {}) {
  const { args = [], prefs = {}, env = {}, capabilities = {} } = options;
  const [binary, command] = await Promise.all([
    options.binary ?? findProgram(BROWSER_NAMES),
    findProgram(DRIVER_NAMES),
  ]);
  // Sockets of the browser live below this path, whose length is limited: the names stay short.
  const directory = await mkdtemp(join(tmpdir(), "ig-"));
  const profile = join(directory, "profile");
  await mkdir(profile);
  const driver = await startDriver(command, (port) => [`--port=${port}`], {
    // What the browser would leave in shared places goes, and ends, with the directory.
    env: { TMPDIR: directory, XDG_CONFIG_HOME: directory, XDG_CACHE_HOME: directory, ...env },
    directory,
  });
  try {
    const session = await Session.open(driver, {
      "goog:chromeOptions": {
        binary,
        excludeSwitches: UNREAL_SWITCHES,
        args: [...ALWAYS, `--user-data-dir=${profile}`, ...args],
        prefs,
      },
      "goog:loggingPrefs": { browser: "ALL" },
      ...capabilities,
    });
    const { debuggerAddress } = session.capabilities["goog:chromeOptions"];
    session.devtools = await DevTools.connect(debuggerAddress);
    return { session, driver, close: driver.stop };
  } catch (error) {
    await driver.stop();
    throw error;
  }
}
