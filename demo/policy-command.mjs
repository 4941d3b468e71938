// The native command `idleguard-policy`, asked what a policy document means. It is the product's
// own answer: nothing here judges a document. A document lies in a file of a random name in a
// folder of its own while it is asked about, for the command reads files. Every call is bounded: so
// many programs at once, so many waiting, so long and so much output each; there is no shell.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const TIME_LIMIT_MS = 5000;
const MAX_OUTPUT_BYTES = 256 * 1024;
const MAX_RUNNING = 4;
const MAX_WAITING = 200;

/** The command is missing, hangs or is asked too much: no answer, whatever the document. */
export class CommandUnavailable extends Error {}

/** The command's word on what it was given, when that is no answer but a refusal. */
export class CommandRefusal extends Error {}

export class PolicyCommand {
  #program;
  #running = 0;
  #waiting = []; // functions that give their place to the next one

  constructor(program) {
    this.#program = program;
  }

  /** Calls `use(file)` with a file that holds `text`, and removes it whatever happens. */
  async withDocument(text, use) {
    const folder = await mkdtemp(path.join(tmpdir(), "idleguard-demo-"));
    try {
      const file = path.join(folder, "policy.json");
      await writeFile(file, text, { mode: 0o600 });
      return await use(file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** `{ valid, problems, warnings }`. */
  async check(file) {
    const { status, output, complaint } = await this.#run(["check", file, "--json"]);
    if (status > 1) throw new CommandUnavailable(complaint);
    return parseAnswer(output);
  }

  /** What the document means for an app class; throws a refusal when the command has no answer. */
  async explain(file, app, { signals, preference } = {}) {
    const args = ["explain", file, "--app", app, "--json"];
    if (signals !== undefined) args.push("--signals", JSON.stringify(signals));
    if (preference !== undefined) args.push("--preference", preference);
    const { status, output, complaint } = await this.#run(args);
    if (status !== 0) throw new CommandRefusal(complaint);
    return parseAnswer(output);
  }

  async #run(args) {
    await this.#takePlace();
    try {
      return await execute(this.#program, args);
    } finally {
      // Handed over without becoming free, so that nobody slips in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #takePlace() {
    if (this.#running < MAX_RUNNING) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING) throw new CommandUnavailable("too busy");
    await new Promise((resolve) => this.#waiting.push(resolve));
  }
}

function execute(program, args) {
  const options = { timeout: TIME_LIMIT_MS, killSignal: "SIGKILL", maxBuffer: MAX_OUTPUT_BYTES };
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, output, complaint) => {
      const status = error === null ? 0 : error.code;
      // A text instead of a number: it could not be started or said too much; null: it was ended.
      if (typeof status === "number") resolve({ status, output, complaint });
      else reject(new CommandUnavailable(`${path.basename(program)}: ${error.message}`));
    });
  });
}

function parseAnswer(output) {
  try {
    return JSON.parse(output);
  } catch (error) {
    throw new CommandUnavailable(`no JSON: ${error.message}`);
  }
}
