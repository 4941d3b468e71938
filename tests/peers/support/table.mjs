// The table of the README: made from what was seen, and found again between two comments.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import prettier from "prettier";

export const README = fileURLToPath(new URL("../../../README.md", import.meta.url));
const BEGIN = "<!-- Made by ./tests/run peers --write -->";
const END = "<!-- End of what was made -->";

/** What one library did, with a mark that says whether it was right. */
export function cell(seen, right) {
  const mark = (outcome) => `${outcome === right ? "✓" : "✗"} ${outcome}`;
  const [recommended, defaults] = seen;
  if (defaults === undefined || defaults === recommended) return mark(recommended);
  return `${mark(recommended)}; by default ${mark(defaults)}`;
}

/** `rows` are lists of texts, the first of them the head. */
export function renderTable(rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const [head, ...others] = rows;
  return [line(head), line(head.map(() => "---")), ...others.map(line)].join("\n");
}

function split(text) {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`README.md lacks ${BEGIN} or ${END}`);
  return [text.slice(0, begin + BEGIN.length), text.slice(end)];
}

/** The README as it is, and with this table. */
export async function withTable(table) {
  const now = await readFile(README, "utf8");
  const [before, behind] = split(now);
  const options = { ...(await prettier.resolveConfig(README)), filepath: README };
  const wanted = await prettier.format(`${before}\n\n${table}\n\n${behind}`, options);
  return { now, wanted };
}

export const writeReadme = (text) => writeFile(README, text);
