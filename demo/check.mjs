// `demo/run --check`: starts the demo on free ports and fetches what a visitor loads first, on this
// machine's own name, on a second site and on the hub's. Names below `localhost` are known to
// browsers and not to every system, so a request goes to loopback and says itself whom it is for.

import { once } from "node:events";
import { get } from "node:http";

import { startDemo } from "./server.mjs";

const LIMIT_MS = 10_000;

/** Each with a text that tells the page from any other. */
const expected = (demo) => [
  [demo.url, "/sign-in", "idleguard demo"],
  [demo.url, "/idleguard/idleguard.js", "idleguard"],
  [demo.site("wren"), "/signed-out", "Wren Files"],
  [demo.site("wren"), "/idleguard/idleguard.mjs", "idleguard"],
  [demo.site("hub"), "/sign-in", "Alder Clinic"],
  [demo.site("hub"), "/idleguard/hub.html", `data-origins="${demo.site("finch")} `],
];

async function fetchText(demo, origin, path) {
  const headers = { host: new URL(origin).host };
  const request = get(demo.url + path, { headers, signal: AbortSignal.timeout(LIMIT_MS) });
  const [response] = await once(request, "response");
  const chunks = await response.toArray();
  if (response.statusCode !== 200) {
    throw new Error(`the demo answers ${origin}${path} with ${response.statusCode}`);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const demo = await startDemo({ port: 0 });
for (const [origin, path, text] of expected(demo)) {
  const found = await fetchText(demo, origin, path);
  if (!found.includes(text)) throw new Error(`${origin}${path} does not say: ${text}`);
}
await demo.close();
