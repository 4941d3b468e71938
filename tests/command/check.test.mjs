// `idleguard-policy check`: exit status, problems with their places, and baselines.

import assert from "node:assert/strict";
import { test } from "node:test";

import { own, run, runJson } from "./support/command.mjs";

const check = (input, ...words) => run(["check", "-", ...words], { input });
const checkJson = (input, ...words) => {
  const { status, stdout, stderr } = check(input, "--json", ...words);
  return { status, stderr, result: JSON.parse(stdout) };
};

const hardened = (timeout) => own({ m365: { timeout, promptMode: "withinLimit" } });

test("a valid document says so and ends with 0, whatever it decides", () => {
  assert.deepEqual(check(own({})), { status: 0, stdout: "standard input: valid\n", stderr: "" });
  const expected = { valid: true, problems: [], warnings: [], baseline: null };
  assert.deepEqual(checkJson(own({})), { status: 0, stderr: "", result: expected });
});

test("every problem is written with its line, column and pointer, and the status is 1 (R12)", () => {
  const input = `{ "version": 1,
  "m365": { "timeout": "00:04:59" },
  "custom": { "signOutAfter": "15" } }`;
  const { status, stdout, stderr } = check(input);
  assert.equal(status, 1);
  assert.equal(stdout, "");
  const lines = stderr.trimEnd().split("\n").sort();
  assert.equal(lines.length, 2);
  assert.match(lines[0], /^standard input:2:13: error: out-of-range at \/m365\/timeout: \S.*\S$/);
  assert.match(
    lines[1],
    /^standard input:3:15: error: not-a-duration at \/custom\/signOutAfter: \S.*\S$/,
  );
});

test("the same problems are in the object for programs", () => {
  const { status, result } = checkJson('{ "version": 1,\n "m365": { "timeout": "25" } }');
  assert.equal(status, 1);
  assert.equal(result.valid, false);
  assert.equal(result.problems.length, 1);
  const { message, ...problem } = result.problems[0];
  assert.deepEqual(problem, {
    code: "not-a-duration",
    path: "/m365/timeout",
    line: 2,
    column: 12,
  });
  assert.ok(message.length > 0);
});

test("warnings are written, and leave the status at 0 (R6, R8)", () => {
  const input = JSON.stringify({ Enabled: true, WarnAfter: "00:00:05", SignOutAfter: "00:00:15" });
  const { status, result, stderr } = checkJson(input);
  assert.equal(status, 0);
  assert.equal(result.valid, true);
  assert.equal(result.warnings.length, 2, "too short to answer (R6), and early (R8)");
  for (const { code, path, line, column } of result.warnings) {
    assert.equal(path, "/WarnAfter");
    assert.equal(line, 1);
    assert.equal(column, 17);
    assert.match(stderr, new RegExp(`^standard input:1:17: warning: ${code} at /WarnAfter: `, "m"));
  }
});

test("equal warning and sign-out are refused (R5, V5)", () => {
  const input = JSON.stringify({ Enabled: true, WarnAfter: "01:00:00", SignOutAfter: "01:00:00" });
  assert.equal(check(input).status, 1);
});

test("policies for some people only are refused (R21)", () => {
  const { status, result } = checkJson(own({ m365: { timeout: "01:00:00", groups: ["sales"] } }));
  assert.equal(status, 1);
  assert.equal(result.problems[0].code, "not-organization-wide");
});

test("15 minutes meet PCI within the limit, and not at the limit (R162, R163)", () => {
  const meets = checkJson(hardened("00:15:00"), "--baseline", "pci");
  assert.equal(meets.status, 0);
  assert.deepEqual(meets.result.baseline, { name: "pci", meets: true, worstCaseMs: 900_000 });
  const fails = checkJson(own({ m365: { timeout: "00:15:00" } }), "--baseline=pci");
  assert.equal(fails.status, 1);
  assert.equal(fails.result.valid, true);
  assert.deepEqual(fails.result.baseline, { name: "pci", meets: false, worstCaseMs: 960_000 });
  assert.match(fails.stderr, /^standard input: error: baseline-not-met: pci, 00:15:00 .*00:16:00/m);
});

