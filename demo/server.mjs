// The demo's server: a clinic's web suite with a sign-in page, real cookies and real sessions, an
// administrator's page, and the built idleguard under /idleguard/. It uses nothing but Node and
// what a customer gets: dist/, and the command idleguard-policy. Routes are tables in files of
// their own, by what they are about; this one serves them, and files. Run it directly (`PORT`,
// default 8080) or call `startDemo` from a test.

import { createServer } from "node:http";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { APP_ROUTES } from "./app-routes.mjs";
import { DOOR_ROUTES } from "./door-routes.mjs";
import { isSameOrigin, sendFile, sendProblem, setCommonHeaders } from "./http.mjs";
import { Organization } from "./organization.mjs";
import { PolicyCommand } from "./policy-command.mjs";
import { POLICY_ROUTES } from "./policy-routes.mjs";
import { PROMPT_ROUTES } from "./prompt-routes.mjs";
import { Sessions } from "./sessions.mjs";
import { PAGES, Visit } from "./visit.mjs";

const TOP = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const ROUTES = { ...DOOR_ROUTES, ...APP_ROUTES, ...POLICY_ROUTES, ...PROMPT_ROUTES };

/** Files by the folder that an address begins with; single files have an address of their own. */
async function sendStatic(demo, request, response, address) {
  if (address.startsWith("/idleguard/")) {
    return sendFile(request, response, demo.dist, address.slice("/idleguard/".length));
  }
  // Pages go out filled, by their routes; a template as such is nobody's business.
  if (address.startsWith("/pages/") && !address.endsWith(".html")) {
    return sendFile(request, response, PAGES, address.slice("/pages/".length));
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
 * Starts the demo. `port` 0 takes a free one; `dist` is the folder with the built library and
 * `command` the built program, when they are not where the build puts them. Resolves when it
 * listens; rejects when the port is taken.
 */
export async function startDemo(options = {}) {
  const { port = 8080, host = "127.0.0.1" } = options;
  const command = new PolicyCommand(
    options.command ?? path.join(TOP, "build", "bin", "idleguard-policy"),
  );
  const demo = {
    dist: options.dist ?? path.join(TOP, "dist"),
    sessions: new Sessions(),
    organization: new Organization(command),
    command,
    drafts: new Map(),
  };
  await demo.organization.open();
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
