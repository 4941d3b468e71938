// Runs axe-core, which looks for what keeps people from using a page, with every rule that it has.
// It is put into the page by the test, and sees no closed shadow root: give it a build whose roots
// are open.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const FILE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Runs in a page. */
async function inspect() {
  const { axe } = window;
  // Those that are off unless asked for, too: of level AAA, and experimental.
  const rules = axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }]);
  const found = await axe.run(document, {
    rules: Object.fromEntries(rules),
  });
  const told = (results) =>
    results.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any, all, none }) => ({
        rule: id,
        place: target.flat().join(" "),
        why: [...any, ...all, ...none].map(({ message }) => message).join("; "),
      })),
    );
  return {
    violations: told(found.violations),
    incomplete: told(found.incomplete),
    passed: told(found.passes),
  };
}

/** What axe finds on the page in front: `{ violations, incomplete, passed }`. */
export async function inspectWithAxe(session) {
  const isThere = await session.run(() => window.axe !== undefined);
  if (!isThere) await session.run((text) => (0, eval)(text), await readFile(FILE, "utf8"));
  return session.run(inspect);
}
