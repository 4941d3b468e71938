// Every event and every effect crosses the seam and comes back, in the order and under the names
// that both sides use. They are read from the files that spell them, so that none can be added to
// one side only.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { EPOCH, MINUTE, newModule, outputOf, startRequest, Tab, terms } from "./support/core.mjs";

const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

function typesOfUnion(name) {
  const text = read("bindings/browser/protocol.ts");
  const union = text.slice(text.indexOf(`export type ${name} =`)).split(";\n\n")[0];
  return [...union.matchAll(/type: (?:"|EventType\.)(\w+)/g)].map((match) => match[1]).sort();
}

const eventTypes = typesOfUnion("CoreEvent");
const effectTypes = typesOfUnion("CoreEffect");

/** One event of each type: what it carries. */
const sampleEvents = {
  started: [],
  woke: [],
  asked: [],
  stayChosen: [],
  endChosen: ["user"],
  peerSpoke: [[], EPOCH],
  pageShown: [],
  pageHidden: [],
  pageLeft: [false],
  pageReturned: [],
  networkChanged: [true],
  hookFinished: [],
  claimAnswered: [true, true],
  claimLost: [],
  signOutReturned: [true],
  recordFailed: [],
  termsChanged: [terms()],
};

test("the samples of this test are all the events there are", () => {
  assert.deepEqual(Object.keys(sampleEvents).sort(), eventTypes);
});

for (const type of eventTypes) {
  test(`the event ${type} is understood on the other side`, async () => {
    const tab = await Tab.open();
    const output = tab.at(1000, [type, ...sampleEvents[type]]);
    assert.equal(typeof output.status.state, "string");
    assert.ok(Array.isArray(output.effects));
  });
}

test("events are numbered as the core lists them", () => {
  const list = read("core/event.hpp").split("using Event = std::variant<")[1].split(">")[0];
  const inCore = list.match(/\w+/g).map((name) => name[0].toLowerCase() + name.slice(1));
  const numbered = /enum EventType \{([^}]*)\}/.exec(read("bindings/browser/protocol.ts"))[1];
  assert.deepEqual(numbered.match(/\w+/g), inCore);
});

test("an event of an unknown type stops the module: it can only be our own bug", async () => {
  const tab = await Tab.open();
  assert.throws(() => tab.at(1000, ["somethingElse"]), WebAssembly.RuntimeError);
});

test("every effect comes out under the name that the driver knows", async () => {
  const seen = new Set();
  const collect = (tab) => tab.types().forEach((type) => seen.add(type));

  const tab = await Tab.open({ heartbeat: true });
  tab.input(1000);
  tab.runUntil(MINUTE + 1000);
  tab.at(MINUTE + 2000, ["stayChosen"]);
  tab.at(MINUTE + 3000, ["pageLeft", true]);
  tab.at(MINUTE + 4000, ["pageReturned"]);
  tab.record.set("g", "nonsense");
  tab.at(MINUTE + 5000, ["woke"]);
  tab.runUntil(4 * MINUTE);
  tab.at(4 * MINUTE, ["hookFinished"]);
  tab.at(4 * MINUTE, ["claimAnswered", true, true]);
  tab.runUntil(4 * MINUTE + 700);
  tab.at(4 * MINUTE + 800, ["signOutReturned", true]);
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
  const answer = outputOf(JSON.parse(module.start(JSON.stringify(startRequest({ policy })))));
  assert.deepEqual(
    answer.problems.map(([, path, line, column]) => [path, line, column]),
    [
      ["/version", 1, 2],
      ["/custom/warnAfter", 2, 13],
      ["/custom/signOutAfter", 2, 34],
    ],
  );
  assert.throws(() => module.handle("[]"), WebAssembly.RuntimeError);
});

test("a wrong policy that arrives later is refused, and the one in force stays (R12)", async () => {
  const tab = await Tab.open();
  const before = tab.at(1000, ["asked"]).status;
  const refusal = tab.at(1000, ["termsChanged", terms({ policy: "{" })]);
  assert.equal(refusal.problems[0][0], "malformed-json");
  assert.deepEqual(tab.at(1000, ["asked"]).status, before);
});

test("whether pointer motion counts reaches the page that listens (R76)", async () => {
  for (const pointerMotion of [true, false]) {
    const policy = JSON.stringify({ version: 1, m365: { timeout: "01:00:00", pointerMotion } });
    const tab = await Tab.open({ app: "outlook", policy });
    assert.equal(tab.output.pointerMotion, pointerMotion);
  }
});

test("what counts as activity reaches the page that listens (R79, R81)", async () => {
  const sections = {
    sharePoint: { WarnAfter: "00:45:00", SignOutAfter: "01:00:00" },
    azurePortal: { timeout: "01:00:00", idleness: "focus" },
    outlook: {},
  };
  const policy = JSON.stringify({ version: 1, ...sections });
  const rules = { sharePoint: "request", azurePortal: "focus", outlook: "input" };
  for (const [app, rule] of Object.entries(rules)) {
    const tab = await Tab.open({ app, policy });
    assert.equal(tab.output.activity, rule);
    assert.equal(tab.output.status.source, app);
  }
});

test("signals, claims and preference cross, and the status tells what is known (R72, R166)", async () => {
  const policy = JSON.stringify({ version: 1, m365: { timeout: "01:00:00" } });
  const claims = { signin_state: ["kmsi"], sid: "s1" };
  const tab = await Tab.open({ app: "home", policy, claims, signals: { deviceSso: false } });
  assert.deepEqual(tab.output.status.signals, {
    keepMeSignedIn: true,
    deviceSso: false,
    deviceCompliant: false,
    deviceDomainJoined: false,
  });
  assert.equal(tab.output.status.condition, "C3");
  tab.at(1000, ["termsChanged", terms({ policy: null, claims: { signin_state: [], sid: "s1" } })]);
  assert.equal(tab.output.status.state, "active");
  assert.equal(tab.output.status.promptMode, "atLimit");

  const portal = await Tab.open({ app: "azurePortal", policy, preference: "00:10:00" });
  assert.equal(portal.output.status.signOutAfterMs, 10 * MINUTE);
  const wrong = await Tab.open({ app: "azurePortal", policy, preference: "soon" });
  assert.deepEqual(wrong.answer.problems, [["not-a-preference", "userPreference", 0, 0]]);
});

test("how often to ask for the policy: the document goes before the host (R42)", async () => {
  const policy = '{"version":1,"refresh":"00:10:00","custom":{"signOutAfter":"01:00:00"}}';
  const said = await Tab.open({ policy, policyRefresh: "00:05:00" });
  assert.equal(said.output.policyRefreshMs, 10 * MINUTE);
  const unsaid = await Tab.open({ policyRefresh: "00:05:00" });
  assert.equal(unsaid.output.policyRefreshMs, 5 * MINUTE);
  assert.equal((await Tab.open()).output.policyRefreshMs, null);
});

test("text that is not ASCII crosses the seam unharmed", async () => {
  const policy = '{"version":1,"custom":{"signOutAfter":"00:02:00","größe 漢字 🎈":1}}';
  const tab = await Tab.open({ policy });
  assert.equal(tab.answer.warnings[0][1], "/custom/größe 漢字 🎈");
});

test("the record and the messages name nobody (R108)", async () => {
  const tab = await Tab.open({ account: "alex@example.org", session: "secret-session-id" });
  tab.at(1000, ["endChosen", "user"]);
  const text = JSON.stringify(tab.effects);
  assert.doesNotMatch(text, /alex|example|secret/);
  assert.match(tab.answer.account, /^[0-9a-f]{32}$/);
});

test("how old a record is crosses: on an old copy nobody is ended at once (rule 9)", async () => {
  const endsAt = async (askedAt) => {
    const tab = await Tab.open();
    tab.askedAt = askedAt;
    tab.runUntil(2 * MINUTE + 60_000);
    const end = [...tab.record].find(([key]) => key.startsWith("E:"))?.[1];
    return Number(end.slice(0, 15)) - EPOCH - 2 * MINUTE;
  };
  assert.equal(await endsAt(null), 600);
  assert.equal(await endsAt(1000), 9600);
});

test("what a host wants where third-party storage is blocked crosses (R147)", async () => {
  const signals = { thirdPartyBlocked: true };
  const stateOf = async (more) => (await Tab.open({ signals, ...more })).output.status.state;
  assert.equal(await stateOf({}), "active");
  assert.equal(await stateOf({ suspendsWhenBlocked: true }), "suspended");
  assert.equal(await stateOf({ suspendsWhenBlocked: false }), "active");
});
