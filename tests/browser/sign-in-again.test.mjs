// After the end: who signs in again works again, at once and without a loop, whatever the app tells
// of its sessions; what has ended stays ended; and nobody else is touched.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance, basicOptions, openApp } from "./support/app-page.mjs";
import {
  HOUR_MS,
  advanceTo,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  isCovered,
  openApps,
  openSameApps,
  openSuite,
  openTabFor,
  requestsOf,
  staysFalse,
  untilAll,
  untilGone,
  untilTab,
} from "./support/suite.mjs";
import { closeTabs, peek, peekEach, secretVisible } from "./support/tabs.mjs";
import { assertSameTime } from "./support/times.mjs";
import { until } from "./support/webdriver.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

const state = () => guard.status.state;
const diagnostics = () => events.filter((e) => e.name === "diagnostic").map((e) => e.detail.code);

/** The tab in front works, shows the page, and goes on doing so. */
async function assertWorks(host, signOutRequests) {
  assert.equal(await session.run(state), "active");
  const isDisturbed = () => session.run(() => guard.status.state !== "active");
  const isSignedOut = async () => (await isDisturbed()) || requestsOf(host) > signOutRequests;
  await staysFalse(isSignedOut, { forMs: 2500, what: "an end of the new session" });
  assert.equal(await secretVisible(session), true);
  assert.equal(requestsOf(host), signOutRequests);
}

for (const [how, sessions] of [
  ["with a session value for each sign-in", ["sign-in-1", "sign-in-2", "sign-in-3"]],
  ["without any session value", [undefined, undefined, undefined]],
]) {
  // rules 5, 6
  test(`signing out and in again, ${how}, never loops and the next session ends too`, async (t) => {
    const host = site.host();
    const handles = [await openTabFor(t, session), await openTabFor(t, session)];
    for (const [i, value] of sessions.entries()) {
      const url = host.appUrl(basicOptions({ ...OFFSET, session: value }));
      for (const handle of handles) {
        await session.switchTo(handle);
        assert.equal(await openApp(session, url), null);
      }
      await assertWorks(host, i);
      if (i === 0) {
        await session.run(() => guard.signOut());
      } else {
        await advanceTo(session, "warn", 300);
        await untilAll(session, handles, hasPrompt, { what: "the prompt of the new session" });
        await clickPrompt(session, "stay");
        await untilAll(session, handles, hasNoPrompt, { what: "the answer" });
        await advanceTo(session, "end", 300);
      }
      await untilGone(session, handles);
      assert.equal(requestsOf(host), i + 1, "one sign-out request a session");
    }
  });
}

// rule 6
test("a session value used twice costs one sign-out at most, and says so", async (t) => {
  const { host, url, handles } = await openSameApps(t, suite, 1, OFFSET);
  await session.run(() => guard.signOut());
  await untilGone(session, handles);
  let works = false;
  for (let visit = 0; visit < 3 && !works; visit += 1) {
    await session.goTo(url);
    const isDecided = () => location.pathname !== "/app" || window.guard?.status.state === "active";
    await session.until(isDecided, { what: "the second sign-in to work, or to end" });
    works = await session.run(() => location.pathname === "/app");
  }
  assert.ok(works, "the third visit at the latest");
  assert.ok(requestsOf(host) <= 2, `${requestsOf(host)} sign-out requests`);
  assert.ok((await session.run(diagnostics)).includes("session-reused"));
  await assertWorks(host, requestsOf(host));
});

// V33, R49
test("a second account in the same browser is not touched when the first one ends", async (t) => {
  const host = site.host();
  const urlOf = (account) => host.appUrl(basicOptions({ ...OFFSET, account, session: account }));
  const handles = await openApps(t, session, ["one", "one", "two"].map(urlOf));
  const [, first, second] = handles;
  await session.press("a");
  const before = await session.run(() => guard.status.lastActivity.getTime());
  await peek(session, first, () => guard.signOut());
  await untilGone(session, handles.slice(0, 2));
  await assertWorks(host, 1);
  const told = await session.run(() => events.map(({ name }) => name));
  assert.deepEqual(told, ["statuschange"], "only that it started");

  // The other way round: activity of the second account did not keep the first one alive.
  const pass = 14 * 60_000;
  await advance(session, { wallMs: pass, monoMs: pass });
  await session.until(hasPrompt, { what: "the prompt of the second account" });
  const after = await session.run(() => guard.status.lastActivity.getTime());
  assertSameTime(after, before);
  await peek(session, second, () => guard.stay());
  await session.until(hasNoPrompt);
});

