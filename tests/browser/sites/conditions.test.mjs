// What browsers do with the cookies of a hub, and what becomes of the policy then: suspended,
// each site on its own, or together by way of the register (R145 to R151, D10, C2). One browser a
// mode; the verdict itself is the business of hub/verdicts.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";

import { MemoryStore } from "../../../demo/register/memory-store.mjs";
import { COOKIE_MODES, goToSite, grantStorageAccess } from "../support/cookie-modes.mjs";
import { whyNotInstalled } from "../support/engines.mjs";
import { seconds } from "../support/suite.mjs";
import { assertSameTime } from "../support/times.mjs";
import { until } from "../support/until.mjs";
import {
  act,
  diagnosticsOf,
  isWarned,
  openOn,
  openSuiteOfSites,
  optionsOf,
  stateOf,
  statusOf,
} from "./support/suite-of-sites.mjs";

const IS_SHARED = {
  chromium: { allowed: true, blocked: false, granted: false },
  firefox: { default: false, shared: true },
  webkit: { default: false, always: true, itp: false },
};

const M365 = { app: "outlook", policy: { version: 1, m365: { timeout: "00:05:00" } } };
const OWN = { app: "custom", policy: seconds(300, 400) };

/** Goes to the app of a site in the same tab; what it says once it runs. */
async function statusWith(suite, more, app = suite.apps[0]) {
  const { session } = suite;
  const url = app.appUrl(optionsOf(suite, more));
  await goToSite(session, url);
  await session.until(() => window.guard ?? window.startError, { what: "the guard" });
  return { ...(await session.run(statusOf)), diagnostics: await session.run(diagnosticsOf) };
}

/** The four cases of R147, where the hub's cookies are blocked. */
async function assertBlocked(suite) {
  const cases = [
    [{ ...M365 }, "suspended", "C2"],
    [{ ...M365, onThirdPartyBlocked: "degrade" }, "active", "C7"],
    [{ ...OWN }, "active", "C7"],
    [{ ...OWN, onThirdPartyBlocked: "suspend" }, "suspended", "C2"],
  ];
  for (const [more, state, condition] of cases) {
    const status = await statusWith(suite, more);
    const { thirdParty, diagnostics } = status;
    const seen = { state: status.state, condition: status.condition, thirdParty };
    assert.deepEqual(seen, { state, condition, thirdParty: "blocked" }, JSON.stringify(more));
    assert.ok(diagnostics.includes("third-party-blocked"), `${diagnostics}`);
    assert.ok(status.problems.includes("third-party-blocked"), `${status.problems}`);
  }
}

/** The same cases where they are not: nothing is suspended. */
async function assertAvailable(suite) {
  for (const more of [M365, { ...OWN, onThirdPartyBlocked: "suspend" }]) {
    const { state, condition, thirdParty, problems } = await statusWith(suite, more);
    const seen = { state, condition, thirdParty, problems };
    const expected = { state: "active", condition: "C7", thirdParty: "available", problems: [] };
    assert.deepEqual(seen, expected, JSON.stringify(more));
  }
}

for (const [engine, modes] of Object.entries(COOKIE_MODES)) {
  for (const mode of Object.keys(modes)) {
    const isShared = IS_SHARED[engine][mode];
    const what = isShared ? "the policy is enforced" : "it is suspended or enforced, as was chosen";
    const skip = (await whyNotInstalled(engine)) ?? false;
    test(`${engine} "${mode}": ${what} (R145, R147, D10)`, { skip }, async (t) => {
      const suite = await openSuiteOfSites(engine, mode);
      t.after(suite.close);
      await (isShared ? assertAvailable : assertBlocked)(suite);
      if (mode === "granted") await assertGranted(suite);
      serveRegister(suite.site);
      assert.equal(await knowsOfOther(suite, { session: "one" }), isShared, "by the hub");
      if (isShared) return;
      await assertDegraded(suite);
      const more = { session: "other", register: "/register" };
      assert.equal(await knowsOfOther(suite, more), true, "by the register");
    });
  }
}

/** R152: granted to the frame while the page runs, it is used at once. */
async function assertGranted(suite) {
  const { session } = suite;
  assert.equal((await statusWith(suite, M365)).state, "suspended");
  await grantStorageAccess(session, "iframe");
  await session.until(() => window.guard.status.state === "active", { what: "the policy again" });
  assert.equal((await session.run(statusOf)).thirdParty, "available");
  await session.setPermission("storage-access", "prompt");
}

/** Whether a site knows of activity on another: else it is as young as its own page (R107). */
async function knowsOfOther(suite, more) {
  const { session, apps } = suite;
  await statusWith(suite, { ...OWN, ...more });
  const began = (await session.run(statusOf)).activeAt;
  const acts = async () => {
    await act(session);
    return (await session.run(statusOf)).activeAt > began;
  };
  await until(acts, { what: "activity" });
  const leftAt = Date.now();
  const there = await statusWith(suite, { ...OWN, ...more }, apps[1]);
  assert.ok(there.activeAt > began, "it never knows less than that");
  return there.activeAt <= leftAt;
}

/** A register on every site, with one store; counts what it is asked. */
function serveRegister(site) {
  const store = new MemoryStore();
  const served = { calls: 0 };
  site.on("/register", async ({ body, headers }) => {
    served.calls += 1;
    assert.equal(headers["content-type"], "application/json");
    const { name, entries } = JSON.parse(body);
    return { json: { version: 1, entries: await store.exchange("o", name, entries, Date.now()) } };
  });
  return served;
}

/** Each site by itself: it warns on time, from what its own tabs have done. */
async function assertDegraded(suite) {
  await statusWith(suite, { policy: seconds(2, 30), session: "degraded" });
  await suite.session.until(isWarned, { what: "the prompt of one site alone" });
}

test("blocked, with a register: two sites are warned together and answered together", async (t) => {
  const suite = await openSuiteOfSites("chromium", "blocked");
  t.after(suite.close);
  const { session, site, apps } = suite;
  const served = serveRegister(site);
  const more = { register: "/register", policy: seconds(8, 40) };
  const mail = await openOn(suite, apps[0], more);
  const files = await openOn(suite, apps[1], more);
  const endsAt = [];
  for (const handle of [mail, files]) {
    await session.switchTo(handle);
    await session.until(isWarned, { timeoutMs: 15_000, what: "the prompt" });
    const status = await session.run(statusOf);
    assert.equal(status.thirdParty, "blocked");
    endsAt.push(status.endsAt);
  }
  assertSameTime(endsAt[0], endsAt[1], "the end");
  await session.run(() => window.guard.stay());
  await session.switchTo(mail);
  await session.until(() => window.guard.status.state === "active", { what: "the answer" });
  const before = served.calls;
  await session.run(() => window.guard.signOut());
  await session.switchTo(files);
  const isOut = async () => new URL(await session.url()).pathname === "/signout";
  await until(isOut, { timeoutMs: 20_000, what: "the end of the other site" });
  t.diagnostic(`${before} calls until the answer, ${served.calls} in all`);
  assert.ok(served.calls < 40, `${served.calls} calls`);
});

test("a host that knows better is believed: its signal goes before the hub's word (R72)", async (t) => {
  const suite = await openSuiteOfSites("chromium", "allowed");
  t.after(suite.close);
  const status = await statusWith(suite, { ...M365, signals: { thirdPartyCookies: "blocked" } });
  assert.equal(status.state, "suspended");
  assert.equal(await suite.session.run(stateOf), "suspended");
});
