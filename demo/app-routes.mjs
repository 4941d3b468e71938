// What the pages of the apps ask for: themselves, their content, drafts, the heartbeat, and the
// counters of the live picture.

import { APPS } from "./apps.mjs";
import { CONTENT } from "./content.mjs";
import { readJson, redirect, sendHtml, sendJson, sendProblem } from "./http.mjs";
import { fillPage } from "./visit.mjs";

const MAX_HEARTBEAT_BYTES = 512;
const MAX_DRAFT_BYTES = 32 * 1024;
const MAX_DRAFTS = 200;

const isOpen = (session, app) => session !== null && !session.closed.has(app);

function showApp(visit, app) {
  const { session, sessions, organization, response } = visit;
  if (!isOpen(session, app.class)) return redirect(response, "/sign-in");
  sessions.open(session, app.class, organization.limitMs(app.class));
  const values = { ...app, ...session.account, page: visit.pageData(app) };
  sendHtml(response, 200, fillPage("app", values));
}

function showScriptInclude({ session, sessions, organization, response }) {
  if (!isOpen(session, "custom")) return redirect(response, "/sign-in");
  sessions.open(session, "custom", organization.limitMs("custom"));
  const values = { account: session.account.id, session: session.session };
  sendHtml(response, 200, fillPage("script-include", values));
}

async function heartbeat({ session, sessions, organization, appClass, request, response }) {
  const app = appClass ?? "custom";
  if (!isOpen(session, app)) return sendProblem(response, 401, "The session has ended.");
  const body = await readJson(request, MAX_HEARTBEAT_BYTES);
  const lastActivity = typeof body?.lastActivity === "string" ? Date.parse(body.lastActivity) : NaN;
  if (!Number.isFinite(lastActivity)) return sendProblem(response, 400, "lastActivity is missing.");
  sessions.heartbeat(session, app, lastActivity, organization.limitMs(app));
  response.writeHead(204).end();
}

function sendMessages({ session, drafts, appClass, response }) {
  const app = appClass ?? "custom";
  if (!isOpen(session, app)) return sendProblem(response, 401, "The session has ended.");
  const messages = CONTENT[app];
  const kept = messages.map(({ id }) => [id, drafts.get(`${session.account.id}/${id}`)]);
  const mine = Object.fromEntries(kept.filter(([, text]) => text !== undefined));
  const marked = messages.map((message) => ({
    ...message,
    unread: message.unread && !session.read.has(message.id),
  }));
  sendJson(response, 200, { messages: marked, drafts: mine });
}

const isKnown = (id) => Object.values(CONTENT).some((all) => all.some((one) => one.id === id));

/** Opening something is a request to its app: what SharePoint counts as activity (R79). */
async function markRead({ session, request, response }) {
  if (session === null) return sendProblem(response, 401, "The session has ended.");
  const body = await readJson(request, MAX_HEARTBEAT_BYTES);
  if (!isKnown(body?.message)) return sendProblem(response, 400, "There is no such thing.");
  session.read.add(body.message);
  response.writeHead(204).end();
}

/** Keeps a begun reply for its writer: another account, signed in meanwhile, must not get it. */
async function saveDraft({ session, drafts, request, response }) {
  if (session === null) return sendProblem(response, 401, "The session has ended.");
  const body = await readJson(request, MAX_DRAFT_BYTES);
  if (!isKnown(body?.message) || typeof body.text !== "string") {
    return sendProblem(response, 400, "No draft.");
  }
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

export const APP_ROUTES = {
  ...Object.fromEntries(
    Object.values(APPS).map((app) => [`GET ${app.path}`, (visit) => showApp(visit, app)]),
  ),
  "GET /app/messages": sendMessages,
  "POST /app/read": markRead,
  "POST /app/draft": saveDraft,
  "GET /script-include": showScriptInclude,
  "POST /session/alive": heartbeat,
  "GET /demo/counters": sendCounters,
};
