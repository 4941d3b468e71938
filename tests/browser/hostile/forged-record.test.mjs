// A script of the origin that writes facts into the record (R106). It can end sessions, and keep
// one alive as it could by forging activity; what it can gain with one write is bounded, and
// another sign-in is free of it. Time is the offset clock's.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions, openApp } from "../support/app-page.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  hasNoPrompt,
  hasPrompt,
  openSameApps,
  openSuite,
  untilAll,
  untilGone,
} from "../support/suite.mjs";
import { inTab, peek } from "../support/tabs.mjs";
import { assertSameTime } from "../support/times.mjs";

const OFFSET = { clock: "offset" };
const DAY_MS = 24 * 3_600_000;
const LIMIT_MS = 15 * 60_000;

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const prefixOf = () => {
  const key = Object.keys(localStorage).find((name) => name.startsWith("idleguard:1:"));
  return key.slice(0, key.indexOf(":", "idleguard:1:".length) + 1);
};

/**
 * Runs in a page: writes `[key, ms from now, rest of the value]` as entries of the record, `ID` in
 * them being the session's, and shows them to this tab.
 */
function forge(prefix, entries) {
  const id = Object.keys(localStorage)
    .find((key) => key.startsWith(`${prefix}Z:`))
    .slice(prefix.length + 2);
  const now = guard.status.lastActivity.getTime() + 60_000;
  for (const [key, ms, rest = "", from = now] of entries) {
    const stamp = String(Math.floor(from + ms)).padStart(15, "0");
    localStorage.setItem(prefix + key.replace("ID", id), stamp + rest.replaceAll("ID", id));
  }
  const { state, remainingMs, signOutAfterMs } = guard.status;
  return { state, remainingMs, signOutAfterMs };
}

const forgeHere = async (entries) => session.run(forge, await session.run(prefixOf), entries);

const OTHER = "ab".repeat(16);

for (const [what, entries] of [
  ["activity in the future", [["L:ID:4", 100 * DAY_MS]]],
  ["an answer in the future", [["S:ID:4", 100 * DAY_MS]]],
  ["an extension", [["U:ID:4", LIMIT_MS - 120_000]]],
  ["a newer sign-in in the future", [["g", 100 * DAY_MS, OTHER]]],
  [
    "all of it at once",
    [
      ["g", 50 * DAY_MS, OTHER],
      [`L:${OTHER}:4`, 100 * DAY_MS],
      [`S:${OTHER}:4`, 100 * DAY_MS],
      [`U:${OTHER}:4`, 100 * DAY_MS + LIMIT_MS],
    ],
  ],
]) {
  test(`${what} that a script forges buys one more timeout at most (R106)`, async (t) => {
    const { host, handles } = await openSameApps(t, suite, 1, OFFSET);
    await advanceTo(session, "warn", 60_000);
    const { state, remainingMs, signOutAfterMs } = await forgeHere(entries);
    assert.equal(signOutAfterMs, LIMIT_MS);
    assert.equal(state, "active");
    assert.ok(remainingMs <= LIMIT_MS, `${remainingMs} ms`);
    await advanceTo(session, "warn", 300);
    await session.until(hasPrompt, { what: "the prompt" });
    await advanceTo(session, "end", 300);
    assertSignedOutOnce(host, await untilGone(session, handles), "idle");
  });
}

test("a forged correction of the clock ends the session: it can only shorten (R92)", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 1, OFFSET);
  // A group that begins on a clock set back begins in the present: its first 600 ms end nothing.
  await session.run(() => window.advance(1000, 1000));
  await forgeHere([["B", DAY_MS, "", 0]]);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("facts about another account, forged or not, change nothing here (R49)", async (t) => {
  const { host } = await openSameApps(t, suite, 1, OFFSET);
  const own = await session.run(prefixOf);
  const other = `idleguard:1:${"0".repeat(own.length - "idleguard:1::".length)}:`;
  const before = await session.run(() => guard.status.signOutAt.getTime());
  await session.run(
    (from, to) => {
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith(from))) {
        const copy = to + key.slice(from.length);
        localStorage.setItem(copy, localStorage.getItem(key));
        const stamp = String(Date.now()).padStart(15, "0");
        localStorage.setItem(copy.replace(":Z:", ":E:").concat(":4"), `${stamp}user`);
      }
    },
    own,
    other,
  );
  await session.run(() => window.advance(1000, 1000));
  assert.equal(await session.run(() => guard.status.state), "active");
  const after = await session.run(() => guard.status.signOutAt.getTime());
  assertSameTime(after, before);
  assert.equal(host.requests({ path: "/signout" }).length, 0);
});

