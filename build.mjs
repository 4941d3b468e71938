// Bundles web/ and the compiled core into dist/, measures what a page loads, and fails when that is
// over the budget (bytes are facts; times are not judged here). Run it after the `wasm` preset was
// built: `node build.mjs`, or `node build.mjs --open-shadow` for a build that accessibility
// checkers can look into, which goes to build/open-shadow and is never shipped.

import { build, transform } from "esbuild";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { minify } from "terser";

const ROOT = path.dirname(fileURLToPath(import.meta.url));
const openShadow = process.argv.includes("--open-shadow");
const OUT = path.join(ROOT, openShadow ? "build/open-shadow" : "dist");
const MODULE = path.join(ROOT, "build/wasm/bin");

/** Brotli bytes (design: 32 KB at most, 1.5 KB before recording); the others are our own. */
const BUDGETS = {
  "everything a page loads": 32 * 1024,
  "before recording": 1536,
  "the prompt in it, with English": 5 * 1024,
  "beside it, on several sites": 10 * 1024,
};

/** Of these a page loads the one that it is in, or none: English is in the module. */
const LANGUAGES = readdirSync(path.join(ROOT, "web/prompt/languages"))
  .map((file) => path.basename(file, ".json"))
  .filter((tag) => tag !== "en");

/** Style sheets become text, minified, for constructed sheets: a strict CSP allows no others. */
const cssAsText = {
  name: "css-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(readFileSync(file, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const GLUE = path.join(MODULE, "idleguard.mjs");

/** What the compiler writes makes a view of the memory for every type, also for unused ones. */
const leanGlue = {
  name: "lean-glue",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]idleguard\.mjs$/ }, async ({ path: file }) => {
      if (file !== GLUE) return null;
      const compress = { pure_getters: true, pure_new: true, passes: 2 };
      const { code } = await minify(readFileSync(file, "utf8"), { module: true, compress });
      return { contents: code, loader: "js" };
    });
  },
};

const shared = {
  bundle: true,
  minify: true,
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
  alias: { "idleguard-glue": GLUE },
  define: {
    IDLEGUARD_OPEN_SHADOW: String(openShadow),
    IDLEGUARD_LANGUAGES: JSON.stringify(LANGUAGES.join(" ")),
  },
  plugins: [cssAsText, leanGlue],
};

/** What is bundled, and into what. Beside the first two a page loads a file only if asked for. */
const BUNDLES = [
  ["web/index.ts", "idleguard.mjs"],
  ["web/script-include.ts", "idleguard.js"],
  ["web/attention/attention.ts", "attention.mjs"],
  ["web/cross-site/cross-site.ts", "cross-site.mjs"],
  ["web/hub/hub.ts", "hub.js"],
];

/** Modules by the ending of their name; the others are classic scripts. */
async function bundle(entry, file) {
  const module = file.endsWith(".mjs");
  await build({
    ...shared,
    entryPoints: [path.join(ROOT, entry)],
    outfile: path.join(OUT, file),
    format: module ? "esm" : "iife",
  });
  await shrink(file, { module });
}

/** A second minifier folds what the bundler leaves: 3 % fewer bytes for whoever loads the page. */
async function shrink(file, { module }) {
  const at = path.join(OUT, file);
  writeFileSync(at, await minified(readFileSync(at, "utf8"), module));
}

async function minified(text, module) {
  // Functions may become arrows: none of ours is called with `new`.
  const compress = { passes: 3, unsafe_arrows: true, keep_fargs: false, hoist_funs: true };
  const { code } = await minify(text, { module, ecma: 2022, compress });
  return code;
}

/** What the prompt would weigh alone, for it is a part of the module and not a file. */
async function promptBytes() {
  const { outputFiles } = await build({
    ...shared,
    stdin: {
      contents: ["dialog-prompt", "language", "title-mark"]
        .map((name) => `export * from "./web/prompt/${name}.ts";`)
        .join("\n"),
      resolveDir: ROOT,
    },
    write: false,
    format: "esm",
  });
  return brotliBytes(await minified(outputFiles[0].text, true));
}

