// A second way into Chromium, beside chromedriver: its DevTools protocol over one WebSocket. It is
// needed because chromedriver brings a tab to the front before it acts on it, so WebDriver can
// never look at a hidden tab; this can. Tabs are named by WebDriver's window handles.

import { limited } from "./until.mjs";
import { WebSocketClient } from "./websocket.mjs";

const COMMAND_LIMIT_MS = 30_000;

export class DevTools {
  #socket;
  #nextId = 1;
  #waiting = new Map();
  #sessionOf = new Map();
  #expected = new Set();

  /** `address` is `host:port`, as in the capability `goog:chromeOptions.debuggerAddress`. */
  static async connect(address) {
    const response = await fetch(`http://${address}/json/version`);
    const { webSocketDebuggerUrl } = await response.json();
    return new DevTools(await WebSocketClient.connect(webSocketDebuggerUrl));
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on("message", (text) => this.#receive(JSON.parse(text)));
    socket.on("close", () => this.#fail("the browser has ended"));
  }

  /** A DevTools command to a tab, or to the browser itself when `tab` is null. */
  async send(tab, method, params = {}) {
    if (tab === null) return this.#request({ method, params });
    const sessionId = this.#sessionOf.get(tab) ?? (await this.#attach(tab));
    return this.#request({ method, params, sessionId });
  }

  /** Calls a function, async or not, in a tab, hidden or not. What crosses is JSON, both ways. */
  async run(tab, fn, ...args) {
    const { result, exceptionDetails } = await this.send(tab, "Runtime.evaluate", {
      expression: `(${fn})(...${JSON.stringify(args)})`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) {
      throw new Error(`page error: ${exceptionDetails.exception?.description} [run ${fn}]`);
    }
    return result.value;
  }

  /** The parameters of the next event `method` that `matches`, for whoever asks before it comes. */
  next(method, matches = () => true) {
    const event = new Promise((resolve) => this.#expected.add({ method, matches, resolve }));
    return limited(event, COMMAND_LIMIT_MS, `the event ${method}`);
  }

  close = () => this.#socket.close();

  async #attach(tab) {
    const params = { targetId: tab, flatten: true };
    const { sessionId } = await this.#request({ method: "Target.attachToTarget", params });
    this.#sessionOf.set(tab, sessionId);
    return sessionId;
  }

  #request(message) {
    const id = this.#nextId++;
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#socket.send(JSON.stringify({ id, ...message }));
    return limited(answer, COMMAND_LIMIT_MS, `an answer to ${message.method}`);
  }

  #receive({ id, result, error, method, params }) {
    if (method) this.#tell(method, params);
    if (method === "Target.detachedFromTarget") return this.#forget(params.sessionId);
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    if (error) waiting.reject(new Error(`DevTools: ${error.message} (${error.code})`));
    else waiting.resolve(result);
  }

  #tell(method, params) {
    for (const each of this.#expected) {
      if (each.method !== method || !each.matches(params)) continue;
      this.#expected.delete(each);
      each.resolve(params);
    }
  }

  #forget(sessionId) {
    for (const [tab, known] of this.#sessionOf) {
      if (known === sessionId) this.#sessionOf.delete(tab);
    }
  }

  #fail(reason) {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}
