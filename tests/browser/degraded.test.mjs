// Browsers and networks that lack something: storage, channel, locks, Wasm, network. What can be
// kept is kept: enforcement stays on, and where nothing can be enforced the app works on, told why.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { basicOptions, openApp } from "./support/app-page.mjs";
import {
  DIST,
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  currentPath,
  hasNoPrompt,
  hasPrompt,
  isCovered,
  openApps,
  openSameApps,
  openSuite,
  openTabFor,
  requestsOf,
  seconds,
  staysFalse,
  untilAll,
  untilGone,
} from "./support/suite.mjs";
import { peek, peekEach, secretVisible } from "./support/tabs.mjs";

const OFFSET = { clock: "offset" };
const WASM = "/idleguard/idleguard.wasm";

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

const coordination = () => guard.status.coordination;

/** Warned in all tabs, answered in the one in front, warned again, gone. Returns where they are. */
async function goTheWholeWay(handles, toPrompt = () => {}, toEnd = () => {}) {
  await toPrompt();
  await untilAll(session, handles, hasPrompt, { what: "the prompt in every tab" });
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "the answer in every tab" });
  await toPrompt();
  await untilAll(session, handles, hasPrompt, { what: "the second prompt in every tab" });
  await toEnd();
  return untilGone(session, handles);
}

const wholeWay = (handles) =>
  goTheWholeWay(
    handles,
    () => advanceTo(session, "warn", 300),
    () => advanceTo(session, "end", 300),
  );

// R94, R102
test("without BroadcastChannel tabs still hear of warning, answer and end", async (t) => {
  const options = { ...OFFSET, without: ["BroadcastChannel"] };
  const { host, handles } = await openSameApps(t, suite, 3, options);
  assert.equal(await session.run(() => typeof BroadcastChannel), "undefined");
  assert.equal(await session.run(coordination), "shared");
  assertSignedOutOnce(host, await wholeWay(handles), "idle");
});

test("without Web Locks the sign-out request is still sent (R125)", async (t) => {
  const options = { ...OFFSET, without: ["locks"] };
  const { host, handles } = await openSameApps(t, suite, 3, options);
  assert.equal(await session.run(() => "locks" in navigator), false);
  const places = await wholeWay(handles);
  assert.ok(places.some(({ path }) => path === "/signout"));
  // Once each at most; a tab that asked and then learned that another one had, may leave as well.
  assert.ok(requestsOf(host) >= 1 && requestsOf(host) <= 3, `${requestsOf(host)} requests`);
});

// V32, R105
test("without localStorage every tab enforces the policy, and says that it is alone", async (t) => {
  const options = { policy: seconds(3, 7), without: ["localStorage"] };
  const { host, handles } = await openSameApps(t, suite, 1, options);
  assert.equal(await session.run(coordination), "uncoordinated");
  await goTheWholeWay(handles);
  assert.equal(requestsOf(host), 1);
});

// V32, R105
test("with storage blocked by the user, idle tabs are warned and signed out", async (t) => {
  const prefs = { "profile.default_content_setting_values.cookies": 2 };
  const blocked = await openSuite({ prefs });
  t.after(blocked.close);
  const own = blocked.session;
  const policy = seconds(4, 10);
  const { host, handles } = await openSameApps({ after: () => {} }, blocked, 2, { policy });
  const access = await own.run(() => {
    try {
      return localStorage.length;
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(access, "SecurityError", "storage is really blocked");
  const status = await own.run(() => guard.status);
  assert.equal(status.coordination, "uncoordinated");
  assert.ok(status.problems.some(({ code }) => code === "record-unavailable"));
  await untilAll(own, handles, hasPrompt, { what: "the prompt" });
  await clickPrompt(own, "stay");
  await own.until(hasNoPrompt, { what: "the answer" });
  await own.until(hasPrompt, { what: "the second prompt" });
  const places = await untilGone(own, handles, { timeoutMs: 20_000 });
  assert.ok(host.requests({ path: "/signout" }).length >= 1);
  assert.ok(places.every(({ path }) => ["/signout", "/signed-out"].includes(path)));
});

/** Runs in a page: fills the storage of the origin to the last byte. */
function fillStorage() {
  const { setItem } = probe.native;
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      for (let i = 0; ; i += 1) setItem.call(localStorage, `x${size}-${i}`, "x".repeat(size));
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
    }
  }
}

/** Runs in a page: every further write of the record fails, without storage being really full. */
function refuseWrites() {
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, value) {
    if (key.startsWith("idleguard")) throw new DOMException("full", "QuotaExceededError");
    return setItem.call(this, key, value);
  };
}

