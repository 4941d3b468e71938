// The app of the comparison on idleguard: what its README tells to do. `window.peer` is what the
// harness asks every app.

const { name, warnAfter, signOutAfter, isManual } = window.peerOptions;

const timeSpan = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19);

/** What a user sees of each state of the status. */
const STATES = { active: "active", warning: "warning", "signing-out": "ended", ended: "ended" };

async function start() {
  const { IdleGuard } = await import("/idleguard/idleguard.mjs");
  const custom = { warnAfter: timeSpan(warnAfter), signOutAfter: timeSpan(signOutAfter) };
  const guard = await IdleGuard.start({
    account: name,
    session: "session-1",
    policy: { version: 1, custom },
    signOut: "/signout",
    signedOut: "/signed-out",
  });
  let isStopped = false;
  return {
    state() {
      if (isStopped) return "not started";
      const state = STATES[guard.status.state] ?? guard.status.state;
      // Covered until it is certain: nothing can be read, nothing is asked.
      const isCovered = document.querySelector("idleguard-cover") !== null;
      return isCovered && state !== "ended" ? null : state;
    },
    signOut: () => guard.signOut(),
    stop() {
      guard.stop();
      isStopped = true;
    },
  };
}

if (isManual) {
  window.peer = { state: () => "not started" };
} else {
  start().then(
    (peer) => (window.peer = peer),
    (error) => (window.peerError = String(error.stack)),
  );
}
