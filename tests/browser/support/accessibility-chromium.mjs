// The accessibility tree as Chromium has it for its platforms, asked for over DevTools. It knows
// nothing of what is on the page; the form of a node is in accessibility.mjs.

/** Boxes of a line are of no interest to whoever reads. */
const UNREAD = new Set(["InlineTextBox"]);
/** Chromium's own words where ARIA has others, or none. */
const ROLES = { RootWebArea: "document", StaticText: "", generic: "", none: "" };

/** The tree of the tab in front. Nodes that Chromium ignores are left out, their children kept. */
export async function chromiumTree(session) {
  const { nodes } = await session.cdp("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const below = (node) =>
    (node.childIds ?? []).flatMap((id) => {
      const child = byId.get(id);
      if (!child || UNREAD.has(child.role?.value)) return [];
      return child.ignored ? below(child) : [nodeOf(child, below(child))];
    });
  return nodeOf(nodes[0], below(nodes[0]));
}

function nodeOf({ role, name, description, properties = [] }, children) {
  const has = Object.fromEntries(properties.map((entry) => [entry.name, entry.value.value]));
  const kind = role?.value ?? "";
  const isText = kind === "StaticText";
  return {
    role: ROLES[kind] ?? kind,
    name: isText ? "" : (name?.value ?? ""),
    description: description?.value ?? "",
    // A focused document means that its window has the focus.
    isFocused: has.focused === true && kind !== "RootWebArea",
    isModal: has.modal === true,
    live: has.live ?? "",
    text: isText ? (name?.value ?? "") : "",
    children,
  };
}
