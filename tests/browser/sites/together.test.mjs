// Two sites, and a hub on a third, in one Chromium that lets the hub have its cookies: for the user
// they are one (R35, R145 to R151). Real clocks: what is tested is how fast one site hears of the
// other.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  clickPrompt,
  currentPath,
  picture,
  requestsOf,
  seconds,
  untilTab,
} from "../support/suite.mjs";
import { closeTabs, peek } from "../support/tabs.mjs";
import { assertSameTime } from "../support/times.mjs";
import { until } from "../support/until.mjs";
import {
  act,
  isActive,
  isWarned,
  openOn,
  openSuiteOfSites,
  promptsOf,
  statusOf,
} from "./support/suite-of-sites.mjs";

let suite;
before(async () => (suite = await openSuiteOfSites("chromium", "allowed")));
after(() => suite.close());

/** A tab of each site, the second in front. Each test is a sign-in of its own. */
async function openBoth(t, session, more = {}) {
  const handles = [];
  t.after(() => closeTabs(suite.session, handles));
  for (const host of suite.apps) {
    handles.push(await openOn(suite, host, { session, account: session, ...more }));
  }
  return handles;
}

test("the hub's cookies are shared, and the status says so (R151)", async (t) => {
  const [first] = await openBoth(t, "shared");
  const status = await peek(suite.session, first, statusOf);
  assert.equal(status.thirdParty, "available");
  assert.equal(status.signals.thirdPartyCookies, "available");
  assert.equal(status.coordination, "shared");
  assert.deepEqual(status.problems, ["too-short-to-answer"], "which the policy is, on purpose");
});

test("who works on one site is not asked on the other", async (t) => {
  const [mail, files] = await openBoth(t, "works");
  const { session } = suite;
  const since = Date.now();
  const works = async () => {
    await act(session);
    return Date.now() - since > 11_000;
  };
  await until(works, { timeoutMs: 30_000, everyMs: 500, what: "two limits to pass" });
  assert.equal(await peek(session, mail, promptsOf), 0);
  assert.equal(await peek(session, files, promptsOf), 0);
  assert.ok(await peek(session, mail, isActive));
});

test("work on one site wakes nobody on the other: no timer, no message (R89)", async (t) => {
  const [mail, files] = await openBoth(t, "quiet", { policy: seconds(120, 180) });
  const { session } = suite;
  await peek(session, mail, () => {
    window.heard = 0;
    addEventListener("message", () => (window.heard += 1));
  });
  const published = () => new Set(window.recordWrites.map(({ value }) => value)).size;
  const publishes = async () => {
    const before = await peek(session, files, published);
    const works = async () => {
      await act(session);
      return (await peek(session, files, published)) > before;
    };
    await until(works, { timeoutMs: 20_000, everyMs: 300, what: "activity to be published" });
  };
  await publishes();
  await publishes();
  // What a page does as it begins is over by now: that was more than 3 s.
  await peek(session, mail, () => (window.counts.timersFired = 0));
  await publishes();
  assert.equal(await peek(session, mail, () => window.heard), 0);
  assert.equal(await peek(session, mail, () => window.counts.timersFired), 0);
});

test("both sites ask, and an answer on one closes the other within 1.5 s", async (t) => {
  const [mail, files] = await openBoth(t, "answer");
  const { session } = suite;
  for (const handle of [mail, files]) await untilTab(session, handle, isWarned);
  await picture(session, "sites-warned");
  await clickPrompt(session, "stay");
  const answeredAt = Date.now();
  await untilTab(session, mail, isActive, { timeoutMs: 1500 });
  t.diagnostic(`the other site was asked no more ${Date.now() - answeredAt} ms later`);
  assert.ok(await peek(session, files, isActive));
});

test("who signs out on one site is signed out on the other, and each asks its server once", async (t) => {
  const [mail, files] = await openBoth(t, "signs-out");
  const { session, apps } = suite;
  const before = apps.map(requestsOf);
  await peek(session, files, () => window.guard.signOut());
  for (const handle of [files, mail]) {
    await untilTab(session, handle, () => location.pathname === "/signout", { timeoutMs: 10_000 });
  }
  assert.deepEqual(
    apps.map(requestsOf),
    before.map((n) => n + 1),
  );
  assert.equal(await peek(session, mail, currentPath), "/signout");
});

test("nobody is there: both sites end at the same moment, and neither is early", async (t) => {
  const [mail, files] = await openBoth(t, "idle");
  const { session } = suite;
  const ends = [];
  for (const handle of [mail, files]) {
    await untilTab(session, handle, isWarned);
    ends.push((await peek(session, handle, statusOf)).endsAt);
  }
  const [first, second] = ends;
  assertSameTime(first, second, "the end");
  for (const handle of [mail, files]) {
    await untilTab(session, handle, () => location.pathname === "/signout", { timeoutMs: 25_000 });
  }
  assert.ok(Date.now() >= Math.max(first, second));
});

test("an app that is opened while another asks asks for the same time", async (t) => {
  const { session, apps } = suite;
  const handles = [await openOn(suite, apps[0], { session: "joins", account: "joins" })];
  t.after(() => closeTabs(session, handles));
  await untilTab(session, handles[0], isWarned);
  const { endsAt } = await peek(session, handles[0], statusOf);
  handles.push(await openOn(suite, apps[1], { session: "joins", account: "joins" }));
  const joined = await peek(session, handles[1], statusOf);
  assert.equal(joined.state, "warning");
  assertSameTime(joined.endsAt, endsAt, "the end");
});
