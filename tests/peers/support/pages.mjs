// The pages of the comparison, the same for every app: a field, a download, a frame and a place for
// the prompt. What differs is the bundle and its options.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const FILES = {
  "/peers/clock.js": fileURLToPath(new URL("../page/clock.js", import.meta.url)),
};
const BUNDLES = fileURLToPath(new URL("../../../build/peers/", import.meta.url));

const script = async (file) => ({
  body: await readFile(file),
  headers: { "content-type": "text/javascript", "cache-control": "no-cache" },
});

const inline = (name, value) =>
  `<script>window.${name} = ${JSON.stringify(value).replaceAll("<", "\\u003c")};</script>`;

/** What a page meets whose user blocks cookies and other data. */
const BLOCK_STORAGE = `<script>
  const denied = () => new DOMException("access is denied", "SecurityError");
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { get() { throw denied(); } });
  }
  LockManager.prototype.request = () => Promise.reject(denied());
</script>`;

function appPage(app, options, time) {
  const { isRealTime = false, isStorageBlocked = false } = options;
  const clock = isRealTime ? "" : `<script src="/peers/clock.js"></script>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${app}</title>
${inline("peerStart", time)}${inline("peerOptions", options)}
${clock}${isStorageBlocked ? BLOCK_STORAGE : ""}
<body>
<h1>App</h1>
<p><input id="field" autocomplete="off"> <a id="download" href="/peers/report">Download</a></p>
<div id="app"></div>
<div id="frames"></div>
<script type="module" src="/peers/${app}.js"></script>
</body>
</html>`;
}

const FRAME_PAGE = `<!doctype html><meta charset="utf-8"><title>frame</title>
<textarea id="inner"></textarea>
<script>
  const count = ({ isTrusted }) => isTrusted && (top.peerClock.inputs += 1);
  for (const type of ["keydown", "pointermove"]) window.addEventListener(type, count, true);
</script>`;

/** Makes `host` serve the app of `world`, whose clock its pages follow. */
export function servePages(host, world) {
  for (const [path, file] of Object.entries(FILES)) host.on(path, () => script(file));
  host.on(`/peers/${world.adapter}.js`, () => script(`${BUNDLES}${world.adapter}.js`));
  host.on("/peers/app", ({ query }) => ({
    html: appPage(world.adapter, JSON.parse(query.o), world.time()),
    csp: query.csp,
  }));
  host.on("/peers/time", () => ({ json: world.time() }));
  host.on("/peers/hold", () => world.hold());
  host.on("/peers/frame", () => ({ html: FRAME_PAGE }));
  host.on("/peers/report", () => ({
    text: "Quarterly figures",
    headers: { "content-disposition": 'attachment; filename="report.txt"' },
  }));
}
