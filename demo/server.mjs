// The demo's server: a clinic's web suite with a sign-in page, real cookies and real sessions, an
// administrator's page, and the built idleguard under /idleguard/. It uses nothing but Node and
// what a customer gets: dist/, and the command idleguard-policy. Routes are tables in files of
// their own, by what they are about; this one serves them, and files, to the host that was asked
// for. Run it directly (`PORT`, default 8080, `TLS_PORT`) or call `startDemo` from a test.

import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
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
import { SITE_NAMES } from "./sites/addresses.mjs";
import { NoCertificate, certificateIn } from "./sites/certificate.mjs";
import { Sites } from "./sites/sites.mjs";
import { PAGES, Visit } from "./visit.mjs";

const TOP = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const ROUTES = { ...DOOR_ROUTES, ...APP_ROUTES, ...POLICY_ROUTES, ...PROMPT_ROUTES };
const CERTIFICATE = path.join(TOP, "build", "demo-certificate");

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

/** What answers `name` ("GET /app") at the site that was asked for, or null. */
function routeFor(demo, site, request, response, name) {
  if (site !== "own") return demo.sites.routeOf(demo, site, request, response, name);
  return Object.hasOwn(ROUTES, name)
    ? () => ROUTES[name](new Visit(demo, request, response))
    : null;
}

async function answer(demo, request, response) {
  setCommonHeaders(response);
  const site = demo.sites.addresses.siteOf(request);
  if (site === null) return sendProblem(response, 404, "There is no such site here.");
  const address = (request.url ?? "/").split(/[?#]/, 1)[0];
  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = routeFor(demo, site, request, response, `${method} ${address}`);
  if (route !== null) {
    if (method === "POST" && !isSameOrigin(request)) {
      return sendProblem(response, 403, "This came from another site.");
    }
    return route();
  }
  if (method !== "GET") return sendProblem(response, 405, "Not here.");
  const sent = await sendStatic(demo, request, response, address);
  if (!sent) sendProblem(response, 404, "There is nothing here.");
}

/** Takes a port, 0: a free one, and answers there. Rejects when it is taken. */
async function listen(server, demo, { port, host }) {
  server.on("request", (request, response) => {
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
  return server.address().port;
}

const shut = (server) =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** The second server, or null, with the reason said, when this machine cannot have one. */
async function startTls(demo, { port, host, certificate }) {
  try {
    const server = createTlsServer({
      requestTimeout: 30_000,
      ...(await certificateIn(certificate)),
    });
    return { server, port: await listen(server, demo, { port, host }) };
  } catch (error) {
    if (!(error instanceof NoCertificate) && error.code !== "EADDRINUSE") throw error;
    const why = error.code === "EADDRINUSE" ? `port ${port} is taken` : error.message;
    console.warn(`demo: no https: ${why}; the rest works without`);
    return null;
  }
}

/**
 * Starts the demo. `port` 0 takes a free one, and so does `tlsPort`; without it there is no TLS.
 * `dist` is the folder with the built library and `command` the built program, when they are not
 * where the build puts them; `redis` is where the register keeps its records, if not in memory.
 * Resolves when it listens; rejects when the port is taken.
 */
export async function startDemo(options = {}) {
  const { port = 8080, host = "127.0.0.1", tlsPort = null, certificate = CERTIFICATE } = options;
  const command = new PolicyCommand(
    options.command ?? path.join(TOP, "build", "bin", "idleguard-policy"),
  );
  const demo = {
    dist: options.dist ?? path.join(TOP, "dist"),
    sessions: new Sessions(),
    organization: new Organization(command),
    command,
    drafts: new Map(),
    sites: await Sites.open({ redis: options.redis }),
  };
  await demo.organization.open();
  if (!existsSync(path.join(demo.dist, "idleguard.mjs"))) {
    console.warn(
      `demo: ${demo.dist} holds no idleguard.mjs; build first, or the app will not start`,
    );
  }
  const server = createServer({ requestTimeout: 30_000 });
  const taken = await listen(server, demo, { port, host });
  const { addresses } = demo.sites;
  addresses.ports = { http: taken, https: null };
  const tls = tlsPort === null ? null : await startTls(demo, { port: tlsPort, host, certificate });
  addresses.ports = { http: taken, https: tls?.port ?? null };
  const close = async () => {
    await Promise.all([server, ...(tls === null ? [] : [tls.server])].map(shut));
    await demo.sites.close();
  };
  return {
    url: `http://127.0.0.1:${taken}`,
    /** The origin of "finch", "wren", "heron" or "hub", over TLS or not; null without TLS. */
    site: (name, isSecure = false) =>
      isSecure && tls === null ? null : addresses.origin(name, isSecure),
    close,
  };
}

/** Where a person finds everything; the first line is what other programs read. */
function printAddresses(demo) {
  console.log(`idleguard demo: ${demo.url}`);
  for (const isSecure of [false, true]) {
    const found = SITE_NAMES.map((name) => demo.site(name, isSecure)).filter(Boolean);
    if (found.length > 0) console.log(`three sites and a hub: ${found.join("  ")}`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // HOST=0.0.0.0 lets a container's port be reached; browsers then still need a loopback name.
  const { HOST: host, REGISTER_REDIS: redis, TLS_PORT } = process.env;
  const port = Number(process.env.PORT ?? 8080);
  const tlsPort = Number(TLS_PORT ?? port + 1);
  printAddresses(await startDemo({ port, tlsPort: tlsPort || null, host, redis }));
}
