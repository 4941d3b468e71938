// The demo's page about sharing, in browsers that share much, little and nothing: what it measures
// and what it says must be true of each. And what follows from it at the demo's sites: on their
// own, suspended, or together through the register. That storage, channels and locks of a frame
// are kept apart in every one of them is why the hub has cookies (R149, R150). WebKit comes over
// TLS, which it wants for those.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { signInAt, startSites, untilAt, untilJudged } from "./demo-sites.mjs";
import { COOKIE_MODES } from "./support/cookie-modes.mjs";
import { launchEngine, whyNotInstalled } from "./support/engines.mjs";
import { picture, staysFalse } from "./support/suite.mjs";

let demo;
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "ig-"));
  demo = await startSites({ tlsPort: 0, certificate: join(folder, "certificate") });
});

after(async () => {
  await demo?.close();
  await rm(folder, { recursive: true });
});

/** WebKit's picture is of what was painted last. */
const untilPainted = async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let i = 0; i < 4; i += 1) await frame();
};

const headline = () => document.getElementById("verdict-title").textContent;

/** A browser in a mode, for one test. */
async function open(t, engine, mode) {
  const isSecure = engine === "webkit";
  const options = COOKIE_MODES[engine][mode];
  const capabilities = isSecure ? { acceptInsecureCerts: true } : {};
  const browser = await launchEngine(engine, { ...options, capabilities });
  t.after(() => browser.close());
  const address = (site, path) => demo.site(site, isSecure) + path;
  return { session: browser.session, address };
}

/** Waits until the page has found what is expected in all of these rows. */
const untilRows = (session, expected) =>
  session.until(
    (rows) =>
      Object.entries(rows).every(
        ([row, found]) =>
          document.querySelector(`[data-row="${row}"] .pill`)?.textContent === found,
      ),
    { args: [expected], what: `the rows ${JSON.stringify(expected)}` },
  );

const WAYS = [
  {
    engine: "chromium",
    mode: "allowed",
    alone: { cookies: "Shared", storage: "Kept apart", heard: "Not measured yet" },
    beside: { heard: "Kept apart", locks: "Kept apart", access: "Says yes" },
    verdict: "available",
    says: "These sites act as one.",
  },
  {
    engine: "chromium",
    mode: "blocked",
    alone: { cookies: "Blocked", storage: "Kept apart", heard: "Not measured yet" },
    beside: { heard: "Kept apart", locks: "Kept apart", access: "Says no" },
    verdict: "blocked",
    says: "Each site is on its own.",
  },
  {
    engine: "firefox",
    mode: "default",
    alone: { cookies: "Kept apart", storage: "Kept apart", heard: "Not measured yet" },
    beside: { heard: "Kept apart", locks: "Blocked", access: "Says no" },
    verdict: "blocked",
    says: "Each site is on its own.",
  },
  {
    engine: "webkit",
    mode: "default",
    alone: { cookies: "Read only", storage: "Kept apart", heard: "Not measured yet" },
    beside: { heard: "Kept apart", locks: "Kept apart", access: "Says yes" },
    verdict: "blocked",
    says: "Each site is on its own.",
  },
];

for (const { engine, mode, alone, beside, verdict, says } of WAYS) {
  const skip = (await whyNotInstalled(engine)) ?? false;
  const name = `the page says what ${engine} with cookies "${mode}" shares, and what follows`;
  test(name, { skip }, async (t) => {
    const { session, address } = await open(t, engine, mode);
    await signInAt(session, address("finch", "/sharing"));
    await untilRows(session, alone);
    await untilJudged(session, verdict);
    assert.equal(await session.run(headline), says);
    // Before the second tab: WebKit has no picture of a tab that a driver has opened.
    await session.run(untilPainted);
    await picture(session, `demo-sharing-${engine}-${mode}`);
    await session.openTab();
    await session.goTo(address("wren", "/sharing"));
    await untilRows(session, { ...alone, ...beside });
    if (engine === "chromium" && mode === "blocked") await otherSettings(session, address);
  });
}

/** The same browser under the other settings, of which each page says what it makes of them. */
async function otherSettings(session, address) {
  const expected = { "?blocked=suspend": "Nobody is signed out", "?register=on": "act as one" };
  for (const [query, text] of Object.entries(expected)) {
    await session.goTo(address("wren", `/sharing${query}`));
    await untilJudged(session, "blocked");
    assert.match(await session.run(headline), new RegExp(text));
  }
  await session.until(
    () => document.getElementById("notes").textContent.includes("blocks the hub's cookies"),
    { what: "the note that an administrator reads, in words" },
  );
  // Together all the same: finch's end reaches wren's next page through their servers.
  await session.goTo(address("finch", "/app?register=on"));
  await untilJudged(session, "blocked");
  await session.click("#sign-out");
  await untilAt(session, address("finch", "/signed-out"));
  await session.goTo(address("wren", "/app?register=on"));
  await untilAt(session, address("wren", "/signed-out"));
  // And its twin: without the register wren knows nothing of it.
  await signInAt(session, address("wren", "/app"));
  await session.goTo(address("finch", "/app"));
  await untilJudged(session, "blocked");
  await session.click("#sign-out");
  await untilAt(session, address("finch", "/signed-out"));
  await session.goTo(address("wren", "/app"));
  await untilJudged(session, "blocked");
  const isOut = () => session.run(() => location.pathname === "/signed-out");
  await staysFalse(isOut, { forMs: 1500, what: "a site on its own to be signed out" });
}
