// The web server of the browser tests: one loopback port that answers for every name under
// `localhost`, so that each test gets an origin, and for browsers a site, of its own with nothing
// stored in it. It serves the built library under /idleguard/, the fixture pages, pages shaped by
// query parameters (/make) and whatever a test registers, and it remembers every request. It knows
// nothing about idleguard itself.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { renderAppPage, renderIncludePage } from "./app-page.mjs";

const FIXTURES = fileURLToPath(new URL("fixtures/", import.meta.url));
const BODY_LIMIT = 1024 * 1024;

/** The strictest policy under which the runtime promises to work. */
export const STRICT_CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; " +
  "style-src 'self'; require-trusted-types-for 'script'";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".svg": "image/svg+xml",
  ".ts": "text/plain",
  ".wasm": "application/wasm",
};

/**
 * Starts the server. `dist` is the folder served under /idleguard/; without it that is empty.
 * `tls`, `{ key, cert }`, makes all addresses `https:` (certificate.mjs).
 */
export async function startSite({ dist = null, tls = null } = {}) {
  const site = new Site(dist, tls);
  site.server.listen(0, "127.0.0.1");
  await once(site.server, "listening");
  // A test that forgot to close it, or failed before it could, still ends.
  site.server.unref();
  return site;
}

/**
 * A handler is `(request) => reply`, async or not. The request is what the record keeps: `{ method,
 * url, path, query, host, cookies, headers, body, time }`. The reply is `{ status, headers, html |
 * text | json | body, csp }`, or `null` to break the connection; `csp` is "strict" or a policy.
 */
class Site {
  #dist;
  #handlers = new Map();
  #requests = [];
  #nextOrigin = 1;

  constructor(dist, tls) {
    this.#dist = dist;
    this.scheme = tls ? "https" : "http";
    const serve = (request, response) => void this.#serve(request, response);
    this.server = tls ? https.createServer(tls, serve) : http.createServer(serve);
  }

  get port() {
    return this.server.address().port;
  }

  /** A host of this site: a fresh one, never used before, or the one named (`hub.localhost`). */
  host(name = `t${this.#nextOrigin++}`) {
    return new Host(this, `${name}.localhost`);
  }

  /** Registers a handler for a path, on every host or on the one given. The latest one wins. */
  on(path, handler, { host = "*" } = {}) {
    this.#handlers.set(`${host}${path}`, handler);
  }

  page(path, reply, where) {
    this.on(path, () => reply, where);
  }

  /** Requests so far, in order, that have every property of `filter` (`{ path, host, method }`). */
  requests(filter = {}) {
    const matches = (request) =>
      Object.entries(filter).every(([name, value]) => request[name] === value);
    return this.#requests.filter(matches);
  }

  async close() {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  async #serve(incoming, response) {
    try {
      const request = await describe(incoming, this.scheme);
      this.#requests.push(request);
      const reply = await this.#reply(request);
      if (reply === null) response.destroy();
      else send(response, reply);
    } catch (error) {
      send(response, { status: 500, text: String(error.stack) });
    }
  }

  #reply(request) {
    const { path, host } = request;
    const handler = this.#handlers.get(host + path) ?? this.#handlers.get(`*${path}`);
    if (handler) return handler(request);
    if (path.startsWith("/fixtures/")) return file(FIXTURES, path.slice("/fixtures/".length));
    if (path.startsWith("/idleguard/")) return file(this.#dist, path.slice("/idleguard/".length));
    return BUILT_IN[path]?.(request) ?? NOT_FOUND;
  }
}

/** One host of a site: the same methods, for this host alone, and addresses on it. */
class Host {
  constructor(site, name) {
    this.site = site;
    this.name = name;
    this.origin = `${site.scheme}://${name}:${site.port}`;
  }

  url = (path) => this.origin + path;
  on = (path, handler) => this.site.on(path, handler, { host: this.name });
  page = (path, reply) => this.site.page(path, reply, { host: this.name });
  requests = (filter = {}) => this.site.requests({ ...filter, host: this.name });

  /**
   * The fixture page that starts the guard as a module. `csp`: "strict", a policy, or none; `lang`:
   * of the page.
   */
  appUrl = (options, { csp = "", path = "/app", lang = "en" } = {}) =>
    this.url(`${path}?${new URLSearchParams({ o: JSON.stringify(options), csp, lang })}`);

  /** The fixture page with the classic script include; options become its `data-*` attributes. */
  includeUrl = (options, more = {}) => this.appUrl(options, { path: "/include", ...more });

  /** A page made from query parameters: `{ title, html, status, csp, delayMs }`. */
  makeUrl = (parameters = {}) => this.url(`/make?${new URLSearchParams(parameters)}`);
}

const NOT_FOUND = { status: 404, text: "not found" };

const BUILT_IN = {
  "/app": ({ query }) => ({ html: renderAppPage(query.lang), csp: query.csp }),
  "/include": ({ query }) => ({ html: renderIncludePage(JSON.parse(query.o)), csp: query.csp }),
  "/make": makePage,
  "/blank": () => ({ html: "<!doctype html><title>blank</title>" }),
  "/signout": () => ({ html: "<!doctype html><title>Signing out</title><p>Signing out" }),
  "/signed-out": () => ({ html: "<!doctype html><title>Signed out</title><p>Signed out" }),
  "/favicon.ico": () => ({ status: 204, text: "" }),
};

async function makePage({ query }) {
  const { title = "made", html = "", status = "200", csp = "", delayMs = "0" } = query;
  // A slow server is part of what is tested here; no test waits for this time.
  await new Promise((resolve) => setTimeout(resolve, Number(delayMs)));
  const page = `<!doctype html><meta charset="utf-8"><title>${title}</title>${html}`;
  return { status: Number(status), html: page, csp };
}

async function describe(incoming, scheme) {
  const { method, headers } = incoming;
  const time = Date.now();
  const url = new URL(incoming.url, `${scheme}://${headers.host}`);
  return {
    method,
    url: url.href,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    host: url.hostname,
    cookies: parseCookies(headers.cookie),
    headers,
    body: await readBody(incoming),
    time,
  };
}

async function readBody(incoming) {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of incoming) {
      size += chunk.length;
      if (size > BODY_LIMIT) return `more than ${BODY_LIMIT} bytes`;
      chunks.push(chunk);
    }
  } catch (error) {
    // The page was closed while it sent: the request is remembered all the same.
    return `aborted: ${error.message}`;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseCookies(header = "") {
  const pairs = header.split("; ").filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}

async function file(folder, name) {
  const path = folder === null ? null : normalize(join(folder, name));
  if (path === null || !path.startsWith(normalize(folder + sep))) return NOT_FOUND;
  try {
    // "no-cache" still lets a page into the back/forward cache; "no-store" would not.
    const headers = { "content-type": TYPES[extname(path)], "cache-control": "no-cache" };
    return { body: await readFile(path), headers };
  } catch (error) {
    return { status: 404, text: `${name}: ${error.code}` };
  }
}

function send(response, { status = 200, headers = {}, csp, ...content }) {
  const [type, body] = encode(content);
  response.statusCode = status;
  if (type) response.setHeader("content-type", `${type}; charset=utf-8`);
  if (csp) response.setHeader("content-security-policy", csp === "strict" ? STRICT_CSP : csp);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.end(body);
}

function encode({ html, text, json, body = "" }) {
  if (html !== undefined) return ["text/html", html];
  if (text !== undefined) return ["text/plain", text];
  if (json !== undefined) return ["application/json", JSON.stringify(json)];
  return [null, body];
}