test("each baseline has its limit (R162)", () => {
  const limits = {
    "nist-aal2": "01:00:00",
    "nist-aal3": "00:15:00",
    pci: "00:15:00",
    psd2: "00:05:00",
    "asvs-l2": "00:30:00",
    "asvs-l3": "00:15:00",
    cis: "03:00:00",
  };
  for (const [name, limit] of Object.entries(limits)) {
    const at = (signOutAfter) =>
      check(own({ custom: { signOutAfter } }), "--baseline", name).status;
    assert.equal(at(limit), 0, name);
    assert.equal(at(`${limit}.001`), 1, name);
  }
});

test("the section with the longest idle time counts, but for those that m365 sets aside (R27)", () => {
  const { result } = checkJson(
    own({ m365: { timeout: "01:00:00" }, outlook: {}, azurePortal: { timeout: "02:00:00" } }),
    "--baseline=cis",
  );
  assert.deepEqual(result.baseline, { name: "cis", meets: true, worstCaseMs: 7_200_000 });
});

test("a document that limits nobody meets no baseline (R163)", () => {
  const { status, result } = checkJson(own({}), "--baseline", "cis");
  assert.equal(status, 1);
  assert.deepEqual(result.baseline, { name: "cis", meets: false, worstCaseMs: null });
});

test("a document that is wrong meets no baseline", () => {
  const { status, result } = checkJson("{}", "--baseline", "cis");
  assert.equal(status, 1);
  assert.equal(result.valid, false);
  assert.deepEqual(result.baseline, { name: "cis", meets: false, worstCaseMs: null });
});

test("what a verdict leaves out is told beside it: exemptions, and kinds of session (R11, R53)", () => {
  const input = own({
    outlook: {
      ActivityBasedAuthenticationTimeoutInterval: "00:30:00",
      ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled: false,
    },
  });
  const { status, stdout, stderr } = check(input, "--baseline", "cis");
  assert.equal(status, 0);
  assert.match(stdout, /^standard input: valid, meets cis, 03:00:00 .* 00:30:00 \(outlook\)\n$/);
  assert.match(stderr, /warning: exempt-sessions: outlook/);
  assert.match(stderr, /warning: off-for-some: outlook: .* by single sign-on/);
});

test("of several files each has its lines, or its object in a list", () => {
  const files = ["own-full.json", "graph-timeout-policy-broken.json", "csom-call.json"];
  const text = run(["check", ...files]);
  assert.equal(text.status, 1);
  assert.equal(text.stdout, "own-full.json: valid\ncsom-call.json: valid\n");
  assert.match(text.stderr, /^graph-timeout-policy-broken\.json:5:/m);
  const json = run(["check", "--json", ...files]);
  assert.equal(json.status, 1);
  const list = JSON.parse(json.stdout);
  assert.deepEqual(
    list.map(({ valid }) => valid),
    [true, false, true],
  );
  assert.equal(run(["check", files[0], files[2]]).status, 0);
});

test("a file of Windows PowerShell in UTF-16 is refused with what to do about it", () => {
  const input = Buffer.from(`\ufeff${own({})}`, "utf16le");
  const { status, stderr } = check(input);
  assert.equal(status, 1);
  assert.match(stderr, /^standard input:1:1: error: not-utf-8: .*UTF-8/);
});

test("names in a document cannot write to the terminal", () => {
  const { stderr } = check('{"version":1,"\\u001b[31mred\\n":1}');
  assert.match(stderr, /warning: unknown-field at \/\\x1b\[31mred\\x0a: /);
});

test("a document without an end is refused, and not read for ever", () => {
  const { status, stderr } = run(["check", "/dev/zero"]);
  assert.equal(status, 1);
  assert.match(stderr, /^\/dev\/zero: error: too-large: /);
});

test("the object for programs has these members and no others", () => {
  const result = runJson(["check", "own-full.json", "--json", "--baseline", "cis"]);
  assert.deepEqual(Object.keys(result), ["valid", "problems", "warnings", "baseline"]);
});
