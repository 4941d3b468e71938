// What a page loads, in brotli bytes, against the budgets: the figures that the build wrote down.

import { readFileSync } from "node:fs";

const { files, totals, budgets } = JSON.parse(
  readFileSync(new URL("../../dist/size.json", import.meta.url), "utf8"),
);
for (const [file, bytes] of Object.entries(files)) console.log(`${file}: ${bytes} bytes`);
for (const [name, bytes] of Object.entries(totals)) {
  const isKept = bytes <= budgets[name];
  console.log(`${isKept ? "ok" : "not ok"} - ${name}: ${bytes} of ${budgets[name]} bytes`);
  if (!isKept) process.exitCode = 1;
}
