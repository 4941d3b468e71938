// Proves the harness itself, on trivial pages and without the library: that input is trusted, that
// a hidden tab is hidden, that requests are recorded, that pictures tell what can be seen, and that
// no browser outlives its test. When a browser test fails strangely, run this file first.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { findProgram, launchChromium } from "./chromium.mjs";
import { portOf } from "./firefox.mjs";
import { decodePng } from "./png.mjs";
import { startSite } from "./site.mjs";
import { closeTabs, eachTab, inTab, openTabs, peek, peekEach, secretVisible } from "./tabs.mjs";
import { limited } from "./until.mjs";
import { GaveUp, Keys, until } from "./webdriver.mjs";

const SECRET_PAGE = `<!doctype html><p id="secret">Quarterly figures: 4711</p>
  <style>dialog { margin: 0; padding: 0; border: 0; background: white }
  .full { width: 100vw; height: 100vh; max-width: none; max-height: none; inset: 0 }
  .small { inset: 200px auto auto 200px }</style><dialog>Covered</dialog>`;
const RECORDING_PAGE = `<!doctype html><input id="field"><script>
  const seen = [];
  for (const type of ["keydown", "mousemove", "pointerdown", "wheel", "click"])
    addEventListener(type, (e) => seen.push({ type, isTrusted: e.isTrusted, key: e.key }));
</script>`;

let browser;
let session;
let site;

before(async () => {
  [browser, site] = await Promise.all([launchChromium(), startSite()]);
  session = browser.session;
});

after(async () => {
  await browser?.close();
  await site?.close();
});

test("functions, async ones too, run in the page with arguments and results", async () => {
  await session.goTo(site.host().url("/blank"));
  assert.equal(await session.run((a, b) => a + b, 2, 3), 5);
  assert.deepEqual(await session.run(async (list) => [...list, await 4], [1]), [1, 4]);
  await assert.rejects(
    session.run(() => {
      throw new RangeError("from the page");
    }),
    /RangeError: from the page/,
  );
});

test("keys, pointer, wheel and touch are trusted input", async () => {
  const host = site.host();
  host.page("/", { html: RECORDING_PAGE });
  await session.goTo(host.url("/"));
  await session.press("a", Keys.escape);
  await session.movePointer(100, 100);
  await session.clickAt(300, 300);
  await session.tap(320, 320);
  await session.scroll(300, 300, 50);
  await session.type("#field", "hello");
  const seen = await session.run(() => seen);
  const types = new Set(seen.map(({ type }) => type));
  assert.deepEqual([...types].sort(), ["click", "keydown", "mousemove", "pointerdown", "wheel"]);
  assert.ok(seen.every(({ isTrusted }) => isTrusted));
  assert.ok(seen.some(({ key }) => key === "Escape"));
  assert.equal(await (await session.find("#field")).property("value"), "hello");
});

test("two tabs talk over a BroadcastChannel, and the one behind is really hidden", async () => {
  const host = site.host();
  const handles = await openTabs(session, 2, (i) => host.url(`/blank?${i}`));
  const [hidden, front] = handles;
  await until(() => peek(session, hidden, () => document.visibilityState === "hidden"), {
    what: "the first tab to be hidden",
  });
  assert.equal(await session.run(() => document.visibilityState), "visible");
  await peek(session, hidden, () => {
    window.channel = new BroadcastChannel("test");
    window.channel.onmessage = ({ data }) => window.channel.postMessage(`echo ${data}`);
  });
  const echo = await session.run(
    () =>
      new Promise((resolve) => {
        const channel = new BroadcastChannel("test");
        channel.onmessage = ({ data }) => resolve(data);
        channel.postMessage("hello");
      }),
  );
  assert.equal(echo, "echo hello");
  const states = await peekEach(session, handles, () => document.visibilityState);
  assert.deepEqual(states, ["hidden", "visible"], "peeking brings no tab to the front");
  assert.equal(session.tab, front);
  await closeTabs(session, handles);
});

