// The server of the demo's three sites and the hub, without a browser: which host answers what, who
// may change something, and that a sign-in cannot be handed to another browser.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { certificateIn } from "../../demo/sites/certificate.mjs";
import { send, startSites } from "./demo-sites.mjs";

let demo;

before(async () => {
  demo = await startSites();
});

after(() => demo?.close());

const cookieOf = ({ headers }, name) =>
  headers["set-cookie"]
    ?.map((text) => text.split(";")[0])
    .find((pair) => pair.startsWith(`suite-${name}=`));

const pathOf = (address) => {
  const { pathname, search } = new URL(address);
  return pathname + search;
};

/** What a product sends a browser away with: the question, and the cookie that goes with it. */
async function askAt(product) {
  const answer = await send(demo, demo.site(product), "/app");
  return { to: pathOf(answer.headers.location), cookie: cookieOf(answer, "question") };
}

/** The hub's cookie of somebody who has signed in there. */
async function signInAtHub() {
  const answer = await send(demo, demo.site("hub"), "/sign-in", {
    method: "POST",
    body: "account=7c1f0b52",
  });
  return cookieOf(answer, "session");
}

/** Where the hub's page would send the browser back to, as a path of the product. */
async function grantFor(question, hubCookie) {
  const visit = question.to.replace("/sign-in", "/visit");
  const headers = { cookie: hubCookie };
  const { text } = await send(demo, demo.site("hub"), visit, { headers });
  const next = /id="next" href="([^"]+)"/.exec(text)[1].replaceAll("&amp;", "&");
  return pathOf(new URL(next, demo.site("hub")).searchParams.get("return"));
}

test("every site has its own pages, and nobody else's", async () => {
  const statusOf = async (site, path) => (await send(demo, demo.site(site), path)).status;
  assert.equal(await statusOf("wren", "/signed-out"), 200);
  assert.equal(await statusOf("hub", "/signed-out"), 404);
  assert.equal(await statusOf("hub", "/sign-in"), 200);
  assert.equal(await statusOf("wren", "/sign-in"), 404);
  assert.equal(await statusOf("wren", "/admin"), 404);
  const configured = async (site) =>
    (await send(demo, demo.site(site), "/idleguard/hub.html")).text.includes(demo.site("finch"));
  assert.equal(await configured("hub"), true);
  assert.equal(await configured("wren"), false, "a product's copy of the hub answers nobody");
});

test("a name that is not the demo's gets nothing, this machine's own gets the demo as before", async () => {
  const port = new URL(demo.url).port;
  for (const host of ["evil.example", "finch.localhost", `robin.localhost:${port}`]) {
    assert.equal((await send(demo, `http://${host}`, "/sign-in")).status, 404, host);
  }
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) {
    const { status, text } = await send(demo, `http://${host}`, "/sign-in");
    assert.equal(status, 200);
    assert.match(text, /People walk away/);
  }
});

test("the hub's page may be framed by the three products, and by nobody else", async () => {
  const { headers } = await send(demo, demo.site("hub"), "/idleguard/hub.html");
  const products = ["finch", "wren", "heron"].map((name) => demo.site(name)).join(" ");
  assert.match(headers["content-security-policy"], new RegExp(`frame-ancestors ${products}$`));
});

test("another site's page can change nothing; the site's own can", async () => {
  const hub = demo.site("hub");
  const options = { method: "POST", body: "account=7c1f0b52" };
  const from = (site) => ({ ...options, headers: { "sec-fetch-site": site } });
  assert.equal((await send(demo, hub, "/sign-in", from("cross-site"))).status, 403);
  assert.equal((await send(demo, hub, "/sign-in", from("same-site"))).status, 403);
  assert.equal((await send(demo, hub, "/sign-in", from("same-origin"))).status, 303);
});