/** Runs in a page: other entries under the record's prefix, as so many old sign-ins leave them. */
function addOld(prefix, n, how) {
  const stamp = String(Date.now() - 3_600_000).padStart(15, "0");
  for (let i = 0; i < n; i += 1) {
    const id = i.toString(16).padStart(32, "0f");
    if (how === "facts") localStorage.setItem(`${prefix}${"LSEX"[i % 4]}:${id}:4`, stamp);
    else localStorage.setItem(`${prefix}junk ${i} \u2028 "'<`, "x".repeat(how));
  }
}

test("what 140 sign-ins of a day leave behind does not crowd out the running one", async (t) => {
  const { host, handles, url } = await openSameApps(t, suite, 2, OFFSET);
  await session.run(addOld, await session.run(prefixOf), 900, "facts");
  await advanceTo(session, "warn", 60_000);
  // A page that begins now finds the session, and how long nobody was active in it (R107).
  assert.equal(await openApp(session, url), null);
  assert.ok((await session.run(() => guard.status.remainingMs)) < LIMIT_MS - 600_000);
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  await advanceTo(session, "end", 300);
  assertSignedOutOnce(host, await untilGone(session, handles), "idle");
});

test("a record full of junk keeps no tab from warning and ending (R105, R106)", async (t) => {
  const IN_TIME_MS = 1000; // so full a storage takes its time to reach the other tab
  const { handles } = await openSameApps(t, suite, 2, OFFSET);
  const prefix = await session.run(prefixOf);
  await session.run(addOld, prefix, 3000, 200);
  await advanceTo(session, "warn", 1300, IN_TIME_MS);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  assert.equal(await session.run(() => guard.stay()), true);
  await untilAll(session, handles, hasNoPrompt, { what: "the answer" });
  await advanceTo(session, "warn", 1300, IN_TIME_MS);
  await untilAll(session, handles, hasPrompt, { what: "the second prompt" });
  await advanceTo(session, "end", 1300, IN_TIME_MS);
  await untilGone(session, handles, { timeoutMs: 30_000 });
});

/** Runs in a page: the policy of the record, with limits a thousand times as long. */
function loosen(prefix) {
  const key = Object.keys(localStorage).find((name) => name.startsWith(`${prefix}P:`));
  const [, stamp, first, second, rest] = /^(\d{15})(\w{16})(\w{16})(\w{32})$/.exec(
    localStorage.getItem(key),
  );
  const longer = (hex) => (BigInt(`0x${hex}`) * 1000n).toString(16).padStart(16, "0");
  // Ahead of whatever the pages themselves have had from the server.
  const later = String(Number(stamp) + 3_600_000).padStart(15, "0");
  localStorage.setItem(key, later + longer(first) + longer(second) + rest);
  return guard.status.signOutAfterMs;
}

// What the record cannot resist: README and bindings/README say so.
test("a forged policy loosens until the next sign-in, and every tab says what holds", async (t) => {
  const { host, handles } = await openSameApps(t, suite, 2, OFFSET);
  assert.equal(await session.run(loosen, await session.run(prefixOf)), 1000 * LIMIT_MS);
  await inTab(session, handles[0], () => session.until(() => guard.status.signOutAfterMs === 9e8));
  const told = await peek(session, handles[0], () =>
    events.filter(({ name }) => name === "statuschange").map((e) => e.detail.status.signOutAfterMs),
  );
  assert.equal(told.at(-1), 1000 * LIMIT_MS);
  await session.run(() => guard.signOut());
  assertSignedOutOnce(host, await untilGone(session, handles), "user");
  const again = basicOptions({ session: "session-2", ...OFFSET });
  assert.equal(await openApp(session, host.appUrl(again)), null);
  assert.equal(await session.run(() => guard.status.signOutAfterMs), LIMIT_MS);
});
