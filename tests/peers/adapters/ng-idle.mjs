// The app of the comparison on @ng-idle/core: `provideNgIdle()` with its expiry in localStorage,
// DEFAULT_INTERRUPTSOURCES (input, and the storage of other tabs), and the steps of its quick start
// (`onIdleStart` opens the prompt, `onIdleEnd` closes it, `onTimeout` signs out, the button calls
// `watch()`). These are its defaults as well. It has no leader: each tab signs out for itself.

import "zone.js";
import "@angular/compiler";
import { NgZone, provideZoneChangeDetection } from "@angular/core";
import { createApplication } from "@angular/platform-browser";
import { DEFAULT_INTERRUPTSOURCES, Idle, provideNgIdle } from "@ng-idle/core";

const { name, warnAfter, signOutAfter, isManual } = window.peerOptions;

async function start() {
  const app = await createApplication({
    providers: [provideZoneChangeDetection(), provideNgIdle()],
  });
  const idle = app.injector.get(Idle);
  const place = document.getElementById("app");
  let hasEnded = false;

  function signOut() {
    hasEnded = true;
    void fetch("/signout", { method: "POST", keepalive: true });
    place.textContent = "Signed out";
  }
  function showPrompt() {
    place.innerHTML = `<div role="dialog"><button id="stay">Stay</button></div>`;
    place.querySelector("#stay").addEventListener("click", () => {
      place.textContent = "";
      if (!hasEnded) idle.watch();
    });
  }

  idle.setIdleName(name);
  idle.setIdle(warnAfter);
  idle.setTimeout(signOutAfter - warnAfter);
  idle.setInterrupts(DEFAULT_INTERRUPTSOURCES);
  idle.onIdleStart.subscribe(showPrompt);
  idle.onIdleEnd.subscribe(() => (place.textContent = ""));
  idle.onTimeout.subscribe(signOut);
  if (!isManual) app.injector.get(NgZone).run(() => idle.watch());
  return {
    state() {
      if (hasEnded) return "ended";
      if (!idle.isRunning()) return "not started";
      return place.querySelector("[role=dialog]") ? "warning" : "active";
    },
    signOut() {
      idle.stop();
      signOut();
    },
    stop: () => idle.stop(),
  };
}

start().then(
  (peer) => (window.peer = peer),
  (error) => (window.peerError = String(error.stack)),
);
