// What browsers tell screen readers: the accessibility tree of the page in front, in one form for
// three engines. Each has its own way to ask for it (accessibility-chromium.mjs and its like), and
// none of them looks into the page: what a screen reader does not get is not here either.

import { chromiumTree } from "./accessibility-chromium.mjs";
import { firefoxTree, FIREFOX_OPTIONS } from "./accessibility-firefox.mjs";
import { launchReadableWebKit, whyNoBus } from "./accessibility-webkit.mjs";
import { ENGINES, launchEngine, whyNotInstalled } from "./engines.mjs";
import { startSite } from "./site.mjs";
import { DIST } from "./suite.mjs";
import { until } from "./until.mjs";

/**
 * `{ role, name, description, isFocused, isModal, live, text, children }`: `role` is ARIA's, or ""
 * for what has none; `live` is how changes are spoken, "polite" or "assertive", or "".
 */
const KINDS = {
  chromium: {
    launch: async () => withTree(await launchEngine("chromium", {}), chromiumTree),
    whyNot: async () => null,
  },
  firefox: {
    launch: async () => withTree(await launchEngine("firefox", FIREFOX_OPTIONS), firefoxTree),
    whyNot: async () => null,
  },
  webkit: { launch: launchReadableWebKit, whyNot: whyNoBus },
};

const withTree = (browser, treeOf) => ({ ...browser, tree: () => treeOf(browser.session) });

/** Every engine's name, and why it cannot be read here; null when it can. */
export const READABLE_ENGINES = await Promise.all(
  ENGINES.map(async (engine) => ({
    engine,
    why: (await whyNotInstalled(engine)) ?? (await KINDS[engine].whyNot()),
  })),
);

// They tell a reader nothing, and Firefox leaves them out by itself.
const withoutIsolates = (tree) => JSON.parse(JSON.stringify(tree).replace(/[\u2066-\u2069]/g, ""));

/** One browser and one site: `{ session, site, tree, close }`; `tree()` is of the tab in front. */
export async function openReadable(engine) {
  const [browser, site] = await Promise.all([KINDS[engine].launch(), startSite({ dist: DIST })]);
  const { session } = browser;
  const tree = async () => withoutIsolates(await browser.tree());
  const close = async () => {
    await browser.close();
    await site.close();
  };
  return { session, site, tree, close };
}

/** The tree once `isThere` says so: browsers tell screen readers a little later than they show. */
export const treeWith = ({ tree }, what, isThere) =>
  until(
    async () => {
      const seen = await tree();
      if (!isThere(seen)) throw new Error(outline(seen).join("\n"));
      return seen;
    },
    { what: `${what} to be told` },
  );

/** For `treeWith`: a node that has every property of `wanted` has the focus. */
export const hasFocus = (wanted) => (tree) => findNode(tree, wanted)?.isFocused;

/** For `treeWith`: everything is told as it was. */
export const isLike = (before) => (tree) => outline(tree).join() === outline(before).join();

/** A node and everything below it, in reading order. */
export const nodesOf = (node) => [node, ...node.children.flatMap(nodesOf)];

/** The first node that has every property of `wanted`. */
export const findNode = (tree, wanted) =>
  nodesOf(tree).find((node) =>
    Object.entries(wanted).every(([name, value]) => node[name] === value),
  );

/** All that can be read below a node, its own name too. */
export const wordsOf = (node) =>
  nodesOf(node)
    .flatMap(({ name, text }) => [name, text])
    .join(" ");

/** The tree as lines for a person, to compare two, and to show what went wrong. */
export function outline(node, depth = 0) {
  const marks = [node.isFocused && "focused", node.isModal && "modal", node.live].filter(Boolean);
  const words = [node.role || "-", node.name, node.description, node.text, ...marks];
  const line = "  ".repeat(depth) + words.filter(Boolean).join(" | ");
  return [line, ...node.children.flatMap((child) => outline(child, depth + 1))];
}
