// `idleguard-policy explain`: the object for programs is exact, the page is readable.

import assert from "node:assert/strict";
import { test } from "node:test";

import { own, run, runJson } from "./support/command.mjs";

const FULL = "own-full.json";
const SUITE = ["outlook", "sharePoint", "oneDrive", "fabric", "home", "office"].concat([
  "adminCenter",
  "defender",
  "purview",
]);

/** The object without its notes, for sections of ours or a file. */
function explain(document, app, ...words) {
  const isFile = document.endsWith(".json");
  const { notes, ...rest } = runJson(
    ["explain", isFile ? document : "-", "--app", app, "--json", ...words],
    { input: document },
  );
  assert.ok(notes.length > 0);
  assert.ok(notes.every((note) => typeof note === "string" && note.endsWith(".")));
  return rest;
}

const off = {
  warnAfterMs: null,
  signOutAfterMs: null,
  signsOut: [],
  legacy: false,
};

test("with m365 on every one of its apps is warned at the limit, and ended with the others (R27, V1)", () => {
  for (const app of SUITE) {
    assert.deepEqual(explain(FULL, app), {
      state: "active",
      condition: "C7",
      source: "m365",
      warnAfterMs: 3_600_000,
      signOutAfterMs: 3_660_000,
      signsOut: SUITE,
      legacy: false,
    });
  }
});

test("the members stand in the order of the documentation", () => {
  const keys = Object.keys(runJson(["explain", FULL, "--app=custom", "--json"]));
  assert.deepEqual(
    keys,
    ["state", "condition", "source", "warnAfterMs"].concat([
      "signOutAfterMs",
      "signsOut",
      "legacy",
      "notes",
    ]),
  );
});

test("within the limit the prompt comes two minutes early (R110, V2)", () => {
  const document = own({ m365: { timeout: "01:00:00", promptMode: "withinLimit" } });
  const { warnAfterMs, signOutAfterMs } = explain(document, "home");
  assert.deepEqual([warnAfterMs, signOutAfterMs], [3_480_000, 3_600_000]);
});

test("SharePoint alone is legacy, and ends all of Microsoft 365 (R38, V4, V10)", () => {
  assert.deepEqual(explain("spo-cmdlet-text.json", "oneDrive"), {
    state: "active",
    condition: "C7",
    source: "sharePoint",
    warnAfterMs: 2_700_000,
    signOutAfterMs: 3_600_000,
    signsOut: SUITE,
    legacy: true,
  });
  const outlook = explain("spo-cmdlet-text.json", "outlook");
  assert.deepEqual(outlook, { state: "disabled", condition: "C1", source: null, ...off });
});

test("Outlook alone is legacy, has no prompt, and ends itself (R9, R39, R112, V6)", () => {
  assert.deepEqual(explain(own({ outlook: {} }), "outlook"), {
    state: "active",
    condition: "C7",
    source: "outlook",
    warnAfterMs: null,
    signOutAfterMs: 21_600_000,
    signsOut: ["outlook"],
    legacy: true,
  });
});

test("Outlook's flag for the kind of session decides (R11, V7, V8)", () => {
  const sso = ["--signals", '{"ssoSession":true}'];
  const file = "exchange-organization-config.json";
  assert.equal(explain(file, "outlook").state, "active");
  assert.equal(explain(file, "outlook", ...sso).state, "disabled");
});

test("the portal has its entry, else the duration of m365 (R29, R113, V13)", () => {
  const portal = (document) => {
    const { source, signOutAfterMs, signsOut } = explain(document, "azurePortal");
    assert.deepEqual(signsOut, ["azurePortal"]);
    return [source, signOutAfterMs];
  };
  assert.deepEqual(portal("graph-timeout-policy-list.json"), ["azurePortal", 900_000]);
  assert.deepEqual(portal("graph-timeout-policy.json"), ["m365", 3_600_000]);
});

test("of a directory's limit and the user's, the shorter holds (R31, R33, V14, V15)", () => {
  const out = (minutes, ...words) => {
    const document = own({ azurePortal: { timeout: `00:${minutes}:00` } });
    return explain(document, "azurePortal", ...words).signOutAfterMs / 60_000;
  };
  assert.equal(out(15, "--preference", "00:20:00"), 15);
  assert.equal(out(15, "--preference=00:15:00"), 15);
  assert.equal(out(15, "--preference=00:10:00"), 10);
  assert.equal(out(15, "--preference=never"), 15);
  const free = own({ azurePortal: { enabled: false, timeout: "00:15:00" } });
  assert.equal(explain(free, "azurePortal").signOutAfterMs, 900_000);
  assert.equal(explain(free, "azurePortal", "--preference=never").state, "disabled");
});

test("signals exempt and suspend as the matrix says (R53, R57, R145, V16, V18, V35)", () => {
  const signals = (value) => {
    const { state, condition, ...rest } = explain(FULL, "home", "--signals", JSON.stringify(value));
    assert.equal(rest.source, "m365");
    if (state !== "active") assert.deepEqual(rest, { source: "m365", ...off });
    return `${state} ${condition}`;
  };
  assert.equal(signals({ keepMeSignedIn: true }), "exempt C3");
  assert.equal(signals({ keepMeSignedIn: false }), "active C7");
  assert.equal(signals({ deviceSso: true }), "exempt C4");
  assert.equal(signals({ deviceCompliant: true }), "active C7");
  assert.equal(signals({ deviceCompliant: true, appEnforcedRestrictions: true }), "exempt C5");
  assert.equal(signals({ deviceDomainJoined: true, appEnforcedRestrictions: true }), "exempt C5");
  assert.equal(signals({ thirdPartyCookies: "blocked" }), "suspended C2");
  assert.equal(signals({ thirdPartyCookies: "available" }), "active C7");
  assert.equal(signals({}), "active C7");
});

test("the page says what holds, whom it ends, and why", () => {
  const { status, stdout, stderr } = run(["explain", "spo-cmdlet-text.json", "--app=sharePoint"]);
  assert.equal(status, 0);
  assert.equal(stderr, "");
  assert.match(stdout, /^State +active: /m);
  assert.match(stdout, /^Condition +C7: /m);
  assert.match(stdout, /^Source +sharePoint: /m);
  assert.match(stdout, /^Prompt +00:45:00 .*\(45 minutes\)$/m);
  assert.match(stdout, /^Sign-out +01:00:00 .*\(1 hour\)$/m);
  assert.match(stdout, /^Signs out +outlook, sharePoint, /m);
  assert.match(stdout, /^Why\n {2}The sharePoint section is on/m);
  assert.match(stdout, /Legacy: .*retirement/);
  for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
});

test("a page without a prompt says that there is none", () => {
  const input = own({ outlook: {} });
  const { stdout } = run(["explain", "-", "--app", "outlook"], { input });
  assert.match(stdout, /^Prompt +none$/m);
  assert.match(stdout, /WCAG 2\.2\.1/);
});
