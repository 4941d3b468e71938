// The client's half of a WebSocket connection (RFC 6455) for text messages to a program on this
// machine: Node 18 has none built in, and the DevTools protocol needs one. It knows text, ping and
// close frames; anything else is an error. What the messages mean is devtools.mjs.

import { randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import http from "node:http";

const OPCODE = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 };
const CONNECT_LIMIT_MS = 10_000;

/** Emits "message" with a text, and "close" once. */
export class WebSocketClient extends EventEmitter {
  #socket;
  #unread;
  #fragments = [];

  /** Connects to a `ws:` address. */
  static connect(address) {
    const url = address.replace(/^ws:/, "http:");
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": randomBytes(16).toString("base64"),
    };
    return new Promise((resolve, reject) => {
      const request = http.request(url, { headers, agent: false, timeout: CONNECT_LIMIT_MS });
      request.on("error", reject);
      request.on("timeout", () => request.destroy(new Error(`no answer from ${address}`)));
      request.on("response", ({ statusCode }) => reject(new Error(`refused: ${statusCode}`)));
      request.on("upgrade", (_, socket, head) => resolve(new WebSocketClient(socket, head)));
      request.end();
    });
  }

  constructor(socket, head) {
    super();
    this.#socket = socket;
    this.#unread = head;
    socket.setTimeout(0);
    socket.setNoDelay(true);
    // A connection that nobody closed does not keep the test alive.
    socket.unref();
    socket.on("data", (bytes) => this.#receive(bytes));
    // A browser that is killed resets the connection: "close" follows, and that is the news.
    socket.on("error", (error) => this.emit("problem", error));
    socket.on("close", () => this.emit("close"));
  }

  send(text) {
    this.#sendFrame(OPCODE.text, Buffer.from(text, "utf8"));
  }

  close() {
    this.#socket.destroy();
  }

  #sendFrame(opcode, content) {
    const mask = randomBytes(4);
    const masked = Buffer.from(content.map((byte, i) => byte ^ mask[i % 4]));
    this.#socket.write(Buffer.concat([frameHead(opcode, content.length), mask, masked]));
  }

  #receive(bytes) {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    for (let frame = readFrame(this.#unread); frame; frame = readFrame(this.#unread)) {
      this.#unread = this.#unread.subarray(frame.size);
      this.#take(frame);
    }
  }

  #take({ opcode, isLast, content }) {
    if (opcode === OPCODE.ping) return this.#sendFrame(OPCODE.pong, content);
    if (opcode === OPCODE.pong) return;
    if (opcode !== OPCODE.text && opcode !== OPCODE.continuation) return this.close();
    this.#fragments.push(content);
    if (!isLast) return;
    const text = Buffer.concat(this.#fragments).toString("utf8");
    this.#fragments = [];
    this.emit("message", text);
  }
}

function frameHead(opcode, length) {
  const first = 0x80 | opcode;
  if (length < 126) return Buffer.from([first, 0x80 | length]);
  if (length < 65_536) return Buffer.from([first, 0x80 | 126, length >> 8, length & 0xff]);
  const head = Buffer.from([first, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** The first frame in `bytes`, or null while it is incomplete. A server's frames are not masked. */
function readFrame(bytes) {
  if (bytes.length < 2) return null;
  let length = bytes[1] & 0x7f;
  let start = 2;
  if (length === 126) start = 4;
  if (length === 127) start = 10;
  if (bytes.length < start) return null;
  if (length === 126) length = bytes.readUInt16BE(2);
  if (length === 127) length = Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + length) return null;
  return {
    opcode: bytes[0] & 0x0f,
    isLast: (bytes[0] & 0x80) !== 0,
    content: Buffer.from(bytes.subarray(start, start + length)),
    size: start + length,
  };
}
