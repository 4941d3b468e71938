// What the prompt and the cover are to somebody who does not see them: the tree that each browser
// gives to screen readers, asked for where screen readers ask, and a walk through a whole prompt
// by ear, all of it with the shipped build, whose shadow roots are closed. And what axe-core finds.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import {
  READABLE_ENGINES,
  findNode,
  hasFocus,
  isLike,
  nodesOf,
  openReadable,
  outline,
  treeWith,
  wordsOf,
} from "../support/accessibility.mjs";
import {
  STAY,
  clickButton,
  openPage,
  showPrompt,
  untilNoPrompt,
} from "../support/accessibility-prompt.mjs";
import { startReader } from "../support/accessibility-reader.mjs";
import { advance } from "../support/app-page.mjs";
import { isCovered } from "../support/suite.mjs";
import { until } from "../support/until.mjs";
import { axeTests, startOpenSite } from "./axe-checks.mjs";

const TITLE = "Your session is about to end";
const MESSAGE =
  "You have not been active for a while. Contoso signs people out after a time without " +
  "activity. Do you want to stay signed in?";
const OPENING = [`alertdialog ${TITLE}: Mail ${MESSAGE}`, "button Stay signed in"];
const FIELD_HAS_FOCUS = hasFocus({ role: "textbox" });
const STAY_HAS_FOCUS = hasFocus({ role: "button", name: "Stay signed in" });
const BEHIND = /Quarterly figures/;

/** A policy whose prompt comes so many seconds before the end. */
const askingFor = (seconds) => {
  const warnAfter = new Date((900 - seconds) * 1000).toISOString().slice(11, 19);
  return { version: 1, custom: { warnAfter, signOutAfter: "00:15:00" } };
};

/** Opens a page with the focus in its field. Returns its tree. */
async function openWithFocus(readable, options) {
  await openPage(readable, options);
  // Firefox tells nobody of a focus that was there before its tree.
  await treeWith(readable, "the page", (tree) => findNode(tree, { role: "textbox" }));
  await readable.session.click("#field");
  return treeWith(readable, "the focus in the field", FIELD_HAS_FOCUS);
}

/** What the prompt is in the tree (R155), and that the page behind is not in it (R154). */
async function readPrompt(readable) {
  const { session } = readable;
  const page = await openWithFocus(readable);
  assert.match(wordsOf(page), BEHIND, "what is to be out of reach can be read before");
  await showPrompt(session);
  const tree = await treeWith(readable, "the prompt", STAY_HAS_FOCUS);
  assert.equal(tree.children.length, 1, outline(tree).join("\n"));
  const [dialog] = tree.children;
  const { role, name, isModal } = dialog;
  assert.deepEqual({ role, name, isModal }, { role: "alertdialog", name: TITLE, isModal: true });
  assert.ok(dialog.description.startsWith(`Mail ${MESSAGE}`), dialog.description);
  const buttons = nodesOf(dialog).filter((node) => node.role === "button");
  assert.deepEqual(
    buttons.map((node) => node.name),
    ["Stay signed in", "Sign out now"],
  );
  assert.doesNotMatch(wordsOf(tree), BEHIND);
  assert.doesNotMatch(wordsOf(tree), /\d:\d\d/, "the digits are for the eye (R157)");
  const status = findNode(dialog, { role: "status" });
  assert.match(wordsOf(status), /Time left: 1 minute, 5\d seconds/);
  assert.equal(status.live, "polite");

  await clickButton(session, STAY);
  await untilNoPrompt(session);
  await treeWith(readable, "the page as it was (R154)", isLike(page));
}

async function readCover(readable) {
  const { session } = readable;
  const page = await openWithFocus(readable, { signOut: "@never" });
  await session.run(() => void guard.signOut());
  await session.until(isCovered, { what: "the cover" });
  const isDialog = (tree) => findNode(tree, { role: "dialog" });
  const tree = await treeWith(readable, "the cover", isDialog);
  assert.equal(tree.children.length, 1, outline(tree).join("\n"));
  const [{ name, description, isModal }] = tree.children;
  assert.deepEqual([name, isModal], ["This page is hidden", true]);
  assert.match(description, /^Your session has ended or is being checked/);
  assert.doesNotMatch(wordsOf(tree), BEHIND);

  await session.run(() => guard.stop());
  await treeWith(readable, "the page as it was (R154)", isLike(page));
}

