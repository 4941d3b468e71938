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
    redis.port = await freePort();
    redis.url = `redis://127.0.0.1:${redis.port}`;
    redis.durable = durable;
    t.after(async () => {
      await redis.kill();
      rmSync(redis.#folder, { recursive: true });
    });
    await redis.restart();
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
    await until(async () => (await this.command("PING")) === "+PONG", {
      what: `a Redis at ${this.port}: ${this.#process.output()}`,
    });
  }

  /** The first line of what it says to a command. */
  async command(text) {
    const socket = net.connect(this.port, "127.0.0.1");
    try {
      const answer = new Promise((resolve, reject) => {
        socket.once("error", reject);
        socket.once("data", (data) => resolve(String(data).split("\r\n")[0]));
      });
      socket.write(`${text}\r\n`);
      return await limited(answer, 5000, `an answer to ${text}`);
    } finally {
      socket.destroy();
    }
  }
}