test("timers of a hidden tab are throttled to about one a second", async () => {
  const handles = await openTabs(session, 2, site.host().url("/blank"));
  const fired = await peek(
    session,
    handles[0],
    () =>
      new Promise((resolve) => {
        const startedAt = performance.now();
        let count = 0;
        const tick = () => {
          count += 1;
          if (performance.now() - startedAt > 3000) resolve(count);
          else setTimeout(tick, 10);
        };
        tick();
      }),
  );
  assert.ok(fired <= 10, `${fired} timers of 10 ms in 3 s`);
  await closeTabs(session, handles);
});

test("inTab and eachTab act on tabs in front and come back", async () => {
  const host = site.host();
  const handles = await openTabs(session, 3, (i) => host.url(`/blank?${i}`));
  const searches = await eachTab(session, handles, () => session.run(() => location.search));
  assert.deepEqual(searches, ["?0", "?1", "?2"]);
  const state = await inTab(session, handles[0], () => session.run(() => document.visibilityState));
  assert.equal(state, "visible");
  assert.equal(session.tab, handles[2]);
  await closeTabs(session, handles);
});

test("every request is recorded with its host, cookies and body, each host alone", async () => {
  const [one, other] = [site.host(), site.host()];
  one.page("/start", { html: "<title>start</title>", headers: { "set-cookie": "who=me; Path=/" } });
  one.on("/api", ({ body }) => ({ json: { got: body }, status: 201 }));
  await session.goTo(other.url("/signout"));
  await session.goTo(one.url("/start"));
  const reply = await session.run(async () => {
    const response = await fetch("/api", { method: "POST", body: "data" });
    return [response.status, await response.json()];
  });
  assert.deepEqual(reply, [201, { got: "data" }]);
  await session.goTo(one.url("/signout?x=1"));
  const [signOut, ...more] = one.requests({ path: "/signout" });
  assert.deepEqual(more, []);
  assert.deepEqual(
    [signOut.method, signOut.cookies, signOut.query],
    ["GET", { who: "me" }, { x: "1" }],
  );
  assert.equal(one.requests({ path: "/api", method: "POST" })[0].body, "data");
  assert.equal(site.requests({ path: "/signout" }).length, 2);
});

test("the strict policy refuses inline script, and the harness works under it", async () => {
  const host = site.host();
  await session.goTo(host.makeUrl({ csp: "strict", html: "<script>window.ran = true</script>" }));
  assert.equal(await session.run(() => window.ran ?? "refused"), "refused");
  assert.match((await session.consoleLog()).at(-1).message, /Content Security Policy/);
  await session.goTo(host.makeUrl({ html: "<script>window.ran = true</script>" }));
  assert.equal(await session.run(() => window.ran ?? "refused"), true);
});

test("a secret is visible until a cover hides it, whatever the pointer would hit", async () => {
  const host = site.host();
  host.page("/", { html: SECRET_PAGE });
  await session.goTo(host.url("/"));
  const show = (fn) => session.run(fn);
  assert.equal(await secretVisible(session), true);
  assert.equal(await secretVisible(session, { pixels: false }), true);

  await show(() => {
    document.querySelector("dialog").className = "small";
    document.querySelector("dialog").showModal();
  });
  assert.equal(await secretVisible(session), true, "dimmed behind a dialog is readable");

  await show(() => (document.querySelector("dialog").className = "full"));
  assert.equal(await secretVisible(session), false);
  assert.equal(await secretVisible(session, { pixels: false }), false);

  await show(() => (document.querySelector("dialog").style.background = "rgb(255 255 255 / 90%)"));
  assert.equal(await secretVisible(session), true, "a cover that shines through does not cover");

  await show(() => document.querySelector("dialog").close());
  await show(() => (document.querySelector("#secret").style.visibility = "hidden"));
  assert.equal(await secretVisible(session), false);
});

