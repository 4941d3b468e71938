// A client of D-Bus, the bus on which Linux programs offer themselves to screen readers: one
// connection, method calls whose arguments are texts and numbers, and signals. Answers of every
// type are read. It knows nothing of what is said there; that is accessibility-webkit.mjs.

import { once } from "node:events";
import net from "node:net";

import { limited } from "./until.mjs";

const LIMIT_MS = 15_000;
const LITTLE_ENDIAN = "l".charCodeAt(0);
const VERSION = 1;
const KINDS = { call: 1, answer: 2, error: 3, signal: 4 };
const FIELDS = { path: 1, interface: 2, member: 3, error: 4, replyTo: 5, to: 6, from: 7, types: 8 };
const FIELD_NAMES = Object.fromEntries(Object.entries(FIELDS).map(([name, id]) => [id, name]));

/** Where the bytes of a type begin: at a multiple of this. */
const ALIGNMENT = { y: 1, g: 1, v: 1, n: 2, q: 2, b: 4, i: 4, u: 4, s: 4, o: 4, a: 4 };
const aligned = (at, type) => {
  const unit = ALIGNMENT[type] ?? 8;
  return Math.ceil(at / unit) * unit;
};

/** What the other side said was wrong; `code` is the name of its error. */
export class DBusError extends Error {
  constructor(code, message) {
    super(`${code}: ${message}`);
    this.name = "DBusError";
    this.code = code;
  }
}

/** The first complete type of a signature. */
function firstType(types) {
  if (types[0] === "a") return `a${firstType(types.slice(1))}`;
  if (types[0] !== "(" && types[0] !== "{") return types[0];
  let depth = 0;
  for (let i = 0; ; i += 1) {
    depth += { "(": 1, "{": 1, ")": -1, "}": -1 }[types[i]] ?? 0;
    if (depth === 0) return types.slice(0, i + 1);
  }
}

/** Reads values from a message, one after the other. */
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  all(types) {
    const values = [];
    for (let rest = types; rest !== "";) {
      const type = firstType(rest);
      values.push(this.value(type));
      rest = rest.slice(type.length);
    }
    return values;
  }

  value(type) {
    this.at = aligned(this.at, type[0]);
    switch (type[0]) {
      case "a":
        return this.#array(type.slice(1));
      case "(":
      case "{":
        return this.all(type.slice(1, -1));
      case "v":
        return this.value(this.value("g"));
      case "g":
        return this.#text(this.#take(1).readUInt8());
      case "s":
      case "o":
        return this.#text(this.value("u"));
      default:
        return this.#number(type);
    }
  }

  #take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  #text(length) {
    // A zero follows.
    return this.#take(length + 1).toString("utf8", 0, length);
  }

  #array(type) {
    const length = this.value("u");
    this.at = aligned(this.at, type[0]);
    const values = [];
    for (const end = this.at + length; this.at < end;) values.push(this.value(type));
    return values;
  }

  #number(type) {
    if (type === "y") return this.#take(1).readUInt8();
    if (type === "n") return this.#take(2).readInt16LE();
    if (type === "q") return this.#take(2).readUInt16LE();
    if (type === "i") return this.#take(4).readInt32LE();
    if (type === "u") return this.#take(4).readUInt32LE();
    if (type === "b") return this.#take(4).readUInt32LE() === 1;
    if (type === "d") return this.#take(8).readDoubleLE();
    if (type === "x") return Number(this.#take(8).readBigInt64LE());
    if (type === "t") return Number(this.#take(8).readBigUInt64LE());
    throw new TypeError(`type ${type}`);
  }
}

const uint32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Texts and object paths, which are written alike. */
const textBytes = (text) =>
  Buffer.concat([uint32(Buffer.byteLength(text)), Buffer.from(`${text}\0`)]);

const isText = (value) => typeof value === "string";

function padded(parts, part, unit) {
  const at = parts.reduce((sum, { length }) => sum + length, 0);
  parts.push(Buffer.alloc(Math.ceil(at / unit) * unit - at), part);
}

