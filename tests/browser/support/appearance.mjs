// For tests of what the prompt and the cover look like: opens them, sets the screen that they are
// on, and measures them as they are rendered. Half of it runs in the page. It knows the parts that
// a theme may style, and nothing of sessions.

import { openApp, basicOptions } from "./app-page.mjs";
import { advanceTo, hasPrompt, isCovered } from "./suite.mjs";

/** The parts with text, in reading order. */
export const TEXTS = ["application", "title", "message", "label", "time", "stay", "sign-out"];

/** Opens the fixture app on a new origin with the prompt up. Returns the dialog. */
export async function openPrompt({ session, site }, options = {}, leftMs = 100_000) {
  const all = basicOptions({ clock: "offset", ...options });
  const error = await openApp(session, site.host().appUrl(all));
  if (error) throw new Error(`the guard did not start: ${JSON.stringify(error)}`);
  await advanceTo(session, "end", leftMs);
  await session.until(hasPrompt, { what: "the prompt" });
  return dialogOf(session, "idleguard-prompt");
}

/**
 * The prompt of the page in front again, by a new guard with other options, and in the language of
 * the option `locale` (else English).
 */
export async function reopenPrompt(session, changes) {
  await session.run(async (more) => {
    const { IdleGuard } = await import("/idleguard/idleguard.mjs");
    const { offsetClock } = await import("/fixtures/clock.js");
    const options = JSON.parse(new URLSearchParams(location.search).get("o"));
    window.guard.stop();
    window.guard = await IdleGuard.start({ ...options, ...more, clock: offsetClock() });
  }, changes);
  const { locale = "en" } = changes;
  const speaks = (tag) => document.querySelector("idleguard-prompt")?.lang === tag;
  await session.until(speaks, { args: [locale], what: `the prompt of the new guard, ${locale}` });
  return dialogOf(session, "idleguard-prompt");
}

/** Opens the fixture app on a new origin, covered for good. Returns the cover's dialog. */
export async function openCover(suite, options = {}) {
  const { session } = suite;
  await openPrompt(suite, { ...options, signOut: "@never" });
  await session.run(() => window.guard.signOut());
  await session.until(isCovered, { what: "the cover" });
  return dialogOf(session, "idleguard-cover");
}

async function dialogOf(session, host) {
  return (await session.find(host)).findInShadow("dialog");
}

/**
 * The size of the window in CSS pixels, how many of the screen's make one of them (4: zoomed to
 * 400 %), and media features; those that are not named are the browser's own.
 */
export async function setScreen(session, { width, height, zoom = 1, media = "", ...features }) {
  const size = { width, height, deviceScaleFactor: zoom, mobile: false };
  await session.cdp("Emulation.setDeviceMetricsOverride", size);
  const named = Object.entries(features).map(([name, value]) => ({
    name: name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    value,
  }));
  await session.cdp("Emulation.setEmulatedMedia", { media, features: named });
}

/** Waits until the opening animation is over. */
export const settled = (session, dialog) =>
  session.run(
    (element) => Promise.all(element.getAnimations().map(({ finished }) => finished)),
    dialog,
  );

/** Runs in a page: the contrast of what is seen in the dialog, `{ name: ratio }`. */
export function contrastsIn(dialog, texts) {
  const root = dialog.getRootNode();
  const rgba = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const light = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const luminance = ({ rgb }) =>
    rgb.reduce((sum, c, i) => sum + light(c / 255) * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (one, other) => {
    const [dark, bright] = [luminance(rgba(one)), luminance(rgba(other))].sort((a, b) => a - b);
    return Math.round(((bright + 0.05) / (dark + 0.05)) * 100) / 100;
  };
  const styleOf = (id) => getComputedStyle(root.getElementById(id));
  const groundOf = (element) => {
    let at = element;
    while (rgba(getComputedStyle(at).backgroundColor).a < 1) at = at.parentElement ?? dialog;
    return getComputedStyle(at).backgroundColor;
  };
  const found = {};
  for (const id of texts) {
    const element = root.getElementById(id);
    if (element?.textContent) found[id] = ratio(styleOf(id).color, groundOf(element));
  }
  if (!root.getElementById("stay")) return found;
  const surface = getComputedStyle(dialog).backgroundColor;
  const focused = root.activeElement && getComputedStyle(root.activeElement);
  return {
    ...found,
    "border of sign-out": ratio(styleOf("sign-out").borderTopColor, surface),
    "stay against the dialog": ratio(styleOf("stay").borderTopColor, surface),
    "bar against its track": ratio(
      styleOf("bar").backgroundColor,
      groundOf(root.getElementById("track")),
    ),
    "focus ring": parseFloat(focused?.outlineWidth ?? 0) && ratio(focused.outlineColor, surface),
  };
}

/**
 * Runs in a page: what is wrong with the layout of the dialog, as sentences. Scrolls it, and leaves
 * it scrolled to its beginning.
 */
export function layoutFaults(dialog, texts) {
  const root = dialog.getRootNode();
  const faults = [];
  const fault = (condition, text) => condition && faults.push(text);
  const box = dialog.getBoundingClientRect();
  const isOut = (inner, outer) => inner.left < outer.left - 1 || inner.right > outer.right + 1;
  const isAbove = (inner, outer) => inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
  const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  fault(isOut(box, screen) || isAbove(box, screen), "the dialog is larger than the window");
  fault(dialog.scrollWidth > dialog.clientWidth, "the dialog scrolls sideways");
  for (const id of texts) {
    const element = root.getElementById(id);
    if (!element?.textContent) continue;
    const range = document.createRange();
    range.selectNodeContents(element);
    element.scrollIntoView({ block: "nearest" });
    const own = element.getBoundingClientRect();
    const text = range.getBoundingClientRect();
    const isButton = element.localName === "button";
    fault(isOut(text, isButton ? own : box), `the text of ${id} is cut off`);
    if (!isButton) continue;
    fault(isAbove(text, own), `the text of ${id} is higher than its button`);
    fault(Math.min(own.width, own.height) < 43.99, `${id} is less than 44 px`);
    fault(isAbove(own, screen) || isOut(own, screen), `${id} cannot be reached by scrolling`);
    const hit = root.elementFromPoint(own.left + own.width / 2, own.top + own.height / 2);
    fault(hit !== element, `a press in the middle of ${id} does not hit it`);
  }
  // The buttons stay in view: what they lie over must come out from under them.
  for (const id of ["application", "title", "message", "label", "time", "track"]) {
    const element = root.getElementById(id);
    if (!element || (id !== "track" && !element.textContent)) continue;
    element.scrollIntoView({ block: "start" });
    const { left, top, width, height } = element.getBoundingClientRect();
    const hit = root.elementFromPoint(left + width / 2, top + Math.min(height / 2, 8));
    fault(!element.contains(hit), `${id} cannot be seen: ${hit?.id} is over it`);
  }
  dialog.scrollTop = 0;
  return faults;
}
