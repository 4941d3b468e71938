// A browser that prerenders: pages with DevTools on them are never prerendered, and chromedriver
// puts them on every page, so this one is started without it. Pages are told what to do by their
// own scripts, which ask the test's server; DevTools come to a page only once it was activated.

import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findProgram } from "./chromium.mjs";
import { DevTools } from "./devtools.mjs";
import { startProcess } from "./processes.mjs";
import { until } from "./until.mjs";

/** Preloading is off in browsers that are driven, and on for users. */
const PREFERENCES = { net: { network_prediction_options: 0 } };

/** `{ session, open, close }`: `session` has what `peek()` needs; `open(url)` opens a tab. */
export async function launchPrerendering() {
  const directory = await mkdtemp(join(tmpdir(), "ig-"));
  const profile = join(directory, "profile");
  await mkdir(join(profile, "Default"), { recursive: true });
  await writeFile(join(profile, "Default", "Preferences"), JSON.stringify(PREFERENCES));
  const binary = await findProgram(["chromium", "chromium-browser", "google-chrome"]);
  const args = ["--headless=new", "--no-sandbox", "--no-first-run", "--window-size=1000,700"];
  const browser = startProcess(
    binary,
    [...args, "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"],
    {
      directory,
      env: { TMPDIR: directory, XDG_CONFIG_HOME: directory, XDG_CACHE_HOME: directory },
    },
  );
  try {
    const portFile = join(profile, "DevToolsActivePort");
    const port = await until(async () => (await readFile(portFile, "utf8")).split("\n")[0], {
      what: "the browser to listen",
      timeoutMs: 60_000,
    });
    const devtools = await DevTools.connect(`127.0.0.1:${port}`);
    const open = async (url) =>
      (await devtools.send(null, "Target.createTarget", { url })).targetId;
    return { session: { devtools }, open, close: browser.stop };
  } catch (error) {
    await browser.stop();
    throw error;
  }
}