/** The bytes of a method call; its `args` are texts and 32-bit numbers. */
export function encodeCall(serial, header, args) {
  const body = [];
  for (const arg of args) padded(body, isText(arg) ? textBytes(arg) : uint32(arg >>> 0), 4);
  const fields = [];
  for (const [name, value] of Object.entries(header)) {
    const type = name === "path" ? "o" : "s";
    const field = [Buffer.from([FIELDS[name], 1]), Buffer.from(`${type}\0`), textBytes(value)];
    padded(fields, Buffer.concat(field), 8);
  }
  const signature = args.map((arg) => (isText(arg) ? "s" : "i")).join("");
  const types = Buffer.from(`${String.fromCharCode(args.length)}${signature}\0`);
  const field = Buffer.concat([Buffer.from([FIELDS.types, 1]), Buffer.from("g\0"), types]);
  if (args.length > 0) padded(fields, field, 8);
  const bodyBytes = Buffer.concat(body);
  const fieldBytes = Buffer.concat(fields);
  const start = Buffer.from([LITTLE_ENDIAN, KINDS.call, 0, VERSION]);
  const message = [start, uint32(bodyBytes.length), uint32(serial), uint32(fieldBytes.length)];
  message.push(fieldBytes);
  padded(message, bodyBytes, 8);
  return Buffer.concat(message);
}

/** The message at the beginning of `bytes`, and how long it is; null when it is not all there. */
export function decodeMessage(bytes) {
  if (bytes.length < 16) return null;
  const bodyLength = bytes.readUInt32LE(4);
  const bodyAt = aligned(16 + bytes.readUInt32LE(12), "x");
  const length = bodyAt + bodyLength;
  if (bytes.length < length) return null;
  const reader = new Reader(bytes.subarray(0, length));
  const [, kind] = reader.all("yyyyuu");
  const fields = reader.value("a(yv)").map(([id, value]) => [FIELD_NAMES[id], value]);
  const message = { kind, types: "", ...Object.fromEntries(fields) };
  reader.at = bodyAt;
  return { ...message, body: reader.all(message.types), length };
}

export class DBus {
  #socket;
  #received = Buffer.alloc(0);
  #nextSerial = 1;
  #waiting = new Map();
  #listeners = new Set();

  /** Connects to an address as the environment has it: `unix:path=…,guid=…`. */
  static async connect(address) {
    const path = /^unix:(?:.*,)?(path|abstract)=([^,;]+)/.exec(address);
    if (!path) throw new Error(`no bus can be reached at ${address}`);
    const socket = net.connect(path[1] === "abstract" ? `\0${path[2]}` : path[2]);
    await limited(once(socket, "connect"), LIMIT_MS, "a connection to the bus");
    const user = Buffer.from(String(process.getuid())).toString("hex");
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
    const [greeting] = await limited(once(socket, "data"), LIMIT_MS, "a greeting of the bus");
    if (!greeting.toString().startsWith("OK")) throw new Error(`the bus said ${greeting}`);
    socket.write("BEGIN\r\n");
    const bus = new DBus(socket);
    await bus.call({ to: "org.freedesktop.DBus", path: "/org/freedesktop/DBus" }, "Hello");
    return bus;
  }

  constructor(socket) {
    this.#socket = socket;
    // A test that forgot its bus still ends.
    socket.unref();
    socket.on("data", (bytes) => this.#receive(bytes));
    // "close" follows, and fails whoever waits.
    socket.on("error", (error) => (this.broken = error));
    socket.on("close", () => this.#fail());
  }

  /** Calls `member` of an `interface` (the bus's own unless told) of `{ to, path }`. */
  async call({ to, path }, member, args = [], { of = "org.freedesktop.DBus" } = {}) {
    const serial = this.#nextSerial++;
    const answer = new Promise((resolve, reject) => this.#waiting.set(serial, { resolve, reject }));
    this.#socket.write(encodeCall(serial, { path, interface: of, member, to }, args));
    return limited(answer, LIMIT_MS, `an answer to ${of}.${member}`);
  }

  /** `listener` gets every signal that this connection has asked the bus for. */
  listen(listener) {
    this.#listeners.add(listener);
  }

  close = () => this.#socket.destroy();

  #receive(bytes) {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (let found; (found = decodeMessage(this.#received));) {
      this.#received = this.#received.subarray(found.length);
      this.#take(found);
    }
  }

  #take(message) {
    const { kind, replyTo, error, body } = message;
    if (kind === KINDS.signal) for (const listener of this.#listeners) listener(message);
    const waiting = this.#waiting.get(replyTo);
    this.#waiting.delete(replyTo);
    if (kind === KINDS.error) waiting?.reject(new DBusError(error, body[0]));
    else waiting?.resolve(body);
  }

  #fail() {
    const why = new Error(`the bus closed the connection ${this.broken ?? ""}`);
    for (const { reject } of this.#waiting.values()) reject(why);
    this.#waiting.clear();
  }
}
