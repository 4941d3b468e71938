// The demo's suite under the policy of its organisation: how the document is served, when a change
// reaches an app, whom an end reaches, and what a user may add for the portal.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startDemo } from "../../demo/server.mjs";
import { launchChromium } from "./support/chromium.mjs";
import { DIST, hasPrompt, picture, untilAll, untilTab } from "./support/suite.mjs";
import { closeTabs } from "./support/tabs.mjs";

let browser;
let session;

before(async () => {
  browser = await launchChromium({ args: ["--window-size=1400,1000"] });
  session = browser.session;
});

after(() => browser?.close());

const OWN = { version: 1, custom: { warnAfter: "00:13:00", signOutAfter: "00:15:00" } };

/** A demo of its own for a test, with these sections in force. */
async function openDemo(t, sections = {}) {
  const demo = await startDemo({ port: 0, dist: DIST });
  t.after(() => demo.close());
  await putInForce(demo, sections);
  return demo;
}

async function putInForce(demo, sections) {
  const { headers } = await fetch(`${demo.url}/idle-policy.json`);
  const body = { document: { ...OWN, ...sections }, role: "global", basedOn: headers.get("etag") };
  const answer = await fetch(`${demo.url}/admin/policy`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.text());
}

async function signIn(demo) {
  await session.goTo(`${demo.url}/sign-in`);
  await session.click('button[value="7c1f0b52"]');
  await session.until(() => location.pathname === "/app", { what: "the app" });
}

/** Opens a tab for each of the apps, the last in front, and waits until each says what holds. */
async function openApps(t, demo, names) {
  const handles = [];
  t.after(() => closeTabs(session, handles));
  for (const name of names) {
    handles.push(await session.openTab());
    await session.goTo(`${demo.url}/app/${name}`);
    await session.until(() => document.getElementById("policy-says").textContent !== "–", {
      what: `the guard of ${name}`,
    });
  }
  return handles;
}

const says = (text) => document.getElementById("policy-says").textContent.includes(text);
const untilSays = (text, timeoutMs) => session.until(says, { args: [text], what: text, timeoutMs });
const fast = () => session.click("#rates label:nth-of-type(3)");
const isOut = () => location.pathname === "/signed-out";

test("the policy is served with an ETag, and as unchanged to who has it (R42)", async (t) => {
  const demo = await openDemo(t, { m365: { timeout: "01:00:00" } });
  const address = `${demo.url}/idle-policy.json`;
  const first = await fetch(address);
  assert.equal(first.headers.get("cache-control"), "no-cache");
  const ask = (etag) => fetch(address, { headers: { "If-None-Match": etag }, cache: "no-store" });
  assert.equal((await ask(first.headers.get("etag"))).status, 304);
  await putInForce(demo, { m365: { timeout: "03:00:00" } });
  const changed = await ask(first.headers.get("etag"));
  assert.equal(changed.status, 200);
  assert.equal((await changed.json()).m365.timeout, "03:00:00");
});

test("who saves what somebody else has changed meanwhile is told so, and saves nothing", async (t) => {
  const demo = await openDemo(t);
  const { headers } = await fetch(`${demo.url}/idle-policy.json`);
  await putInForce(demo, { m365: { timeout: "01:00:00" } });
  const body = { document: OWN, role: "global", basedOn: headers.get("etag") };
  const answer = await fetch(`${demo.url}/admin/policy`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 409);
  assert.equal((await answer.json()).document.m365.timeout, "01:00:00");
});

test("a running session follows a change of Microsoft 365 within the refresh interval (R42)", async (t) => {
  const demo = await openDemo(t, { m365: { timeout: "01:00:00" } });
  await signIn(demo);
  await openApps(t, demo, ["files"]);
  await untilSays("asks after 1:00:00 and signs out after 1:01:00");
  await putInForce(demo, { m365: { timeout: "03:00:00" } });
  await fast();
  await untilSays("asks after 3:00:00", 40_000);
});

test("a change of SharePoint's policy reaches the next session, not the running one (R41)", async (t) => {
  const sharePoint = { Enabled: true, WarnAfter: "00:30:00", SignOutAfter: "00:45:00" };
  const demo = await openDemo(t, { sharePoint });
  await signIn(demo);
  await openApps(t, demo, ["files"]);
  await untilSays("asks after 30:00 and signs out after 45:00");
  await putInForce(demo, { sharePoint: { ...sharePoint, WarnAfter: "00:40:00" } });
  await session.reload();
  await untilSays("asks after 30:00");
  await session.click("#anew button");
  await untilSays("asks after 40:00 and signs out after 45:00");
});