/** Each as small as it gets: whoever reads in it waits for it. */
function writeLanguages() {
  mkdirSync(path.join(OUT, "languages"));
  for (const tag of LANGUAGES) {
    const texts = readFileSync(path.join(ROOT, `web/prompt/languages/${tag}.json`), "utf8");
    writeFileSync(path.join(OUT, `languages/${tag}.json`), JSON.stringify(JSON.parse(texts)));
  }
}

/** The public types are one file that imports nothing; the class and the entry point are added. */
function writeTypes() {
  const types = path.join(ROOT, "build/types");
  rmSync(types, { recursive: true, force: true });
  const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc");
  const options = ["--declaration", "--emitDeclarationOnly", "--noEmit", "false"];
  execFileSync(process.execPath, [tsc, "-p", ROOT, ...options, "--outDir", types]);
  const api = readFileSync(path.join(types, "web/api.d.ts"), "utf8");
  const entry = "\nexport declare const IdleGuard: IdleGuardStatic;\n";
  writeFileSync(path.join(OUT, "idleguard.d.ts"), api + entry);
}

function writePackage() {
  const { name, version, description, license } = JSON.parse(
    readFileSync(path.join(ROOT, "package.json"), "utf8"),
  );
  const manifest = {
    name,
    version,
    description,
    license,
    type: "module",
    exports: {
      ".": { types: "./idleguard.d.ts", default: "./idleguard.mjs" },
      "./idleguard.js": "./idleguard.js",
      "./idleguard.wasm": "./idleguard.wasm",
      "./attention.mjs": "./attention.mjs",
      "./cross-site.mjs": "./cross-site.mjs",
      "./hub.html": "./hub.html",
      "./hub.js": "./hub.js",
      "./signed-out.html": "./signed-out.html",
      "./languages/*.json": "./languages/*.json",
      "./themes/*.css": "./themes/*.css",
    },
    types: "./idleguard.d.ts",
    // The classic script starts by being loaded; the module does nothing until it is asked.
    sideEffects: ["./idleguard.js", "./hub.js", "./themes/*.css"],
  };
  writeFileSync(path.join(OUT, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function brotliBytes(text) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return brotliCompressSync(text, { params }).length;
}

/**
 * Prints the sizes, keeps them in size.json, and returns the names of the budgets that are broken.
 */
async function measure() {
  const loaded = ["idleguard.js", "idleguard.mjs", "idleguard.wasm"];
  const files = Object.fromEntries(
    loaded.map((file) => [file, brotliBytes(readFileSync(path.join(OUT, file)))]),
  );
  const totals = {
    "everything a page loads": loaded.reduce((sum, file) => sum + files[file], 0),
    "before recording": files["idleguard.js"],
    "the prompt in it, with English": await promptBytes(),
    "beside it, on several sites": ["cross-site.mjs", "hub.js"].reduce(
      (sum, file) => sum + brotliBytes(readFileSync(path.join(OUT, file))),
      0,
    ),
  };
  writeFileSync(
    path.join(OUT, "size.json"),
    `${JSON.stringify({ unit: "bytes, brotli 11", files, totals, budgets: BUDGETS }, null, 2)}\n`,
  );
  for (const [file, bytes] of Object.entries(files)) console.log(`size ${file} ${bytes}`);
  for (const [name, bytes] of Object.entries(totals)) {
    console.log(`size ${name}: ${bytes} of ${BUDGETS[name]}`);
  }
  return Object.keys(BUDGETS).filter((name) => totals[name] > BUDGETS[name]);
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const [entry, file] of BUNDLES) await bundle(entry, file);
cpSync(path.join(MODULE, "idleguard.wasm"), path.join(OUT, "idleguard.wasm"));
cpSync(path.join(ROOT, "web/problem-texts.json"), path.join(OUT, "problem-texts.json"));
cpSync(path.join(ROOT, "web/signed-out.html"), path.join(OUT, "signed-out.html"));
cpSync(path.join(ROOT, "web/hub/hub.html"), path.join(OUT, "hub.html"));
writeLanguages();
cpSync(path.join(ROOT, "web/themes"), path.join(OUT, "themes"), { recursive: true });
writeTypes();
writePackage();
const broken = await measure();
if (broken.length > 0) {
  console.error(`over budget: ${broken.join(", ")}`);
  process.exitCode = 1;
}
