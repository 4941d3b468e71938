// While the prompt is up: it shows the time that is left wherever it is looked at, and nothing but
// a real answer on its own controls changes anything.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance } from "./support/app-page.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  openApps,
  openSameApps,
  openSuite,
  picture,
  staysFalse,
  untilAll,
  untilGone,
} from "./support/suite.mjs";
import { inTab, peek, peekEach } from "./support/tabs.mjs";
import { assertSameTime } from "./support/times.mjs";
import { Keys } from "./support/webdriver.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const signOutAt = () => guard.status.signOutAt.getTime();

/** `n` tabs with a prompt that has `leftMs` left; what it was before is two minutes. */
async function openWithPrompt(t, n, leftMs = 100_000) {
  const opened = await openSameApps(t, suite, n, OFFSET);
  await advanceTo(session, "warn", 300);
  await untilAll(session, opened.handles, hasPrompt, { what: "the prompt" });
  const pass = (await session.run(() => guard.status.remainingMs)) - leftMs;
  await advance(session, { wallMs: pass, monoMs: pass });
  const endsAt = await session.run(signOutAt);
  const isQuietOver = () =>
    performance.now() - events.findLast((e) => e.name === "prompt").at > 700;
  await session.until(isQuietOver, { what: "keys to be answers" });
  return { ...opened, endsAt };
}

/** The tab in front has a prompt that ends when the others do, and says so. */
async function assertRemaining(endsAt) {
  await session.until(hasPrompt, { what: "the prompt of a page that was just loaded" });
  assertSameTime(await session.run(signOutAt), endsAt);
  const prompt = await session.find("idleguard-prompt");
  const text = await (await prompt.findInShadow("#time")).text();
  const left = await session.run(() => guard.status.remainingMs);
  const [minutes, seconds] = text.split(":").map(Number);
  const shown = minutes * 60 + seconds;
  assert.ok(Math.abs(shown * 1000 - left) <= 2000, `${text} is shown, ${left} ms are left`);
}

/** What the prompt of the tab in front says, as a person reads it. */
async function promptText() {
  const prompt = await session.find("idleguard-prompt");
  return (await prompt.findInShadow("dialog")).text();
}

test("the prompt says what will happen, why, and how much time is left (R115)", async (t) => {
  await openSameApps(t, suite, 1, { ...OFFSET, organization: "Contoso", application: "Mail" });
  await advanceTo(session, "warn", -1000);
  await session.until(hasPrompt, { what: "the prompt" });
  const text = await promptText();
  assert.match(text, /^\u2068Mail\u2069$/m);
  assert.match(text, /Your session is about to end/);
  assert.match(text, /\u2068Contoso\u2069 signs people out after a time without activity/);
  assert.match(text, /Do you want to stay signed in\?/);
  assert.match(text, /Time left\s+1:5\d/);
});

test("the prompt speaks in the host's own words, and writes times as they do (R115)", async (t) => {
  const strings = { title: "Sessionen slutter", message: "Vil du blive?", remaining: "Tid" };
  await openSameApps(t, suite, 1, { ...OFFSET, strings, locale: "ar-EG" });
  await advanceTo(session, "warn", -1000);
  await session.until(hasPrompt, { what: "the prompt" });
  const text = await promptText();
  assert.match(text, /Sessionen slutter\s+Vil du blive\?\s+Tid\s+١:٥/);
  assert.doesNotMatch(text, /Time left|about to end/);
});

test("its answers are called as their systems call them: SharePoint's is Continue (R114)", async (t) => {
  const m365 = { timeout: "01:00:00" };
  const sharePoint = { enabled: true, warnAfter: "00:45:00", signOutAfter: "01:00:00" };
  for (const [stay, policy] of [
    ["Continue", { version: 1, sharePoint }],
    ["Stay signed in", { version: 1, sharePoint, m365 }],
  ]) {
    await openSameApps(t, suite, 1, { ...OFFSET, app: "sharePoint", policy });
    await advanceTo(session, "warn", -1000);
    await session.until(hasPrompt, { what: "the prompt" });
    const prompt = await session.find("idleguard-prompt");
    assert.equal(await (await prompt.findInShadow("#stay")).text(), stay);
    assert.equal(await (await prompt.findInShadow("#sign-out")).text(), "Sign out now");
  }
});

// R118
test("a reload and a new tab show the time that is left, not a new one", async (t) => {
  const { host, url, handles, endsAt } = await openWithPrompt(t, 2, 40_000);
  await session.reload();
  await assertRemaining(endsAt);
  handles.push(...(await openApps(t, session, [url])));
  await assertRemaining(endsAt);
  await inTab(session, handles[0], () => assertRemaining(endsAt));
  assert.deepEqual(await peekEach(session, handles, hasPrompt), [true, true, true]);
  await advanceTo(session, "end", 1000);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("a tab opened during the prompt can answer for all (R116)", async (t) => {
  const { url, handles, endsAt } = await openWithPrompt(t, 2);
  handles.push(...(await openApps(t, session, [url])));
  await assertRemaining(endsAt);
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "no prompt in any tab" });
  const ends = await peekEach(session, handles, signOutAt);
  for (const end of ends) assertSameTime(end, ends[0], "the end");
  assert.ok(ends[0] > endsAt);
});

