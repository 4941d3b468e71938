// Starts Firefox as its users have it, headless and with a fresh profile that is removed with it:
// background throttling and the back/forward cache stay real. Only what would reach for the network
// or ask questions at the first start is switched off. It is driven over Marionette through
// firefox-bridge.mjs; what can be done with the browser afterwards is webdriver.mjs.

import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findProgram } from "./chromium.mjs";
import { startBridge } from "./firefox-bridge.mjs";
import { Marionette } from "./firefox-marionette.mjs";
import { startProcess } from "./processes.mjs";
import { until } from "./until.mjs";
import { Session } from "./webdriver.mjs";

/** Names of the program, any of which will do. */
export const FIREFOX_NAMES = ["firefox-esr", "firefox"];

const START_LIMIT_MS = 60_000;
// An address at which nothing listens.
const NOWHERE = "http://127.0.0.1:9/";

const PREFS = {
  // Chosen by the system, and told in a file of the profile.
  "marionette.port": 0,
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.newtabpage.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage": "about:blank",
  "browser.startup.page": 0,
  "browser.tabs.warnOnClose": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.getAddons.cache.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": NOWHERE,
  "startup.homepage_welcome_url": "",
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/**
 * Launches a browser: `args` are added to its command line, `prefs` to its profile, `env` to its
 * environment, `capabilities` to those of WebDriver. Returns `{ session, driver, close }`;
 * `close()` ends all its processes and removes its profile.
 */
export async function launchFirefox(options = {}) {
  const { args = [], prefs = {}, env = {}, capabilities = {} } = options;
  const binary = options.binary ?? (await findProgram(FIREFOX_NAMES));
  const directory = await mkdtemp(join(tmpdir(), "ig-"));
  const lines = Object.entries({ ...PREFS, ...prefs }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(join(directory, "user.js"), lines.join("\n"));
  const always = ["--headless", "--marionette", "--no-remote", "--profile", directory];
  const running = startProcess(binary, [...always, ...args], {
    env: { TMPDIR: directory, MOZ_CRASHREPORTER_DISABLE: "1", HOME: directory, ...env },
    directory,
  });
  let marionette;
  let bridge;
  const stop = async () => {
    bridge?.close();
    marionette?.close();
    await running.stop();
  };
  try {
    marionette = await Marionette.connect(await portOf(directory, running));
    bridge = await startBridge(marionette);
    const driver = { port: bridge.port, stop, output: running.output, marionette };
    return { session: await Session.open(driver, capabilities), driver, close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port that Firefox listens on, once it says so in its profile. */
export async function portOf(directory, running) {
  const read = async () => {
    if (running.hasExited()) return "ended";
    // Empty while Firefox is writing it.
    return Number(await readFile(join(directory, "MarionetteActivePort"), "utf8"));
  };
  const port = await until(read, { timeoutMs: START_LIMIT_MS, what: "Firefox to start" });
  if (port === "ended") throw new Error(`Firefox ended before it was ready: ${running.output()}`);
  return port;
}
