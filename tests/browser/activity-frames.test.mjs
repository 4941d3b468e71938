// Frames (R87). Those of the page's own origin are part of it; of those of others only the move of
// the focus into them is seen. Frames are made of pages that know nothing of the guard. Input is
// trusted and goes where a user's would: to whatever is at that place of the window.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertLeaves, assertMoves, lastActivity } from "./support/activity.mjs";
import { basicOptions } from "./support/app-page.mjs";
import { openApps, openSameApps, openSuite, openTabFor } from "./support/suite.mjs";
import { peek } from "./support/tabs.mjs";
import { until } from "./support/webdriver.mjs";

const OFFSET = { clock: "offset" };
const INNER = `<style>* { margin: 0 } input { width: 90%; height: 40px }</style><input id="inner">`;

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const moves = (act) => assertMoves(session, act);
const leaves = (act) => assertLeaves(session, act);

/** Runs in a page: adds a frame at the top, where input goes to it, and waits until it loads. */
const addFrame = (attributes) =>
  new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.onload = () => resolve();
    for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
    frame.style.cssText = "position: fixed; left: 500px; top: 0; width: 300px; height: 200px";
    document.body.append(frame);
  });

const IN_FRAME = [540, 20];
const ON_PAGE = [300, 500];

/** One tab with a frame of the same origin (`from: null`), or of another. */
async function openWithFrame(t, { from = null, attributes = {}, html = INNER } = {}) {
  const opened = await openSameApps(t, suite, 1, OFFSET);
  const src = (from ?? opened.host).makeUrl({ html });
  await session.run(addFrame, { src, ...attributes });
  // A new tab has the focus nowhere until the first click.
  await session.clickAt(...ON_PAGE);
  await session.until(() => document.hasFocus(), { what: "the focus" });
  return opened;
}

/** No exception, in this page or in a frame, and nothing on the console. */
async function assertNoErrors() {
  assert.deepEqual(await session.run(() => errors), []);
  const severe = (await session.consoleLog()).filter(({ level }) => level === "SEVERE");
  assert.deepEqual(severe, []);
}

const clickInFrame = () => session.clickAt(...IN_FRAME);

/** Runs in a page: the frame that is `depth` frames down has the focus in its field. */
const isTyping = (depth) => {
  let at = document;
  for (let i = 0; i < depth; i += 1) at = at.activeElement?.contentDocument;
  return at?.activeElement?.id === "inner";
};

const untilTyping = (depth = 1) => session.until(isTyping, { args: [depth], what: "the focus" });

test("click, key, wheel and motion in a frame of the same origin are activity (R87)", async (t) => {
  await openWithFrame(t);
  const inputs = {
    click: async () => {
      await clickInFrame();
      await untilTyping();
    },
    key: () => session.press("a"),
    wheel: () => session.scroll(...IN_FRAME, 50),
    motion: async () => {
      await session.movePointer(600, 100);
      await session.movePointer(640, 140);
    },
  };
  for (const [name, act] of Object.entries(inputs)) {
    t.diagnostic(name);
    await moves(act);
  }
  await assertNoErrors();
});

test("script, held keys and trembling are no activity in a frame either (R77, R82, R83)", async (t) => {
  const { handles } = await openWithFrame(t);
  await clickInFrame();
  await untilTyping();
  await session.movePointer(600, 100);
  const key = { key: "a", code: "KeyA", text: "a", windowsVirtualKeyCode: 65 };
  const send = (params) =>
    session.devtools.send(handles[0], "Input.dispatchKeyEvent", { ...key, ...params });
  await send({ type: "keyDown" });
  await leaves(async () => {
    for (let i = 0; i < 4; i += 1) await send({ type: "keyDown", autoRepeat: true });
    for (const step of [3, -4, 2]) await session.movePointer(600 + step, 100);
    await session.run(() => {
      const { contentWindow, contentDocument } = document.querySelector("iframe");
      const field = contentDocument.getElementById("inner");
      field.dispatchEvent(new contentWindow.KeyboardEvent("keydown", { key: "a", bubbles: true }));
      field.dispatchEvent(new contentWindow.PointerEvent("pointerdown", { bubbles: true }));
      field.click();
    });
  });
  await send({ type: "keyUp", text: undefined });
});