for (const [what, spoil] of [
  ["fills up", (handles) => peek(session, handles[0], fillStorage)],
  ["refuses every write", (handles) => peekEach(session, handles, refuseWrites)],
]) {
  // V32, R105
  test(`storage that ${what} while a session runs stops neither answer nor end`, async (t) => {
    const { host, handles } = await openSameApps(t, suite, 2, { policy: seconds(4, 9) });
    assert.equal(await session.run(coordination), "shared");
    await session.press("a");
    await session.until(() => recordWrites.some(({ key }) => key.includes(":L:")), {
      what: "activity in the record",
    });
    await spoil(handles);
    await session.press("b");
    await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
    await clickPrompt(session, "stay");
    await untilAll(session, handles, hasNoPrompt, { what: "the answer in both tabs" });
    assert.equal(await session.run(coordination), "uncoordinated");
    await untilGone(session, handles, { timeoutMs: 30_000 });
    // What says that the request was sent may not fit any more: twice is harmless, never is not.
    assert.ok(requestsOf(host) >= 1 && requestsOf(host) <= 2, `${requestsOf(host)} requests`);
  });
}

test("tabs that cannot write do not answer each other's messages for ever (R102)", async (t) => {
  const { handles } = await openSameApps(t, suite, 2, OFFSET);
  await peekEach(session, handles, refuseWrites);
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "the answer in both tabs" });
  const posts = async () => (await peekEach(session, handles, () => counts.channelPosts)).sort();
  await staysFalse(async () => (await posts()).at(-1) > 40, {
    forMs: 1500,
    what: "a storm of messages",
  });
});

for (const [what, reply, more] of [
  ["is missing on the server", { status: 404, text: "no" }, {}],
  ["is a page instead", { html: "<!doctype html><title>Sign in</title>" }, {}],
  ["is damaged", { body: readFileSync(join(DIST, "idleguard.wasm")).subarray(0, 5000) }, {}],
  ["cannot be had, for the connection breaks", null, {}],
  ["cannot run here, for the browser lacks it", undefined, { without: ["WebAssembly"] }],
]) {
  test(`Wasm that ${what} is a clear error, and the app works on (R12)`, async (t) => {
    const host = site.host();
    if (reply !== undefined) host.page(WASM, reply);
    await openTabFor(t, session);
    const error = await openApp(
      session,
      host.appUrl(basicOptions({ policy: seconds(1, 2), ...more })),
    );
    assert.deepEqual([error.name, error.code], ["IdleGuardError", "wasm-unavailable"]);
    assert.match(error.message, /cannot be loaded from http.*idleguard\.wasm/);
    assert.equal(error.problems.length, 1);
    await session.type("#field", "still working");
    const isDisturbed = () =>
      session.run(() => document.querySelector("idleguard-prompt,idleguard-cover") !== null);
    await staysFalse(isDisturbed, { forMs: 2500, what: "a prompt or a cover" });
    assert.equal(await session.run(() => document.getElementById("field").value), "still working");
    assert.deepEqual(await session.run(() => [counts.recordWrites, counts.channelPosts]), [0, 0]);
    assert.equal(requestsOf(host), 0);
  });
}

test("a content security policy that forbids Wasm is a clear error too (R12)", async (t) => {
  const csp = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'";
  await openTabFor(t, session);
  const error = await openApp(session, site.host().appUrl(basicOptions(), { csp }));
  assert.equal(error.code, "wasm-unavailable");
  assert.match(error.message, /Content Security Policy|unsafe-eval/);
});

test("a server that does not know the type of Wasm does no harm", async (t) => {
  const host = site.host();
  const body = readFileSync(join(DIST, "idleguard.wasm"));
  host.page(WASM, { body, headers: { "content-type": "application/octet-stream" } });
  await openApps(t, session, [host.appUrl(basicOptions())]);
  assert.equal(await session.run(() => guard.status.state), "active");
});

// R134
test("offline at the deadline: covered, and signed out when the network is back", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, {
    ...OFFSET,
    beforeSignOut: "@record",
  });
  const setOffline = (offline) =>
    Promise.all(
      handles.map(async (handle) => {
        const speed = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
        await session.devtools.send(handle, "Network.enable");
        const conditions = { offline, ...speed };
        await session.devtools.send(handle, "Network.emulateNetworkConditions", conditions);
      }),
    );
  await setOffline(true);
  await untilAll(session, handles, () => !navigator.onLine, { what: "no network" });
  await advanceTo(session, "end", 300);
  await untilAll(session, handles, isCovered, { what: "the cover" });
  assert.equal(await secretVisible(session), false);
  await untilAll(session, handles, () => calls.some(({ name }) => name === "beforeSignOut"));
  const hasLeft = async () =>
    (await peekEach(session, handles, currentPath)).some((path) => path !== "/app");
  await staysFalse(hasLeft, { forMs: 3000, what: "an attempt to leave" });
  assert.deepEqual(await peekEach(session, handles, isCovered), [true, true]);
  assert.equal(requestsOf(host), 0);
  await setOffline(false);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});
