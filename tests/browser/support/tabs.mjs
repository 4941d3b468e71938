// Helpers for tests with several tabs, and the question that every one of them asks in the end:
// could a person read the secret on this page? `inTab` and `eachTab` use WebDriver and so bring
// each tab to the front, as a user would; `peek` and `peekEach` look at tabs without touching what
// is in front.

import { comparePictures, decodePng, pixelDifference } from "./png.mjs";

const SECRET = "#secret";

/** Opens `n` new tabs at `url`, a text or a function of the index. The last one is in front. */
export async function openTabs(session, n, url) {
  const handles = [];
  for (let i = 0; i < n; i += 1) {
    handles.push(await session.openTab());
    await session.goTo(typeof url === "function" ? url(i) : url);
  }
  return handles;
}

/** Closes tabs and acts on one that is left; tabs that are gone already are no error. */
export async function closeTabs(session, handles) {
  for (const handle of await session.tabs()) {
    if (!handles.includes(handle)) continue;
    await session.switchTo(handle);
    await session.closeTab();
  }
  const [left] = await session.tabs();
  await session.switchTo(left);
}

/** Brings a tab to the front, calls `fn(session)` and comes back to the tab before. */
export async function inTab(session, handle, fn) {
  const before = session.tab;
  await session.switchTo(handle);
  try {
    return await fn(session);
  } finally {
    if (before !== null && session.tab !== before) await session.switchTo(before);
  }
}

/** `fn(session, index)` in one tab after another, each in front in turn. Returns the results. */
export async function eachTab(session, handles, fn) {
  const results = [];
  for (const [i, handle] of handles.entries()) {
    results.push(await inTab(session, handle, () => fn(session, i)));
  }
  return results;
}

/** Calls a function in a page without bringing its tab to the front. Chromium only. */
export const peek = (session, handle, fn, ...args) => session.devtools.run(handle, fn, ...args);

/** `peek` in all tabs at once; the results have the order of the handles. */
export const peekEach = (session, handles, fn, ...args) =>
  Promise.all(handles.map((handle) => peek(session, handle, fn, ...args)));

/**
 * Runs in a page: how its layout shows the element. "absent": there is none, or it has no text;
 * "hidden": it is not rendered or outside the viewport; "covered": something else is hit at its
 * points; "open": it is hit itself. "covered" and "open" are guesses: a modal dialog makes what is
 * behind it impossible to hit, though readable, and a cover may let pointers through.
 */
export function layoutOf(css) {
  const element = document.querySelector(css);
  if (!element?.textContent.trim()) return "absent";
  const styles = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true };
  const { left, top, width, height } = element.getBoundingClientRect();
  const isInViewport =
    left < innerWidth && top < innerHeight && left + width > 0 && top + height > 0;
  if (!element.checkVisibility(styles) || !isInViewport) return "hidden";
  const shares = [0.05, 0.5, 0.95];
  const isHit = shares.some((share) => {
    const hit = document.elementFromPoint(left + width * share, top + height / 2);
    return hit !== null && (hit === element || element.contains(hit));
  });
  return isHit ? "open" : "covered";
}

/**
 * Whether a person who looks at the screen could read the secret of the tab in front. What layout
 * calls absent or hidden is not readable. Otherwise the screen itself decides: the secret is
 * readable when hiding it would change the picture. `pixels: false` trusts layout instead, which is
 * quicker and changes nothing in the page. `tolerance` is the channel difference (0 to 255) that
 * nobody can see.
 */
export async function secretVisible(session, options = {}) {
  const { css = SECRET, pixels = true, tolerance = 2 } = options;
  const layout = await session.run(layoutOf, css);
  if (layout === "absent" || layout === "hidden") return false;
  if (!pixels) return layout === "open";
  const { strongest } = await pictureOf(session, css);
  return strongest > tolerance;
}

/** What hiding the element changes on the screen: see `comparePictures`. */
export async function pictureOf(session, css = SECRET) {
  const element = await session.find(css);
  const before = await paintedPicture(session, element, "");
  const without = await paintedPicture(session, element, "hidden");
  const after = await paintedPicture(session, element, "");
  // Only what came back with the secret belongs to it: a countdown may have moved on meanwhile.
  return comparePictures(before, without, (i) => pixelDifference(before, after, i) === 0);
}

/** A picture of the element's place with its visibility set, after two frames have shown it. */
async function paintedPicture(session, element, visibility) {
  await session.run(
    async (target, value) => {
      if (document.visibilityState !== "visible") throw new Error("a hidden tab is not painted");
      target.style.setProperty("visibility", value, "important");
      if (target.getAttribute("style") === "") target.removeAttribute("style");
      const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      await nextFrame();
      await nextFrame();
    },
    element,
    visibility,
  );
  return decodePng(await element.screenshot());
}
