// What becomes of documents as their own systems write them: each is valid, and converts to the
// document of ours that a person wrote down here.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

import { DOCUMENTS, run, runJson } from "./support/command.mjs";

const m365 = (timeout) => ({
  timeout,
  promptMode: "atLimit",
  grace: "00:01:00",
  pointerMotion: true,
});
const sharePoint = (WarnAfter, SignOutAfter) => ({ Enabled: true, WarnAfter, SignOutAfter });
const azurePortal = (timeout) => ({ timeout, idleness: "input" });
const outlook = (withSso, interval) => ({
  ActivityBasedAuthenticationTimeoutEnabled: true,
  ActivityBasedAuthenticationTimeoutInterval: interval,
  ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled: withSso,
  prompt: false,
});

/** By file: what the test says, and the sections that come out. */
const SAMPLES = {
  "own-full.json": [
    "our own document with all its sections",
    {
      refresh: "00:15:00",
      custom: { warnAfter: "00:13:00", signOutAfter: "00:15:00", exempt: ["keepMeSignedIn"] },
      m365: m365("01:00:00"),
      sharePoint: sharePoint("00:45:00", "01:00:00"),
      outlook: outlook(true, "06:00:00"),
      azurePortal: azurePortal("00:30:00"),
    },
  ],
  "graph-timeout-policy.json": [
    "one Graph policy is the timeout of Microsoft 365 (R14, R15, R16)",
    { m365: m365("01:00:00") },
  ],
  "graph-timeout-policy-list.json": [
    "a Graph answer with a portal entry, in capitals and first (R16, R17, R29)",
    { m365: m365("01:00:00"), azurePortal: azurePortal("00:15:00") },
  ],
  "graph-timeout-policy-several.json": [
    "of several defaults the shorter holds, and one that is no default has no effect (R20)",
    { m365: m365("00:30:00") },
  ],
  "graph-timeout-policy-inactive.json": [
    "a Graph policy that is not the organisation's default has no effect (R20)",
    {},
  ],
  "graph-timeout-policy-any-app.json": [
    "an id that means nothing is ignored beside a full day (R17, R19, V34)",
    { m365: m365("1.00:00:00") },
  ],
  "graph-sharepoint-settings.json": [
    "SharePoint's settings of Graph, in seconds among many others (R22)",
    { sharePoint: sharePoint("00:45:00", "01:00:00") },
  ],
  "spo-cmdlet-text.json": [
    "the cmdlet's output with lengths as text (R5, R22, V4)",
    { sharePoint: sharePoint("00:45:00", "01:00:00") },
  ],
  "spo-cmdlet-object.json": [
    "the cmdlet's output through Windows PowerShell, with a byte order mark (R5, R22)",
    { sharePoint: sharePoint("00:50:00", "01:00:00") },
  ],
  "spo-cmdlet-disabled.json": ["the cmdlet's output of a policy that is off (R1, R5)", {}],
  "admin-centre-form.json": [
    "the admin centre's form, whose notice counts backwards (R7)",
    { sharePoint: sharePoint("00:55:00", "01:00:00") },
  ],
  "csom-call.json": [
    "the arguments of the CSOM call (R22)",
    { sharePoint: sharePoint("00:20:00", "00:25:00") },
  ],
  "exchange-organization-config.json": [
    "Exchange's organisation, of which three fields matter (R9, R11)",
    { outlook: outlook(false, "02:00:00") },
  ],
  "exchange-organization-config-off.json": [
    "Exchange's organisation with both flags off (R9, R11)",
    {},
  ],
  "portal-hours-minutes.json": [
    "the portal's hours and minutes (R4)",
    { azurePortal: azurePortal("00:30:00") },
  ],
  "mixed-list.json": [
    "objects of several systems in one list",
    {
      m365: m365("12:00:00"),
      sharePoint: sharePoint("00:45:00", "01:00:00"),
      azurePortal: azurePortal("01:00:00"),
    },
  ],
};
const BROKEN = "graph-timeout-policy-broken.json";

test("every sample has its expectation", () => {
  const files = readdirSync(DOCUMENTS).filter((file) => file.endsWith(".json"));
  assert.deepEqual(files.sort(), [...Object.keys(SAMPLES), BROKEN].sort());
});

for (const [file, [title, sections]] of Object.entries(SAMPLES)) {
  test(`${title}: ${file}`, () => {
    const { status, stdout, stderr } = run(["convert", file]);
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stderr, /error/);
    assert.equal(stdout, `${JSON.stringify({ version: 1, ...sections }, null, 2)}\n`);
    assert.equal(runJson(["check", file, "--json"]).valid, true);
  });

  test(`converting twice changes nothing, and no decision: ${file}`, () => {
    const { stdout: input } = run(["convert", file]);
    const again = run(["convert", "-"], { input });
    assert.deepEqual(again, { status: 0, stdout: input, stderr: "" });
    for (const app of ["outlook", "sharePoint", "home", "azurePortal", "custom"]) {
      const words = ["--app", app, "--json", "--signals", '{"ssoSession":true}'];
      const { notes, ...decision } = runJson(["explain", file, ...words]);
      assert.ok(notes.length > 0);
      const converted = runJson(["explain", "-", ...words], { input });
      assert.deepEqual({ ...converted, notes }, { ...decision, notes });
    }
  });
}

test("fields of other systems around a policy are no reason to warn (R9, R22)", () => {
  for (const file of ["exchange-organization-config.json", "graph-sharepoint-settings.json"]) {
    assert.deepEqual(runJson(["check", file, "--json"]).warnings, [], file);
  }
});

test("broken quoting inside a Graph policy is found at its place, and nothing is applied (R24)", () => {
  for (const words of [
    ["check", BROKEN],
    ["convert", BROKEN],
    ["explain", BROKEN, "--app=home"],
  ]) {
    const { status, stdout, stderr } = run(words);
    assert.equal(status, 1);
    assert.equal(stdout, "");
    const [line] = stderr.split("\n").filter((each) => each.includes(": error: "));
    // At the number that has lost its quote, or behind it.
    const place =
      /^:5:24[01]: .* at \/definition\/0\/ActivityBasedTimeoutPolicy\/ApplicationPolicies\/1:/;
    assert.match(line.replace(BROKEN, ""), place);
    assert.match(line, / error: malformed-json /);
  }
});

test("what was ignored in a Graph answer is said with its place (R17, R20)", () => {
  const said = (file, code) =>
    runJson(["check", file, "--json"])
      .warnings.filter((each) => each.code === code)
      .map(({ path, line }) => [path.replace(/\/definition.*/, ""), line]);
  assert.equal(said("graph-timeout-policy-any-app.json", "unknown-application").length, 1);
  assert.equal(said("graph-timeout-policy-several.json", "repeated-policy")[0][0], "/value/1");
  assert.equal(said("graph-timeout-policy-inactive.json", "inactive-policy").length, 1);
});
