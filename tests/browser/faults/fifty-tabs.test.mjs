// Fifty tabs of one app, as people do have: activity in one keeps all alive without a message, they
// are warned together, answered by one click, and ended together with one request.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions } from "../support/app-page.mjs";
import {
  MINUTE_MS,
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  openApps,
  openSuite,
  pass,
  untilAll,
  untilGone,
} from "../support/suite.mjs";
import { peekEach } from "../support/tabs.mjs";

const HIDDEN = 49;
/** How many are loaded at the same time; a small machine is busy enough with these. */
const AT_ONCE = 5;
/** Generous: timers of a hidden tab come once a second, and fifty processes share few cores. */
const TOGETHER_MS = 15_000;
const LONG = { timeoutMs: 60_000 };

let suite;
let session;

before(async () => {
  suite = await openSuite();
  session = suite.session;
});

// Tabs are not closed one by one: they go with their browser.
after(() => suite?.close());

const isActive = () => window.guard?.status.state === "active";
const posts = (handles) => peekEach(session, handles, () => counts.channelPosts);

/** Opens tabs that are never in front. */
async function openHidden(n, url) {
  const handles = [];
  for (let i = 0; i < n; i += AT_ONCE) {
    const open = () =>
      session.devtools.send(null, "Target.createTarget", { url, background: true });
    const opened = await Promise.all(Array.from({ length: Math.min(AT_ONCE, n - i) }, open));
    const added = opened.map(({ targetId }) => targetId);
    await untilAll(session, added, isActive, { what: "the guards of new tabs", ...LONG });
    handles.push(...added);
  }
  return handles;
}

/** How far apart the first and the last tab saw the latest event of a name, in real time. */
async function spreadOf(handles, name) {
  const times = await peekEach(
    session,
    handles,
    (wanted) => performance.timeOrigin + events.findLast((e) => e.name === wanted).at,
    name,
  );
  return Math.max(...times) - Math.min(...times);
}

// R89, R97, R100, R102, R116, R123; rule 10
test("fifty tabs: kept alive by one without a message, warned, answered and ended as one", async (t) => {
  const host = suite.site.host();
  const url = host.appUrl(basicOptions({ clock: "offset" }));
  const hidden = await openHidden(HIDDEN, url);
  const [front] = await openApps({ after: () => {} }, session, [url]);
  const handles = [...hidden, front];

  // All of them come to the deadline that they know of, and find that somebody was there.
  const before = await posts(handles);
  await pass(session, 12 * MINUTE_MS);
  for (let i = 0; i < 10; i += 1) await session.press("a");
  await peekEach(session, hidden, () => void (window.firedBefore = counts.timersFired));
  await pass(session, 2 * MINUTE_MS);
  const hasLooked = () => counts.timersFired > firedBefore;
  await untilAll(session, hidden, hasLooked, { what: "the deadline that each knew of", ...LONG });
  assert.deepEqual(await posts(handles), before, "not one message");
  assert.ok(!(await peekEach(session, handles, hasPrompt)).includes(true), "and nobody is asked");

  await advanceTo(session, "warn", 300);
  await untilAll(session, handles, hasPrompt, { what: "the prompt in all tabs", ...LONG });
  const warned = await spreadOf(handles, "prompt");
  t.diagnostic(`warned within ${Math.round(warned)} ms`);
  assert.ok(warned < TOGETHER_MS, `warned within ${warned} ms`);

  await clickPrompt(session, "stay");
  await untilAll(session, handles, hasNoPrompt, { what: "the answer in all tabs", ...LONG });
  const answered = await spreadOf(handles, "stay");
  t.diagnostic(`answered within ${Math.round(answered)} ms`);
  assert.ok(answered < TOGETHER_MS, `answered within ${answered} ms`);
  assert.equal(host.requests({ path: "/signout" }).length, 0);

  await advanceTo(session, "end", 300);
  const places = await untilGone(session, handles, LONG);
  assertSignedOutOnce(host, places, "idle");
});