/** Opens a page, listens, and waits for the prompt: `{ reader, opening }`. */
async function openForEar(readable, options) {
  await openWithFocus(readable, options);
  const reader = await startReader(readable.tree);
  await showPrompt(readable.session);
  await treeWith(readable, "the prompt", STAY_HAS_FOCUS);
  return { reader, opening: await reader.listen() };
}

/** Runs in a page: what the prompt shows, in seconds. */
const secondsShown = () => {
  const { textContent } = roots["idleguard-prompt"].getElementById("time");
  const [minutes, seconds] = textContent.split(":");
  return Number(minutes) * 60 + Number(seconds);
};

const nextWords = (reader, when) =>
  until(
    async () => {
      const lines = await reader.listen();
      return lines.length > 0 && lines;
    },
    { what: `words: ${when}`, timeoutMs: 5000 },
  );

/** What is heard when so many seconds are left; waits for it if something is to be `told`. */
async function listenAt(session, reader, second, told) {
  const { remainingMs } = await session.run(() => guard.status);
  const pass = remainingMs - second * 1000;
  await advance(session, { wallMs: pass, monoMs: pass });
  await until(async () => (await session.run(secondsShown)) <= second, {
    what: `the prompt to show that ${second} s are left`,
  });
  return told ? nextWords(reader, `${second} s`) : reader.listen();
}

/** Goes from second to second, and hears what is `told` there, or nothing. */
async function walk({ session }, reader, steps) {
  for (const [second, told] of steps) {
    const lines = await listenAt(session, reader, second, told);
    assert.deepEqual(lines, told ? [told] : [], `${second} s`);
  }
}

/** Never within two seconds before something is said: machines are busy. */
const silent = (...seconds) => seconds.map((second) => [second, null]);

/** The dialog, the button, and how much time is left: with the dialog, or right after it. */
async function assertOpening(reader, [dialog, ...lines], left) {
  assert.ok(dialog.startsWith(OPENING[0]), dialog);
  assert.deepEqual(lines, [OPENING[1]]);
  if (!left.test(dialog)) assert.match((await nextWords(reader, "the time left")).join(), left);
}

// R157
async function hearAll(readable) {
  const { reader, opening } = await openForEar(readable);
  await assertOpening(reader, opening, /Time left: 1 minute, 5\d seconds$/);
  await walk(readable, reader, [
    ...silent(117, 115, 90, 63),
    [60, "polite: Time left: 1 minute"],
    ...silent(58, 57, 45, 33),
    [30, "polite: Time left: 30 seconds"],
    ...silent(28, 20, 13),
    [10, "assertive: Time left: 10 seconds"],
    ...silent(8, 7, 6, 4),
  ]);
}

// R157
async function hearShort(readable) {
  const { reader, opening } = await openForEar(readable, { policy: askingFor(25) });
  await assertOpening(reader, opening, /Time left: 2\d seconds$/);
  const last = [10, "assertive: Time left: 10 seconds"];
  await walk(readable, reader, [...silent(20, 13), last, ...silent(8, 5)]);
}

const TESTS = {
  "the prompt is an alert dialog with a reason and two answers, and nothing is behind it":
    readPrompt,
  "the cover is a dialog that says what happened, and the page is not there": readCover,
  "heard: the opening, one minute, half a minute, ten seconds, and no more": hearAll,
  "heard with 25 seconds left: the opening, ten seconds, and no more": hearShort,
};

for (const { engine, why } of READABLE_ENGINES) {
  describe(`in ${engine}, read as a screen reader does`, () => {
    let readable;
    let openSite;

    before(async () => {
      if (why !== null) return;
      [readable, openSite] = await Promise.all([openReadable(engine), startOpenSite()]);
    });

    after(async () => {
      await readable?.close();
      await openSite?.close();
    });

    const declare = (name, body) => test(`${name} (${engine})`, { skip: why ?? false }, body);
    for (const [name, body] of Object.entries(TESTS)) declare(name, () => body(readable));
    for (const [name, body] of axeTests(engine)) {
      declare(name, () => body({ session: readable.session, site: openSite }));
    }
  });
}