test("activity in a frame is now, however long ago the frame was loaded (R87)", async (t) => {
  // Without a clock of its own the guard uses time stamps of events, and a frame's begin at zero.
  await openSameApps(t, suite, 1);
  await session.until(() => performance.now() > 1500, { what: "some time" });
  await session.run(addFrame, { srcdoc: INNER });
  const since = await session.run(() => Date.now());
  await clickInFrame();
  await untilTyping();
  const at = await lastActivity(session);
  assert.ok(at >= since - 50 && at <= since + 10_000, `${at - since} ms`);
});

test("frames in frames, frames that navigate, frames written by script (R87)", async (t) => {
  const { host } = await openWithFrame(t);
  const inner = host.makeUrl({ html: INNER });
  const style = "<style>* { margin: 0; border: 0 }</style>";
  const nested = host.makeUrl({ html: `${style}<iframe src="${inner}"></iframe>` });
  await session.run(async (url) => {
    const frame = document.querySelector("iframe");
    const isLoaded = new Promise((resolve) => (frame.onload = resolve));
    frame.contentWindow.location = url;
    await isLoaded;
  }, nested);
  const click = async (depth) => {
    await clickInFrame();
    await untilTyping(depth);
  };
  await moves(() => click(2));
  // The inner one navigates, and its parent stays.
  await session.run(async (url) => {
    const [frame] = document.querySelector("iframe").contentDocument.getElementsByTagName("iframe");
    const isLoaded = new Promise((resolve) => (frame.onload = resolve));
    frame.contentWindow.location = `${url}&again`;
    await isLoaded;
  }, inner);
  await moves(() => click(2));
  await session.run((html) => {
    const { contentDocument } = document.querySelector("iframe");
    contentDocument.open();
    contentDocument.write(html);
    contentDocument.close();
  }, INNER);
  await moves(() => click(1));
  await moves(() => session.press("a"));
  await assertNoErrors();
});

test("a frame that was there before the guard is covered (R87)", async (t) => {
  const host = suite.site.host();
  const html = `<!doctype html><title>Fixture app</title><script src="/fixtures/probe.js"></script>
    <iframe src="/make?${new URLSearchParams({ html: INNER })}" style="position: fixed; left: 500px;
    top: 0; width: 300px; height: 200px"></iframe>
    <script>addEventListener("load", () => import("/fixtures/app.js"))</script>`;
  host.page("/framed", { html });
  await openApps(t, session, [host.appUrl(basicOptions(OFFSET), { path: "/framed" })]);
  await moves(clickInFrame);
});

test("a frame of another origin counts once for each move of the focus into it (R87)", async (t) => {
  const other = suite.site.host();
  await openWithFrame(t, { from: other });
  const isInFrame = () => document.activeElement.localName === "iframe";
  const enter = async () => {
    await clickInFrame();
    await session.until(isInFrame, { what: "the focus in the frame" });
  };
  await moves(enter);
  await leaves(async () => {
    await session.press("a", "b");
    await clickInFrame();
    await session.scroll(...IN_FRAME, 50);
  });
  await session.clickAt(...ON_PAGE);
  await session.until(() => document.activeElement === document.body, { what: "the page" });
  await moves(enter);
  await assertNoErrors();
});

test("the focus that goes to another tab is no activity (R87)", async (t) => {
  const { host, handles } = await openWithFrame(t, { from: suite.site.host() });
  await leaves(async () => {
    await openTabFor(t, session);
    await session.goTo(host.url("/blank"));
    await until(() => peek(session, handles[0], () => document.hidden), { what: "the other tab" });
    await session.switchTo(handles[0]);
  });
});

test("the focus that a script moves into another origin is no activity (R82, R87)", async (t) => {
  await openWithFrame(t, { from: suite.site.host() });
  await session.clickAt(...ON_PAGE);
  // So long after a click a page may no longer act in the user's name.
  await session.until(() => !navigator.userActivation.isActive, { what: "the click to be over" });
  await leaves(() =>
    session.run(async () => {
      const frame = document.querySelector("iframe");
      for (let i = 0; i < 3; i += 1) {
        frame.focus();
        await new Promise((resolve) => setTimeout(resolve, 20));
        window.focus();
        document.getElementById("field").focus();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }),
  );
});

for (const sandbox of ["", "allow-scripts"]) {
  test(`a sandboxed frame (${sandbox || "plain"}) is one of another origin (R87)`, async (t) => {
    await openWithFrame(t, { attributes: { sandbox } });
    await session.run((value) => {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", value);
      document.body.append(frame);
    }, sandbox);
    await moves(clickInFrame);
    await leaves(() => session.press("a"));
    await assertNoErrors();
  });
}
