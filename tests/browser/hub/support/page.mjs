// The script of a test's page, bundled by pages.mjs: a page with nothing but its half of a hub.
// What a test wants of it comes through attributes of the root, because the scripts of WebDriver
// see no variables of a page in Firefox. Bodies are emptied, frames moved: the root stays.

import { systemClock } from "../../../../bindings/browser/clock.ts";
import { CookieRecord } from "../../../../bindings/browser/cookie-record.ts";
import { HubFrame } from "../../../../bindings/browser/hub-frame.ts";

const root = document.documentElement;
const options = JSON.parse(new URLSearchParams(location.search).get("o"));
const { address, name, nonce, speed } = options;
const clock = {
  ...systemClock,
  setTimeout: (callback, delayMs) => systemClock.setTimeout(callback, delayMs / speed),
};
/** `[what, when, ...]`, in order; times are the page's. */
const seen = [];
const see = (what, ...more) => seen.push([what, Math.round(performance.now()), ...more]);

addEventListener("securitypolicyviolation", ({ violatedDirective }) =>
  see("violation", violatedDirective),
);

const hub = new HubFrame({
  address: new URL(address),
  name,
  nonce,
  clock,
  listener: {
    changed: (entries) => see("changed", entries),
    judged: (verdict) => see("judged", verdict),
    report: (code) => see("report", code),
  },
});

const commands = {
  exchange: (entries) => hub.exchange(entries),
  watch: (on) => hub.watch(on),
  gesture: () => hub.gesture(),
  close: () => hub.close(),
  seen: () => seen,
  /** Without the hub, as pages do that share a domain with it. */
  direct: (domain, entries) => new CookieRecord({ name, domain }).exchange(entries),
};

addEventListener("test-command", async () => {
  const [command, ...args] = JSON.parse(root.getAttribute("data-command"));
  const result = await commands[command](...args);
  root.setAttribute("data-result", JSON.stringify(result ?? null));
});
