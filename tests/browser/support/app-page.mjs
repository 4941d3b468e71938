// The fixture app: a page with a secret, a text field, something to scroll and a link, in two
// forms, as a module (/app) and as the classic script include (/include). The scripts in fixtures/
// start the guard and watch the page; this file renders the two pages and has the test's half of
// their contract.

const ATTRIBUTE_LIMIT = 100_000;

const BODY = `
<h1>Fixture app</h1>
<p id="secret">Quarterly figures: 4711</p>
<p><label>Note <input id="field" autocomplete="off"></label></p>
<p><a id="link" href="/blank">Elsewhere</a> <button id="duplicate">Duplicate this tab</button></p>
<div id="scroll" tabindex="0"><div id="tall">Scroll me</div></div>`;

const page = (head, lang = "en") => `<!doctype html>
<html lang="${escapeAttribute(lang)}">
<head>
<meta charset="utf-8">
<title>Fixture app</title>
<link rel="stylesheet" href="/fixtures/app.css">
<script src="/fixtures/probe.js"></script>
${head}
</head>
<body>${BODY}
</body>
</html>`;

/** Its options are read from the query parameter `o` by the page itself. */
export const renderAppPage = (lang) =>
  page(`<script type="module" src="/fixtures/app.js"></script>`, lang);

/** `{ signOut: "/x", signals: {…} }` becomes `data-sign-out="/x" data-signals="{…}"`. */
export function renderIncludePage(options) {
  const attributes = Object.entries(options).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (text.length > ATTRIBUTE_LIMIT) throw new RangeError(`option ${name} is too long`);
    return ` data-${kebabCase(name)}="${escapeAttribute(text)}"`;
  });
  return page(`<script src="/idleguard/idleguard.js"${attributes.join("")}></script>
<script type="module" src="/fixtures/include.js"></script>`);
}

const kebabCase = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const escapeAttribute = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/** Options that any app may start from: fifteen minutes, warned at thirteen. */
export const basicOptions = (more = {}) => ({
  account: "account-1",
  session: "session-1",
  app: "custom",
  policy: { version: 1, custom: { warnAfter: "00:13:00", signOutAfter: "00:15:00" } },
  signOut: "/signout",
  signedOut: "/signed-out",
  ...more,
});

/** Goes to a fixture page and waits for its guard. Returns null, or why it did not start. */
export async function openApp(session, url) {
  await session.goTo(url);
  const isDecided = () => window.guard !== null || window.startError !== null;
  await session.until(isDecided, { what: `the guard of ${url}` });
  return session.run(() => window.startError);
}

/** Makes time pass in all tabs of this origin that were started with `clock: "offset"`. */
export const advance = (session, { wallMs = 0, monoMs = 0 }) =>
  session.run((wall, mono) => window.advance(wall, mono), wallMs, monoMs);

/**
 * What all fixture pages of this tab and origin saw so far, `[{ kind, name, detail, at }]`; unlike
 * `window.events` it outlives a navigation. Read it on any page of the same origin.
 */
export const tabHistory = (session) =>
  session.run(() => JSON.parse(sessionStorage.getItem("test-history") ?? "[]"));
