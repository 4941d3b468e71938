// Registers to be asked: in this process, with a store of the test's choice, or as processes of
// their own, which can be killed; and a way to ask them that shows every part of the answer.

import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { createRegister } from "../../../demo/register/register.mjs";
import { startProcess } from "../../browser/support/processes.mjs";
import { until } from "../../browser/support/until.mjs";
import authenticate from "./cookie-authentication.mjs";
import { ROOT } from "../../seam/support/typescript.mjs";

const AUTHENTICATE = fileURLToPath(new URL("cookie-authentication.mjs", import.meta.url));

/** Any handler on a port of its own, ended with the test: its address. */
export async function serve(t, handler) {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return `http://127.0.0.1:${server.address().port}/register`;
}

/** `logged`: every line that it wrote to its log. */
export async function serveRegister(t, { store, limits = {}, ...options }) {
  const logged = [];
  const generous = { burst: 1000, perSecond: 1000, ...limits };
  const log = (line) => logged.push(line);
  const register = createRegister({ store, authenticate, limits: generous, log, ...options });
  return { url: await serve(t, register), logged };
}

/** server.mjs as a process: `{ url, stop, output }`; `stop` kills it at once. */
export async function startInstance(t, redis) {
  const { stop, output, hasExited } = startProcess(
    process.execPath,
    [path.join(ROOT, "demo/register/server.mjs")],
    {
      env: {
        PORT: "0",
        REGISTER_AUTHENTICATE: AUTHENTICATE,
        REGISTER_REDIS: redis?.url ?? "",
        REGISTER_BURST: "1000",
        REGISTER_PER_SECOND: "1000",
      },
    },
  );
  t.after(stop);
  const said = () => {
    if (hasExited()) throw new Error(`it ended: ${output()}`);
    return /^register: (http\S+)$/m.exec(output())?.[1];
  };
  return { url: await until(said, { what: "the address of an instance" }), stop, output };
}

/** Asks as a page of the same origin does; `message` may be any text, and headers be replaced. */
export async function ask(url, message, { account = "user-7", headers = {}, ...init } = {}) {
  const given = {
    "content-type": "application/json",
    "sec-fetch-site": "same-origin",
    ...(account === null ? {} : { cookie: `theme=dark; account=${account}` }),
    ...headers,
  };
  const body = typeof message === "string" ? message : JSON.stringify(message);
  const kept = Object.entries(given).filter(([, value]) => value !== null);
  const options = { method: "POST", headers: Object.fromEntries(kept), body, ...init };
  const response = await fetch(url, { signal: AbortSignal.timeout(5000), ...options });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Entries in the order of their keys. */
export const sorted = (entries) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

/** One exchange that must succeed: what is known then, in the order of keys. */
export async function exchange(url, name, entries, options) {
  const { status, body } = await ask(url, { version: 1, name, entries }, options);
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return sorted(body.entries);
}