test("who is signed in at the hub comes in at a product, and once only with the same word", async () => {
  const question = await askAt("wren");
  const back = await grantFor(question, await signInAtHub());
  const headers = { cookie: question.cookie };
  const first = await send(demo, demo.site("wren"), `${back}&hubNonce=abc123`, { headers });
  assert.equal(first.status, 303);
  const app = await send(demo, demo.site("wren"), first.headers.location, {
    headers: { cookie: cookieOf(first, "session") },
  });
  assert.equal(app.status, 200);
  assert.match(app.text, /hubNonce&quot;:&quot;abc123/, "the server keeps it for its pages (R151)");
  assert.equal((await send(demo, demo.site("wren"), back, { headers })).status, 400);
});

test("a sign-in that one browser began is of no use in another, nor at another product", async () => {
  const [mine, theirs] = [await askAt("wren"), await askAt("wren")];
  const back = await grantFor(mine, await signInAtHub());
  const at = (product, cookie) => send(demo, demo.site(product), back, { headers: { cookie } });
  assert.equal((await at("wren", theirs.cookie)).status, 400, "another browser's question");
  assert.equal((await at("wren", "")).status, 400, "no question");
  assert.equal((await at("heron", mine.cookie)).status, 400, "another product");
  assert.equal((await at("wren", mine.cookie)).status, 303);
});

test("a product's session is no session at another product", async () => {
  const question = await askAt("wren");
  const back = await grantFor(question, await signInAtHub());
  const headers = { cookie: question.cookie };
  const cookie = cookieOf(await send(demo, demo.site("wren"), back, { headers }), "session");
  const statusAt = async (product) =>
    (await send(demo, demo.site(product), "/app", { headers: { cookie } })).status;
  assert.equal(await statusAt("wren"), 200);
  assert.equal(await statusAt("finch"), 303);
});

test("the register answers who is signed in at that product, and nobody else", async () => {
  const question = await askAt("heron");
  const back = await grantFor(question, await signInAtHub());
  const begun = { cookie: question.cookie };
  const cookie = cookieOf(
    await send(demo, demo.site("heron"), back, { headers: begun }),
    "session",
  );
  const body = JSON.stringify({ version: 1, name: "0".repeat(32), entries: [] });
  const ask = async (product, more) => {
    const headers = { "content-type": "application/json", ...more };
    return send(demo, demo.site(product), "/idle-register", { method: "POST", headers, body });
  };
  assert.equal((await ask("heron", { cookie })).status, 200);
  assert.equal((await ask("heron", {})).status, 401);
  assert.equal((await ask("finch", { cookie })).status, 401);
  assert.equal((await ask("heron", { cookie, "sec-fetch-site": "cross-site" })).status, 403);
  assert.equal((await ask("hub", { cookie })).status, 405, "the hub has no register");
});

test("the certificate is made once, and anew when it cannot be used any more", async (t) => {
  const top = await mkdtemp(join(tmpdir(), "ig-"));
  t.after(() => rm(top, { recursive: true }));
  const folder = join(top, "certificate");
  const first = await certificateIn(folder);
  assert.deepEqual(await certificateIn(folder), first);
  await writeFile(join(folder, "cert.pem"), "not a certificate");
  const second = await certificateIn(folder);
  assert.notEqual(second.cert, first.cert);
  assert.equal(await readFile(join(folder, "key.pem"), "utf8"), second.key);
});

test("without openssl the demo says so, and runs on without TLS", async (t) => {
  const top = await mkdtemp(join(tmpdir(), "ig-"));
  t.after(() => rm(top, { recursive: true }));
  const warn = t.mock.method(console, "warn", () => undefined);
  const { PATH } = process.env;
  t.after(() => (process.env.PATH = PATH));
  process.env.PATH = top;
  const plain = await startSites({ tlsPort: 0, certificate: join(top, "certificate") });
  t.after(() => plain.close());
  process.env.PATH = PATH;
  const said = warn.mock.calls.map(({ arguments: [text] }) => text).join("\n");
  assert.match(said, /no https: openssl is not installed/);
  assert.equal(plain.site("wren", true), null);
  assert.equal((await send(plain, plain.site("wren"), "/signed-out")).status, 200);
});
