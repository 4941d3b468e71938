// What the prompt and the cover are to somebody who does not see them: the tree that each browser
// gives to screen readers, asked for where screen readers ask, and a walk through a whole prompt
// by ear. All of it with the shipped build, whose shadow roots are closed.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import {
  READABLE_ENGINES,
  findNode,
  nodesOf,
  openReadable,
  outline,
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

const TITLE = "Your session is about to end";
const MESSAGE =
  "You have not been active for a while. Contoso signs people out after a time without " +
  "activity. Do you want to stay signed in?";
const OPENING = [`alertdialog ${TITLE}: Mail ${MESSAGE}`, "button Stay signed in"];
const BEHIND = /Quarterly figures/;

/** A policy whose prompt comes so many seconds before the end. */
const askingFor = (seconds) => {
  const warnAfter = new Date((900 - seconds) * 1000).toISOString().slice(11, 19);
  return { version: 1, custom: { warnAfter, signOutAfter: "00:15:00" } };
};

/** Runs in a page: so much is left, and the prompt shows it. Returns what it shows in seconds. */
const secondsShown = () => {
  const [minutes, seconds] = roots["idleguard-prompt"]
    .getElementById("time")
    .textContent.split(":");
  return Number(minutes) * 60 + Number(seconds);
};

for (const { engine, why } of READABLE_ENGINES) {
  describe(`${engine}, read as a screen reader does`, { skip: why ?? false }, () => {
    let readable;
    let session;

    before(async () => {
      readable = await openReadable(engine);
      session = readable.session;
    });

    after(() => readable?.close());

    /** The tree once it has what is wanted: browsers tell a little later than they show. */
    const treeWith = (what, isThere) =>
      until(
        async () => {
          const tree = await readable.tree();
          if (!isThere(tree)) throw new Error(outline(tree).join("\n"));
          return tree;
        },
        { what: `${what} in the tree of ${engine}` },
      );

    const hasFocus = (wanted) => (tree) => findNode(tree, wanted)?.isFocused;

    /** A page with the focus in its field, and its tree. */
    async function openWithFocus(options) {
      await openPage(readable, options);
      // Firefox tells nobody of a focus that was there before its tree.
      await treeWith("the page", (tree) => findNode(tree, { role: "textbox" }));
      await session.click("#field");
      return treeWith("the focus in the field", hasFocus({ role: "textbox" }));
    }

    test(`an alert dialog with its reason and two answers, and nothing behind it (R155, ${engine})`, async () => {
      const page = await openWithFocus();
      assert.match(wordsOf(page), BEHIND, "what is to be out of reach can be read before");
      await showPrompt(session);
      const isOn = hasFocus({ role: "button", name: "Stay signed in" });
      const tree = await treeWith("the prompt", isOn);
      assert.equal(tree.children.length, 1, outline(tree).join("\n"));
      const [dialog] = tree.children;
      const { role, name, description, isModal } = dialog;
      assert.deepEqual(
        { role, name, description, isModal },
        { role: "alertdialog", name: TITLE, description: `Mail ${MESSAGE}`, isModal: true },
      );
      const buttons = nodesOf(dialog).filter((node) => node.role === "button");
      assert.deepEqual(
        buttons.map((node) => node.name),
        ["Stay signed in", "Sign out now"],
      );
      const words = wordsOf(tree);
      assert.doesNotMatch(words, BEHIND);
      assert.doesNotMatch(words, /\d:\d\d/, "the digits are for the eye (R157)");
      const status = findNode(dialog, { role: "status" });
      assert.match(wordsOf(status), /Time left: 1 minute, 59 seconds/);
      assert.equal(status.live, "polite");

      await clickButton(session, STAY);
      await untilNoPrompt(session);
      const again = await treeWith("the page", hasFocus({ role: "textbox" }));
      assert.deepEqual(outline(again), outline(page), "R154: as it was");
    });

    test(`the cover is a dialog that says what happened, and the page is not there (${engine})`, async () => {
      const page = await openWithFocus({ signOut: "@never" });
      await session.run(() => void guard.signOut());
      await session.until(isCovered, { what: "the cover" });
      const tree = await treeWith("the cover", (seen) => findNode(seen, { role: "dialog" }));
      assert.equal(tree.children.length, 1, outline(tree).join("\n"));
      const [{ name, description, isModal }] = tree.children;
      assert.deepEqual([name, isModal], ["This page is hidden", true]);
      assert.match(description, /^Your session has ended or is being checked/);
      assert.doesNotMatch(wordsOf(tree), BEHIND);

      await session.run(() => guard.stop());
      const again = await treeWith("the page", hasFocus({ role: "textbox" }));
      assert.deepEqual(outline(again), outline(page), "R154: as it was");
    });

    /** What is heard when so many seconds are left; `isTold` waits until something is. */
    async function listenAt(reader, second, isTold) {
      const { remainingMs } = await session.run(() => guard.status);
      const pass = remainingMs - second * 1000;
      await advance(session, { wallMs: pass, monoMs: pass });
      await until(async () => (await session.run(secondsShown)) <= second, {
        what: `the prompt to show that ${second} s are left`,
      });
      if (!isTold) return reader.listen();
      return until(
        async () => {
          const lines = await reader.listen();
          return lines.length > 0 && lines;
        },
        { what: `words at ${second} s` },
      );
    }

    async function openForEar(options) {
      await openWithFocus(options);
      const reader = await startReader(readable.tree);
      await showPrompt(session);
      await treeWith("the prompt", hasFocus({ role: "button", name: "Stay signed in" }));
      return { reader, opening: await reader.listen() };
    }

    /** Heard, second by second: nothing where the walk says nothing. */
    async function walk(reader, steps) {
      for (const [second, told] of steps) {
        assert.deepEqual(await listenAt(reader, second, told), told ? [told] : [], `${second} s`);
      }
    }

    const silent = (...seconds) => seconds.map((second) => [second, null]);

    test(`heard: the opening, one minute, half a minute, ten seconds, and no more (R157, ${engine})`, async () => {
      const { reader, opening } = await openForEar();
      const left = "polite, as it comes: Time left: 1 minute, 59 seconds";
      assert.deepEqual(opening, [...OPENING, left]);
      await walk(reader, [
        ...silent(117, 115, 90, 62),
        [60, "polite: Time left: 1 minute"],
        ...silent(58, 57, 45, 32),
        [30, "polite: Time left: 30 seconds"],
        ...silent(28, 20, 12),
        [10, "assertive: Time left: 10 seconds"],
        ...silent(8, 7, 6, 4),
      ]);
    });

    test(`heard when 25 seconds are left: the opening and the last ten seconds (R157, ${engine})`, async () => {
      const { reader, opening } = await openForEar({ policy: askingFor(25) });
      assert.deepEqual(opening, [...OPENING, "polite, as it comes: Time left: 24 seconds"]);
      await walk(reader, [
        ...silent(20, 12),
        [10, "assertive: Time left: 10 seconds"],
        ...silent(8, 5),
      ]);
    });
  });
}
