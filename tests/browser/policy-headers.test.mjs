// The strictest content security policy under which the runtime promises to work, Trusted Types
// included, through the whole way of a session, as a module and as a script include. The browser
// reports every violation to the server, so none is lost with the page that it happened on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { basicOptions } from "./support/app-page.mjs";
import { STRICT_CSP } from "./support/site.mjs";
import {
  advanceTo,
  assertSignedOutOnce,
  clickPrompt,
  hasNoPrompt,
  hasPrompt,
  openApps,
  openSuite,
  openTabFor,
  seconds,
  untilAll,
  untilGone,
} from "./support/suite.mjs";
import { peekEach } from "./support/tabs.mjs";
import { until } from "./support/webdriver.mjs";

const REPORTS = "/csp-report";
const csp = `${STRICT_CSP}; report-uri ${REPORTS}`;

let suite;
let session;
let site;

before(async () => {
  suite = await openSuite();
  ({ session, site } = suite);
});

after(() => suite?.close());

const reportsOf = (host) => host.requests({ path: REPORTS }).map(({ body }) => body);

const ways = {
  "the module": async (host) => ({
    url: host.appUrl(basicOptions({ clock: "offset", beforeSignOut: "@record" }), { csp }),
    toPrompt: () => advanceTo(session, "warn", 300),
    toEnd: () => advanceTo(session, "end", 300),
  }),
  "the script include": async (host) => ({
    url: host.includeUrl(basicOptions({ policy: seconds(4, 8) }), { csp }),
    toPrompt: () => {},
    toEnd: () => {},
  }),
};

for (const [name, way] of Object.entries(ways)) {
  test(`${name} goes the whole way under a strict policy without a violation`, async (t) => {
    const host = site.host();
    host.on(REPORTS, () => ({ status: 204, text: "" }));
    const { url, toPrompt, toEnd } = await way(host);
    await session.consoleLog();
    const handles = await openApps(t, session, [url, url]);
    await toPrompt();
    await untilAll(session, handles, hasPrompt, { what: "the prompt in both tabs" });
    await clickPrompt(session, "stay");
    await untilAll(session, handles, hasNoPrompt, { what: "the answer in both tabs" });
    await toPrompt();
    await untilAll(session, handles, hasPrompt, { what: "the second prompt in both tabs" });
    assert.deepEqual(await peekEach(session, handles, () => violations), [[], []]);
    assert.deepEqual(await peekEach(session, handles, () => errors), [[], []]);
    await toEnd();
    assertSignedOutOnce(host, await untilGone(session, handles), "idle");
    assert.deepEqual(reportsOf(host), []);
    const complaints = (await session.consoleLog()).filter(({ message }) => /polic/i.test(message));
    assert.deepEqual(complaints, []);
  });
}

test("the reports of this file are real: a violation arrives", async (t) => {
  const host = site.host();
  await openTabFor(t, session);
  await session.goTo(host.appUrl(basicOptions(), { csp }));
  await session.run(() => {
    const style = document.createElement("style");
    style.textContent = "body { color: red }";
    document.head.append(style);
  });
  await until(async () => reportsOf(host).length > 0, { what: "a report" });
  assert.match(reportsOf(host)[0], /style-src/);
});
