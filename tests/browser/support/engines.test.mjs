// Proves that each engine that is installed can be driven as the others: pages, two tabs, trusted
// input, pictures, the process of a tab, and an end of all its processes. An engine that is not
// installed is skipped, and the reason is printed.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";

import { ENGINES, launchEngine, whyNotInstalled } from "./engines.mjs";
import { processOf } from "./engines-processes.mjs";
import { decodePng } from "./png.mjs";
import { startSite } from "./site.mjs";
import { until } from "./until.mjs";
import { findMiniBrowser } from "./webkit.mjs";

const RECORDING_PAGE = `<!doctype html><title>recording</title><input id="field"><script>
  window.seen = [];
  for (const type of ["keydown", "mousemove", "pointerdown"])
    addEventListener(type, (e) => window.seen.push({ type, isTrusted: e.isTrusted, key: e.key }));
</script>`;

/** Pages, elements, errors of the page, and input. */
async function drivePage(session, host) {
  host.page("/", { html: RECORDING_PAGE });
  await session.goTo(host.url("/"));
  assert.equal(await session.title(), "recording");
  assert.deepEqual(await session.run(async (list) => [...list, await 4], [1]), [1, 4]);
  await assert.rejects(
    session.run(() => {
      throw new RangeError("from the page");
    }),
    (error) => error.code === "page error",
  );
  await assert.rejects(session.find("#missing"), (error) => error.code === "no such element");

  await session.press("a");
  await session.movePointer(100, 100);
  await session.clickAt(300, 300);
  await session.type("#field", "hello");
  assert.equal(await (await session.find("#field")).property("value"), "hello");
  const seen = await session.run(() => window.seen);
  const types = new Set(seen.map(({ type }) => type));
  assert.deepEqual([...types].sort(), ["keydown", "mousemove", "pointerdown"]);
  assert.ok(seen.every(({ isTrusted }) => isTrusted));
  assert.ok(seen.some(({ key }) => key === "a"));
}

/** Two tabs of one origin share its storage, and each can be acted on in turn. */
async function driveTabs(session, host) {
  await session.goTo(host.url("/blank?first"));
  const first = session.tab;
  const second = await session.openTab();
  await session.goTo(host.url("/blank?second"));
  assert.deepEqual((await session.tabs()).sort(), [first, second].sort());
  await session.run(() => localStorage.setItem("from", location.search));
  await session.switchTo(first);
  assert.equal(await session.run(() => location.search), "?first");
  await session.until(() => localStorage.getItem("from") === "?second");
  await session.switchTo(second);
  await session.closeTab();
  await session.switchTo(first);
  assert.deepEqual(await session.tabs(), [first]);
}

async function driveProcess(session) {
  const own = await processOf((fn, ...args) => session.run(fn, ...args));
  const other = await session.openTab("window");
  await session.goTo("about:blank");
  assert.ok(existsSync(`/proc/${own}`), `process ${own}`);
  await session.switchTo(other);
  await session.closeTab();
  await session.switchTo((await session.tabs())[0]);
  return own;
}

for (const engine of ENGINES) {
  const why = await whyNotInstalled(engine);
  test(
    `${engine} opens pages and tabs, takes trusted input, and ends`,
    { skip: why ?? false },
    async () => {
      const site = await startSite();
      const { session, close } = await launchEngine(engine);
      let pid;
      try {
        await drivePage(session, site.host());
        await driveTabs(session, site.host());
        const { width, height } = decodePng(await session.screenshot());
        assert.ok(width >= 500 && height >= 400, `${width}×${height}`);
        pid = await driveProcess(session);
      } finally {
        await close();
        await site.close();
      }
      const hasEnded = async () => !existsSync(`/proc/${pid}/exe`);
      await until(hasEnded, { what: `the end of process ${pid}` });
    },
  );
}

test("an engine that is not there says what is missing", async () => {
  await assert.rejects(findMiniBrowser(["/nowhere"]), /need MiniBrowser of WebKitGTK/);
  const path = process.env.PATH;
  process.env.PATH = "/nowhere";
  try {
    for (const engine of ENGINES) {
      assert.match(
        await whyNotInstalled(engine),
        new RegExp(`^${engine} is not installed: .*need`),
      );
    }
  } finally {
    process.env.PATH = path;
  }
});
