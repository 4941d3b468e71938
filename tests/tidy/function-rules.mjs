// How long a function is, in TypeScript and JavaScript. (clang-tidy looks at C++.)

import ts from "typescript";

const MAX_LINES = 70;

export const isScript = (file) => /\.(ts|mjs|js)$/.test(file);

export function checkFunctions(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const findings = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined) {
      const line = lineOf(node.getStart(source));
      const lines = lineOf(node.end) - line + 1;
      if (lines > MAX_LINES) findings.push({ file, line, message: `a function of ${lines} lines` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}
