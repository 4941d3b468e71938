// The demo's server: a clinic's web mail with a sign-in page, real cookies and real sessions, and
// the built idleguard under /idleguard/. It uses nothing but Node and what a customer gets in
// dist/. Addresses and what they answer are one table below; sessions, content and safe HTTP have
// files of their own. Run it directly (`PORT`, default 8080) or call `startDemo` from a test.

import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ACCOUNTS, MESSAGES } from "./content.mjs";
import {
  isSameOrigin,
  readCookie,
  readForm,
  readJson,
  redirect,
  sendFile,
  sendHtml,
  sendJson,
  sendProblem,
  setCommonHeaders,
} from "./http.mjs";
import { POLICIES, Sessions } from "./sessions.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PAGES = path.join(HERE, "pages");

/**
 * The session's secret. `Secure` is missing because the demo is served over plain HTTP on loopback.
 */
const SESSION_COOKIE = "finch-session";
/**
 * Which sign-in was this browser's last; outlives the sign-out so that a second request is counted.
 */
const LAST_COOKIE = "finch-last";
const COOKIE_FLAGS = "Path=/; HttpOnly; SameSite=Lax";

const MAX_HEARTBEAT_BYTES = 512;
const MAX_FORM_BYTES = 512;
const MAX_DRAFT_BYTES = 32 * 1024;
const MAX_DRAFTS = 200;

/** What one request needs to know; made once a request, handed to its route. */
class Visit {
  constructor(demo, request, response) {
    this.request = request;
    this.response = response;
    this.sessions = demo.sessions;
    this.drafts = demo.drafts;
    this.session = demo.sessions.find(readCookie(request, SESSION_COOKIE));
  }

  /** This browser's latest sign-in, live or ended, or null. */
  get last() {
    return this.session ?? this.sessions.findKnown(readCookie(this.request, LAST_COOKIE));
  }

  signIn(account, policy) {
    if (this.session !== null) this.sessions.end(this.session, "replaced");
    const session = this.sessions.start(account, policy);
    this.response.setHeader("Set-Cookie", [
      `${SESSION_COOKIE}=${session.id}; ${COOKIE_FLAGS}`,
      `${LAST_COOKIE}=${session.session}; ${COOKIE_FLAGS}`,
    ]);
    redirect(this.response, "/app");
  }
}

/** Puts values into a page's `{{name}}` places, escaped for text and for quoted attributes. */
function fillPage(name, values = {}) {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => escapes[sign]);
  const page = readFileSync(path.join(PAGES, `${name}.html`), "utf8");
  return page.replace(/\{\{(\w+)\}\}/g, (place, key) => escape(values[key] ?? place));
}

function showSignIn({ session, response }) {
  if (session !== null) redirect(response, "/app");
  else sendHtml(response, 200, fillPage("sign-in"));
}

async function signIn(visit) {
  const form = await readForm(visit.request, MAX_FORM_BYTES);
  const account = ACCOUNTS.find(({ id }) => id === form?.get("account"));
  if (account === undefined) sendProblem(visit.response, 400, "There is no such account.");
  else visit.signIn(account, "custom");
}

/**
 * Another policy is another sign-in: its time counts from now. (The groups of two app classes have
 * activity of their own, so a session that merely moved over could arrive past its deadline.)
 */
async function choosePolicy(visit) {
  if (visit.session === null) return redirect(visit.response, "/sign-in");
  const form = await readForm(visit.request, MAX_FORM_BYTES);
  const policy = form?.get("policy");
  if (!POLICIES.includes(policy)) sendProblem(visit.response, 400, "There is no such policy.");
  else visit.signIn(visit.session.account, policy);
}

/**
 * A top-level GET, as idleguard and identity providers use: a forged one does no more than sign
 * out.
 */
function signOut(visit) {
  visit.sessions.countSignOutRequest(visit.last);
  if (visit.session !== null) visit.sessions.end(visit.session, "sign-out");
  visit.response.setHeader("Set-Cookie", `${SESSION_COOKIE}=; Max-Age=0; ${COOKIE_FLAGS}`);
  redirect(visit.response, "/signed-out");
}

function showApp({ session, response }) {
  if (session === null) return redirect(response, "/sign-in");
  const { account, policy, signedInAt } = session;
  const page = JSON.stringify({ account, session: session.session, policy, signedInAt });
  sendHtml(response, 200, fillPage("app", { page, ...account, policy }));
}

function showScriptInclude({ session, response }) {
  if (session === null) return redirect(response, "/sign-in");
  const values = { account: session.account.id, session: session.session };
  sendHtml(response, 200, fillPage("script-include", values));
}

async function heartbeat({ session, sessions, request, response }) {
  if (session === null) return sendProblem(response, 401, "The session has ended.");
  const body = await readJson(request, MAX_HEARTBEAT_BYTES);
  const lastActivity = typeof body?.lastActivity === "string" ? Date.parse(body.lastActivity) : NaN;
  if (!Number.isFinite(lastActivity)) return sendProblem(response, 400, "lastActivity is missing.");
  sessions.heartbeat(session, lastActivity);
  response.writeHead(204).end();
}

