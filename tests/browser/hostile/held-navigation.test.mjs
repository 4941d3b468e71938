// Pages that hold on to themselves: a guard of unsaved work, and a router that takes every
// navigation for its own. Neither may keep the sign-out request from being sent (R135), and both
// do their work until then.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  advanceTo,
  assertSignedOutOnce,
  openSameApps,
  openSuite,
  untilGone,
} from "../support/suite.mjs";
import { peek } from "../support/tabs.mjs";
import { until } from "../support/webdriver.mjs";

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

after(() => suite?.close());

/** Runs in a page: everything that a guard of unsaved work can do. */
function guardWork(how) {
  const hold = (event) => {
    window.held = (window.held ?? 0) + 1;
    event.preventDefault();
    event.returnValue = "unsaved";
    return "unsaved";
  };
  if (how === "attribute") window.onbeforeunload = hold;
  else addEventListener("beforeunload", hold, how === "capturing");
}

for (const how of ["attribute", "capturing", "bubbling"]) {
  test(`unsaved work does not hold up the sign-out (${how} listener, R135)`, async (t) => {
    const { host, handles } = await openSameApps(t, suite, 1, { clock: "offset" });
    // Browsers ask only about pages that the user has touched.
    await session.click("#field");
    await session.press("a");
    await peek(session, handles[0], guardWork, how);
    await advanceTo(session, "end", 300);
    assertSignedOutOnce(host, await untilGone(session, handles), "idle");
  });
}

test("until then such a guard asks as ever (the twin)", async (t) => {
  const { handles } = await openSameApps(t, suite, 1, { clock: "offset" });
  await session.click("#field");
  await session.press("a");
  await peek(session, handles[0], guardWork, "bubbling");
  await session.devtools.send(handles[0], "Page.enable");
  const click = peek(session, handles[0], () => void document.getElementById("link").click());
  const answer = () =>
    session.devtools.send(handles[0], "Page.handleJavaScriptDialog", { accept: false }).then(
      () => true,
      () => false,
    );
  await until(answer, { what: "the browser's question" });
  await click;
  assert.deepEqual(await peek(session, handles[0], () => [location.pathname, held]), ["/app", 1]);
});

/** Runs in a page: a router by the Navigation API that knows no address but its own. */
function routeEverything(how) {
  window.routed = [];
  navigation.addEventListener("navigate", (event) => {
    routed.push(new URL(event.destination.url).pathname);
    if (how === "prevents") event.preventDefault();
    else if (event.canIntercept) event.intercept({ handler: () => Promise.resolve() });
  });
}

for (const how of ["intercepts", "prevents"]) {
  test(`a router that ${how} every navigation lets the sign-out pass (R135)`, async (t) => {
    const { host, handles } = await openSameApps(t, suite, 2, { clock: "offset" });
    for (const handle of handles) await peek(session, handle, routeEverything, how);
    // The twin: its own navigations are its own.
    await session.run(() => void location.assign("#view"));
    await session.run(() => void document.getElementById("link").click());
    assert.deepEqual(await session.run(() => routed), ["/app", "/blank"]);
    assert.equal(await session.run(() => guard.status.state), "active");
    await session.run(() => history.replaceState(null, "", "/app"));
    await advanceTo(session, "end", 300);
    const isGone = () => document.title.startsWith("Sign");
    for (const handle of handles) await session.switchTo(handle).then(() => session.until(isGone));
    assertSignedOutOnce(host, await untilGone(session, handles), "idle");
  });
}
