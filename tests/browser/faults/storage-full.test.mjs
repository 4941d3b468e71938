// Storage that the app has filled to the last byte before the session begins: the tabs have
// nothing but messages to agree by, and say so; when there is room again, they agree as before.
// Storage that fills up later, refuses, or is blocked is in degraded.test.mjs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { advance, basicOptions } from "../support/app-page.mjs";
import { fillStorage } from "../support/faults.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  openApps,
  openSuite,
  openTabFor,
  requestsOf,
  untilAll,
  untilGone,
  untilTab,
} from "../support/suite.mjs";
import { peek, peekEach } from "../support/tabs.mjs";
import { isSameTime } from "../support/times.mjs";
import { until } from "../support/until.mjs";

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

const coordination = () => guard.status.coordination;

/** Written before there is no room: the tests' own clock, which gets shorter when it is moved. */
const CLOCK = `{"wallMs":0,"monoMs":0}${" ".repeat(40)}`;

/** Two tabs of an origin whose storage was full before; `keeper` is a third, without a guard. */
async function openWithFullStorage(t) {
  const host = suite.site.host();
  const keeper = await openTabFor(t, session);
  await session.goTo(host.url("/blank"));
  await session.run((clock) => localStorage.setItem("test-clock", clock), CLOCK);
  await session.run(fillStorage);
  const url = host.appUrl(basicOptions({ clock: "offset" }));
  return { host, keeper, handles: await openApps(t, session, [url, url]) };
}

// V32, R102, R105
test("with storage full from the start, tabs warn, answer and end together by message", async (t) => {
  const { host, handles } = await openWithFullStorage(t);
  assert.deepEqual(
    await peekEach(session, handles, () =>
      Object.keys(localStorage).some((key) => key.startsWith("idleguard")),
    ),
    [false, false],
    "nothing of ours fits",
  );
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
  assert.deepEqual(await peekEach(session, handles, coordination), [
    "uncoordinated",
    "uncoordinated",
  ]);
  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "the answer in both tabs" });
  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the second prompt in both tabs" });
  await advanceTo(session, "end", 300);
  await untilGone(session, handles);
  // What says that the request was sent does not fit: twice is harmless, never is not.
  assert.ok(requestsOf(host) >= 1 && requestsOf(host) <= 2, `${requestsOf(host)} requests`);
});

// R100, R105; rule 8
test("when the app has made room again, the tabs are coordinated as before", async (t) => {
  const { host, keeper, handles } = await openWithFullStorage(t);
  const [hidden, front] = handles;
  assert.equal(await session.run(coordination), "uncoordinated");
  await peek(session, keeper, () => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("x")) localStorage.removeItem(key);
    }
  });
  // By the next look, or as soon as somebody does something.
  const isShared = async () => {
    await advance(session, { wallMs: 5000, monoMs: 5000 });
    await session.press("a");
    return (await session.run(coordination)) === "shared";
  };
  await until(isShared, { what: "coordination to be back", timeoutMs: 40_000 });
  await untilTab(session, hidden, () => guard.status.coordination === "shared", {
    what: "the hidden tab to write as well",
    timeoutMs: 30_000,
  });
  // More than a publish interval later, so that the next key is in the record at once (R89).
  await advance(session, { wallMs: 20_000, monoMs: 20_000 });
  await session.press("b");
  const times = () => peekEach(session, [hidden, front], () => guard.status.signOutAt.getTime());
  const isSame = async () => {
    const [there, here] = await times();
    return isSameTime(here, there);
  };
  await until(isSame, { what: "what is done in one to count in both" });
  await session.run(() => guard.signOut());
  assertSignedOutOnce(host, await untilGone(session, handles), "user");
});
