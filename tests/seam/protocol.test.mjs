// Every event and every effect crosses the seam and comes back, under the names that both sides
// use. The names are read from the three files that spell them, so that none can be added to one
// side only.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { EPOCH, MINUTE, newModule, SHORT_POLICY, startRequest, Tab } from "./support/core.mjs";

const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

function typesOfUnion(name) {
  const text = read("bindings/browser/protocol.ts");
  const union = text.slice(text.indexOf(`export type ${name} =`)).split(";\n\n")[0];
  return [...union.matchAll(/type: "(\w+)"/g)].map((match) => match[1]).sort();
}

const eventTypes = typesOfUnion("CoreEvent");
const effectTypes = typesOfUnion("CoreEffect");

/** One event of each type, with what it carries. */
const sampleEvents = {
  started: {},
  woke: {},
  asked: {},
  stayChosen: {},
  endChosen: { reason: "user" },
  peerSpoke: { entries: [], at: EPOCH },
  pageShown: {},
  pageHidden: {},
  pageLeft: { cached: false },
  pageReturned: {},
  networkChanged: { online: true },
  hookFinished: {},
  claimAnswered: { granted: true, exclusive: true },
  claimLost: {},
  signOutReturned: { done: true },
  recordFailed: {},
  decisionChanged: { policy: SHORT_POLICY, signals: {} },
};

test("the samples of this test are all the events there are", () => {
  assert.deepEqual(Object.keys(sampleEvents).sort(), eventTypes);
});

for (const type of eventTypes) {
  test(`the event ${type} is understood on the other side`, async () => {
    const tab = await Tab.open();
    const output = tab.at(1000, { type, ...sampleEvents[type] });
    assert.equal(typeof output.status.state, "string");
    assert.ok(Array.isArray(output.effects));
  });
}

test("an event of an unknown name stops the module: it can only be our own bug", async () => {
  const tab = await Tab.open();
  assert.throws(() => tab.at(1000, { type: "somethingElse" }), WebAssembly.RuntimeError);
});

test("every effect comes out under the name that the driver knows", async () => {
  const seen = new Set();
  const collect = (tab) => tab.types().forEach((type) => seen.add(type));

  const tab = await Tab.open({ heartbeat: true });
  tab.input(1000);
  tab.runUntil(MINUTE + 1000);
  tab.at(MINUTE + 2000, { type: "stayChosen" });
  tab.at(MINUTE + 3000, { type: "pageLeft", cached: true });
  tab.at(MINUTE + 4000, { type: "pageReturned" });
  tab.record.set("g", "nonsense");
  tab.at(MINUTE + 5000, { type: "woke" });
  tab.runUntil(4 * MINUTE);
  tab.at(4 * MINUTE, { type: "hookFinished" });
  tab.at(4 * MINUTE, { type: "claimAnswered", granted: true, exclusive: true });
  tab.runUntil(4 * MINUTE + 700);
  tab.at(4 * MINUTE + 800, { type: "signOutReturned", done: true });
  collect(tab);

  // A day later the next sign-in tidies up what the first has left.
  const later = 49 * 60 * MINUTE;
  const second = await Tab.open({ session: "sign-in-2" }, { record: tab.record, at: later });
  collect(second);
  const third = await Tab.open({ session: "sign-in-3" }, { record: tab.record, at: later * 2 });
  collect(third);
  assert.deepEqual([...seen].sort(), effectTypes);
});

test("a wrong policy is refused with every problem, and nothing is started", async () => {
  const module = await newModule();
  const policy = '{"version": 2,\n "custom": {"warnAfter": "1:00", "signOutAfter": 5}}';
  const answer = JSON.parse(module.start(JSON.stringify(startRequest({ policy }))));
  assert.deepEqual(
    answer.problems.map(({ path, line, column }) => [path, line, column]),
    [
      ["/version", 1, 2],
      ["/custom/signOutAfter", 2, 34],
      ["/custom/warnAfter", 2, 13],
    ],
  );
  assert.throws(() => module.handle("{}"), WebAssembly.RuntimeError);
});

test("a wrong policy that arrives later is refused, and the one in force stays (R12)", async () => {
  const tab = await Tab.open();
  const before = tab.at(1000, { type: "asked" }).status;
  const refusal = tab.at(1000, { type: "decisionChanged", policy: "{", signals: {} });
  assert.equal(refusal.problems[0].code, "malformed-json");
  assert.deepEqual(tab.at(1000, { type: "asked" }).status, before);
});

test("whether pointer motion counts reaches the page that listens (R76)", async () => {
  for (const pointerMotion of [true, false]) {
    const policy = JSON.stringify({ version: 1, m365: { timeout: "01:00:00", pointerMotion } });
    const tab = await Tab.open({ app: "outlook", policy });
    assert.equal(tab.output.pointerMotion, pointerMotion);
  }
});

test("text that is not ASCII crosses the seam unharmed", async () => {
  const policy = '{"version":1,"custom":{"signOutAfter":"00:02:00","größe 漢字 🎈":1}}';
  const tab = await Tab.open({ policy });
  assert.equal(tab.answer.warnings[0].path, "/custom/größe 漢字 🎈");
});

test("the record and the messages name nobody (R108)", async () => {
  const tab = await Tab.open({ account: "alex@example.org", session: "secret-session-id" });
  tab.at(1000, { type: "endChosen", reason: "user" });
  const text = JSON.stringify(tab.effects);
  assert.doesNotMatch(text, /alex|example|secret/);
  assert.match(tab.answer.account, /^[0-9a-f]{32}$/);
});