test("SharePoint's end takes Outlook along, and leaves the portal alone (R36, R38, R39)", async (t) => {
  const sharePoint = { Enabled: true, WarnAfter: "00:10:00", SignOutAfter: "00:15:00" };
  const azurePortal = { timeout: "04:00:00" };
  const demo = await openDemo(t, { sharePoint, azurePortal });
  await signIn(demo);
  const [portal, outlook, files] = await openApps(t, demo, ["portal", "outlook", "files"]);
  await session.until(() => document.querySelectorAll("#cards > *").length >= 3, {
    what: "a card for each tab",
  });
  await fast();
  await untilTab(session, files, hasPrompt, { what: "the prompt in Files", timeoutMs: 30_000 });
  await picture(session, "demo-suite");
  await untilAll(session, [outlook, files], isOut, { what: "both to end", timeoutMs: 60_000 });
  await session.switchTo(portal);
  await session.until(() => location.pathname === "/app/portal", {
    what: "the portal, still open",
  });
  const alive = await session.run(async () => {
    const body = JSON.stringify({ lastActivity: new Date().toISOString() });
    const beat = (app) => fetch(`/session/alive?app=${app}`, { method: "POST", body });
    return Promise.all(["azurePortal", "outlook"].map(async (app) => (await beat(app)).status));
  });
  assert.deepEqual(alive, [204, 401], "the server has ended what the sign-out reached");
});

async function openSettings(demo) {
  await signIn(demo);
  await session.goTo(`${demo.url}/settings`);
  await untilEffective("");
}

/** Waits until the page says what holds for the user. */
const untilEffective = (text) =>
  session.until(
    (it) => {
      const said = document.getElementById("effective").textContent;
      return said !== "–" && said.includes(it);
    },
    { args: [text], what: `what holds: ${text}` },
  );

async function apply(hours, minutes) {
  for (const [name, text] of Object.entries({ hours, minutes })) {
    await session.run((it) => document.querySelector(`[name="${it}"]`).select(), name);
    await session.type(`[name="${name}"]`, text);
  }
  await session.click("#preference button");
}

const refusal = () => {
  const place = document.getElementById("refusal");
  return place.hidden ? "" : place.textContent;
};

test("a user's shorter limit for the portal is accepted, a longer one is not (R31, V14)", async (t) => {
  const demo = await openDemo(t, { azurePortal: { timeout: "00:15:00" } });
  await openSettings(demo);
  await untilEffective("15 minutes");
  for (const minutes of ["20", "15"]) {
    await apply("0", minutes);
    await session.until(refusal, { what: `${minutes} minutes to be refused` });
    await untilEffective("15 minutes");
  }
  await picture(session, "demo-settings");
  await apply("0", "10");
  await untilEffective("10 minutes");
  assert.equal(await session.run(refusal), "");
  await session.goTo(`${demo.url}/app/portal`);
  await untilSays("signs out after 10:00");
});

test("a choice that an administrator undercuts is kept, without effect until then (R32)", async (t) => {
  const demo = await openDemo(t, { azurePortal: { timeout: "00:30:00" } });
  await openSettings(demo);
  await apply("0", "20");
  await untilEffective("20 minutes");
  await putInForce(demo, { azurePortal: { timeout: "00:10:00" } });
  await session.reload();
  await untilEffective("10 minutes");
  assert.match(await session.run(() => document.getElementById("why").textContent), /kept/);
  await putInForce(demo, { azurePortal: { timeout: "00:45:00" } });
  await session.reload();
  await untilEffective("20 minutes");
});

test("without a directory's value a user starts at the last one and may choose never (R33, V15)", async (t) => {
  const demo = await openDemo(t, { azurePortal: { enabled: false, timeout: "00:15:00" } });
  await openSettings(demo);
  await untilEffective("15 minutes");
  await session.click('[value="never"]');
  await session.click("#preference button");
  await untilEffective("Never");
  await apply("2", "0");
  await untilEffective("2 hours");
});

test("the pages fit 320 pixels, and nothing on them breaks the policy for content", async (t) => {
  const demo = await openDemo(t, { m365: { timeout: "01:00:00" } });
  await signIn(demo);
  await session.consoleLog();
  const size = { width: 320, height: 700, deviceScaleFactor: 1, mobile: false };
  await session.cdp("Emulation.setDeviceMetricsOverride", size);
  t.after(() => session.cdp("Emulation.clearDeviceMetricsOverride"));
  for (const path of ["/admin", "/settings", "/app/files", "/sign-in"]) {
    await session.goTo(demo.url + path);
    await session.until(() => document.readyState === "complete", { what: path });
    const width = await session.run(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${path} is ${width} pixels wide`);
    await picture(session, `demo-narrow${path.replaceAll("/", "-")}`);
  }
  const severe = (await session.consoleLog()).filter(({ level }) => level === "SEVERE");
  assert.deepEqual(severe, []);
});
