// What a page pays for the runtime: the bytes that it loads, checked against the budgets of the
// build, and the files that it asks for.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";

import { basicOptions } from "./support/app-page.mjs";
import { DIST, openApps, openSuite, staysFalse } from "./support/suite.mjs";

const FILES = ["idleguard.js", "idleguard.mjs", "idleguard.wasm"];
/** Brotli bytes: design.md, section 6. */
const BUDGETS = {
  "everything a page loads": 32 * 1024,
  "before recording": 1536,
  "the prompt in it, with English": 5 * 1024,
  "beside it, on several sites": 10 * 1024,
};

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

const sizes = JSON.parse(readFileSync(join(DIST, "size.json"), "utf8"));

for (const [name, budget] of Object.entries(BUDGETS)) {
  test(`${name}: at most ${budget} bytes with brotli`, (t) => {
    t.diagnostic(`${sizes.totals[name]} of ${budget}`);
    assert.ok(sizes.totals[name] <= budget, `${sizes.totals[name]} of ${budget}`);
  });
}

test("the sizes that the build wrote down are those of its files", () => {
  for (const file of FILES) {
    const bytes = brotliCompressSync(readFileSync(join(DIST, file))).length;
    assert.ok(Math.abs(bytes - sizes.files[file]) <= 16, `${file}: ${bytes}`);
  }
});

for (const [how, urlOf, files] of [
  ["the script include", (host) => host.includeUrl(basicOptions()), FILES],
  ["the module", (host) => host.appUrl(basicOptions()), FILES.slice(1)],
]) {
  test(`a page with ${how} loads ${files.join(", ")} once each, and nothing else`, async (t) => {
    const host = site.host();
    await openApps(t, session, [urlOf(host)]);
    const isOurs = ({ path }) => !/^\/(app|include|favicon\.ico|fixtures\/.*)$/.test(path);
    const loaded = () => host.requests().filter(isOurs);
    await staysFalse(async () => loaded().length > files.length, { forMs: 1500, what: "more" });
    const expected = files.map((file) => `/idleguard/${file}`);
    assert.deepEqual(
      loaded()
        .map(({ path }) => path)
        .sort(),
      expected,
    );
    const elsewhere = await session.run(() =>
      performance.getEntriesByType("resource").map(({ name }) => new URL(name).origin),
    );
    assert.deepEqual([...new Set(elsewhere)], [await session.run(() => location.origin)]);
  });
}
