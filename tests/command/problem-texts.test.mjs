// What problems say to people: the texts are written down once, for pages and for the command.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { own, run } from "./support/command.mjs";

const top = new URL("../../", import.meta.url);
const read = (file) => readFileSync(new URL(file, top), "utf8");

test("every problem that reading a document can find has a text", () => {
  const texts = JSON.parse(read("web/problem-texts.json"));
  const readers = readdirSync(new URL("core", top)).filter((file) =>
    /^(policy_|json_).*\.cpp$/.test(file),
  );
  assert.ok(readers.length > 2);
  const codes = readers.flatMap((file) =>
    [...read(`core/${file}`).matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)].map(([, code]) => code),
  );
  assert.ok(codes.includes("malformed-json"));
  assert.deepEqual(
    codes.filter((code) => !texts[code]),
    [],
  );
});

test("what may be written instead is said by field, as pages say it (R3, R9, R110)", () => {
  const expected = {
    "out-of-range at /m365/timeout: From 00:05:00 to 1.00:00:00": { m365: { timeout: "00:04:59" } },
    "out-of-range at /m365/grace: From 00:00:20 to 00:05:00": {
      m365: { timeout: "01:00:00", grace: "00:00:19" },
    },
    "out-of-range at /outlook/ActivityBasedAuthenticationTimeoutInterval: From 00:05:00 to 08": {
      outlook: { ActivityBasedAuthenticationTimeoutInterval: "08:00:01" },
    },
    'unknown-value at /m365/promptMode: It is "atLimit" or': {
      m365: { timeout: "01:00:00", promptMode: "early" },
    },
    "unknown-value at /custom/exempt/1: This value is not known": {
      custom: { signOutAfter: "01:00:00", exempt: ["deviceSso", "guests"] },
    },
    "wrong-type at /outlook/prompt: A value of another type": { outlook: { prompt: "yes" } },
  };
  for (const [line, sections] of Object.entries(expected)) {
    const { status, stderr } = run(["check", "-"], { input: own(sections) });
    assert.equal(status, 1, line);
    assert.ok(stderr.includes(`: error: ${line}`), stderr);
  }
});
