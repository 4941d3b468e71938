// What the tests of activity ask and measure: by how much something moves the last activity, in a
// minute in which nothing else happens. Guards are started with `clock: "offset"`.

import { advance } from "./app-page.mjs";
import { MINUTE_MS, openSameApps } from "./suite.mjs";
import { assertSameTime } from "./times.mjs";
import { until } from "./webdriver.mjs";

/** A session of SharePoint, under whose rule only what leads to a request is activity. */
export const SHARE_POINT = {
  app: "sharePoint",
  policy: {
    version: 1,
    sharePoint: { Enabled: true, WarnAfter: "00:13:00", SignOutAfter: "00:15:00" },
  },
};

export const lastActivity = (session) => session.run(() => guard.status.lastActivity.getTime());

/** By how much `act` has moved the last activity when it returns. */
export async function movedBy(session, act) {
  const before = await lastActivity(session);
  await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
  await act();
  return (await lastActivity(session)) - before;
}

/** `act` is activity; some input reaches the page later than the command that makes it returns. */
export async function assertMoves(session, act) {
  const before = await lastActivity(session);
  await advance(session, { wallMs: MINUTE_MS, monoMs: MINUTE_MS });
  await act();
  const isMoved = async () => (await lastActivity(session)) - before > MINUTE_MS - 1500;
  await until(isMoved, { what: "the activity" });
}

/** `act` is no activity. */
export async function assertLeaves(session, act) {
  assertSameTime(await movedBy(session, act), 0, "the last activity");
}

/** One tab of SharePoint with an address to ask, and a page that notes which requests were seen. */
export async function openSharePoint(t, suite, more = {}) {
  const options = { clock: "offset", ...SHARE_POINT, ...more };
  const opened = await openSameApps(t, suite, 1, options);
  opened.host.on("/api", () => ({ json: {} }));
  await suite.session.run(() => {
    if (!window.PerformanceObserver) {
      const get = () => performance.getEntriesByType("resource");
      return void Object.defineProperty(window, "seen", { get });
    }
    window.seen = [];
    // Observers are told in the order in which they came: the guard's has seen what this one has.
    new PerformanceObserver((list) => seen.push(...list.getEntries())).observe({
      type: "resource",
    });
  });
  return opened;
}

/** Runs in a page: every `type` of event in the field asks the service, as a page that saves it. */
export function askOn(type, how = "fetch") {
  const ask = {
    fetch: () => void fetch("/api"),
    xhr: () => {
      const request = new XMLHttpRequest();
      request.open("POST", "/api");
      request.send("{}");
    },
  }[how];
  document.getElementById("field").addEventListener(type, ask);
}

/** A request whose answer has come, and which everybody who watches has seen. */
export const untilSeen = (session, path, n = 1) =>
  session.until((end, times) => seen.filter(({ name }) => name.endsWith(end)).length >= times, {
    args: [path, n],
    what: `${n} requests for ${path} to be seen`,
  });
