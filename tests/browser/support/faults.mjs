// What browsers, machines and apps do to a tab, for real and not by pretence: freezing, crashing,
// stopping its process, cutting its network, clearing and filling its storage. Chromium only. It
// knows nothing about idleguard, and each fault is undone by whoever caused it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { peek } from "./tabs.mjs";
import { until } from "./until.mjs";

/** Freezes a hidden tab: no timers and no storage events; BroadcastChannel handlers still run. */
export async function freeze(session, tab) {
  await peek(session, tab, () => {
    document.addEventListener("freeze", () => (window.isFrozen = true), { once: true });
  });
  await session.devtools.send(tab, "Page.setWebLifecycleState", { state: "frozen" });
  await until(() => peek(session, tab, () => window.isFrozen), { what: "the tab to be frozen" });
}

/** A tab that navigates meanwhile is in nobody's way: it is asked until it has an answer. */
export const thaw = (session, tab) =>
  until(
    () =>
      session.devtools.send(tab, "Page.setWebLifecycleState", { state: "active" }).then(() => true),
    { what: "the tab to run again" },
  );

/**
 * The process of a tab is gone from one moment to the next, without `pagehide`. `pid` is needed for
 * a tab on its way to another page, which `Page.crash` refuses.
 */
export async function crash(session, tab, pid = null) {
  const { devtools } = session;
  await devtools.send(null, "Target.setDiscoverTargets", { discover: true });
  const crashed = devtools.next("Target.targetCrashed", ({ targetId }) => targetId === tab);
  if (pid === null) {
    // It has no answer: whoever would give it is gone, and so may be the browser when time is up.
    const unanswered = /none came|crash|ended/;
    devtools.send(tab, "Page.crash").catch(({ message }) => assert.match(message, unanswered));
  } else {
    process.kill(pid, "SIGKILL");
  }
  await crashed;
}

/** Closes what is left of a crashed tab; WebDriver has no word for it. */
export const closeCrashed = (session, tab) =>
  session.devtools.send(null, "Target.closeTarget", { targetId: tab });

/** The processor time that a process has used so far, in ticks of the kernel. */
async function ticksOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch((error) => {
    if (["ENOENT", "ESRCH"].includes(error.code)) return null; // it has ended meanwhile
    throw error;
  });
  if (stat === null) return 0;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/**
 * The process that runs a tab. The browser does not tell, so the tab works for a moment: its
 * process is the one that used the time. Tabs opened one by one have processes of their own.
 */
export async function rendererOf(session, tab) {
  const { processInfo } = await session.devtools.send(null, "SystemInfo.getProcessInfo");
  const pids = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const before = await Promise.all(pids.map(ticksOf));
  await peek(session, tab, () => {
    const endAt = performance.now() + 400;
    while (performance.now() < endAt);
  });
  const used = (await Promise.all(pids.map(ticksOf))).map((ticks, i) => ticks - before[i]);
  const most = Math.max(...used);
  assert.ok(most > 0, "some process has worked");
  return pids[used.indexOf(most)];
}

/** Stops the process of a tab: nothing of it runs until `go()`, or the end of the test. */
export async function stopProcessOf(t, session, tab) {
  const pid = await rendererOf(session, tab);
  let isStopped = true;
  process.kill(pid, "SIGSTOP");
  const go = () => {
    if (isStopped) process.kill(pid, "SIGCONT");
    isStopped = false;
  };
  t.after(go);
  return go;
}

/** Cuts tabs off the network, or connects them again. */
export async function setOffline(session, handles, offline) {
  const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  for (const handle of handles) {
    await session.devtools.send(handle, "Network.enable");
    await session.devtools.send(handle, "Network.emulateNetworkConditions", conditions);
  }
}

/** What a user does who clears the data of a site. */
export const clearSiteData = (session, tab, origin) =>
  session.devtools.send(tab, "Storage.clearDataForOrigin", { origin, storageTypes: "all" });

/** Runs in a page: fills the origin's storage to the last byte, with keys that begin with x. */
export function fillStorage() {
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      for (let i = 0; ; i += 1) localStorage.setItem(`x${size}-${i}`, "x".repeat(size));
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
    }
  }
}
