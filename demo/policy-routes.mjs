// The policy: served to the apps, shown and changed by an administrator, explained while it is
// edited, and what each user may add to it for the portal. The administrator's page needs no
// sign-in, so that it stays usable while the demo signs people out; the role is chosen on it, for
// this is about what a role may do, not about proving that one has it.

import { APP_CLASSES, APPS, readSignals } from "./apps.mjs";
import { readJson, redirect, sendHtml, sendJson, sendProblem } from "./http.mjs";
import { ROLES } from "./organization.mjs";
import { CommandRefusal, CommandUnavailable } from "./policy-command.mjs";
import { fillPage } from "./visit.mjs";

const MAX_DOCUMENT_BYTES = 16 * 1024;
const MAX_PREFERENCE_BYTES = 512;
/** What may be given to the command as a preference; whether it is one, the command says. */
const PREFERENCE = /^(?:never|\d[\d.:]{0,20})$/;

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Caches may keep it, but have to ask whether it is still the one. */
function sendPolicy({ organization, request, response }) {
  response.setHeader("ETag", organization.etag);
  response.setHeader("Cache-Control", "no-cache");
  const known = (request.headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim());
  if (known.includes(organization.etag) || known.includes(`W/${organization.etag}`)) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { "Content-Type": "application/json; charset=utf-8" });
  response.end(organization.text);
}

const stored = ({ document, etag, savedAt }) => ({ document, etag, savedAt });

function showAdmin({ session, organization, response }) {
  const page = { ...stored(organization), isSignedIn: session !== null };
  sendHtml(response, 200, fillPage("admin", { page: JSON.stringify(page) }));
}

/** What a document that is being edited would mean for every app. Changes nothing. */
async function explainDraft({ command, request, response }) {
  const body = await readJson(request, MAX_DOCUMENT_BYTES);
  if (!isObject(body?.document)) return sendProblem(response, 400, "The document is missing.");
  const signals = readSignals(body.signals);
  const isPreference = typeof body.preference === "string" && PREFERENCE.test(body.preference);
  const preference = isPreference ? body.preference : undefined;
  const answer = await command.withDocument(JSON.stringify(body.document), async (file) => {
    const { valid, problems, warnings } = await command.check(file);
    if (!valid) return { problems, warnings, apps: null };
    const explain = async (app) => {
      const own = app === "azurePortal" ? preference : undefined;
      return { app, ...(await command.explain(file, app, { signals, preference: own })) };
    };
    return { problems, warnings, apps: await Promise.all(APP_CLASSES.map(explain)) };
  });
  sendJson(response, 200, answer);
}

async function savePolicy({ organization, request, response }) {
  const body = await readJson(request, MAX_DOCUMENT_BYTES);
  if (!isObject(body?.document) || !ROLES.includes(body.role)) {
    return sendProblem(response, 400, "The document or the role is missing.");
  }
  const { conflict, problems, isForbidden, warnings } = await organization.save(body);
  if (conflict) return sendJson(response, 409, stored(organization));
  if (problems) return sendJson(response, isForbidden ? 403 : 422, { problems });
  sendJson(response, 200, { ...stored(organization), warnings });
}

/**
 * The portal's value for a user, in the command's words: `limitMs` is the directory's, null when it
 * has none (`never` then holds, R31, R33); `startMs` what holds for a user without a choice;
 * `effectiveMs` what holds with `preference`.
 */
function explainPortal({ command, organization }, preference) {
  return command.withDocument(organization.text, async (file) => {
    const ask = async (value) => {
      const { state, signOutAfterMs, warnAfterMs, source } = await command.explain(
        file,
        "azurePortal",
        value === undefined ? {} : { preference: value },
      );
      const isActive = state === "active";
      return { signOutAfterMs: isActive ? signOutAfterMs : null, warnAfterMs, source };
    };
    const [limit, start, effective] = await Promise.all([ask("never"), ask(), ask(preference)]);
    return {
      limitMs: limit.signOutAfterMs,
      limitSource: limit.source,
      startMs: start.signOutAfterMs,
      effectiveMs: effective.signOutAfterMs,
      warnAfterMs: effective.warnAfterMs,
    };
  });
}

async function showSettings(visit) {
  const { session, sessions, organization, response } = visit;
  const app = { ...APPS.portal, title: "Portal settings" };
  if (session === null || session.closed.has(app.class)) return redirect(response, "/sign-in");
  sessions.open(session, app.class, organization.limitMs(app.class));
  const values = { ...session.account, page: visit.pageData(app) };
  sendHtml(response, 200, fillPage("settings", values));
}

async function sendPreference(visit) {
  const { session, organization, response } = visit;
  if (session === null) return sendProblem(response, 401, "The session has ended.");
  const preference = organization.preferenceOf(session.account);
  const meaning = await explainPortal(visit, preference);
  sendJson(response, 200, { preference: preference ?? null, ...meaning });
}

/** R31: with a directory's value only a shorter one is taken; else any, and `never`. */
async function savePreference(visit) {
  const { session, organization, request, response } = visit;
  if (session === null) return sendProblem(response, 401, "The session has ended.");
  const body = await readJson(request, MAX_PREFERENCE_BYTES);
  const preference = body?.preference ?? undefined;
  const refuse = (message) => sendJson(response, 422, { message });
  const isText = typeof preference === "string" && PREFERENCE.test(preference);
  if (preference !== undefined && !isText) return refuse("Enter hours and minutes as numbers.");
  try {
    const { limitMs, effectiveMs } = await explainPortal(visit, preference);
    const isShorter = effectiveMs !== null && effectiveMs < limitMs;
    if (preference !== undefined && limitMs !== null && !isShorter) {
      return refuse("Your organisation's value is in force: only a shorter one is accepted.");
    }
  } catch (error) {
    if (!(error instanceof CommandRefusal)) throw error;
    return refuse("From 5 minutes to 24 hours, with minutes below 60.");
  }
  organization.setPreference(session.account, preference);
  return sendPreference(visit);
}

/** Without the command nothing can be said of a policy, and nothing is guessed. */
function withCommand(route) {
  return async (visit) => {
    try {
      await route(visit);
    } catch (error) {
      if (error instanceof CommandRefusal) return sendProblem(visit.response, 400, error.message);
      if (!(error instanceof CommandUnavailable)) throw error;
      console.error("demo:", error.message);
      sendProblem(visit.response, 503, "The command idleguard-policy gave no answer.");
    }
  };
}

export const POLICY_ROUTES = {
  "GET /idle-policy.json": sendPolicy,
  "GET /admin": showAdmin,
  "POST /admin/meaning": withCommand(explainDraft),
  "POST /admin/policy": withCommand(savePolicy),
  "GET /settings": showSettings,
  "GET /settings/preference": withCommand(sendPreference),
  "POST /settings/preference": withCommand(savePreference),
};
