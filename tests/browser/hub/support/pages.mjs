// Pages with nothing but their half of a hub: served on any host, under a policy that allows what a
// hub needs and nothing else, and asked by tests in the same way in every engine.

import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { goToSite } from "../../support/cookie-modes.mjs";

const SCRIPT = fileURLToPath(new URL("page.mjs", import.meta.url));
const JAVASCRIPT = { "content-type": "text/javascript" };

/** An account, as records are called. */
export const RECORD = `1:${"a1".repeat(16)}`;
export const GENERATION = "c3".repeat(16);

const stamp = (at) => String(at).padStart(15, "0");

/** Entries of a record. */
export const activity = (at, group = 0) => [`L:${GENERATION}:${group}`, stamp(at)];
export const ended = (at, reason = "idle") => [`E:${GENERATION}:0`, stamp(at) + reason];
export const started = (at) => ["g", stamp(at) + GENERATION];

/** Serves the page on every host of the site. */
export async function servePages(site) {
  const options = { entryPoints: [SCRIPT], bundle: true, write: false, format: "iife" };
  const [{ text }] = (await build({ ...options, target: "es2022" })).outputFiles;
  site.page("/page.js", { body: text, headers: JAVASCRIPT });
  site.on("/page", ({ query }) => ({
    html: `<!doctype html><title>app</title><input autofocus><script src="/page.js"></script>`,
    csp:
      "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; " +
      `frame-src ${query.frames}`,
  }));
}

/**
 * Opens the page of `host` with a frame of the hub at `address`, in the tab in front. `frames`:
 * other origins that its policy allows in frames; `speed`: its timers run so many times as fast.
 */
export async function openPage(session, host, address, options = {}) {
  const { name = RECORD, nonce, frames = [], speed = 1 } = options;
  const o = JSON.stringify({ address, name, nonce, speed });
  const allowed = [new URL(address).origin, ...frames].join(" ");
  await goToSite(session, host.url(`/page?${new URLSearchParams({ frames: allowed, o })}`));
}

/** Asks the page in the tab in front, and returns its answer. */
export async function ask(session, command, ...args) {
  await session.run(
    (text) => {
      document.documentElement.removeAttribute("data-result");
      document.documentElement.setAttribute("data-command", text);
      dispatchEvent(new Event("test-command"));
    },
    JSON.stringify([command, ...args]),
  );
  const result = () => document.documentElement.getAttribute("data-result");
  return JSON.parse(await session.until(result, { what: `the page to ${command}` }));
}

/** What the page has seen of a kind ("changed", "judged", "report", "violation"), without times. */
export const seenOf = async (session, kind) =>
  (await ask(session, "seen")).filter(([what]) => what === kind).map(([, , value]) => value);
