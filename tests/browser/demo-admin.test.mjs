// The administrator's page of the demo: four policies, edited as in their own systems; the table of
// what they mean, which follows every edit before anything is saved; what is refused, and to whom.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startDemo } from "../../demo/server.mjs";
import { launchChromium } from "./support/chromium.mjs";
import { DIST, picture } from "./support/suite.mjs";
import { until } from "./support/webdriver.mjs";

const SUITE = ["outlook", "sharePoint", "oneDrive", "fabric", "home", "office"].concat([
  "adminCenter",
  "defender",
  "purview",
]);

let browser;
let session;

before(async () => {
  browser = await launchChromium({ args: ["--window-size=1400,1000"] });
  session = browser.session;
});

after(() => browser?.close());

/** A demo of its own for a test, with the administrator's page in front and its table filled. */
async function openAdmin(t) {
  const demo = await startDemo({ port: 0, dist: DIST });
  t.after(() => demo.close());
  await session.goTo(`${demo.url}/admin`);
  await session.until(() => document.querySelectorAll("#meaning tbody tr").length === 11, {
    what: "a row for each app",
  });
  return demo;
}

/** A click where the bar at the bottom does not lie above it. */
async function click(css) {
  await session.run((it) => document.querySelector(it).scrollIntoView({ block: "center" }), css);
  await session.click(css);
}

const flip = (name) => click(`[name="${name}"]`);

async function enter(name, text) {
  const css = `[name="${name}"]`;
  await session.run((it) => document.querySelector(it).select(), css);
  await session.type(css, text);
}

const choose = (css, value) =>
  session.run(
    (it, chosen) => {
      const field = document.querySelector(it);
      field.value = chosen;
      for (const type of ["input", "change"])
        field.dispatchEvent(new Event(type, { bubbles: true }));
    },
    css,
    value,
  );

/** What the table says of an app; `out` is the sign-out. */
const rowOf = (app) => {
  const row = document.querySelector(`[data-app="${app}"]`);
  const text = (name) => row.querySelector(`.row-${name}`).textContent;
  const names = ["source", "condition", "prompt", "out", "who"];
  return { state: row.dataset.state, ...Object.fromEntries(names.map((it) => [it, text(it)])) };
};

/** Waits until the table says of an app what is expected, and looks at nothing else. */
const untilMeans = (app, expected) =>
  until(
    async () => {
      const seen = await session.run(rowOf, app);
      return Object.entries(expected).every(([key, value]) => seen[key] === value);
    },
    { what: `${app}: ${JSON.stringify(expected)}` },
  );

const inForce = async (demo) => (await fetch(`${demo.url}/idle-policy.json`)).json();

async function save(demo) {
  const { headers } = await fetch(`${demo.url}/idle-policy.json`);
  await click("#save");
  const isOther = async (etag) => (await fetch("/idle-policy.json")).headers.get("etag") !== etag;
  await session.until(isOther, { args: [headers.get("etag")], what: "another document in force" });
}

const noteAt = (path) =>
  session.until((it) => document.querySelector(`[data-path="${it}"] > .note-bad`)?.textContent, {
    args: [path],
    what: `what is wrong at ${path}`,
  });

test("out of the box only Outlook has a timeout: six hours, without asking (R2, V6)", async (t) => {
  await openAdmin(t);
  await picture(session, "demo-admin");
  await untilMeans("outlook", {
    state: "active",
    source: "Outlook",
    condition: "C7 · legacy",
    prompt: "none",
    out: "6:00:00",
    who: "Outlook.",
  });
  for (const app of ["sharePoint", "fabric", "azurePortal"]) {
    await untilMeans(app, { state: "disabled", condition: "C1", out: "–", who: "Nobody." });
  }
});

test("Microsoft 365, switched on, decides for nine apps before it is saved (R25, R27)", async (t) => {
  const demo = await openAdmin(t);
  await flip("m365On");
  for (const app of SUITE) {
    await untilMeans(app, {
      state: "active",
      source: "Microsoft 365",
      prompt: "1:00:00",
      out: "1:01:00",
    });
  }
  await untilMeans("azurePortal", { source: "Microsoft 365", out: "1:00:00" }); // R29
  await choose("#m365-duration", "180");
  await untilMeans("defender", { prompt: "3:00:00", out: "3:01:00" });
  await click('[name="promptMode"][value="withinLimit"]');
  await untilMeans("defender", { prompt: "2:58:00", out: "3:00:00" }); // R110

  await click('label:has([name="deviceSso"])');
  await untilMeans("purview", { state: "exempt", condition: "C4", who: "Nobody." });
  await click('label:has([name="deviceSso"])');
  await click('label:has([name="thirdPartyCookies"])');
  await untilMeans("purview", { state: "suspended", condition: "C2" });

  assert.equal((await inForce(demo)).m365, undefined, "editing puts nothing in force");
  await save(demo);
  const { timeout, promptMode } = (await inForce(demo)).m365;
  assert.deepEqual({ timeout, promptMode }, { timeout: "03:00:00", promptMode: "withinLimit" });
});

test("SharePoint's 60 minutes with 5 of notice ask after 55, and end nine apps (R7, R38)", async (t) => {
  const demo = await openAdmin(t);
  await flip("sharePointOn");
  await untilMeans("sharePoint", {
    state: "active",
    condition: "C7 · legacy",
    prompt: "55:00",
    out: "1:00:00",
    who: "All Microsoft 365 apps.",
  });
  await click('label:has([name="deviceCompliant"])');
  await untilMeans("oneDrive", { state: "exempt", condition: "C6 · legacy" });
  await save(demo);
  assert.deepEqual((await inForce(demo)).sharePoint, {
    Enabled: true,
    WarnAfter: "00:55:00",
    SignOutAfter: "01:00:00",
  });

  await enter("notice", "50");
  const care = () => document.querySelector("#sharePoint .note-care");
  await session.until(care, { what: "a warning about a prompt that stays 50 minutes (R8)" });
  await enter("notice", "60");
  await noteAt("/sharePoint/WarnAfter");
});

