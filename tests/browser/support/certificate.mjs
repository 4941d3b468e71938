// A certificate for every name under `localhost`, made when it is needed and trusted by nobody: the
// browsers of tests are told to accept it. For engines that keep a third-party cookie only over TLS
// on whatever name (WebKit). Needs the program `openssl`; nothing of it stays on the disk.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { findProgram } from "./chromium.mjs";

const LIMIT_MS = 20_000;

/** `{ key, cert }`, for the option `tls` of `startSite`. */
export async function makeCertificate() {
  const openssl = await findProgram(["openssl"]);
  const directory = await mkdtemp(join(tmpdir(), "ig-tls-"));
  try {
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(directory, name));
    const names = ["-subj", "/CN=localhost", "-addext"].concat([
      "subjectAltName=DNS:localhost,DNS:*.localhost,IP:127.0.0.1",
    ]);
    const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    const files = ["-nodes", "-days", "2", "-keyout", key, "-out", cert];
    await promisify(execFile)(openssl, [...kind, ...files, ...names], { timeout: LIMIT_MS });
    return { key: await readFile(key), cert: await readFile(cert) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
