// A small client of the W3C WebDriver protocol: one API for every engine, with nothing in it that
// only one engine has except `cdp()` and `consoleLog()`, which need chromedriver. A command is one
// HTTP request with a time limit; waiting for something is `until()`. Commands act on one tab at a
// time, the one that `switchTo()` chose; chromedriver brings that tab to the front, so a hidden tab
// is looked at with devtools.mjs (or `peek()` of tabs.mjs) instead.

import { writeFile } from "node:fs/promises";
import http from "node:http";

import { freePort, startProcess } from "./processes.mjs";
import { until } from "./until.mjs";

export { GaveUp, until } from "./until.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const SHADOW_ROOT = "shadow-6066-11e4-a52e-4f735466cecf";
const COMMAND_LIMIT_MS = 30_000;
// Shorter than a command's limit, so that the driver can say itself what was too slow.
const PAGE_LIMIT_MS = 25_000;
const NEW_SESSION_LIMIT_MS = 90_000;
const DRIVER_START_ATTEMPTS = 3;

/** Keys that have no character, for `press()` and `chord()`. */
export const Keys = {
  backspace: "\uE003",
  tab: "\uE004",
  enter: "\uE007",
  shift: "\uE008",
  control: "\uE009",
  alt: "\uE00A",
  escape: "\uE00C",
  space: "\uE00D",
  pageUp: "\uE00E",
  pageDown: "\uE00F",
  end: "\uE010",
  home: "\uE011",
  left: "\uE012",
  up: "\uE013",
  right: "\uE014",
  down: "\uE015",
};

/** What the driver, or the page's own code, said was wrong; `code` is WebDriver's error code. */
export class WebDriverError extends Error {
  constructor(code, message, command) {
    super(`${code}: ${message} [${command}]`);
    this.name = "WebDriverError";
    this.code = code;
  }
}

function send(port, method, path, body, limitMs) {
  const command = `${method} ${path}`;
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, headers, agent: false });
    const timer = setTimeout(() => {
      request.destroy(new WebDriverError("time limit", `no answer in ${limitMs} ms`, command));
    }, limitMs);
    request.on("error", reject);
    request.on("close", () => clearTimeout(timer));
    request.on("response", async (response) => {
      try {
        const chunks = [];
        for await (const chunk of response) chunks.push(chunk);
        const { value } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
        if (response.statusCode < 400) resolve(value);
        else reject(new WebDriverError(value.error, value.message.split("\n")[0], command));
      } catch (error) {
        reject(error);
      }
    });
    request.end(text);
  });
}

/**
 * Starts a driver: `args(port)` are its arguments for a port. `directory` is removed after its end.
 * Returns `{ port, stop, output }`.
 */
export async function startDriver(command, args, { env, directory } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const running = startProcess(command, args(port), { env, directory });
    const isReady = async () => running.hasExited() || (await send(port, "GET", "/status")).ready;
    await until(isReady, { timeoutMs: 20_000, what: `${command} to listen on port ${port}` });
    if (!running.hasExited()) return { port, stop: running.stop, output: running.output };
    // The port may have been taken between the choice and the start.
    if (attempt === DRIVER_START_ATTEMPTS) {
      throw new Error(`${command} ended before it was ready: ${running.output()}`);
    }
  }
}

/** An element of the page. It can be given to `session.run()` as an argument. */
export class Element {
  constructor(session, id) {
    this.session = session;
    this.id = id;
  }

