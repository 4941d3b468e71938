// Installs the libraries of the comparison, exactly those of the lock file and once for each lock
// file, and bundles the three apps into build/peers/.

import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const OUT = fileURLToPath(new URL("../../build/peers/", import.meta.url));
const APPS = ["idleguard", "react-idle-timer", "ng-idle"];

const lock = path.join(HERE, "package-lock.json");
// Dates do not survive a checkout: a copy says for which lock file node_modules was made.
const madeFor = path.join(HERE, "node_modules/.made-for");
if (!existsSync(madeFor) || readFileSync(madeFor, "utf8") !== readFileSync(lock, "utf8")) {
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", args, { cwd: HERE, stdio: "inherit" });
  copyFileSync(lock, madeFor);
}

rmSync(OUT, { recursive: true, force: true });
await build({
  entryPoints: APPS.map((name) => path.join(HERE, `adapters/${name}.mjs`)),
  outdir: OUT,
  bundle: true,
  format: "esm",
  target: "es2022",
  define: { "process.env.NODE_ENV": '"production"' },
  // idleguard comes as its users get it: from dist/, by the page itself.
  external: ["/idleguard/*"],
  // @ng-idle/core is compiled by Angular in the browser, which goes by the names of classes.
  keepNames: true,
  logLevel: "warning",
});
