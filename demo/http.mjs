// What every answer of the demo server has in common: the headers that a careful site sends, and
// bounded, suspicious reading of what a browser sends (cookies, bodies, paths). It knows nothing of
// sessions, accounts or pages. Reading functions answer null for anything wrong; they never throw
// on input, because input is not ours.

import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import path from "node:path";

/** The policy that idleguard promises to work under, with everything else a page can switch off. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * A relative path of plain names: no dot first, so neither `..` nor a hidden file can be asked for.
 */
const SAFE_PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

const MAX_COOKIE_HEADER = 4096;

/**
 * Sets the headers that every answer carries. Call it first: later calls may replace single ones.
 */
export function setCommonHeaders(response) {
  response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "same-origin");
  response.setHeader("Cache-Control", "no-store");
}

export function sendJson(response, status, value) {
  response.writeHead(status, { "Content-Type": TYPES[".json"] });
  response.end(JSON.stringify(value));
}

export function sendHtml(response, status, text) {
  response.writeHead(status, { "Content-Type": TYPES[".html"] });
  response.end(text);
}

/** 303, so that the browser goes on with GET whatever it came with. */
export function redirect(response, location) {
  response.writeHead(303, { Location: location });
  response.end();
}

export function sendProblem(response, status, text) {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}

/**
 * The value of one cookie, or null when it is missing, repeated with another value, or not plain.
 */
export function readCookie(request, name) {
  const header = request.headers.cookie ?? "";
  if (header.length > MAX_COOKIE_HEADER) return null;
  let found = null;
  for (const part of header.split(";")) {
    const at = part.indexOf("=");
    if (at < 0 || part.slice(0, at).trim() !== name) continue;
    const value = part.slice(at + 1).trim();
    if (!/^[A-Za-z0-9_-]{1,128}$/.test(value) || (found !== null && found !== value)) return null;
    found = value;
  }
  return found;
}

/** The body as text, or null when it is longer than `maxBytes` or the browser gave up. */
export async function readBody(request, maxBytes) {
  // Breaking off while it arrives costs the connection, and with it our answer; do so only if
  // forced.
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return null;
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size > maxBytes) return null;
      chunks.push(chunk);
    }
  } catch (error) {
    if (error.code !== "ECONNRESET") console.error("demo: reading a body failed:", error.message);
    return null;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The body as a JSON object, or null. */
export async function readJson(request, maxBytes) {
  const text = await readBody(request, maxBytes);
  if (text === null) return null;
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The body as form fields, or null. */
export async function readForm(request, maxBytes) {
  const text = await readBody(request, maxBytes);
  return text === null ? null : new URLSearchParams(text);
}

/**
 * False when another site's page makes the browser send this. A client that is no browser sends
 * neither header and has no cookies that could be abused, so it may pass.
 */
export function isSameOrigin(request) {
  const fetchSite = request.headers["sec-fetch-site"];
  if (fetchSite !== undefined) return fetchSite === "same-origin" || fetchSite === "none";
  const origin = request.headers.origin;
  if (origin === undefined) return true;
  return (
    origin === `http://${request.headers.host}` || origin === `https://${request.headers.host}`
  );
}

/** Sends the file `name` of `folder`, or answers false when there is none that may be sent. */
export async function sendFile(request, response, folder, name) {
  const type = TYPES[path.extname(name)];
  if (!SAFE_PATH.test(name) || type === undefined) return false;
  let file;
  let size;
  try {
    const root = await realpath(folder);
    file = await realpath(path.join(root, name));
    // A link inside the folder may point out of it; the name alone does not tell.
    if (!file.startsWith(root + path.sep)) return false;
    const found = await stat(file);
    if (!found.isFile()) return false;
    size = found.size;
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
    throw error;
  }
  // Code may be kept but is asked for again each time: a rebuilt dist/ must show on reload.
  response.setHeader("Cache-Control", "no-cache");
  response.writeHead(200, { "Content-Type": type, "Content-Length": size });
  if (request.method === "HEAD") response.end();
  else
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
  return true;
}
