// Scripts that make events which look like a person's: none is activity (R82), however it is made.
// quiet.test.mjs has the plain ones; these are the ways around, and the twin is a real key.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertLeaves, assertMoves } from "../support/activity.mjs";
import { openSameApps, openSuite } from "../support/suite.mjs";

const OFFSET = { clock: "offset" };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const WAYS = {
  "a click that a label passes on to its field": () => {
    document.querySelector("label").click();
  },
  "text that a script types by a command of the editor": () => {
    const field = document.getElementById("field");
    field.focus();
    document.execCommand("insertText", false, "typed");
    document.execCommand("delete");
  },
  "the submission of a form, by a key that a script presses": () => {
    document.body.insertAdjacentHTML("beforeend", "<form><input id=f><button>go</button></form>");
    const field = document.getElementById("f");
    field.form.onsubmit = () => false;
    field.form.requestSubmit();
    for (const type of ["keydown", "keypress", "keyup"]) {
      field.dispatchEvent(new KeyboardEvent(type, { key: "Enter", keyCode: 13, bubbles: true }));
    }
  },
  "an event that says it is trusted": () => {
    class Trusted extends KeyboardEvent {
      get isTrusted() {
        return true;
      }
    }
    window.dispatchEvent(new Trusted("keydown", { key: "a" }));
    const event = new MouseEvent("click", { bubbles: true });
    Reflect.defineProperty(event, "isTrusted", { value: true });
    Reflect.defineProperty(Event.prototype, "isTrusted", { get: () => true });
    Object.setPrototypeOf(event, { __proto__: MouseEvent.prototype, isTrusted: true });
    document.body.dispatchEvent(event);
  },
  "events that another window has made": () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const { KeyboardEvent: Key, PointerEvent: Pointer } = frame.contentWindow;
    for (const target of [window, document, frame.contentWindow, frame.contentDocument.body]) {
      target.dispatchEvent(new Key("keydown", { key: "a", bubbles: true }));
      for (let x = 0; x < 100; x += 20) {
        target.dispatchEvent(new Pointer("pointermove", { clientX: x, bubbles: true }));
      }
    }
  },
  "focus, scrolling and what else moves by itself": () => {
    for (const target of [window, document]) {
      for (const type of ["blur", "focus", "focusin", "visibilitychange", "scroll", "navigate"]) {
        target.dispatchEvent(new Event(type));
      }
    }
    document.getElementById("field").focus();
    document.getElementById("scroll").scrollTo(0, 50);
    history.pushState(null, "", "#elsewhere");
  },
};

for (const [what, act] of Object.entries(WAYS)) {
  test(`${what} is no activity (R82)`, async (t) => {
    await openSameApps(t, suite, 1, OFFSET);
    await session.run(() => {
      window.seen = [];
      addEventListener("keydown", (event) => seen.push(event.isTrusted), true);
    });
    await assertLeaves(session, () => session.run(act));
    assert.equal((await session.run(() => seen)).includes(true), false);
    await assertMoves(session, () => session.press("a"));
  });
}
