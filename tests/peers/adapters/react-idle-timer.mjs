// The app of the comparison on react-idle-timer, as its documentation shows it (`onPrompt` opens
// the prompt, `onIdle` signs out, the button calls `activate()`), with what it has for several tabs
// switched on: `crossTab`, `syncTimers` every 200 ms, and `leaderElection`: the leader alone then
// asks for the sign-out. A user's own sign-out is told to the other tabs with `message()`. The
// setting "defaults" has `crossTab` alone.

import { createElement as h, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { useIdleTimer, workerTimers } from "react-idle-timer";

const { name, warnAfter, signOutAfter, isManual, settings, hasWorker } = window.peerOptions;
const acrossTabs =
  settings === "defaults"
    ? { crossTab: true }
    : { crossTab: true, syncTimers: 200, leaderElection: true };

const root = createRoot(document.getElementById("app"));
let hasEnded = false;
let isStopped = false;

function signOut() {
  if (hasEnded) return;
  hasEnded = true;
  const { isLeader } = window.peerTimer;
  if (!acrossTabs.leaderElection || isLeader()) {
    void fetch("/signout", { method: "POST", keepalive: true });
  }
  // The app leaves this page; its timer goes with it.
  root.render(h("p", null, "Signed out"));
}

function App() {
  const [isOpen, setIsOpen] = useState(false);
  const timer = useIdleTimer({
    ...acrossTabs,
    ...(hasWorker && { timers: workerTimers }),
    name,
    timeout: signOutAfter * 1000,
    promptBeforeIdle: (signOutAfter - warnAfter) * 1000,
    startManually: isManual,
    onPrompt: () => setIsOpen(true),
    onActive: () => setIsOpen(false),
    onIdle: signOut,
    onMessage: signOut,
  });
  useEffect(() => {
    window.peerTimer = timer;
    window.peer = peer;
  });
  const stay = () => timer.activate();
  return isOpen && h("div", { role: "dialog" }, h("button", { id: "stay", onClick: stay }, "Stay"));
}

const peer = {
  state() {
    if (hasEnded) return "ended";
    if (isStopped || isManual) return "not started";
    return document.querySelector("[role=dialog]") ? "warning" : "active";
  },
  signOut: () => window.peerTimer.message("sign out", true),
  /** The part of the app that has the timer is left, as with a change of route. */
  stop() {
    isStopped = true;
    root.unmount();
  },
};

root.render(h(App));
