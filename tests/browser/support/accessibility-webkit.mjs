// The accessibility tree as WebKitGTK has it for Orca and its like: over AT-SPI, on a bus of its
// own that is started and ended with the browser. It knows nothing of what is on the page; the form
// of a node is in accessibility.mjs.

import { constants } from "node:fs";
import { access, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findProgram } from "./chromium.mjs";
import { DBus } from "./dbus.mjs";
import { startProcess } from "./processes.mjs";
import { until } from "./until.mjs";
import { launchWebKit } from "./webkit.mjs";

const BUS_NAMES = ["dbus-daemon"];
// The bus starts it when it is asked for, and knows where it is.
const LAUNCHERS = ["/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"];

const ACCESSIBLE = { of: "org.a11y.atspi.Accessible" };
const TEXT = { of: "org.a11y.atspi.Text" };
const PROPERTIES = { of: "org.freedesktop.DBus.Properties" };
const ROOT = { to: "org.a11y.atspi.Registry", path: "/org/a11y/atspi/accessible/root" };
/** Bits of AT-SPI's states. */
const FOCUSED = 1 << 12;
const MODAL = 1 << 16;
/** WebKitGTK's process of a page; nodes of its window belong to the browser. */
const PAGE_TOOLKIT = "WebKitGTK";
/** What stands in a text for a child. */
const CHILD_MARK = /\uFFFC/g;

/** Why pages in WebKitGTK cannot be read here; null when they can. */
export async function whyNoBus() {
  const hasLauncher = await Promise.any(LAUNCHERS.map((file) => access(file, constants.X_OK))).then(
    () => true,
    () => false,
  );
  if (!hasLauncher) return "webkit tells screen readers nothing here: there is no at-spi2-core";
  return findProgram(BUS_NAMES).then(
    () => null,
    (error) => `webkit tells screen readers nothing here: ${error.message}`,
  );
}

/** Starts the buses, then the browser: as `launchWebKit`, and `tree()`. */
export async function launchReadableWebKit() {
  const buses = await startBuses();
  const close = async () => {
    buses.reader?.close();
    await buses.stop();
  };
  try {
    const browser = await launchWebKit({ env: buses.env });
    const closeAll = async () => {
      await browser.close();
      await close();
    };
    return { ...browser, tree: () => pageTree(buses.reader), close: closeAll };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startBuses() {
  const directory = await mkdtemp(join(tmpdir(), "ig-"));
  const socket = `unix:path=${join(directory, "bus")}`;
  const args = ["--session", "--nofork", "--nopidfile", "--print-address=1"];
  const running = startProcess(await findProgram(BUS_NAMES), [...args, `--address=${socket}`], {
    env: { XDG_RUNTIME_DIR: directory, HOME: directory, GIO_USE_VFS: "local" },
    directory,
  });
  try {
    const isUp = async () => running.hasExited() || running.output().includes("unix:");
    await until(isUp, { what: "a bus for the browser" });
    const session = await DBus.connect(socket);
    const launcher = { to: "org.a11y.Bus", path: "/org/a11y/bus" };
    const [address] = await session.call(launcher, "GetAddress", [], { of: "org.a11y.Bus" });
    session.close();
    const env = {
      XDG_RUNTIME_DIR: directory,
      DBUS_SESSION_BUS_ADDRESS: socket,
      AT_SPI_BUS_ADDRESS: address,
      // Processes of pages do not look in the environment of the desktop.
      WEBKIT_A11Y_BUS_ADDRESS: address,
      NO_AT_BRIDGE: "0",
    };
    return { env, reader: await DBus.connect(address), stop: running.stop };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function childrenOf(bus, node) {
  const [children] = await bus.call(node, "GetChildren", [], ACCESSIBLE);
  if (children.length > 0) return children.map(([to, path]) => ({ to, path }));
  // The place of a page in the browser's window lists nothing, but has a child.
  const [count] = await bus.call(node, "Get", [ACCESSIBLE.of, "ChildCount"], PROPERTIES);
  if (count === 0) return [];
  const [[to, path]] = await bus.call(node, "GetChildAtIndex", [0], ACCESSIBLE);
  return [{ to, path }];
}

async function attributesOf(bus, node) {
  const [pairs] = await bus.call(node, "GetAttributes", [], ACCESSIBLE);
  return Object.fromEntries(pairs);
}

/** The tree of the only page; tabs behind it are on the bus, too. Throws when there is none. */
async function pageTree(bus) {
  const page = await findPage(bus, ROOT);
  if (page === null) throw new Error("no page is on the bus of screen readers");
  const [view] = await childrenOf(bus, page);
  const [document] = await childrenOf(bus, view);
  // A focused document means that nothing in it has the focus.
  return { ...(await nodeOf(bus, document)), role: "document", isFocused: false };
}

async function findPage(bus, node) {
  if ((await attributesOf(bus, node)).toolkit === PAGE_TOOLKIT) return node;
  for (const child of await childrenOf(bus, node)) {
    const found = await findPage(bus, child);
    if (found !== null) return found;
  }
  return null;
}

async function nodeOf(bus, node) {
  const [attributes, [name], [description], [[states]], [text], children] = await Promise.all([
    attributesOf(bus, node),
    bus.call(node, "Get", [ACCESSIBLE.of, "Name"], PROPERTIES),
    bus.call(node, "Get", [ACCESSIBLE.of, "Description"], PROPERTIES),
    bus.call(node, "GetState", [], ACCESSIBLE),
    textOf(bus, node),
    childrenOf(bus, node),
  ]);
  return {
    role: attributes["computed-role"] ?? "",
    name,
    description,
    isFocused: (states & FOCUSED) !== 0,
    isModal: (states & MODAL) !== 0,
    live: attributes.live ?? "",
    text,
    children: await Promise.all(children.map((child) => nodeOf(bus, child))),
  };
}

/** Only some nodes have text: the others do not know the question. */
async function textOf(bus, node) {
  const [interfaces] = await bus.call(node, "GetInterfaces", [], ACCESSIBLE);
  if (!interfaces.includes(TEXT.of)) return [""];
  const [text] = await bus.call(node, "GetText", [0, -1], TEXT);
  return [text.replaceAll(CHILD_MARK, "")];
}
