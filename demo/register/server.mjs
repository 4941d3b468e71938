// The register alone in a process, as one of many behind a load balancer. `PORT` (8090; 0: a free
// one), `HOST` (loopback), `REGISTER_REDIS` (redis://…; without it records are in memory, for one
// instance), `REGISTER_BURST` and `REGISTER_PER_SECOND` (the rate for an account), and
// `REGISTER_AUTHENTICATE`: a module whose default export is `authenticate(request)`. There is no
// default for that: a register that believes everybody would let anybody sign people out.

import { createServer } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { openStore } from "./open-store.mjs";
import { createRegister, LIMITS } from "./register.mjs";

const ADDRESS = "/register";

async function start({ PORT, HOST, REGISTER_REDIS, REGISTER_AUTHENTICATE, ...others }) {
  if (!REGISTER_AUTHENTICATE) throw new Error("REGISTER_AUTHENTICATE must name a module");
  const module = pathToFileURL(path.resolve(REGISTER_AUTHENTICATE)).href;
  const { default: authenticate } = await import(module);
  const register = createRegister({
    store: await openStore(REGISTER_REDIS),
    authenticate,
    limits: {
      burst: Number(others.REGISTER_BURST ?? LIMITS.burst),
      perSecond: Number(others.REGISTER_PER_SECOND ?? LIMITS.perSecond),
    },
  });
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    if (request.url === ADDRESS) return void register(request, response);
    response.writeHead(404).end();
  });
  server.listen(Number(PORT ?? 8090), HOST ?? "127.0.0.1", () => {
    console.log(`register: http://${HOST ?? "127.0.0.1"}:${server.address().port}${ADDRESS}`);
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await start(process.env);
}