// R118
test("a hidden tab that comes to the front shows the time that is left", async (t) => {
  const { handles, endsAt } = await openWithPrompt(t, 2);
  assert.match(await peek(session, handles[0], () => document.title), /^⏳/);
  await inTab(session, handles[0], async () => {
    await assertRemaining(endsAt);
    assert.equal(await session.title(), "Fixture app");
  });
  assert.match(await peek(session, handles[0], () => document.title), /^⏳/);
});

// R85, R86
test("mouse and keys, and what the app vouches for, neither dismiss nor prolong it", async (t) => {
  const { handles, endsAt } = await openWithPrompt(t, 2);
  await session.run(() => {
    window.reached = [];
    for (const type of ["keydown", "click", "pointerdown"]) {
      document.addEventListener(type, (event) => reached.push([type, event.target.localName]));
    }
  });
  await session.clickAt(5, 5);
  await session.movePointer(200, 200);
  await session.movePointer(400, 300);
  await session.scroll(100, 300, 200);
  await session.press("x", Keys.down, Keys.end, Keys.tab, Keys.tab, "y");
  await session.run(() => guard.activity("an upload"));
  await session.until(() => events.some(({ detail }) => detail.code === "activity-ignored"));
  await staysFalse(async () => (await peekEach(session, handles, hasPrompt)).includes(false), {
    forMs: 1500,
    what: "a prompt that went away",
  });
  for (const end of await peekEach(session, handles, signOutAt)) assertSameTime(end, endsAt);
  assert.equal(await session.run(() => document.getElementById("field").value), "");
  assert.deepEqual(await session.run(() => reached), [], "the page sees nothing of it");
  assert.equal(await session.run(() => document.getElementById("scroll").scrollTop), 0);
});

test("script cannot answer: clicks and keys that it makes do nothing (R121, R82)", async (t) => {
  const { handles, endsAt } = await openWithPrompt(t, 1);
  const root = await session.run(() => {
    const host = document.querySelector("idleguard-prompt");
    const at = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const bubbles = true;
    for (const target of [host, at, document.activeElement, document, window]) {
      target.click?.();
      target.dispatchEvent(new MouseEvent("click", { bubbles, composed: true, detail: 1 }));
      for (const key of ["Enter", " ", "Escape"]) {
        target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles, composed: true }));
        target.dispatchEvent(new KeyboardEvent("keyup", { key, bubbles, composed: true }));
      }
      target.dispatchEvent(new Event("cancel"));
      target.dispatchEvent(new Event("close"));
    }
    return host.shadowRoot;
  });
  assert.equal(root, null, "closed");
  assert.deepEqual(await peekEach(session, handles, hasPrompt), [true]);
  assertSameTime(await session.run(signOutAt), endsAt);
  assert.equal(await session.run(() => guard.status.state), "warning");
});

test("script that got hold of the buttons cannot press them either (R121, R82)", async (t) => {
  const { handles } = await openSameApps(t, suite, 1, OFFSET);
  await session.run(() => {
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (options) {
      return (window.stolenRoot = attachShadow.call(this, options));
    };
  });
  await advanceTo(session, "warn", 300);
  await session.until(
    () => performance.now() - (events.at(-1)?.at ?? Infinity) > 700 && stolenRoot,
    {
      what: "the prompt and its quiet time",
    },
  );
  const before = await session.run(signOutAt);
  await session.run(() => {
    // Not `dialog.close()`: its event is the browser's own, as that of Escape pressed twice.
    const [stay, signOut] = stolenRoot.querySelectorAll("button");
    const dialog = stolenRoot.querySelector("dialog");
    for (const button of [stay, signOut]) {
      button.click();
      button.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
    }
    for (const type of ["cancel", "close"]) dialog.dispatchEvent(new Event(type));
    dialog.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  });
  assert.deepEqual(await peekEach(session, handles, hasPrompt), [true]);
  assertSameTime(await session.run(signOutAt), before);
  assert.equal(await session.run(() => guard.status.state), "warning");
});

test("a prompt that the page removes comes back, and its countdown goes on (R121)", async (t) => {
  const { host, handles, endsAt } = await openWithPrompt(t, 1);
  await session.run(() => document.querySelector("idleguard-prompt").remove());
  await session.until(hasPrompt, { what: "the prompt to be back" });
  assertSameTime(await session.run(signOutAt), endsAt);
  await assertRemaining(endsAt);
  await picture(session, "prompt-put-back");

  // A page that removes it whenever it comes back loses all the same.
  await session.run(() => {
    const remove = () => document.querySelector("idleguard-prompt")?.remove();
    new MutationObserver(remove).observe(document, { childList: true, subtree: true });
    remove();
  });
  await advanceTo(session, "end", 2000);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

// R121, R155
test("other dialogs of the page neither hide the prompt nor take its keys", async (t) => {
  const { handles } = await openWithPrompt(t, 1);
  await session.run(() => {
    const dialog = document.createElement("dialog");
    dialog.innerHTML = "<input id=above>";
    document.body.append(dialog);
    dialog.showModal();
  });
  await session.until(() => document.activeElement.localName === "idleguard-prompt", {
    what: "the prompt to be on top again",
  });
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "the answer" });
});
