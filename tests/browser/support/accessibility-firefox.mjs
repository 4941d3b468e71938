// The accessibility tree as Firefox has it for its platforms, asked of its accessibility service in
// the browser's own window. It knows nothing of what is on the page; the form of a node is in
// accessibility.mjs.

/** The service is on, as it is with a screen reader, and may be asked. */
export const FIREFOX_OPTIONS = {
  args: ["--remote-allow-system-access"],
  prefs: { "accessibility.force_disabled": -1 },
};

/** The tree of the tab in front. Throws before Firefox has one of it. */
export async function firefoxTree(session) {
  await session.command("POST", "/moz/context", { value: "chrome" });
  try {
    return await session.run(readTree);
  } finally {
    await session.command("POST", "/moz/context", { value: "content" });
  }
}

/** Runs in the browser's window. */
function readTree() {
  const { Cc, Ci, gBrowser } = window;
  // Firefox ends the service, and its trees, when nobody holds it any more.
  window.heldForTests ??= Cc["@mozilla.org/accessibilityService;1"].getService(
    Ci.nsIAccessibilityService,
  );
  const service = window.heldForTests;
  const { STATE_FOCUSED, EXT_STATE_MODAL } = Ci.nsIAccessibleStates;
  const below = (parent) => {
    const children = [];
    for (let child = parent.firstChild; child; child = child.nextSibling) {
      children.push(nodeOf(child));
    }
    return children;
  };
  const nodeOf = (accessible) => {
    const state = {};
    const more = {};
    accessible.getState(state, more);
    const attributes = {};
    for (const { key, value } of accessible.attributes?.enumerate() ?? []) attributes[key] = value;
    const isText = service.getStringRole(accessible.role) === "text leaf";
    const role = accessible.computedARIARole;
    const isDocument = role === "document";
    return {
      role,
      name: isText ? "" : (accessible.name ?? ""),
      description: accessible.description ?? "",
      // A focused document means that nothing in it has the focus.
      isFocused: !isDocument && (state.value & STATE_FOCUSED) !== 0,
      isModal: (more.value & EXT_STATE_MODAL) !== 0,
      live: attributes.live ?? "",
      text: isText ? (accessible.name ?? "") : "",
      children: below(accessible),
    };
  };
  return nodeOf(service.getAccessibleFor(gBrowser.selectedBrowser).firstChild);
}
