// What tests of the prompt share when they run in three engines: a page with the prompt up, in the
// only tab, and what is inside of the prompt. Its root is closed, and not every engine lets a test
// in, so the page keeps it: our script asks the browser for it when the prompt is needed.

import assert from "node:assert/strict";

import { basicOptions, openApp } from "./app-page.mjs";
import { advanceTo, hasNoPrompt, hasPrompt } from "./suite.mjs";

export const STAY = "stay";
export const SIGN_OUT = "sign-out";

/** Longer than keys are no answers (R156). */
const QUIET_MS = 600;

/** What the guard of a test's page is told: time is the test's, and who asks has a name. */
export const promptOptions = (more = {}) =>
  basicOptions({ clock: "offset", application: "Mail", organization: "Contoso", ...more });

/** Opens a page of a new origin, with a guard, in the only tab. Returns its host. */
export async function openPage({ session, site }, options = {}, { path } = {}) {
  const host = site.host();
  const problem = await openApp(session, host.appUrl(promptOptions(options), { path }));
  assert.equal(problem, null, "the guard starts");
  await session.run(() => {
    window.roots = {};
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (init) {
      return (window.roots[this.localName] = attachShadow.call(this, init));
    };
  });
  return host;
}

/** Time passes until the prompt has been up for a second. */
export async function showPrompt(session) {
  await advanceTo(session, "warn", -1000);
  await session.until(hasPrompt, { what: "the prompt" });
}

/** Keys that are pressed from now on are answers. */
export const untilQuietIsOver = (session) =>
  session.until(
    (quietMs) => performance.now() - events.findLast((e) => e.name === "prompt").at > quietMs,
    { args: [QUIET_MS], what: "the first half second to be over" },
  );

/** Clicks a button of the prompt where a person would. */
export async function clickButton(session, part) {
  const at = await session.run((id) => {
    const box = roots["idleguard-prompt"].getElementById(id).getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2].map(Math.round);
  }, part);
  await session.clickAt(...at);
}

export const untilNoPrompt = (session) => session.until(hasNoPrompt, { what: "the prompt to go" });

/** The id of what has the focus in the prompt; null when that is not in it. */
export const focusInPrompt = (session) =>
  session.run(() => roots["idleguard-prompt"].activeElement?.id ?? null);
