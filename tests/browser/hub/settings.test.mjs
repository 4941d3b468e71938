// What a hub's settings may say, under which domain it keeps its cookies, and how often it answers,
// in Node: none of it needs a browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "../../seam/support/typescript.mjs";

const { commonDomains } = await load("bindings/browser/cookie-record.ts");
const { readSettings } = await load("web/hub/settings.ts");
const { TokenBucket } = await load("web/hub/token-bucket.ts");

test("a hub's settings are a list of origins, and every problem is told at once", () => {
  const read = (origins) => readSettings({ origins });
  const good = read(" https://mail.example\n  http://finch.localhost:8080 ");
  assert.deepEqual([...good.origins], ["https://mail.example", "http://finch.localhost:8080"]);
  assert.deepEqual([...readSettings({}).origins], []);
  const wrong = ["*", "https://*.example", "https://a.example/", "https://a.example/app"].concat([
    ...[
      "null",
      "HTTPS://B.example",
      "https://a.example:443",
      "data:text/html,x",
      "blob:https://a/1",
    ],
    ...["https://u@a.example", "a.example"],
  ]);
  const problems = read(wrong.join(" "));
  assert.equal(problems.length, wrong.length, problems.join("\n"));
  assert.match(problems[2], /write https:\/\/a\.example$/);
});

test("what two hosts may share a cookie under, the shortest first, and never a single label", () => {
  assert.deepEqual(commonDomains("mail.example.com", "login.example.com"), ["example.com"]);
  assert.deepEqual(commonDomains("a.x.example.com", "b.x.example.com"), [
    "example.com",
    "x.example.com",
  ]);
  assert.deepEqual(commonDomains("example.com", "login.example.com"), ["example.com"]);
  for (const other of ["mail.example.net", "com", "localhost", "notexample.com"]) {
    assert.deepEqual(commonDomains("mail.example.com", other), [], other);
  }
  assert.deepEqual(commonDomains("127.0.0.1", "10.0.0.1"), []);
  assert.deepEqual(commonDomains("hub.example", "hub.example"), []);
});

test("a bucket gives what it holds at once, then so many a second, and nothing for time that goes back", () => {
  const bucket = new TokenBucket(3, 2);
  const take = (now, n) => Array.from({ length: n }, () => bucket.take(now)).filter(Boolean).length;
  assert.equal(take(1000, 5), 3);
  assert.equal(take(500, 5), 0);
  assert.equal(take(1000, 5), 0);
  assert.equal(take(2000, 5), 2);
  assert.equal(take(99_000, 5), 3);
});
