// What the tests of the demo's three sites have in common: the demo with a library to test, how a
// person comes in, and how a request names the host that it is for.

import { once } from "node:events";
import { request as ask } from "node:http";

import { startDemo } from "../../demo/server.mjs";
import { DIST } from "./support/suite.mjs";

/** Started for a test file; `options` as for `startDemo`. */
export const startSites = (options = {}) => startDemo({ port: 0, dist: DIST, ...options });

/** Comes in at a product's page as a person does who is signed in nowhere yet. */
export async function signInAt(session, address) {
  await session.goTo(address);
  await session.until(() => location.pathname === "/sign-in", { what: "to be asked who is there" });
  await session.click('button[value="7c1f0b52"]');
  await untilAt(session, address);
}

/** Waits until the tab shows this page, wherever it was sent on the way. */
export const untilAt = (session, address) =>
  session.until((origin, path) => location.origin === origin && location.pathname === path, {
    args: [new URL(address).origin, new URL(address).pathname],
    what: address,
  });

/** Waits until idleguard knows what the browser does with the hub's cookies. */
export const untilJudged = (session, verdict) =>
  session.until((it) => document.getElementById("third-party").textContent === it, {
    args: [verdict],
    what: `third-party cookies: ${verdict}`,
  });

/**
 * A request over the loopback, for any host: names below `localhost` are known to browsers and not
 * to every system. Returns `{ status, headers, text }`.
 */
export async function send(demo, origin, path, { method = "GET", headers = {}, body = "" } = {}) {
  const host = new URL(origin).host;
  const request = ask(demo.url + path, { method, headers: { host, ...headers }, timeout: 10_000 });
  request.end(body);
  const [response] = await once(request, "response");
  const text = Buffer.concat(await response.toArray()).toString("utf8");
  return { status: response.statusCode, headers: response.headers, text };
}
