// Pages that try to show themselves again after the end (R123): the sign-out never returns here, so
// that the page stays covered, and a picture of the screen decides whether the secret can be read.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advanceTo, isCovered, openSameApps, openSuite, staysFalse } from "../support/suite.mjs";
import { secretVisible } from "../support/tabs.mjs";

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

async function openEnded(t) {
  await openSameApps(t, suite, 1, { clock: "offset", signOut: "@never" });
  assert.equal(await secretVisible(session), true, "before, it can be read (the twin)");
  await advanceTo(session, "end", -1000);
  await session.until(isCovered, { what: "the cover" });
}

const ATTACKS = {
  "removes the cover": () => document.querySelector("idleguard-cover").remove(),
  "removes the cover whenever it comes back": () => {
    const remove = () => document.querySelector("idleguard-cover")?.remove();
    new MutationObserver(remove).observe(document, { childList: true, subtree: true });
    const again = () => {
      remove();
      requestAnimationFrame(again);
    };
    again();
  },
  "removes the cover twice, after frames were made to stand still": () => {
    window.requestAnimationFrame = () => 0;
    const remove = () => document.querySelector("idleguard-cover")?.remove();
    remove();
    setTimeout(remove, 100);
  },
  "takes our style sheet out": () => {
    document.adoptedStyleSheets = [];
  },
  "makes the content visible by its own style": () => {
    const style = document.createElement("style");
    style.textContent =
      "* { visibility: visible !important; opacity: 1 !important; z-index: 2147483647 !important }";
    document.head.append(style);
  },
  "moves the content into a dialog of its own": () => {
    const dialog = document.createElement("dialog");
    dialog.append(document.getElementById("secret"));
    document.body.append(dialog);
    dialog.showModal();
  },
  "moves the content into a popover": () => {
    const popover = document.createElement("div");
    popover.popover = "manual";
    popover.append(document.getElementById("secret"));
    document.body.append(popover);
    popover.showPopover();
  },
  "replaces the root element": () => {
    const copy = document.documentElement.cloneNode(true);
    copy.querySelector("idleguard-cover")?.remove();
    document.documentElement.replaceWith(copy);
  },
  "writes its document anew": () => {
    const html = document.documentElement.outerHTML;
    document.open();
    document.write(html);
    document.close();
    document.querySelectorAll("idleguard-cover").forEach((element) => element.remove());
  },
  "makes the cover and the root inert and invisible": () => {
    const style = document.createElement("style");
    style.textContent =
      "idleguard-cover, dialog { display: none !important; opacity: 0 !important } " +
      "html { transform: scale(0.5) }";
    document.head.append(style);
    document.querySelector("idleguard-cover").inert = document.documentElement.inert = true;
  },
};

for (const [what, act] of Object.entries(ATTACKS)) {
  test(`a script that ${what} does not make the page readable (R123, R142)`, async (t) => {
    await openEnded(t);
    await session.run(act);
    const isReadable = () => secretVisible(session);
    await staysFalse(isReadable, { forMs: 600, what: "a readable secret" });
  });
}
