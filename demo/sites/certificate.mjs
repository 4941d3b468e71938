// A certificate for the demo's sites, signed by itself and kept under build/: one engine takes the
// cookies of a hub only over TLS. Browsers warn of it once, as they should. Made by openssl, and
// made anew when it runs out or lacks a name; without openssl the demo goes on without TLS.

import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { SITE_NAMES } from "./addresses.mjs";

const DAY_MS = 24 * 60 * 60_000;
/** Browsers refuse server certificates that are good for much more than a year. */
const GOOD_FOR_DAYS = 90;
const NAMES = ["localhost", ...SITE_NAMES.map((name) => `${name}.localhost`)];

/** Why there is no certificate, in words for a person. */
export class NoCertificate extends Error {}

/** `{ key, cert }` as texts; `folder` keeps them. Throws {@link NoCertificate}. */
export async function certificateIn(folder, openssl = "openssl") {
  return (await read(folder)) ?? make(folder, openssl);
}

/** The kept one, or null when there is none, or none that is good for another day. */
async function read(folder) {
  try {
    const [key, cert] = await Promise.all(
      ["key.pem", "cert.pem"].map((name) => readFile(path.join(folder, name), "utf8")),
    );
    const found = new X509Certificate(cert);
    const isGood = Date.parse(found.validTo) - Date.now() > DAY_MS;
    return isGood && NAMES.every((name) => found.checkHost(name)) ? { key, cert } : null;
  } catch (error) {
    if (error.code === "ENOENT" || error.code?.startsWith("ERR_OSSL")) return null;
    throw error;
  }
}

async function make(folder, openssl) {
  await mkdir(path.dirname(folder), { recursive: true });
  // Beside its place and then renamed: who starts at the same time finds all of it or nothing.
  const made = await mkdtemp(`${folder}-`);
  try {
    await run(openssl, made);
    await rm(folder, { recursive: true, force: true });
    await rename(made, folder);
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    // Somebody was quicker: theirs is as good.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  }
  const kept = await read(folder);
  if (kept === null) throw new NoCertificate(`the certificate in ${folder} cannot be used`);
  return kept;
}

async function run(openssl, folder) {
  const names = NAMES.map((name) => `DNS:${name}`).join(",");
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  args.push("-days", String(GOOD_FOR_DAYS), "-subj", "/CN=idleguard demo");
  args.push("-addext", `subjectAltName=${names}`, "-addext", "extendedKeyUsage=serverAuth");
  args.push("-keyout", path.join(folder, "key.pem"), "-out", path.join(folder, "cert.pem"));
  try {
    await promisify(execFile)(openssl, args, { timeout: 20_000 });
  } catch (error) {
    const isMissing = error.code === "ENOENT";
    const said = String(error.stderr ?? error.message).trim();
    throw new NoCertificate(isMissing ? "openssl is not installed" : `openssl failed: ${said}`);
  }
}
