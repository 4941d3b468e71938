// A screen reader, in its essentials: it compares what the browser tells with what it told before,
// and says what a person would hear. Where the focus comes into a dialog, that is read with its
// description; then what has the focus; then every live region whose words have changed. It reads
// the tree of accessibility.mjs alone, and knows nothing of our prompt.

import { nodesOf } from "./accessibility.mjs";

const isDialog = ({ role }) => role === "dialog" || role === "alertdialog";
const tidy = (words) => words.replaceAll(/\s+/g, " ").trim();

/** From the focus up to the document; empty when nothing has it. */
function pathToFocus(node) {
  if (node.isFocused) return [node];
  for (const child of node.children) {
    const path = pathToFocus(child);
    if (path.length > 0) return [...path, node];
  }
  return [];
}

const titleOf = ({ role, name }) => `${role} ${name}`;

/** What is read below a live region, less what lies in another region. */
function ownWords(node) {
  const below = node.children.filter(({ live }) => live === "").map(ownWords);
  return tidy([node.text, ...below].join(" "));
}

/** Live regions in reading order, by a name that they keep. */
function liveRegions(tree) {
  const regions = new Map();
  for (const node of nodesOf(tree).filter(({ live }) => live !== "")) {
    regions.set(`${titleOf(node)} ${regions.size}`, node);
  }
  return regions;
}

/** What is heard when one tree becomes another: a line for each utterance. */
export function heard(before, after) {
  const lines = [];
  const path = pathToFocus(after);
  const [wasFocused, ...around] = pathToFocus(before).map(titleOf);
  for (const node of path.filter(isDialog)) {
    if (around.includes(titleOf(node))) continue;
    lines.push(`${titleOf(node)}: ${node.description}`);
  }
  if (path.length > 0 && titleOf(path[0]) !== wasFocused) lines.push(titleOf(path[0]));
  const known = liveRegions(before);
  for (const [id, node] of liveRegions(after)) {
    const words = ownWords(node);
    // A region that comes with its words is news to few: Firefox tells nothing of these.
    const isChanged = known.has(id) && ownWords(known.get(id)) !== words && words !== "";
    if (isChanged) lines.push(`${node.live}: ${words}`);
  }
  return lines;
}

/** `listen()` returns what was heard since the last call, and at first nothing. */
export async function startReader(readTree) {
  let before = await readTree();
  return {
    async listen() {
      const after = await readTree();
      const lines = heard(before, after);
      before = after;
      return lines;
    },
  };
}
