// How the program is called: wrong usage has status 2 and one line that says what to do.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { own, PROGRAM, run } from "./support/command.mjs";

const FILE = "csom-call.json";

/** The words, and what the line must name. */
const WRONG = [
  [[], /check, explain or convert/],
  [["chek", FILE], /check, explain or convert, not "chek"/],
  [["--json"], /no option --json here/],
  [["check"], /FILE/],
  [["check", "-", "-"], /only once/],
  [["check", FILE, "--strict"], /no option --strict/],
  [["check", FILE, "-x"], /no option -x/],
  [["check", FILE, "--baseline"], /--baseline a value/],
  [["check", FILE, "--baseline", "nist"], /"nist".*nist-aal2/],
  [["check", FILE, "--baseline="], /no baseline ""/],
  [["check", FILE, "--json=yes"], /--json without a value/],
  [["check", FILE, "--json", "--json"], /--json only once/],
  [["check", FILE, "--app", "home"], /no option --app/],
  [["check", "no-such-file.json"], /no-such-file\.json cannot be read: No such file/],
  [["check", FILE, "no-such-file.json", "--json"], /no-such-file\.json cannot be read/],
  [["check", "."], /\. cannot be read: Is a directory/],
  [["explain", "--app", "home"], /name a FILE/],
  [["explain", FILE], /--app.*outlook, sharePoint/],
  [["explain", FILE, "other.json", "--app", "home"], /one FILE only, not also "other\.json"/],
  [["explain", FILE, "--app", "Outlook"], /no app class "Outlook".*outlook/],
  [["explain", FILE, "--app=home", "--preference=60"], /--preference: "60".*never/],
  [["explain", FILE, "--app=home", "--preference=00:04:59"], /--preference/],
  [["convert"], /name a FILE/],
  [["convert", FILE, "--json"], /no option --json/],
];

for (const [words, line] of WRONG) {
  test(`wrong usage is told in one line: ${words.join(" ")}`, () => {
    const { status, stdout, stderr } = run(words);
    assert.equal(status, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^idleguard-policy: .*\n$/);
    assert.match(stderr, line);
  });
}

test("a wrong signal is named (R61)", () => {
  const signals = (text) => {
    const { status, stderr } = run(["explain", FILE, "--app=home", "--signals", text]);
    assert.equal(status, 2);
    return stderr;
  };
  assert.match(signals('{"keepMeSignedIn":"yes"}'), /--signals: keepMeSignedIn is true or false/);
  assert.match(signals('{"deviceSso":null}'), /deviceSso is true or false/);
  assert.match(signals('{"kmsi":true}'), /no signal kmsi; .*keepMeSignedIn/);
  assert.match(signals('{"thirdPartyCookies":true}'), /thirdPartyCookies is "available" or/);
  assert.match(signals("[]"), /one JSON object/);
  assert.match(signals("{"), /one JSON object/);
  assert.match(signals('{"deviceSso":true,"deviceSso":false}'), /once/);
});

test("options may stand before and behind operands, with their values in one word or two", () => {
  const expected = run(["explain", FILE, "--app", "sharePoint", "--json"]);
  assert.equal(expected.status, 0);
  assert.deepEqual(run(["explain", "--json", "--app=sharePoint", FILE]), expected);
  assert.deepEqual(run(["explain", "--app", "sharePoint", FILE, "--json"]), expected);
  assert.deepEqual(run(["explain", "--app=sharePoint", "--json", "--", FILE]), expected);
});

test("behind -- everything is a file", () => {
  const { status, stderr } = run(["check", "--", "--json"]);
  assert.equal(status, 2);
  assert.match(stderr, /--json cannot be read/);
});

test("- is standard input", () => {
  const { status, stdout } = run(["convert", "-"], {
    input: own({ custom: { signOutAfter: "00:15:00" } }),
  });
  assert.equal(status, 0);
  assert.equal(JSON.parse(stdout).custom.signOutAfter, "00:15:00");
});

test("--help and --version print to standard output and end with 0", () => {
  for (const words of [["--help"], ["check", "--help"], ["explain", "--help"]]) {
    const { status, stdout, stderr } = run(words);
    assert.equal(status, 0);
    assert.equal(stderr, "");
    for (const part of [
      "check FILE...",
      "--signals JSON",
      "nist-aal2",
      "800-63B-4",
      "Exit status",
    ]) {
      assert.ok(stdout.includes(part), part);
    }
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  }
  const manifest = new URL("../../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  assert.equal(run(["--version"]).stdout, `idleguard-policy ${version}\n`);
});

const FULL_DEVICE = "/dev/full";
const withoutFullDevice = existsSync(FULL_DEVICE) ? false : "this system has no full device";

test("output that cannot be written is a failure", { skip: withoutFullDevice }, () => {
  const full = openSync(FULL_DEVICE, "w");
  try {
    const { status, stderr } = run(["convert", FILE], { stdio: ["ignore", full, "pipe"] });
    assert.equal(status, 2);
    assert.match(stderr, /^idleguard-policy: standard output cannot be written: No space left/);
  } finally {
    closeSync(full);
  }
});

test("a reader that has gone away is a failure", async () => {
  const child = spawn(PROGRAM, ["convert", "-"], { timeout: 10_000 });
  child.stdout.destroy();
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (complaint += text));
  await once(child.stdout, "close");
  child.stdin.end(own({}));
  const [status, signal] = await once(child, "close");
  assert.equal(signal, null);
  assert.equal(status, 2);
  assert.match(complaint, /^idleguard-policy: standard output cannot be written: Broken pipe/);
});