test("each of Outlook's two switches decides for one kind of session (R9, R11)", async (t) => {
  const demo = await openAdmin(t);
  await enter("interval", "00:30:00");
  await untilMeans("outlook", { out: "30:00" });
  await flip("outlookOn");
  await untilMeans("outlook", { state: "disabled" }); // V7
  await click('label:has([name="ssoSession"])');
  await untilMeans("outlook", { state: "active", out: "30:00" });
  await flip("outlookOn");
  await flip("outlookSso");
  await untilMeans("outlook", { state: "disabled" }); // V8
  await click('label:has([name="ssoSession"])');
  await untilMeans("outlook", { state: "active", out: "30:00" });
  await save(demo);
  assert.deepEqual((await inForce(demo)).outlook, {
    ActivityBasedAuthenticationTimeoutEnabled: true,
    ActivityBasedAuthenticationTimeoutInterval: "00:30:00",
    ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled: false,
  });
});

test("the portal's hours and minutes, and what stays when it is switched off (R4, R33)", async (t) => {
  const demo = await openAdmin(t);
  await flip("portalOn");
  await enter("hours", "1");
  await enter("minutes", "15");
  await untilMeans("azurePortal", { source: "Azure portal", out: "1:15:00", who: "Azure portal." });
  await choose('[name="preference"]', "00:30:00");
  await untilMeans("azurePortal", { out: "30:00" });
  await choose('[name="preference"]', "02:00:00");
  await untilMeans("azurePortal", { out: "1:15:00" });
  await save(demo);
  assert.deepEqual((await inForce(demo)).azurePortal, { timeout: "01:15:00", idleness: "input" });

  await flip("portalOn");
  await choose('[name="preference"]', "never");
  await untilMeans("azurePortal", { state: "disabled" });
  await choose('[name="preference"]', "");
  await untilMeans("azurePortal", { state: "active", out: "1:15:00" });
  await save(demo);
  const { enabled, timeout } = (await inForce(demo)).azurePortal;
  assert.deepEqual({ enabled, timeout }, { enabled: false, timeout: "01:15:00" });
});

test("a wrong value is shown at its field and nothing is saved; the right one is (R3, R12)", async (t) => {
  const demo = await openAdmin(t);
  const before = await inForce(demo);
  await flip("m365On");
  await choose("#m365-duration", "custom");
  for (const wrong of ["4", "1441", "an hour"]) {
    await enter("m365Minutes", wrong);
    await noteAt("/m365/timeout");
    await click("#save");
    await session.until(() => !document.getElementById("problem").hidden, { what: "the refusal" });
    assert.deepEqual(await inForce(demo), before, `${wrong} is not saved`);
  }
  await picture(session, "demo-admin-wrong");
  await enter("m365Minutes", "5");
  await untilMeans("home", { prompt: "5:00", out: "6:00" });
  await save(demo);
  assert.equal((await inForce(demo)).m365.timeout, "00:05:00");
});

test("enabling Microsoft 365 needs the highest role; others change its duration (R21)", async (t) => {
  const demo = await openAdmin(t);
  const isDisabled = (css) => document.querySelector(css).matches(":disabled");
  const each = ['[name="m365On"]', '[name="signOut"]', '[name="interval"]', '[name="portalOn"]'];
  await choose("#role", "security");
  for (const css of each) assert.equal(await session.run(isDisabled, css), true, css);
  const forged = async () => {
    const { headers } = await fetch("/idle-policy.json");
    const document = { version: 1, m365: { timeout: "01:00:00" } };
    const body = JSON.stringify({ document, role: "security", basedOn: headers.get("etag") });
    return (await fetch("/admin/policy", { method: "POST", body })).status;
  };
  assert.equal(await session.run(forged), 403, "the server does not trust the page");

  await choose("#role", "global");
  for (const css of each) assert.equal(await session.run(isDisabled, css), false, css);
  await flip("m365On");
  await save(demo);
  await choose("#role", "application");
  assert.equal(await session.run(isDisabled, '[name="grace"]'), true);
  await choose("#m365-duration", "360");
  await save(demo);
  assert.equal((await inForce(demo)).m365.timeout, "06:00:00");
  await flip("m365On");
  await save(demo);
  assert.equal((await inForce(demo)).m365, undefined);
});

test("without the command the page says so, and neither guesses nor saves", async (t) => {
  t.mock.method(console, "warn", () => undefined);
  t.mock.method(console, "error", () => undefined);
  const demo = await startDemo({ port: 0, dist: DIST, command: `${DIST}/missing` });
  t.after(() => demo.close());
  await session.goTo(`${demo.url}/admin`);
  const problem = () => document.getElementById("problem").textContent;
  await session.until(problem, { what: "the page to say what is missing" });
  assert.match(await session.run(problem), /idleguard-policy/);
  const before = await inForce(demo);
  const answer = await session.run(async (document) => {
    const { headers } = await fetch("/idle-policy.json");
    const body = JSON.stringify({ document, role: "global", basedOn: headers.get("etag") });
    return (await fetch("/admin/policy", { method: "POST", body })).status;
  }, before);
  assert.equal(answer, 503);
  assert.deepEqual(await inForce(demo), before);
});