test("activity of one account does not keep another one alive (R49)", async (t) => {
  const host = site.host();
  const urlOf = (account) => host.appUrl(basicOptions({ ...OFFSET, account, session: account }));
  const [idle] = await openApps(t, session, ["one", "two"].map(urlOf));
  await advance(session, { wallMs: 12 * 60_000, monoMs: 12 * 60_000 });
  await session.press("a");
  await advance(session, { wallMs: 2 * 60_000, monoMs: 2 * 60_000 });
  await untilTab(session, idle, hasPrompt, { what: "the prompt of the idle account" });
  assert.equal(await session.run(hasPrompt), false);
});

test("a tab that is open from before follows a new sign-in of its account (rule 5)", async (t) => {
  const host = site.host();
  const urlOf = (value) => host.appUrl(basicOptions({ ...OFFSET, session: value }));
  const handles = await openApps(t, session, [urlOf("sign-in-1"), urlOf("sign-in-2")]);
  const [old, fresh] = handles;
  await advance(session, { wallMs: 12 * 60_000, monoMs: 12 * 60_000 });
  await session.press("a");
  await advance(session, { wallMs: 2 * 60_000, monoMs: 2 * 60_000 });
  // It was idle for 14 minutes, but the account was not: its own timer finds the new session.
  await untilTab(session, old, () => counts.timersFired > 0, { what: "the old tab's deadline" });
  const isWarned = async () => (await peekEach(session, handles, hasPrompt)).includes(true);
  await staysFalse(isWarned, { forMs: 1500, what: "a prompt" });
  assert.deepEqual(await peekEach(session, handles, state), ["active", "active"]);
  await peek(session, fresh, () => guard.signOut());
  await untilGone(session, handles);
  assert.equal(requestsOf(host), 1);
});

for (const [how, value] of [
  ["with a session value", "sign-in-1"],
  ["without one", undefined],
]) {
  test(`reloading a page that waits for sign-out asks again, ${how} (R142)`, async (t) => {
    const host = site.host();
    let asked = 0;
    // The first answer never comes: the page stays where it is, covered, and the user reloads it.
    host.on("/signout", () => ((asked += 1) === 1 ? new Promise(() => {}) : { text: "bye" }));
    const url = host.appUrl(basicOptions({ ...OFFSET, session: value }));
    const [handle] = await openApps(t, session, [url]);
    await session.run(() => guard.signOut());
    await untilTab(session, handle, isCovered, { what: "the cover" });
    await until(async () => asked === 1, { what: "the sign-out request" });
    await session.devtools.send(handle, "Page.reload");
    const isBack = () => performance.getEntriesByType("navigation")[0].type === "reload";
    const readable = [];
    const look = async () => {
      readable.push(await peek(session, handle, () => window.guard?.status.state ?? "starting"));
      return (await peek(session, handle, () => location.pathname)) !== "/app";
    };
    await untilTab(session, handle, isBack, { what: "the reloaded page" });
    await until(look, { what: "the reloaded page to leave", timeoutMs: 15_000 });
    assert.ok(!readable.includes("active"), `${readable}`);
    // The reload called the first off, and nobody else would ask (rules 6 and 10).
    assert.equal(asked, 2);
  });
}

test("a page loaded past the deadline signs out, it does not renew (R107)", async (t) => {
  const { host, url, handles } = await openSameApps(t, suite, 1, OFFSET);
  await session.press("a");
  const keeper = await openTabFor(t, session);
  await session.goTo(host.url("/blank"));
  await closeTabs(session, handles);
  await session.switchTo(keeper);
  await session.run((ms) => {
    localStorage.setItem("test-clock", JSON.stringify({ wallMs: ms, monoMs: ms }));
  }, 5 * HOUR_MS);
  await session.goTo(url);
  // Between two pages there is nobody to ask.
  const states = () => peek(session, keeper, () => window.guard?.status.state).catch(() => null);
  const isRevived = async () => (await states()) === "active";
  await staysFalse(isRevived, { forMs: 500, what: "a session that was over" });
  const [place] = await untilGone(session, [keeper]);
  assert.equal(place.path, "/signout");
  assert.equal(requestsOf(host), 1);
});

test("a new tab beside a living session joins it and is no activity (R46, R107)", async (t) => {
  const { url, handles } = await openSameApps(t, suite, 1, OFFSET);
  await session.press("a");
  const before = await session.run(() => guard.status.lastActivity.getTime());
  await advance(session, { wallMs: 60_000, monoMs: 60_000 });
  handles.push(...(await openApps(t, session, [url])));
  const times = await peekEach(session, handles, () => guard.status.lastActivity.getTime());
  for (const time of times) assertSameTime(time, before);
});