  #command(method, path, body) {
    return this.session.command(method, `/element/${this.id}${path}`, body);
  }

  click = () => this.#command("POST", "/click");
  type = (text) => this.#command("POST", "/value", { text });
  text = () => this.#command("GET", "/text");
  rect = () => this.#command("GET", "/rect");
  attribute = (name) => this.#command("GET", `/attribute/${name}`);
  property = (name) => this.#command("GET", `/property/${name}`);
  role = () => this.#command("GET", "/computedrole");
  label = () => this.#command("GET", "/computedlabel");
  isDisplayed = () => this.#command("GET", "/displayed");
  screenshot = async () => Buffer.from(await this.#command("GET", "/screenshot"), "base64");

  /** Finds an element in this element's shadow tree, open or closed. */
  async findInShadow(css) {
    const root = (await this.#command("GET", "/shadow"))[SHADOW_ROOT];
    const found = await this.session.command("POST", `/shadow/${root}/element`, byCss(css));
    return new Element(this.session, found[ELEMENT]);
  }

  toJSON() {
    return { [ELEMENT]: this.id };
  }
}

const byCss = (value) => ({ using: "css selector", value });

/** One browser. Its methods act on the tab chosen last: see `switchTo()`. */
export class Session {
  static async open(driver, capabilities) {
    const limits = { script: PAGE_LIMIT_MS, pageLoad: PAGE_LIMIT_MS };
    const alwaysMatch = { unhandledPromptBehavior: "ignore", timeouts: limits, ...capabilities };
    const body = { capabilities: { alwaysMatch } };
    const opened = await send(driver.port, "POST", "/session", body, NEW_SESSION_LIMIT_MS);
    const session = new Session(driver, opened.sessionId, opened.capabilities);
    session.tab = await session.command("GET", "/window");
    return session;
  }

  constructor(driver, id, capabilities) {
    this.driver = driver;
    this.id = id;
    this.capabilities = capabilities;
    /** Handle of the tab that commands act on; null after that tab was closed. */
    this.tab = null;
    /** The engine's own second way in, where there is one: see devtools.mjs. */
    this.devtools = null;
    this.commandLimitMs = COMMAND_LIMIT_MS;
  }

  command(method, path, body) {
    const content = method === "POST" ? (body ?? {}) : undefined;
    const { port } = this.driver;
    return send(port, method, `/session/${this.id}${path}`, content, this.commandLimitMs);
  }

  quit = () => this.command("DELETE", "");

  // Tabs and windows

  tabs = () => this.command("GET", "/window/handles");

  /** Opens a tab ("tab") or window ("window") in front, and acts on it from now on. */
  async openTab(type = "tab") {
    const { handle } = await this.command("POST", "/window/new", { type });
    return this.switchTo(handle);
  }

  /** Acts on a tab from now on. Chromium brings it to the front: the tab before it is hidden. */
  async switchTo(handle) {
    await this.command("POST", "/window", { handle });
    this.tab = handle;
    return handle;
  }

  async closeTab() {
    this.tab = null;
    await this.command("DELETE", "/window");
  }

  /** Acts on a frame from now on, or on the top document with `null`. */
  async switchToFrame(css) {
    await this.command("POST", "/frame", { id: css === null ? null : await this.find(css) });
  }

  // Pages

  goTo = (url) => this.command("POST", "/url", { url });
  url = () => this.command("GET", "/url");
  title = () => this.command("GET", "/title");
  back = () => this.command("POST", "/back");
  forward = () => this.command("POST", "/forward");
  reload = () => this.command("POST", "/refresh");

  /** Calls a function, async or not, in the page. Arguments and result cross as JSON. */
  async run(fn, ...args) {
    const script = `const done = arguments[arguments.length - 1];
      const args = Array.prototype.slice.call(arguments, 0, -1);
      Promise.resolve().then(() => (${fn})(...args)).then(
        (value) => done({ value }),
        (error) => done({ error: String(error?.stack ?? error) }));`;
    const outcome = await this.command("POST", "/execute/async", { script, args });
    if (outcome.error) throw new WebDriverError("page error", outcome.error, `run ${fn}`);
    return outcome.value;
  }

  /** Asks a function in the page until it returns something truthy. */
  until(fn, { args = [], timeoutMs, what = String(fn) } = {}) {
    return until(() => this.run(fn, ...args), { timeoutMs, what });
  }

  async find(css) {
    return new Element(this, (await this.command("POST", "/element", byCss(css)))[ELEMENT]);
  }

  async findAll(css) {
    const found = await this.command("POST", "/elements", byCss(css));
    return found.map((entry) => new Element(this, entry[ELEMENT]));
  }

  async screenshot(file) {
    const png = Buffer.from(await this.command("GET", "/screenshot"), "base64");
    if (file) await writeFile(file, png);
    return png;
  }

  // Trusted input

  click = async (css) => (await this.find(css)).click();
  type = async (css, text) => (await this.find(css)).type(text);

  /** Presses and releases keys one after another, wherever the focus is. */
  press(...keys) {
    const strokes = keys.flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    return this.#act("key", "keyboard", strokes);
  }

  /** Presses keys together: `chord(Keys.shift, Keys.tab)`. */
  chord(...keys) {
    const downs = keys.map((value) => ({ type: "keyDown", value }));
    const ups = keys.map((value) => ({ type: "keyUp", value })).reverse();
    return this.#act("key", "keyboard", [...downs, ...ups]);
  }

  movePointer = (x, y) => this.#pointer("mouse", [moveTo(x, y)]);
  clickAt = (x, y) => this.#pointer("mouse", [moveTo(x, y), ...BUTTON]);
  tap = (x, y) => this.#pointer("touch", [moveTo(x, y), ...BUTTON]);

  scroll(x, y, deltaY) {
    const step = { type: "scroll", x, y, deltaX: 0, deltaY, duration: 0, origin: "viewport" };
    return this.#act("wheel", "wheel", [step]);
  }

  releaseInput = () => this.command("DELETE", "/actions");

  #pointer(pointerType, actions) {
    return this.#act("pointer", pointerType, actions, { parameters: { pointerType } });
  }

  #act(type, id, actions, more = {}) {
    return this.command("POST", "/actions", { actions: [{ type, id, actions, ...more }] });
  }

  // Prompts of the browser itself: alert, confirm, prompt, beforeunload

  promptText = () => this.command("GET", "/alert/text");
  acceptPrompt = () => this.command("POST", "/alert/accept");
  dismissPrompt = () => this.command("POST", "/alert/dismiss");

  // Beyond the page

  /** `state`: "granted", "denied" or "prompt". */
  setPermission = (name, state) =>
    this.command("POST", "/permissions", { descriptor: { name }, state });

  /** A DevTools command to the chosen tab. Chromium only. */
  cdp = (cmd, params = {}) => this.command("POST", "/goog/cdp/execute", { cmd, params });

  /** Console messages since the last call, each `{ level, message, timestamp }`. Chromium only. */
  consoleLog = () => this.command("POST", "/se/log", { type: "browser" });
}

const moveTo = (x, y) => ({ type: "pointerMove", x, y, duration: 0, origin: "viewport" });
const BUTTON = [
  { type: "pointerDown", button: 0 },
  { type: "pointerUp", button: 0 },
];
