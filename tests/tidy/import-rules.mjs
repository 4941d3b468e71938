// Who may import what, in TypeScript and JavaScript: one way, from the pages' side down to the
// browser's, and the demo only what a customer has.

import path from "node:path";

import ts from "typescript";

import { lineAt } from "./tree.mjs";

/**
 * The first folder that holds a file decides. `may` is matched against the imported file's path
 * from the top, or against the name as written when it is not relative.
 */
const RULES = [
  {
    folder: "web/prompt/",
    may: /^(web\/(prompt\/|(api|top-layer)\.ts$)|bindings\/browser\/text-file\.ts$)/,
  },
  { folder: "web/", may: /^(web|bindings\/browser)\// },
  // The glue is what Emscripten makes of bindings/embind; build.mjs knows where it is.
  { folder: "bindings/browser/", may: /^(bindings\/browser\/|idleguard-glue$)/ },
  { folder: "demo/pages/", may: /^(demo\/pages|\/pages|\/idleguard)\// },
  // What a customer may take as a whole; the package only for those who keep records in Redis.
  { folder: "demo/register/", may: /^(demo\/register\/|node:|@redis\/client$)/ },
  { folder: "demo/", may: /^(demo\/|node:)/ },
];

export function checkImports(file, text) {
  const rule = RULES.find(({ folder }) => file.startsWith(folder));
  if (rule === undefined) return [];
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName, pos }) => ({
      line: lineAt(text, pos),
      target: /^\.\.?\//.test(fileName)
        ? path.posix.join(path.posix.dirname(file), fileName)
        : fileName,
    }))
    .filter(({ target }) => !rule.may.test(target))
    .map(({ line, target }) => ({ file, line, message: `must not import ${target}` }));
}
