// A Redis of the test's own: on a free port of loopback, in a folder that goes with it. Whatever
// Redis the system runs is left alone.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { freePort, startProcess } from "../../browser/support/processes.mjs";
import { limited, until } from "../../browser/support/until.mjs";

const PROGRAM = ["redis-server", "valkey-server"].find(
  (program) => spawnSync(program, ["--version"]).status === 0,
);

/** Why no test can have a Redis, or false: the option `skip` of a test. */
export const noRedis = PROGRAM === undefined ? "neither redis-server nor valkey-server" : false;

export class Redis {
  #folder = mkdtempSync(path.join(tmpdir(), "idleguard-redis-"));
  #process = null;

  /** Ended with the test. `durable`: what it has acknowledged is on the disk. */
  static async start(t, { durable = false } = {}) {
    const redis = new Redis();
    redis.durable = durable;
    t.after(async () => {
      await redis.kill();
      rmSync(redis.#folder, { recursive: true });
    });
    // A port that was free a moment ago may be taken when it is used.
    for (let triesLeft = 3; redis.#process === null;) {
      redis.port = await freePort();
      triesLeft -= 1;
      await redis.restart().catch(async (error) => {
        await redis.kill();
        if (triesLeft === 0) throw error;
      });
    }
    redis.url = `redis://127.0.0.1:${redis.port}`;
    return redis;
  }

  /** As a power cut ends it. */
  async kill() {
    await this.#process?.stop();
    this.#process = null;
  }

  /** Again on the same port, with what is on the disk. */
  async restart() {
    const disk = this.durable ? ["yes", "--appendfsync", "always"] : ["no"];
    this.#process = startProcess(
      PROGRAM,
      ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#folder]
        .concat(["--save", "", "--loglevel", "warning", "--appendonly"])
        .concat(disk),
    );
    // Its own folder is how it is told from another that has come to this port.
    const isOurs = async () => (await this.#ask("CONFIG GET dir")).includes(this.#folder);
    const begun = this.#process;
    const seen = await until(
      async () => (begun.hasExited() ? "its end" : (await isOurs()) && "an answer"),
      { what: `a Redis at ${this.port}` },
    );
    if (seen !== "an answer") throw new Error(`Redis ended: ${begun.output()}`);
  }

  /** The first line of what it says to a command. */
  async command(text) {
    return (await this.#ask(text)).split("\r\n")[0];
  }

  async #ask(text) {
    const socket = net.connect(this.port, "127.0.0.1");
    try {
      const answer = new Promise((resolve, reject) => {
        socket.once("error", reject);
        socket.once("data", (data) => resolve(String(data)));
      });
      socket.write(`${text}\r\n`);
      return await limited(answer, 5000, `an answer to ${text}`);
    } finally {
      socket.destroy();
    }
  }
}
