// Who gets an answer of the hub, and who gets silence: pages that are not listed, frames and
// windows that are not its parent, parents without an origin; and what a listed parent may not say.
// Each comes with its twin that is answered. All here speak the protocol by hand, as an attacker
// would.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { goToSite, openSites, serveHub } from "../support/cookie-modes.mjs";
import { openTabFor, staysFalse } from "../support/suite.mjs";
import { until } from "../support/until.mjs";
import { RECORD, activity, started } from "./support/pages.mjs";

const QUESTION = { idleguard: 1, id: 7, name: RECORD, entries: [] };
/** The twins are answered in a tenth of it. */
const SILENCE_MS = 300;

/** Hears everything, and asks nothing by itself. Under its policy scripts of the test still run. */
const PAGE = `<!doctype html><title>page</title><script>
  window.heard = [];
  addEventListener("message", ({ data }) => heard.push(data));
</script>`;

let suite;
let session;
let site;
let listed;
let hub;
let now;

before(async () => {
  suite = await openSites("chromium", "allowed");
  ({ session, site } = suite);
  site.page("/page", { html: PAGE });
});

after(() => suite?.close());

/** Without `frame-ancestors`, so that the hub's own checks are what is tested. */
beforeEach(() => {
  now = Date.now();
  listed = site.host();
  hub = serve(site.host(), [listed.origin]);
});

const serve = (host, origins) => serveHub(host, origins, { headers: {} });

async function openPage(t, host) {
  await openTabFor(t, session);
  await goToSite(session, host.url("/page"));
}

/** Runs in the page: a frame, and what `window.send` then says to it. */
const openFrame = (src, sandbox) => {
  const frame = document.createElement("iframe");
  if (sandbox) frame.sandbox = sandbox;
  frame.src = src;
  window.send = (data) => frame.contentWindow.postMessage(data, "*");
  return new Promise((resolve) => {
    frame.onload = () => resolve(true);
    document.documentElement.append(frame);
  });
};

const send = (...messages) =>
  session.run((all) => {
    for (const each of all) window.send(each);
  }, messages);

const heard = () => session.run(() => window.heard);

/** The first `n` answers, and that there are no more of them is for the caller to ask. */
const untilHeard = async (n = 1) => {
  const isThere = (least) => window.heard.length >= least && window.heard;
  return session.until(isThere, { args: [n], what: `${n} answers` });
};

const staysSilent = (what) =>
  staysFalse(async () => (await heard()).length > 0, { forMs: SILENCE_MS, what });

test("a listed parent is answered, and one that is not listed hears nothing, signed in or not", async (t) => {
  await openPage(t, listed);
  await session.run(openFrame, hub);
  await send({ ...QUESTION, entries: [started(now), activity(now)] });
  const [answer] = await untilHeard();
  assert.deepEqual(answer.entries.sort(), [activity(now), started(now)]);
  assert.deepEqual(
    { ...answer, entries: [] },
    {
      ...{ idleguard: 1, id: 7, entries: [] },
      ...{ kept: true, marker: null, notifies: true },
    },
  );
  await openPage(t, site.host());
  await session.run(openFrame, hub);
  await send(QUESTION, { ...QUESTION, idleguard: 2 }, { ...QUESTION, entries: 1 });
  await staysSilent("answer to a page that is not listed");
});

test("as shipped the hub answers nobody, and so does one with a wildcard, which says all that is wrong", async (t) => {
  for (const origins of [[], [listed.origin, "*", `${listed.origin}/`]]) {
    const address = serve(site.host(), origins);
    await openPage(t, listed);
    await session.run(openFrame, address);
    await send(QUESTION);
    await staysSilent("answer");
    await session.consoleLog();
    await goToSite(session, address);
    const errors = (await session.consoleLog()).map(({ message }) => message).join();
    const expected = origins.length === 0 ? [] : ['\\"*\\" is no origin', `write ${listed.origin}`];
    assert.deepEqual(
      expected.filter((text) => !errors.includes(text)),
      [],
      errors,
    );
    if (expected.length === 0) assert.equal(errors, "", "that is no mistake");
  }
});

test("a frame beside the hub, and one inside a frame, cannot ask it; its own parent can", async (t) => {
  await openPage(t, listed);
  await session.run(openFrame, hub);
  // A frame of the same, listed origin: its origin is right, and it is not the parent.
  await session.run((src) => {
    const frame = document.createElement("iframe");
    frame.src = src;
    document.body.append(frame);
    return new Promise((resolve) => (frame.onload = () => resolve(true)));
  }, listed.url("/page"));
  await session.run((question) => {
    const frames = [...document.querySelectorAll("iframe")];
    const isHub = ({ src }) => src.includes("hub.html");
    const sibling = frames.find((frame) => !isHub(frame)).contentWindow;
    window.heardBeside = sibling.heard;
    const at = [...Array(window.length).keys()].find((i) => window[i] !== sibling);
    sibling.eval(`parent[${at}].postMessage(${JSON.stringify(question)}, "*")`);
  }, QUESTION);
  await staysSilent("answer");
  assert.deepEqual(await session.run(() => window.heardBeside), []);
  await send(QUESTION);
  assert.equal((await untilHeard())[0].id, 7, "its parent");
  // Nested: the page on top is listed, too, and is not the parent.
  await openPage(t, listed);
  await session.run(openFrame, listed.url("/page"));
  await session.switchToFrame("iframe");
  await session.run(openFrame, hub);
  await session.switchToFrame(null);
  await session.run((question) => window[0][0].postMessage(question, "*"), QUESTION);
  await staysSilent("answer to the page on top");
  await session.switchToFrame("iframe");
  await send(QUESTION);
  assert.equal((await untilHeard())[0].id, 7, "the parent inside");
});

