// Frames beside the app: one of another origin, and one in a sandbox, know the name of the channel
// and the shape of its messages, and are not heard. A frame of the same origin is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openSameApps, openSuite, staysFalse, untilGone } from "../support/suite.mjs";
import { secretVisible } from "../support/tabs.mjs";
import { assertSameTime } from "../support/times.mjs";

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

/** A page that says the same thing in every way it has, and then that it has said it. */
const FRAME = `<!doctype html><script>
  const { name, message, key } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  const said = [];
  const attempt = (what, act) => {
    try { act(); said.push(what); } catch (error) { said.push(what + ": " + error.name); }
  };
  attempt("channel", () => new BroadcastChannel(name).postMessage(message));
  attempt("storage", () => localStorage.setItem(name + key[0], key[1]));
  attempt("parent", () => parent.postMessage(message, "*"));
  attempt("event", () => parent.document.dispatchEvent(new Event("idleguard:signout")));
  parent.postMessage({ said }, "*");
</script>`;

/** Runs in the page: opens the frame, and returns what it could do. */
function openFrame(address, sandbox) {
  const prefix = Object.keys(localStorage).find((key) => key.startsWith("idleguard:1:"));
  const name = prefix.slice(0, prefix.indexOf(":", "idleguard:1:".length) + 1);
  const id = Object.keys(localStorage)
    .find((key) => key.startsWith(`${name}Z:`))
    .slice(name.length + 2);
  const at = Date.now();
  const key = [`E:${id}:4`, `${String(at).padStart(15, "0")}external`];
  const message = { v: 1, entries: [key], at };
  const frame = document.createElement("iframe");
  if (sandbox) frame.sandbox = "allow-scripts";
  frame.src = `${address}#${encodeURIComponent(JSON.stringify({ name, message, key }))}`;
  return new Promise((resolve) => {
    addEventListener("message", ({ data }) => data.said && resolve(data.said));
    document.body.append(frame);
  });
}

for (const [what, isForeign, sandbox] of [
  ["of another origin", true, false],
  ["of the same origin in a sandbox", false, true],
]) {
  test(`a frame ${what} can neither end nor prolong a session (R106)`, async (t) => {
    const { host } = await openSameApps(t, suite, 2, { clock: "offset" });
    const place = isForeign ? site.host() : host;
    place.page("/frame", { html: FRAME });
    const before = await session.run(() => guard.status.signOutAt.getTime());
    const said = await session.run(openFrame, place.url("/frame"), sandbox);
    assert.ok(said.includes("parent"), said.join());
    assert.ok(said.includes("event: SecurityError"), said.join());
    const isHeard = () => session.run(() => guard.status.state !== "active");
    await staysFalse(isHeard, { forMs: 1000, what: "an end" });
    const after = await session.run(() => guard.status.signOutAt.getTime());
    assertSameTime(after, before);
    const codes = await session.run(() => events.map(({ detail }) => detail.code));
    assert.equal(codes.includes("message-dropped"), false, "it does not even arrive");
    assert.equal(await secretVisible(session), true);
  });
}

test("a frame of the same origin is heard, as every script of the origin is (the twin)", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, { clock: "offset" });
  host.page("/frame", { html: FRAME });
  // The page may be on its way out before the frame's own word arrives.
  await session
    .run(openFrame, host.url("/frame"), false)
    .catch((error) => t.diagnostic(`${error}`));
  const places = await untilGone(session, handles);
  assert.ok(places.some(({ hash }) => hash === "#reason=external"));
});
