// A client of Marionette, the protocol with which stock Firefox lets itself be driven: one TCP
// connection to the browser, length-prefixed JSON, numbered requests and answers. Every request has
// a time limit. It knows nothing about WebDriver's addresses; that is firefox-bridge.mjs.

import net from "node:net";
import { once } from "node:events";

import { limited } from "./until.mjs";

const CONNECT_LIMIT_MS = 20_000;
const REQUEST = 0;
const LENGTH_END = ":".charCodeAt(0);

/** What Firefox said was wrong; `code` is WebDriver's error code. */
export class MarionetteError extends Error {
  constructor({ error, message }) {
    super(message);
    this.name = "MarionetteError";
    this.code = error;
  }
}

export class Marionette {
  #socket;
  #received = Buffer.alloc(0);
  #nextId = 1;
  #waiting = new Map();

  /** Connects and waits until the browser has introduced itself. */
  static async connect(port) {
    const socket = net.connect(port, "127.0.0.1");
    await limited(once(socket, "connect"), CONNECT_LIMIT_MS, "a connection to Firefox");
    const marionette = new Marionette(socket);
    await limited(marionette.greeted, CONNECT_LIMIT_MS, "a greeting of Firefox");
    return marionette;
  }

  constructor(socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    this.greeted = new Promise((resolve) => (this.greet = resolve));
    socket.on("data", (bytes) => this.#receive(bytes));
    // "close" follows, and fails whoever waits.
    socket.on("error", (error) => (this.broken = error));
    socket.on("close", () => this.#fail());
  }

  /** One command, for example `WebDriver:Navigate`. Returns what Firefox answered. */
  send(command, params, limitMs) {
    const id = this.#nextId++;
    const text = JSON.stringify([REQUEST, id, command, params ?? {}]);
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    return limited(answer, limitMs, `an answer to ${command}`);
  }

  close = () => this.#socket.destroy();

  #receive(bytes) {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const lengthEnd = this.#received.indexOf(LENGTH_END);
      if (lengthEnd < 0) return;
      const end = lengthEnd + 1 + Number(this.#received.subarray(0, lengthEnd));
      if (this.#received.length < end) return;
      const message = JSON.parse(this.#received.subarray(lengthEnd + 1, end));
      this.#received = this.#received.subarray(end);
      if (Array.isArray(message)) this.#answer(message);
      else this.greet(message);
    }
  }

  #answer([, id, error, result]) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new MarionetteError(error));
    else waiting?.resolve(result);
  }

  #fail() {
    const message = `Firefox closed the connection ${this.broken ?? ""}`;
    for (const { reject } of this.#waiting.values()) {
      reject(new MarionetteError({ error: "invalid session id", message }));
    }
    this.#waiting.clear();
  }
}