test("a window that opens the hub cannot ask it, and one that frames it can", async (t) => {
  await openPage(t, listed);
  const before = await session.tabs();
  const { tab } = session;
  await session.run((src) => {
    window.opened = open(src);
  }, hub);
  const others = async () => (await session.tabs()).filter((each) => !before.includes(each));
  const [popup] = await until(async () => (await others()).length > 0 && others(), {
    what: "the window",
  });
  await session.switchTo(popup);
  await session.until(() => document.body?.textContent.includes("cannot be used"), {
    what: "the hub's page",
  });
  await session.switchTo(tab);
  await session.run((question) => window.opened.postMessage(question, "*"), QUESTION);
  await staysSilent("answer to an opener");
  await session.run(() => window.opened.close());
  await session.run(openFrame, hub);
  await send(QUESTION);
  assert.equal((await untilHeard())[0].id, 7);
});

test("a parent in a sandbox, which has no origin, hears nothing; one with its origin does", async (t) => {
  for (const [sandbox, isAnswered] of [
    ["allow-scripts", false],
    ["allow-scripts allow-same-origin", true],
  ]) {
    await openPage(t, listed);
    await session.run(openFrame, listed.url("/page"), sandbox);
    await session.switchToFrame("iframe");
    await session.run(openFrame, hub);
    await send(QUESTION);
    if (isAnswered) assert.equal((await untilHeard())[0].id, 7);
    else await staysSilent("answer to a sandbox");
    await session.switchToFrame(null);
  }
});

test("a hub in a sandbox without an origin says that it keeps nothing", async (t) => {
  await openPage(t, listed);
  await session.run(openFrame, hub, "allow-scripts");
  await send({ ...QUESTION, entries: [started(now)] });
  assert.equal((await untilHeard())[0].kept, false);
});

test("malformed and too large questions of a listed parent are refused, and others are heard after them", async (t) => {
  await openPage(t, listed);
  await session.run(openFrame, hub);
  const wrong = [
    { ...QUESTION, name: "1:short" },
    { ...QUESTION, name: `2:${"a".repeat(32)}` },
    { ...QUESTION, entries: null },
    { ...QUESTION, entries: Array(129).fill(activity(now)) },
    { ...QUESTION, entries: [["L".repeat(1000), "1"]] },
    { ...QUESTION, entries: [["L", 1]] },
    { ...QUESTION, nonce: "guess" },
    { ...QUESTION, watch: 1 },
    { ...QUESTION, id: 0 },
    { ...QUESTION, id: "7" },
  ];
  await send("text", null, [], { idleguard: "1" }, ...wrong);
  await send({ ...QUESTION, id: 8, entries: [activity(now), ["L:x:0", "no entry"]] });
  const answers = await untilHeard(wrong.length + 1);
  assert.deepEqual(
    answers.slice(0, -1).map(({ refused, entries }) => [refused, entries]),
    Array(wrong.length).fill(["shape", undefined]),
  );
  assert.deepEqual(answers.at(-1).entries, [activity(now)], "what is no entry is left out");
  await send({ ...QUESTION, id: 9, name: `1:${"b2".repeat(16)}` });
  assert.equal(
    (await untilHeard(wrong.length + 2)).at(-1).refused,
    "shape",
    "one frame, one record",
  );
});

test("a question of another version gets this one's, older or newer", async (t) => {
  await openPage(t, listed);
  await session.run(openFrame, hub);
  await send({ idleguard: 0, id: 3 }, { idleguard: 2, id: 4, whatever: [] }, QUESTION);
  const answers = await untilHeard(3);
  const refusal = (id) => ({ idleguard: 1, id, refused: "version" });
  assert.deepEqual(answers.slice(0, 2), [refusal(3), refusal(4)]);
  assert.equal(answers[2].id, 7);
});

test("a flood of questions is cut off with one word, and heard again a little later", async (t) => {
  await openPage(t, listed);
  await session.run(openFrame, hub);
  await session.run((question) => {
    for (let id = 1; id <= 200; ++id) window.send({ ...question, id });
  }, QUESTION);
  const isRefused = () => window.heard.some(({ refused }) => refused === "rate");
  await session.until(isRefused, { what: "a refusal" });
  const answers = (await heard()).filter(({ entries }) => entries);
  assert.ok(answers.length >= 20 && answers.length < 40, `${answers.length} answers`);
  assert.ok((await heard()).length <= answers.length + 5, "and few refusals");
  const again = async () => {
    await send({ ...QUESTION, id: 500 });
    return (await heard()).some(({ id, entries }) => id === 500 && entries);
  };
  await until(again, { what: "an answer again", timeoutMs: 5000 });
});

test("the header that the README recommends keeps a page that is not listed from having the frame", async (t) => {
  const address = serveHub(site.host(), [listed.origin]);
  for (const [host, isThere] of [
    [site.host(), false],
    [listed, true],
  ]) {
    await openPage(t, host);
    await session.run(openFrame, address);
    await session.switchToFrame("iframe");
    assert.equal(await session.run((at) => location.href === at, address), isThere);
    await session.switchToFrame(null);
  }
});
