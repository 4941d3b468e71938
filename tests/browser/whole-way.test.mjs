// The main job, from start to end: several tabs, nobody there, warned in all of them, answered in
// one; nobody there again, and signed out of all of them, once. Also every way for an app to ask
// for the same by its API. How the prompt is answered by keyboard: prompt/keyboard.test.mjs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  histories,
  isCovered,
  openSameApps,
  openSuite,
  picture,
  seconds,
  staysFalse,
  untilAll,
  untilGone,
} from "./support/suite.mjs";
import { peek, peekEach } from "./support/tabs.mjs";
import { limited } from "./support/until.mjs";
import { Keys, until } from "./support/webdriver.mjs";

const TITLE = "Fixture app";
const OFFSET = { clock: "offset" };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

/** Runs in a page: what a user would miss if it were not as before. */
const placeOnPage = () => ({
  focus: document.activeElement.id,
  title: document.title,
  scrolled: [document.getElementById("scroll").scrollTop, scrollY],
  text: document.getElementById("field").value,
});

/** Runs in a page: what is selected in the field, and in the page outside of it. */
const selection = () => {
  const { selectionStart, selectionEnd } = document.getElementById("field");
  return [selectionStart, selectionEnd, String(getSelection())];
};

/** Leaves the tab in front with a text half selected, the focus in it, and something scrolled. */
async function work() {
  const { x, y } = await (await session.find("#scroll")).rect();
  await session.scroll(Math.round(x + 40), Math.round(y + 40), 320);
  await session.until(() => document.getElementById("scroll").scrollTop > 0);
  await session.type("#field", "half a note");
  await session.chord(Keys.shift, Keys.left, Keys.left, Keys.left, Keys.left);
}

const markedTitles = (handles) => peekEach(session, handles, () => document.title);

// R100, R109, R123
test("five tabs: warned together, kept by one answer, signed out together, once", async (t) => {
  const options = { policy: seconds(7, 15), beforeSignOut: "@record" };
  const { host, handles } = await openSameApps(t, suite, 5, options);
  await work();
  const before = await session.run(placeOnPage);
  assert.deepEqual([before.focus, before.text], ["field", "half a note"]);

  await untilAll(session, handles, hasPrompt, { what: "the prompt in all tabs" });
  const hidden = handles.slice(0, -1);
  const titles = await markedTitles(handles);
  assert.equal(titles.at(-1), TITLE, "the tab in front is not marked");
  for (const title of titles.slice(0, -1)) assert.match(title, /^⏳ .*Fixture app$/, "R118");
  const focused = await session.run(() => document.activeElement.localName);
  assert.equal(focused, "idleguard-prompt");
  await picture(session, "prompt");

  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "no prompt in any tab (R116)" });
  assert.deepEqual(await session.run(placeOnPage), before, "R154: the page is as before");
  await untilAll(session, hidden, (title) => document.title === title, { args: [TITLE] });
  assert.deepEqual(host.requests({ path: "/signout" }), []);

  await untilAll(session, handles, hasPrompt, { what: "the second prompt in all tabs" });
  const places = await untilGone(session, handles);
  assertSignedOutOnce(host, places, "idle");
  await staysFalse(async () => host.requests({ path: "/signout" }).length > 1, {
    forMs: 2000,
    what: "a second sign-out request (rule 10)",
  });

  for (const history of await histories(session, handles)) {
    const isStart = ({ detail }) => detail.previous?.state === "policy-unavailable";
    const told = history.filter((entry) => entry.name !== "diagnostic" && !isStart(entry));
    const names = told.map(({ name, detail }) => detail.status?.state ?? name);
    assert.deepEqual(names, [
      ...["warning", "prompt", "active", "stay"],
      ...["warning", "prompt", "signing-out", "signout", "beforeSignOut"],
      ...names.slice(9).filter((name) => name === "ended"),
    ]);
    const [signOut, hook] = told.slice(7, 9);
    assert.deepEqual([signOut.covered, signOut.detail.reason], [true, "idle"]);
    assert.deepEqual([hook.covered, hook.detail.reason], [true, "idle"], "R123 step 4");
  }
});