function sendMessages({ session, drafts, response }) {
  if (session === null) return sendProblem(response, 401, "The session has ended.");
  const kept = MESSAGES.map(({ id }) => [id, drafts.get(`${session.account.id}/${id}`)]);
  const mine = Object.fromEntries(kept.filter(([, text]) => text !== undefined));
  sendJson(response, 200, { messages: MESSAGES, drafts: mine });
}

/** Keeps a begun reply for its writer: another account, signed in meanwhile, must not get it. */
async function saveDraft({ session, drafts, request, response }) {
  if (session === null) return sendProblem(response, 401, "The session has ended.");
  const body = await readJson(request, MAX_DRAFT_BYTES);
  const known = MESSAGES.some(({ id }) => id === body?.message);
  if (!known || typeof body.text !== "string") return sendProblem(response, 400, "No draft.");
  if (body.account !== session.account.id) return sendProblem(response, 409, "Other account.");
  const key = `${session.account.id}/${body.message}`;
  drafts.delete(key);
  if (body.text !== "" && drafts.size < MAX_DRAFTS) drafts.set(key, body.text);
  response.writeHead(204).end();
}

/** What the server knows about this browser's latest sign-in, for the picture. Moves nothing. */
function sendCounters({ last, sessions, response }) {
  sendJson(response, 200, {
    live: last !== null && last.endedBecause === null,
    endedBecause: last?.endedBecause ?? null,
    inactivityEndsAt: last?.inactivityEndsAt ?? null,
    heartbeats: last?.heartbeats ?? 0,
    signOutRequests: last?.signOutRequests ?? 0,
    totalSignOutRequests: sessions.totalSignOutRequests,
  });
}

const ROUTES = {
  "GET /": ({ session, response }) => redirect(response, session === null ? "/sign-in" : "/app"),
  "GET /sign-in": showSignIn,
  "POST /sign-in": signIn,
  "POST /policy": choosePolicy,
  "GET /signout": signOut,
  "GET /signed-out": ({ response }) => sendHtml(response, 200, fillPage("signed-out")),
  "GET /app": showApp,
  "GET /app/messages": sendMessages,
  "POST /app/draft": saveDraft,
  "GET /script-include": showScriptInclude,
  "POST /session/alive": heartbeat,
  "GET /demo/counters": sendCounters,
};

/** Files by the folder that an address begins with; single files have an address of their own. */
async function sendStatic(demo, request, response, address) {
  if (address.startsWith("/idleguard/")) {
    return sendFile(request, response, demo.dist, address.slice("/idleguard/".length));
  }
  // Pages go out filled, by their routes; a template as such is nobody's business.
  if (address.startsWith("/pages/") && !address.endsWith(".html")) {
    return sendFile(request, response, PAGES, address.slice("/pages/".length));
  }
  if (/^\/idle-policy(-m365)?\.json$/.test(address)) {
    return sendFile(request, response, PAGES, address.slice(1));
  }
  return false;
}

async function answer(demo, request, response) {
  setCommonHeaders(response);
  const address = (request.url ?? "/").split(/[?#]/, 1)[0];
  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = Object.hasOwn(ROUTES, `${method} ${address}`) && ROUTES[`${method} ${address}`];
  if (route) {
    if (method === "POST" && !isSameOrigin(request)) {
      return sendProblem(response, 403, "This came from another site.");
    }
    return route(new Visit(demo, request, response));
  }
  if (method !== "GET") return sendProblem(response, 405, "Not here.");
  const sent = await sendStatic(demo, request, response, address);
  if (!sent) sendProblem(response, 404, "There is nothing here.");
}

/**
 * Starts the demo. `port` 0 takes a free one; `dist` is the folder with the built library. Resolves
 * when it listens; rejects when the port is taken.
 */
export async function startDemo({ port = 8080, dist, host = "127.0.0.1" } = {}) {
  const demo = {
    dist: dist ?? path.join(HERE, "..", "dist"),
    sessions: new Sessions(),
    drafts: new Map(),
  };
  if (!existsSync(path.join(demo.dist, "idleguard.mjs"))) {
    console.warn(
      `demo: ${demo.dist} holds no idleguard.mjs; build first, or the app will not start`,
    );
  }
  const server = createServer({ requestTimeout: 30_000 }, (request, response) => {
    answer(demo, request, response).catch((error) => {
      console.error("demo:", error);
      if (!response.headersSent) sendProblem(response, 500, "The demo has a bug.");
      else response.destroy();
    });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // HOST=0.0.0.0 lets a container's port be reached; browsers then still need a loopback name.
  const port = Number(process.env.PORT ?? 8080);
  const demo = await startDemo({ port, host: process.env.HOST });
  console.log(`idleguard demo: ${demo.url}`);
}
