// axe-core finds nothing wrong with the prompt and the cover, in light and in dark. It cannot look
// into closed shadow roots, so it is shown a build whose roots are open. The browsers are those of
// accessibility.test.mjs.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { openPage, showPrompt } from "../support/accessibility-prompt.mjs";
import { inspectWithAxe } from "../support/axe.mjs";
import { startSite } from "../support/site.mjs";

const OPEN_DIST = fileURLToPath(new URL("../../../build/open-shadow", import.meta.url));

/** A page with which axe is content, so that all it finds is ours. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>A good page</title>
<script src="/fixtures/probe.js"></script>
<script type="module" src="/fixtures/app.js"></script>
</head>
<body><main><h1>A good page</h1><p id="secret">Quarterly figures: 4711</p>
<p><label>Note <input id="field"></label></p></main></body>
</html>`;

/** What axe cannot decide by itself, and why it need not. */
const EXPLAINED = {
  "css-orientation-lock": "it reads no constructed style sheets; ours ask for no orientation",
  "hidden-content": "it cannot read the page under the cover, and nobody shall",
};

/**
 * Runs in a page: axe knows the colours of nothing outside of the body, where ours are; and takes
 * all in a body without opacity for invisible, which is not so in the top layer. The page under the
 * cover has no visibility either.
 */
const keepInBody = () => {
  document.documentElement.append = (host) => document.body.append(host);
  document.body.style.setProperty("opacity", "1", "important");
};

/** Runs in a page: what is shown has come to rest. */
const isAtRest = (tag) => {
  const dialog = document.querySelector(tag)?.shadowRoot.querySelector("dialog");
  return dialog?.getAnimations().length === 0;
};

/** Runs in a page: the dialog loses its name. */
const takeName = (tag) => {
  const dialog = document.querySelector(tag).shadowRoot.querySelector("dialog");
  dialog.removeAttribute("aria-labelledby");
};

/** A site with the build that axe can see into, and a page. */
export async function startOpenSite() {
  assert.ok(existsSync(OPEN_DIST), "build it with: node build.mjs --open-shadow");
  const site = await startSite({ dist: OPEN_DIST });
  site.page("/good", { html: PAGE });
  return site;
}

async function show({ session, site }, what) {
  const options = { signOut: "@never" };
  await openPage({ session, site }, options, { path: "/good" });
  await session.run(keepInBody);
  if (what === "prompt") await showPrompt(session);
  else await session.run(() => void guard.signOut());
  const tag = `idleguard-${what}`;
  await session.until(isAtRest, { args: [tag], what: `the ${what} at rest` });
  return tag;
}

async function assertClean(session, tag) {
  const { violations, incomplete, passed } = await inspectWithAxe(session);
  assert.deepEqual(violations, []);
  const open = incomplete.filter(({ rule }) => !Object.hasOwn(EXPLAINED, rule));
  assert.deepEqual(open, []);
  const isColoured = passed.some(
    ({ rule, place }) => rule === "color-contrast-enhanced" && place === `${tag} #title`,
  );
  assert.ok(isColoured, "axe has judged the colours of the title");
}

/** R155 and what else axe knows of: nothing is found, until something is broken. */
async function inspectPrompt({ session, site }) {
  const tag = await show({ session, site }, "prompt");
  await assertClean(session, tag);
  await session.run(takeName, tag);
  const { violations } = await inspectWithAxe(session);
  assert.deepEqual(
    violations.map(({ rule, place }) => [rule, place]),
    [["aria-dialog-name", `${tag} dialog`]],
    "axe sees into the prompt",
  );
}

async function inspectCover({ session, site }) {
  await assertClean(session, await show({ session, site }, "cover"));
}

async function inspectInDark({ session, site }) {
  const features = [{ name: "prefers-color-scheme", value: "dark" }];
  await session.cdp("Emulation.setEmulatedMedia", { features });
  try {
    for (const what of ["prompt", "cover"]) {
      await assertClean(session, await show({ session, site }, what));
    }
  } finally {
    await session.cdp("Emulation.setEmulatedMedia", { features: [] });
  }
}

const IN_ALL = {
  "axe finds nothing wrong with the prompt, and sees when it has no name": inspectPrompt,
  "axe finds nothing wrong with the cover": inspectCover,
};
const IN_CHROMIUM = { "axe finds nothing wrong with either in dark": inspectInDark };

/** Names of tests, and what they do with `{ session, site }`, a site as above. */
export const axeTests = (engine) =>
  Object.entries({ ...IN_ALL, ...(engine === "chromium" ? IN_CHROMIUM : {}) });