test("what was selected in the page is selected after the answer (R154)", async (t) => {
  await openSameApps(t, suite, 1, OFFSET);
  await session.run(() => getSelection().selectAllChildren(document.getElementById("secret")));
  const before = await session.run(selection);
  assert.equal(before[2], "Quarterly figures: 4711");
  await advanceTo(session, "warn", 300);
  await session.until(hasPrompt, { what: "the prompt" });
  await clickPrompt(session, "stay");
  await session.until(hasNoPrompt, { what: "the prompt to go" });
  assert.deepEqual(await session.run(selection), before);
});

// V1, R110
test("a Microsoft 365 hour: prompt at 60:00, out at 61:00, in a hidden tab too", async (t) => {
  const policy = { version: 1, m365: { timeout: "01:00:00" } };
  const options = { ...OFFSET, app: "office", policy };
  const { host, handles } = await openSameApps(t, suite, 2, options);
  const { signOutAfterMs, warnAfterMs } = await session.run(() => guard.status);
  assert.deepEqual([warnAfterMs, signOutAfterMs], [3_600_000, 3_660_000]);
  await advanceTo(session, "warn", 1500);
  assert.deepEqual(await peekEach(session, handles, hasPrompt), [false, false], "not early");
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  const left = await session.run(() => guard.status.remainingMs);
  assert.ok(left > 57_000 && left <= 60_000, `${left} ms left`);
  await advanceTo(session, "end", 1500);
  assert.deepEqual(await peekEach(session, handles, hasPrompt), [true, true], "not early");
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

// R168
test("'Sign out now' ends every tab because the user asked, not because of idleness", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 3, OFFSET);
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in all tabs" });
  await clickPrompt(session, "sign-out");
  assertSignedOutOnce(host, await untilGone(session, handles), "user");
});

// rule 10
test("a sign-out address that answers slowly is asked once, however many tabs wait", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 4, OFFSET);
  let answer;
  host.on("/signout", () => new Promise((resolve) => (answer = () => resolve({ text: "bye" }))));
  await session.run(() => guard.signOut());
  await until(async () => answer !== undefined, { what: "the request" });
  await staysFalse(async () => host.requests({ path: "/signout" }).length > 1, {
    forMs: 3000,
    what: "a second request",
  });
  // Chromium answers no questions about a tab that is on its way to another page.
  const ask = (handle) => limited(peek(session, handle, isCovered), 1500).catch(() => "leaving");
  const states = await Promise.all(handles.map(ask));
  const waiting = states.filter((each) => each !== "leaving");
  assert.deepEqual(waiting, [true, true, true], "the others wait under their covers");
  answer();
  assertSignedOutOnce(host, await untilGone(session, handles), "user");
});

test("guard.signOut() ends every tab, with reason user", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 3, OFFSET);
  await session.run(() => guard.signOut());
  assertSignedOutOnce(host, await untilGone(session, handles), "user");
  for (const history of await histories(session, handles)) {
    const end = history.find(({ name }) => name === "signout");
    assert.deepEqual([end.detail.reason, end.covered], ["user", true]);
  }
});

// R116, R117
test("guard.stay() is false without a prompt, and as good as the button with one", async (t) => {
  const { handles } = await openSameApps(t, suite, 2, OFFSET);
  assert.equal(await session.run(() => guard.stay()), false);
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  assert.equal(await peek(session, handles[0], () => guard.stay()), true, "from a hidden tab");
  await untilAll(session, handles, hasNoPrompt, { what: "the prompt to go in both tabs" });
  assert.equal(await session.run(() => guard.stay()), false);
});

test("guard.stop() leaves nothing behind in its page, and the other tabs go on", async (t) => {
  const { handles } = await openSameApps(t, suite, 2);
  assert.notDeepEqual(await session.run(() => listenedTypes()), []);
  await session.run(() => {
    guard.stop();
    guard.stop();
  });
  assert.deepEqual(await session.run(() => listenedTypes()), []);
  await session.press("a");
  await session.clickAt(300, 300);
  const before = await session.run(() => ({ ...counts }));
  await peek(session, handles[0], () => guard.signOut());
  await untilGone(session, handles.slice(0, 1));
  assert.deepEqual(await session.run(() => ({ ...counts })), before, "it sees nothing of the end");
  assert.equal(await session.run(() => location.pathname), "/app");
  assert.equal(await session.run(isCovered), false);
});