test("DevTools commands, screenshots, prompts and history work", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ig-"));
  try {
    await session.goTo(site.host().url("/signed-out"));
    const media = { features: [{ name: "prefers-color-scheme", value: "dark" }] };
    await session.cdp("Emulation.setEmulatedMedia", media);
    assert.equal(await session.run(() => matchMedia("(prefers-color-scheme: dark)").matches), true);

    const shot = join(folder, "shot.png");
    await session.screenshot(shot);
    const { width, height, pixels } = decodePng(readFileSync(shot));
    assert.ok(width >= 500 && height >= 400, `${width}×${height}`);
    assert.ok(new Set(pixels).size > 2, "the picture is not empty");

    await session.run(() => void setTimeout(() => alert("careful"), 0));
    await until(() => session.promptText(), { what: "the alert" });
    assert.equal(await session.promptText(), "careful");
    await session.acceptPrompt();

    await session.goTo(site.host().url("/blank"));
    await session.back();
    assert.equal(await session.title(), "Signed out");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("until says what it waited for and what it saw last", async () => {
  await assert.rejects(
    until(() => 0, { timeoutMs: 100, what: "the moon" }),
    (error) => {
      assert.ok(error instanceof GaveUp);
      assert.match(error.message, /waited 100 ms for the moon; last seen: 0/);
      return true;
    },
  );
  const broken = () => Promise.reject(new Error("no tab"));
  await assert.rejects(until(broken, { timeoutMs: 50, what: "x" }), /last error: no tab/);
  const silent = () => new Promise(() => {});
  await assert.rejects(until(silent, { timeoutMs: 50, what: "x" }), /waited 50 ms for x/);
});

test("a missing program is named", async () => {
  await assert.rejects(findProgram(["no-such-browser", "nor-this"], "/nowhere"), {
    message: /no-such-browser or nor-this on PATH/,
  });
});

test("the preferences of a launch reach its profile", async () => {
  const cookiesBlocked = { "profile.default_content_setting_values.cookies": 2 };
  const other = await launchChromium({ prefs: cookiesBlocked });
  try {
    await other.session.goTo(site.host().url("/blank"));
    await assert.rejects(
      other.session.run(() => localStorage.length),
      /SecurityError/,
    );
  } finally {
    await other.close();
  }
});

test("Firefox is waited for while it has not written its port to the file yet", async (t) => {
  const profile = mkdtempSync(join(tmpdir(), "idleguard-test-"));
  t.after(() => rmSync(profile, { recursive: true }));
  const written = ["", "38005"];
  const hasExited = () => {
    writeFileSync(join(profile, "MarionetteActivePort"), written.shift());
    return false;
  };
  assert.equal(await portOf(profile, { hasExited, output: () => "" }), 38005);
});

test("a site that nobody has closed keeps no test from ending", async () => {
  const module = new URL("site.mjs", import.meta.url).href;
  const script = `import { startSite } from "${module}"; await startSite();`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
  try {
    const [code] = await limited(once(child, "exit"), 10_000, "its end");
    assert.equal(code, 0);
  } finally {
    child.kill();
  }
});

test("a browser ends with its test process, even when that is killed", async () => {
  const module = new URL("chromium.mjs", import.meta.url).href;
  const script = `import { launchChromium } from "${module}";
    const { session } = await launchChromium();
    const { "goog:chromeOptions": o, chrome } = session.capabilities;
    console.log(JSON.stringify([o.debuggerAddress, chrome.userDataDir]));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
  const [line] = await child.stdout.take(1).toArray();
  const [address, profile] = JSON.parse(line);
  assert.ok((await fetch(`http://${address}/json/version`)).ok);
  assert.ok(existsSync(profile));
  child.kill("SIGKILL");
  const isGone = async () => !existsSync(profile);
  await until(isGone, { what: "the profile to be removed" });
  await assert.rejects(fetch(`http://${address}/json/version`), /fetch failed/);
});
