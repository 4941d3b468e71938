// The classic script include, as most pages will have it: set up from data-* attributes, recording
// activity before the rest has loaded, and the same events and promise as the module.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { basicOptions, openApp } from "./support/app-page.mjs";
import {
  assertSignedOutOnce,
  DIST,
  hasPrompt,
  histories,
  openApps,
  openSuite,
  openTabFor,
  seconds,
  staysFalse,
  untilAll,
  untilGone,
} from "./support/suite.mjs";

const MODULE = "/idleguard/idleguard.mjs";
const POLICY = "/idle-policy.json";

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

test("one script tag is enough: warned, signed out, and every event on the document", async (t) => {
  const host = site.host();
  const url = host.includeUrl(
    basicOptions({ policy: seconds(3, 6), signals: { keepMeSignedIn: false }, locale: "da" }),
  );
  const handles = await openApps(t, session, [url, url]);
  const status = await session.run(async () => {
    const guard = await window.idleguard;
    return guard === window.guard && guard.status;
  });
  assert.deepEqual(
    [status.state, status.source, status.signOutAfterMs, status.signals],
    ["active", "custom", 6000, { keepMeSignedIn: false }],
  );
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
  for (const history of await histories(session, handles)) {
    const names = history.map(({ name }) => name).filter((name) => name !== "statuschange");
    assert.deepEqual(names, ["prompt", "signout"]);
    const { detail } = history.find(({ name }) => name === "prompt");
    assert.deepEqual(Object.keys(detail).sort(), ["remainingMs", "signOutAt"]);
  }
});

test("activity before the rest has loaded counts (R89)", async (t) => {
  const host = site.host();
  const url = host.includeUrl(basicOptions());
  await openApps(t, session, [url]);
  const earlier = await session.run(() => guard.status.lastActivity.getTime());

  let open;
  const gate = new Promise((resolve) => (open = resolve));
  t.after(() => open());
  host.on(MODULE, async () => {
    await gate;
    const headers = { "content-type": "text/javascript" };
    return { body: await readFile(join(DIST, "idleguard.mjs")), headers };
  });
  await openTabFor(t, session);
  // WebDriver's own navigation would wait for the module, which is part of the page.
  await session.run((address) => void (location.href = address), url);
  await session.until(() => document.getElementById("field") !== null, { what: "the page" });
  await session.run(() => {
    window.pressedAt = 0;
    addEventListener("keydown", () => (window.pressedAt = Date.now()));
  });
  await session.press("a");
  const pressedAt = await session.run(() => pressedAt);
  assert.ok(pressedAt > earlier);
  const isLater = () => Date.now() - pressedAt > 1000;
  await session.until(isLater, { what: "a second of loading" });
  open();
  await session.until(() => window.guard, { what: "the guard" });
  const last = await session.run(() => guard.status.lastActivity.getTime());
  assert.ok(Math.abs(last - pressedAt) <= 50, `${last - pressedAt} ms from the key`);
});

test("wrong attributes are refused at once, each with its place (R12)", async (t) => {
  const host = site.host();
  await openTabFor(t, session);
  const options = { colour: "blue", size: "9", signals: "{", mode: "maybe", signedOut: "ftp://x" };
  const error = await openApp(session, host.includeUrl(options));
  assert.deepEqual([error.name, error.code], ["IdleGuardError", "invalid-options"]);
  const paths = error.problems.map(({ path }) => path).sort();
  assert.deepEqual(paths, [
    "account",
    "colour",
    "mode",
    "policy",
    "signOut",
    "signals",
    "signedOut",
    "size",
  ]);
});

test("attributes that are refused leave the page as if there were no script (R12)", async (t) => {
  await openTabFor(t, session);
  for (const options of [{ account: "a" }, { ...basicOptions(), colour: "blue" }]) {
    const error = await openApp(session, site.host().includeUrl(options));
    assert.equal(error.code, "invalid-options");
    assert.deepEqual(await session.run(() => listenedTypes()), []);
    assert.deepEqual(await session.run(() => counts.recordWrites), 0);
  }
});

// R44
test("a policy given by its address is asked for again only when it is time", async (t) => {
  const host = site.host();
  host.page(POLICY, { json: seconds(780, 900) });
  await openApps(t, session, [host.includeUrl(basicOptions({ policy: POLICY }))]);
  assert.equal(await session.run(() => guard.status.signOutAfterMs), 900_000);
  const asked = () => host.requests({ path: POLICY }).length;
  await staysFalse(async () => asked() > 1, { forMs: 2000, what: "a second request" });
  assert.equal(asked(), 1);
});

// R45
test("a policy that cannot be fetched signs nobody out, and that is said loudly", async (t) => {
  const host = site.host();
  await openApps(t, session, [host.includeUrl(basicOptions({ policy: "/nowhere.json" }))]);
  assert.equal(await session.run(() => guard.status.state), "policy-unavailable");
  const codes = await session.run(() => events.map(({ detail }) => detail.code));
  assert.ok(codes.includes("policy-unavailable"));
});

test("a broken policy behind an address is refused with line and column (R12)", async (t) => {
  const host = site.host();
  host.page(POLICY, { text: '{\n  "version": 1,\n  "custom": { "signOutAfter": "never" }\n}' });
  await openTabFor(t, session);
  const error = await openApp(session, host.includeUrl(basicOptions({ policy: POLICY })));
  const [{ path, line }] = error.problems;
  assert.deepEqual([error.code, path, line], ["invalid-options", "policy/custom/signOutAfter", 3]);
});
