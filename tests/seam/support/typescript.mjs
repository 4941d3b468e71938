// Modules of the page in Node: bundled as build.mjs does it, but not minified, and not written to
// any file.

import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** What the module `file`, a path from the top, exports. Each call is a fresh one. */
export async function load(file) {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, file)],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
  );
}
