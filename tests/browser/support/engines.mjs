// The three browser engines, under one roof: whether one is installed, and one way to start it. A
// started engine is a WebDriver session (webdriver.mjs) whatever it is; what only one engine can do
// stays in its own file.

import { findProgram, launchChromium } from "./chromium.mjs";
import { FIREFOX_NAMES, launchFirefox } from "./firefox.mjs";
import { DISPLAY_NAMES, WEBKIT_DRIVER_NAMES, findMiniBrowser, launchWebKit } from "./webkit.mjs";

const CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome"];
const CHROMEDRIVER_NAMES = ["chromedriver"];

const KINDS = {
  chromium: {
    launch: launchChromium,
    needs: [() => findProgram(CHROMIUM_NAMES), () => findProgram(CHROMEDRIVER_NAMES)],
  },
  firefox: { launch: launchFirefox, needs: [() => findProgram(FIREFOX_NAMES)] },
  webkit: {
    launch: launchWebKit,
    needs: [
      findMiniBrowser,
      () => findProgram(WEBKIT_DRIVER_NAMES),
      () => findProgram(DISPLAY_NAMES),
    ],
  },
};

/** `chromium`, `firefox` and `webkit`. */
export const ENGINES = Object.keys(KINDS);

/** Why an engine cannot be started here, in words for a person; null when it can. */
export async function whyNotInstalled(engine) {
  for (const find of KINDS[engine].needs) {
    const problem = await find().then(
      () => null,
      (error) => error.message,
    );
    if (problem !== null) return `${engine} is not installed: ${problem}`;
  }
  return null;
}

/**
 * Starts an engine with a fresh profile: `{ session, driver, close }`. Options that all three know
 * are `args`, `env` and `capabilities`; `prefs` is for Chromium and Firefox alone.
 */
export const launchEngine = (engine, options) => KINDS[engine].launch(options);
