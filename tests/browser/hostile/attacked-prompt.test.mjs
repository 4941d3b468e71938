// Pages whose style, scripts or elements come between the user and the prompt (R121, R155). Where
// the prompt holds, a real click on "Stay signed in" reaches it; where it cannot, the session ends
// all the same (during-prompt.test.mjs has the page that removes it each time).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  openSameApps,
  openSuite,
  untilGone,
} from "../support/suite.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

async function openWarned(t) {
  const opened = await openSameApps(t, suite, 1, OFFSET);
  await advanceTo(session, "warn", 300);
  await session.until(hasPrompt, { what: "the prompt" });
  return opened;
}

/** Runs in a page: what of it is a style sheet's doing. */
function addStyle(css) {
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
}

const STYLES = {
  "hides every element": "body, body *, idleguard-prompt { display: none !important }",
  "makes everything invisible and deaf":
    "* { visibility: hidden !important; opacity: 0 !important; pointer-events: none !important }",
  "has its own idea of dialogs":
    "dialog, :modal { display: none !important } ::backdrop { display: none !important }",
  "moves, clips and blurs the root":
    "html { transform: scale(0.01) translate(-99vw); clip-path: inset(50%); filter: blur(9px) }",
  "makes the root invisible": "html { opacity: 0 !important; visibility: hidden !important }",
  "lays something over everything":
    "body::after { content: ''; position: fixed; inset: 0; z-index: 2147483647; background: red }",
};

for (const [what, css] of Object.entries(STYLES)) {
  test(`style that ${what} does not come between the user and the answer (R121)`, async (t) => {
    await openWarned(t);
    await session.run(addStyle, css);
    await clickPrompt(session, "stay");
    await session.until(hasNoPrompt, { what: "the answer" });
    assert.equal(await session.run(() => guard.status.state), "active");
  });
}

const SCRIPTS = {
  "makes the page, the root and our element inert": () => {
    for (const css of ["html", "body", "idleguard-prompt"])
      document.querySelector(css).inert = true;
  },
  "takes the prompt out of the page": () => {
    document.querySelector("idleguard-prompt").remove();
  },
  "replaces the root element": () => {
    const root = document.documentElement;
    const copy = root.cloneNode(true);
    copy.querySelector("idleguard-prompt")?.remove();
    root.replaceWith(copy);
  },
  "empties the list of style sheets": () => {
    document.adoptedStyleSheets = [];
  },
};

for (const [what, act] of Object.entries(SCRIPTS)) {
  test(`a script that ${what} does not take the answer away (R121)`, async (t) => {
    await openWarned(t);
    await session.run(act);
    // What was taken away is put back within a second.
    const isUsable = () => {
      const host = document.querySelector("idleguard-prompt");
      const at = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
      return host !== null && at === host;
    };
    await session.until(isUsable, { what: "a prompt that can be clicked" });
    await clickPrompt(session, "stay");
    await session.until(hasNoPrompt, { what: "the answer" });
    assert.equal(await session.run(() => guard.status.state), "active");
  });
}

test("a script that got hold of the dialog can close it, and that is no answer (R121)", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 1, OFFSET);
  await session.run(() => {
    const { showModal } = HTMLDialogElement.prototype;
    HTMLDialogElement.prototype.showModal = function () {
      window.stolen = this;
      return showModal.call(this);
    };
  });
  await advanceTo(session, "warn", 300);
  await session.until(() => window.stolen !== undefined, { what: "the prompt" });
  const isLate = () => performance.now() - events.findLast((e) => e.name === "prompt").at > 700;
  await session.until(isLate, { what: "keys to be answers" });
  for (let i = 0; i < 3; i += 1) {
    await session.run(() => stolen.close());
    await session.until(() => stolen.open, { what: "the prompt to be open again" });
  }
  assert.equal(await session.run(() => guard.status.state), "warning");
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("a page that writes itself anew is still warned, and can answer (R121)", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 1, OFFSET);
  // Takes every listener of window and document away, those for input among them.
  await session.run(() => {
    document.open();
    document.write("<!doctype html><title>New</title><p>another page");
    document.close();
  });
  await advanceTo(session, "warn", 300);
  await session.until(hasPrompt, { what: "the prompt" });
  await clickPrompt(session, "stay");
  await session.until(hasNoPrompt, { what: "the answer" });
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("something above the prompt hides it, and keeps nobody signed in (R121)", async (t) => {
  const { host, handles } = await openWarned(t);
  await session.run(() => {
    const above = document.createElement("div");
    above.popover = "manual";
    above.style.cssText = "inset:0;width:100vw;height:100vh;background:white";
    document.body.append(above);
    above.showPopover();
  });
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("dialogs and popovers of the page itself are left alone (the twin)", async (t) => {
  await openSameApps(t, suite, 1, OFFSET);
  await session.run(() => {
    document.body.insertAdjacentHTML(
      "beforeend",
      '<dialog id="own"><button id="close">Close</button></dialog><div id="pop" popover>!</div>',
    );
    document.getElementById("own").showModal();
    document.getElementById("close").addEventListener("click", () => {
      document.getElementById("own").close("closed");
    });
  });
  await advanceTo(session, "warn", 300);
  await session.until(hasPrompt, { what: "the prompt" });
  await clickPrompt(session, "stay");
  await session.until(hasNoPrompt, { what: "the answer" });
  await session.click("#close");
  await session.run(() => document.getElementById("pop").showPopover());
  assert.deepEqual(
    await session.run(() => [own.open, own.returnValue, pop.matches(":popover-open")]),
    [false, "closed", true],
  );
});
