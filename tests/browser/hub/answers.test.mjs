// What a page believes of what it hears: only its own frame, only while that shows the hub, only
// what has the agreed shape and version. The hubs here are made for the test, and say what they
// should not; that a right answer gets through is the twin of each.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { openSites } from "../support/cookie-modes.mjs";
import { openTabFor, staysFalse } from "../support/suite.mjs";
import { until } from "../support/until.mjs";
import { activity, ask, ended, openPage, seenOf, servePages } from "./support/pages.mjs";

const QUIET_MS = 300;

let suite;
let session;
let site;
let now;

before(async () => {
  suite = await openSites("chromium", "allowed");
  ({ session, site } = suite);
  await servePages(site);
});

after(() => suite?.close());

beforeEach(() => {
  now = Date.now();
});

/** A hub that answers with what `answer(question)`, text of a function, returns: one or several. */
function fakeHub(answer, host = site.host()) {
  host.page("/fake", {
    html: `<!doctype html><title>hub</title><script>
      const answer = ${answer};
      const right = (more) => ({
        idleguard: 1, id: 0, entries: [], kept: true, marker: null, notifies: true, ...more,
      });
      addEventListener("message", ({ source, origin, data }) => {
        for (const each of [answer(data)].flat()) source.postMessage(each, origin);
      });
    </script>`,
  });
  return host.url("/fake");
}

const entriesNow = () => JSON.stringify([activity(now)]);

async function openTo(t, address) {
  await openTabFor(t, session);
  await openPage(session, site.host(), address);
}

test("a right answer is taken, and so is what a hub says unasked", async (t) => {
  const news = JSON.stringify([ended(now)]);
  const entries = entriesNow();
  await openTo(
    t,
    fakeHub(`({ id }) => [right({ entries: ${news} }), right({ id, entries: ${entries} })]`),
  );
  assert.deepEqual(await ask(session, "exchange", []), [activity(now)]);
  assert.deepEqual((await seenOf(session, "changed"))[0], [ended(now)]);
  assert.deepEqual(await seenOf(session, "report"), []);
  assert.deepEqual(await seenOf(session, "judged"), ["unknown"], "no nonce, no proof (R151)");
});

for (const [release, version] of [
  ["an older", 0],
  ["a newer", 2],
]) {
  test(`a hub of ${release} release is recognised, told once, and not waited for`, async (t) => {
    await openTo(t, fakeHub(`({ id }) => ({ idleguard: ${version}, id, refused: "version" })`));
    assert.equal(await ask(session, "exchange", [activity(now)]), null);
    assert.equal(await ask(session, "exchange", [activity(now)]), null);
    assert.deepEqual(await seenOf(session, "report"), ["hub-version"]);
    assert.deepEqual(await seenOf(session, "judged"), ["unknown"]);
  });
}

test("malformed answers are dropped and told; the right one after them is taken", async (t) => {
  const wrong = [
    "right({ id, entries: null })",
    "right({ id, entries: Array(129).fill(['B', '000000000000001']) })",
    "right({ id, entries: [['B', '1'.repeat(200)]] })",
    "right({ id, kept: 'yes' })",
    "right({ id, marker: 1 })",
    "right({ id: -1 })",
    "right({ id, notifies: undefined })",
  ];
  const right = `right({ id, entries: ${entriesNow()} })`;
  await openTo(t, fakeHub(`({ id }) => [${wrong}, ${right}, "text", null, { other: 1 }]`));
  assert.deepEqual(await ask(session, "exchange", []), [activity(now)]);
  const reports = await seenOf(session, "report");
  // Once for the page's own first question, once for this one.
  assert.deepEqual(reports, Array(wrong.length * 2).fill("hub-message-dropped"));
});

test("an answer with what cannot be an entry is dropped as a whole, and told", async (t) => {
  await openTo(t, fakeHub(`({ id }) => right({ id, entries: [["L:x:0", "000000000000001"]] })`));
  assert.equal(await ask(session, "exchange", []), null);
  assert.equal((await seenOf(session, "report"))[0], "hub-message-dropped");
});

test("a refused question is answered with nothing at once; one that is not, with the record", async (t) => {
  const entries = entriesNow();
  const answer = `(data) => data.entries.length > 0
    ? { idleguard: 1, id: data.id, refused: "rate" } : right({ id: data.id, entries: ${entries} })`;
  await openTo(t, fakeHub(answer));
  assert.equal(await ask(session, "exchange", [activity(now)]), null);
  assert.deepEqual(await seenOf(session, "report"), ["hub-unavailable"]);
  assert.deepEqual(await ask(session, "exchange", []), [activity(now)]);
});

test("another frame cannot answer for the hub, not even one of the hub's origin; the hub's can", async (t) => {
  const host = site.host();
  const forged = JSON.stringify([ended(now)]);
  host.page("/forger", {
    html: `<!doctype html><title>forger</title><script>
      for (let id = 0; id < 50; ++id) {
        parent.postMessage({
          idleguard: 1, id, entries: ${forged}, kept: true, marker: true, notifies: true,
        }, "*");
      }
    </script>`,
  });
  const address = fakeHub(`() => []`, host);
  await openTo(t, address);
  await session.run((src) => {
    const frame = document.createElement("iframe");
    frame.src = src;
    return new Promise((resolve) => {
      frame.onload = () => resolve(true);
      document.body.append(frame);
    });
  }, host.url("/forger"));
  await staysFalse(async () => (await seenOf(session, "changed")).length > 0, {
    ...{ forMs: QUIET_MS, what: "belief in a forged answer" },
  });
  const before = (await seenOf(session, "judged")).filter((verdict) => verdict !== "unknown");
  assert.deepEqual(before, []);
  // The hub's own frame goes to the same page, and is believed.
  await session.run((src) => {
    const frame = [...document.querySelectorAll("iframe")].find((each) => each.hidden);
    frame.src = src;
  }, host.url("/forger"));
  const isTold = async () => (await seenOf(session, "changed")).length > 0;
  await until(isTold, { what: "the same from the hub's frame" });
});

test("a frame that was led to another site is not heard, and not told anything", async (t) => {
  const thief = site.host();
  thief.page("/thief", {
    html: `<!doctype html><title>thief</title><script>
      window.stolen = 0;
      addEventListener("message", () => { stolen += 1; });
      for (let id = 0; id < 50; ++id) {
        parent.postMessage({
          idleguard: 1, id, entries: [], kept: true, marker: true, notifies: true,
        }, "*");
      }
    </script>`,
  });
  const hub = fakeHub(`({ id }) => right({ id, entries: ${entriesNow()} })`);
  await openTabFor(t, session);
  const host = site.host();
  await openPage(session, host, hub, { frames: [thief.origin], speed: 5 });
  assert.deepEqual(await ask(session, "exchange", []), [activity(now)]);
  const { origin } = new URL(hub);
  assert.notEqual(origin, thief.origin);
  await session.switchToFrame("iframe");
  await session.run((to) => void setTimeout(() => location.replace(to), 0), thief.url("/thief"));
  await session.switchToFrame(null);
  const isLed = async () => thief.requests({ path: "/thief" }).length > 0;
  await until(isLed, { what: "the other site" });
  assert.equal(await ask(session, "exchange", []), null);
  assert.deepEqual(await seenOf(session, "judged"), ["unknown"]);
  await session.switchToFrame("iframe");
  assert.equal(await session.run(() => window.stolen), 0);
  await session.switchToFrame(null);
});
