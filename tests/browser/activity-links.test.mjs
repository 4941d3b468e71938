// Under the rule of SharePoint (R79): requests that the page's own list of them does not show,
// links and what a frame asks, and such as are in it and do not count, because the runtime asked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  askOn,
  assertLeaves,
  assertMoves,
  movedBy,
  openSharePoint,
  untilSeen,
} from "./support/activity.mjs";
import { advance } from "./support/app-page.mjs";
import { MINUTE_MS, openSuite } from "./support/suite.mjs";

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const moves = (act) => assertMoves(session, act);
const leaves = (act) => assertLeaves(session, act);

async function leaveAndReturn(url, leave, path = "/blank") {
  await leave();
  await session.until((there) => location.pathname === there, { args: [path], what: path });
  await session.goTo(url);
  await session.until(() => window.guard !== null, { what: "the guard" });
}

// R79
test("a link that leaves the page is activity, however slow the next; leaving by itself is not", async (t) => {
  const { host, url } = await openSharePoint(t, suite);
  const slow = host.makeUrl({ delayMs: 1500 });
  await session.run((to) => void (document.getElementById("link").href = to), slow);
  const follow = () => session.click("#link");
  await moves(() => leaveAndReturn(url, follow, "/make"));
  const byItself = () => session.run(() => void location.assign("/blank"));
  await session.until(() => performance.now() > 1100, { what: "a second" });
  await leaves(() => leaveAndReturn(url, byItself));
});

test("a link that leaves the page counts without the Navigation API too (R79)", async (t) => {
  const { url } = await openSharePoint(t, suite, { without: ["navigation"] });
  await moves(() => leaveAndReturn(url, () => session.click("#link")));
});

test("what the runtime asks for itself is no request of the app (R79, R161)", async (t) => {
  const { host, url } = await openSharePoint(t, suite, { heartbeat: "/alive" });
  host.on("/alive", () => ({ json: {} }));
  host.on("/policy", () => ({ json: JSON.parse(new URL(url).searchParams.get("o")).policy }));
  await session.run(askOn, "click");
  await session.run(() => {
    // What was recorded is handed over, and the server told of it, while a key is pressed.
    addEventListener("keydown", () => guard.status);
    addEventListener("keydown", () => void guard.update({ policy: "/policy" }));
  });
  const moved = await movedBy(session, async () => {
    await session.click("#field");
    await untilSeen(session, "/api");
    await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
    await session.press("b");
    await untilSeen(session, "/alive");
    await untilSeen(session, "/policy");
  });
  assert.ok(moved > MINUTE_MS - 1500 && moved < 2 * MINUTE_MS - 5000, `the click: ${moved} ms`);
});

/** Runs in a page: a frame in the corner whose field asks when it is clicked, if `asks`. */
const addFrame = async (asks) => {
  const frame = document.createElement("iframe");
  frame.src = "/blank";
  frame.style.cssText = "position: fixed; left: 500px; top: 0; width: 300px; height: 200px";
  const isLoaded = new Promise((resolve) => (frame.onload = resolve));
  // Its time line begins later than that of the page.
  await new Promise((resolve) => setTimeout(resolve, 1500 - performance.now()));
  document.body.append(frame);
  await isLoaded;
  const view = frame.contentWindow;
  if (asks) view.addEventListener("click", () => void view.fetch("/api"));
  view.addEventListener("click", () => (window.clickedAt = performance.now()));
};

const clickInFrame = async () => {
  await session.clickAt(540, 60);
  await session.until(() => window.clickedAt, { what: "the click" });
};

// R79, R87
test("a click in a frame that makes the frame ask is activity", async (t) => {
  await openSharePoint(t, suite);
  await session.run(addFrame, true);
  await moves(clickInFrame);
});

test("a click in a frame that leads to nothing is none (the twin of the test above)", async (t) => {
  const { host } = await openSharePoint(t, suite);
  await session.run(addFrame, false);
  await leaves(async () => {
    await clickInFrame();
    await session.until(() => performance.now() - clickedAt > 1050, { what: "a second" });
    await session.run(() => {
      const { contentWindow } = document.querySelector("iframe");
      return contentWindow.fetch("/api").then(() => contentWindow.fetch("/api"));
    });
  });
  assert.equal(host.requests({ path: "/api" }).length, 2);
});

test("a frame that a click opens is a request, one that opens by itself is not (R79)", async (t) => {
  await openSharePoint(t, suite);
  const open = () => {
    const frame = document.createElement("iframe");
    frame.src = `/make?html=${document.querySelectorAll("iframe").length}`;
    document.body.append(frame);
  };
  await leaves(async () => {
    await session.run(open);
    await untilSeen(session, "/make?html=0");
  });
  await session.run((how) => {
    document.getElementById("field").addEventListener("click", new Function(`(${how})()`));
  }, String(open));
  await moves(async () => {
    await session.click("#field");
    await untilSeen(session, "/make?html=1");
  });
});

test("without a way to see requests, links and the app's word still count (R79)", async (t) => {
  const { url } = await openSharePoint(t, suite, { without: ["PerformanceObserver"] });
  await session.run(askOn, "click");
  await leaves(async () => {
    await session.click("#field");
    await untilSeen(session, "/api");
  });
  await moves(() => session.run(() => guard.activity("upload")));
  await moves(() => leaveAndReturn(url, () => session.click("#link")));
});
