// A duplicated tab: the same page again, with a copy of its sessionStorage, often in the same
// process. Whatever a page keeps to know itself by, its copy has too; so it must not be mistaken
// for the first, for a new sign-in, or for somebody who is there.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance } from "../support/app-page.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  MINUTE_MS,
  openSameApps,
  openSuite,
  untilAll,
  untilGone,
} from "../support/suite.mjs";
import { closeTabs, peek, peekEach } from "../support/tabs.mjs";
import { assertSameTime } from "../support/times.mjs";
import { until } from "../support/until.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const times = () => [guard.status.lastActivity.getTime(), guard.status.signOutAt.getTime()];
const written = () => recordWrites.map(({ key }) => key.split(":").at(-2));

/** Duplicates a tab as its menu does: trusted, and without any input to the page. */
async function duplicate(t, tab) {
  const before = await session.tabs();
  await session.devtools.send(tab, "Runtime.evaluate", {
    expression: "void window.open(location.href)",
    userGesture: true,
  });
  const isNew = (handle) => !before.includes(handle);
  const added = () => session.tabs().then((tabs) => tabs.find(isNew));
  const handle = await until(added, { what: "the duplicate" });
  t.after(() => closeTabs(session, [handle]));
  await until(() => peek(session, handle, () => Boolean(window.guard)), {
    what: "the guard of the duplicate",
  });
  await session.switchTo(handle);
  return handle;
}

// R46, R107
test("a duplicate is no activity, joins the session, and shows the same time", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 1, OFFSET);
  const [first] = handles;
  await session.press("a");
  await advance(session, { wallMs: 5 * MINUTE_MS, monoMs: 5 * MINUTE_MS });
  const expected = await session.run(times);
  const copy = await duplicate(t, first);
  const copied = await peek(session, copy, () => sessionStorage.getItem("test-history"));
  assert.ok(JSON.parse(copied).length >= 1, "with what the first tab had stored");
  for (const [i, found] of (await peekEach(session, [first, copy], times)).entries()) {
    for (const [k, time] of found.entries()) assertSameTime(time, expected[k], `tab ${i}`);
  }
  assert.ok(!(await peek(session, copy, written)).includes("L"), "it writes no activity");

  // Two tabs like any others: used in one, warned together, ended with one request.
  await session.press("b");
  const [[active], [seen]] = await peekEach(session, [copy, first], times);
  assert.ok(active > expected[0] + MINUTE_MS);
  assertSameTime(active, seen, "what is done in the copy counts in the first");
  await advanceTo(session, "warn", 300);
  await untilAll(session, [first, copy], hasPrompt, { what: "the prompt in both" });
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, [first, copy]), "idle");
});

// R107, R116, R118
test("a tab duplicated with its prompt up has it too, with the time left; either answers", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 1, OFFSET);
  const [first] = handles;
  await advanceTo(session, "warn", 300);
  await session.until(hasPrompt, { what: "the prompt" });
  await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
  const [, endsAt] = await session.run(times);
  const copy = await duplicate(t, first);
  await session.until(hasPrompt, { what: "the prompt of the duplicate" });
  assert.deepEqual(await peekEach(session, [first, copy], hasPrompt), [true, true]);
  const prompt = await session.find("idleguard-prompt");
  assert.match(await (await prompt.findInShadow("#time")).text(), /0:5\d|1:00/, "what is left");
  for (const [, end] of await peekEach(session, [first, copy], times)) {
    assertSameTime(end, endsAt, "the end");
  }
  await session.until(
    () => performance.now() - events.findLast((e) => e.name === "prompt").at > 700,
    { what: "the quiet half second to be over" },
  );
  await clickPrompt(session, "stay");
  await untilAll(session, [first, copy], hasNoPrompt, { what: "the answer in both" });
  assert.equal(host.requests({ path: "/signout" }).length, 0);
});

test("the sign-out of a tab reaches its duplicate, and the other way round (R124)", async (t) => {
  for (const by of ["the first", "the duplicate"]) {
    const { host, handles } = await openSameApps(t, suite, 1, OFFSET);
    const tabs = [handles[0], await duplicate(t, handles[0])];
    await peek(session, tabs[by === "the first" ? 0 : 1], () => void guard.signOut());
    assertSignedOutOnce(host, await untilGone(session, tabs), "user");
  }
});
