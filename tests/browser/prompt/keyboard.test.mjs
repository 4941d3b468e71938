// The prompt by keyboard alone, in three browsers: what was being typed does not answer it, every
// key that should does, the focus stays within it and can be seen, and afterwards it is where it
// was, down to the caret. All keys are pressed as the user's own.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import {
  SIGN_OUT,
  STAY,
  clickButton,
  focusInPrompt,
  openPage,
  showPrompt,
  untilNoPrompt,
  untilQuietIsOver,
} from "../support/accessibility-prompt.mjs";
import { ENGINES, launchEngine, whyNotInstalled } from "../support/engines.mjs";
import { startSite } from "../support/site.mjs";
import { DIST, hasPrompt, isCovered } from "../support/suite.mjs";
import { Keys } from "../support/webdriver.mjs";
import { FRAME, PAGE, PLACES, placeOnPage, textOf } from "./places.mjs";

/** With a little left, as the clocks of keys and of the prompt are not read at once. */
const EARLY_MS = 450;
const ATTEMPTS = 5;
/** There are two buttons. */
const ROUND = Array(3).fill([Keys.tab]);

const state = (session) => session.run(() => guard.status.state);

/** Runs in a page: notes when keys were pressed. */
const noteKeys = () => {
  window.pressedAt = [];
  addEventListener("keydown", ({ timeStamp }) => pressedAt.push(timeStamp), true);
};

/** Runs in a page: whether the last `n` keys were pressed while the prompt was quiet. */
const wereEarly = (n, earlyMs) => {
  const { at } = events.findLast(({ name }) => name === "prompt");
  return pressedAt.length >= n && pressedAt.at(-1) - at < earlyMs;
};

async function answerLate(session) {
  await untilQuietIsOver(session);
  if (await session.run(hasPrompt)) await session.press(Keys.escape);
  await untilNoPrompt(session);
}

/** R156. Enter, Space, Escape, and Escape again, which browsers obey whatever a page says. */
async function typeOn({ session, site }) {
  await openPage({ session, site }, {}, { path: "/places" });
  await session.click("#area");
  await session.run(noteKeys);
  const keys = ["x", Keys.enter, Keys.space, Keys.escape, Keys.escape];
  let isEarly = false;
  // On a busy machine keys may come too late, and may have been an answer: then once more.
  for (let attempt = 1; attempt <= ATTEMPTS && !isEarly; attempt += 1) {
    await showPrompt(session);
    await session.press(...keys);
    isEarly = await session.run(wereEarly, keys.length, EARLY_MS);
    if (!isEarly) await answerLate(session);
  }
  assert.ok(isEarly, "all keys within the first half second");
  assert.equal(await session.run(hasPrompt), true);
  await untilQuietIsOver(session);
  assert.equal(await state(session), "warning");
  await session.until(() => roots["idleguard-prompt"].querySelector("dialog").open, {
    what: "the dialog to be open again",
  });
  await session.press(Keys.escape);
  await untilNoPrompt(session);
  assert.equal(await state(session), "active");
}

async function assertSignedOut(session) {
  await session.until(isCovered, { what: "the cover" });
  const asked = await session.until(() => calls.find((call) => call.name === "signOut.signOut"));
  assert.equal(asked.detail.reason, "user");
}

/** R155: the focus goes from button to button; what is typed meanwhile is typed nowhere. */
async function goRound({ session, site }) {
  await openPage({ session, site }, { signOut: "@never" }, { path: "/places" });
  await session.click("#area");
  const before = await session.run(textOf, "area");
  await showPrompt(session);
  await untilQuietIsOver(session);
  const seen = [];
  for (const keys of [...ROUND, ...ROUND.map((tab) => [Keys.shift, ...tab])]) {
    await session.chord(...keys);
    seen.push(await focusInPrompt(session));
    await session.press("x");
  }
  assert.deepEqual(seen, [SIGN_OUT, STAY, SIGN_OUT, STAY, SIGN_OUT, STAY]);
  assert.equal(await session.run(textOf, "area"), before);
  await session.press(Keys.tab, Keys.enter);
  await assertSignedOut(session);
}

async function signOutWithSpace({ session, site }) {
  await openPage({ session, site }, { signOut: "@never" });
  await showPrompt(session);
  await untilQuietIsOver(session);
  await session.press(Keys.tab, Keys.space);
  await assertSignedOut(session);
}

/** Runs in a page: how the button that has the focus is outlined. */
const ring = () => {
  const { outlineStyle, outlineWidth } = getComputedStyle(roots["idleguard-prompt"].activeElement);
  return { outlineStyle, width: parseFloat(outlineWidth) };
};

async function seeFocus({ session, site }) {
  await openPage({ session, site }, {}, { path: "/places" });
  const seen = {};
  for (const [device, use] of Object.entries({
    mouse: () => session.click("#push"),
    keyboard: () => session.press(Keys.tab),
  })) {
    await use();
    await showPrompt(session);
    assert.equal(await focusInPrompt(session), STAY);
    seen[device] = await session.run(ring);
    await clickButton(session, STAY);
    await untilNoPrompt(session);
  }
  for (const [device, { outlineStyle, width }] of Object.entries(seen)) {
    assert.equal(outlineStyle, "solid", `outlined after use of the ${device}`);
    assert.ok(width >= 2, `${width} px after use of the ${device}`);
  }
}

/** R154, R156, R116: whatever the answer, by key or not. */
async function comeBack({ session, site }) {
  await openPage({ session, site }, {}, { path: "/places" });
  for (const [place, { go, answer, then }] of Object.entries(PLACES)) {
    await go(session);
    const before = await session.run(placeOnPage);
    assert.equal(before.focus.at(-1), place);
    await showPrompt(session);
    if (answer === "click") await clickButton(session, STAY);
    else {
      await untilQuietIsOver(session);
      assert.equal(await focusInPrompt(session), STAY);
      await session.press(answer);
    }
    await untilNoPrompt(session);
    assert.equal(await state(session), "active");
    assert.deepEqual(await session.run(placeOnPage), before, place);
    await session.press("X");
    assert.equal(await session.run(textOf, place), then, `what is typed goes on in ${place}`);
  }
}

const TESTS = {
  "what was being typed does not answer, Escape pressed twice neither, and Escape later does":
    typeOn,
  "Tab goes round in the prompt, both ways, and Enter on the other button signs out": goRound,
  "Space on the other button signs out": signOutWithSpace,
  "the focus can be seen, whether mouse or keyboard was used before": seeFocus,
  "after Enter, Space, Escape or a click: focus, caret, selection, scrolling as before": comeBack,
};

for (const engine of ENGINES) {
  const why = await whyNotInstalled(engine);

  describe(`by keyboard in ${engine}`, () => {
    let site;
    let browser;

    before(async () => {
      if (why !== null) return;
      [browser, site] = await Promise.all([launchEngine(engine), startSite({ dist: DIST })]);
      site.page("/places", { html: PAGE });
      site.page("/frame", { html: FRAME });
    });

    after(async () => {
      await browser?.close();
      await site?.close();
    });

    for (const [name, body] of Object.entries(TESTS)) {
      const run = () => body({ session: browser.session, site });
      test(`${name} (${engine})`, { skip: why ?? false }, run);
    }
  });
}
