// Cases in which every page runs all along: busy, idle, hidden, many; and the order of a write and
// what is told after it. Each returns rows `{ name, samples, stale, median, p99, max, note }`.

import { afterLabel, staleness, stepsBack, summary } from "./analysis.mjs";

/** Reads in `readers` as `start` says while `writer` writes. One row. */
async function observe(lab, { name, writer, readers, start, args = [], count, ...how }) {
  void Promise.all(readers.map((id) => lab.call(id, start, ...args)));
  await lab.write(writer, count, how);
  const problems = await lab.allSee(readers);
  const { writes } = await lab.take(writer);
  const logs = await Promise.all(readers.map((id) => lab.take(id)));
  const windows = logs.flatMap(({ runs }) => staleness(writes, runs));
  const back = logs.reduce((sum, { runs }) => sum + stepsBack(runs), 0);
  if (back > 0) problems.push(`${back} reads went back to an older value`);
  return { name, ...summary(windows, lab.errorMs), problems };
}

const readInTasks = () => void lab.readInTasks();
const readPaced = (ms) => lab.readPaced(ms);

export async function running(lab, { writer, readers, count }) {
  const how = { writer, readers: readers.slice(0, 1), count };
  const idle = { name: "a2 reader idle, a look each 5 ms", start: readPaced, args: [5] };
  return [
    await observe(lab, { ...how, name: "a1 reader in short tasks all along", start: readInTasks }),
    await observe(lab, { ...how, ...idle }),
  ];
}

/** The reader computes for a while, reading; then its timer, due long ago, reads. */
export async function longTasks(lab, { writer, readers, rounds }) {
  const [reader] = readers;
  const LONG_MS = 150;
  const inside = async (n, ms) => {
    for (let i = 0; i < n; i += 1) {
      await lab.nextTask();
      for (const endAt = performance.now() + ms; performance.now() < endAt;) lab.read();
      await lab.pause(5);
    }
  };
  const afterwards = async (n, ms) => {
    for (let i = 0; i < n; i += 1) {
      lab.read();
      const timer = lab.pause(10).then(() => lab.read("timer"));
      lab.compute(ms);
      await timer;
      await lab.readFor(30);
    }
  };
  const measure = async (body, gapMs) => {
    const writing = { isOn: true };
    const reading = lab.call(reader, body, rounds, LONG_MS).then(() => (writing.isOn = false));
    while (writing.isOn) await lab.write(writer, 5, { gapMs });
    await reading;
    const { writes } = await lab.take(writer);
    const { runs } = await lab.take(reader);
    return { writes, runs };
  };
  const first = await measure(inside, 40);
  const second = await measure(afterwards, 40);
  const samples = afterLabel(second.writes, second.runs, "timer");
  return [
    {
      name: `a3 reader inside one task of ${LONG_MS} ms`,
      ...summary(staleness(first.writes, first.runs), lab.errorMs),
      note: "until the task ends",
    },
    {
      name: "a4 an overdue timer right after such a task",
      ...summary(
        samples.map(({ forMs, isStale }) => (isStale ? Math.max(forMs, lab.errorMs + 0.1) : 0)),
        lab.errorMs,
      ),
      note: "after its first read",
    },
  ];
}

export async function hidden(lab, { writer, hiddenOnes, seconds }) {
  const states = new Set(await lab.visibilityOf(hiddenOnes));
  await lab.callAll(hiddenOnes, () => void lab.readAtTimers(100, 20));
  const endAt = Date.now() + seconds * 1000;
  while (Date.now() < endAt) await lab.write(writer, 10, { gapMs: 200 });
  const problems = await lab.allSee(hiddenOnes);
  const { writes } = await lab.take(writer);
  const logs = await Promise.all(hiddenOnes.map((id) => lab.take(id)));
  const samples = logs.flatMap(({ runs }) => afterLabel(writes, runs, "timer"));
  const windows = samples.map(({ isStale, age, forMs }) => (isStale ? age + forMs : 0));
  const note = `visibility: ${[...states].join(", ")}`;
  return [{ name: "b hidden, at its timers", ...summary(windows, lab.errorMs), note, problems }];
}

export async function busyWriter(lab, { writer, readers, count }) {
  const BUSY_MS = 100;
  const seen = await observe(lab, {
    name: `e writer computes ${BUSY_MS} ms in the task that wrote`,
    writer,
    readers: readers.slice(0, 1),
    start: readInTasks,
    count,
    computeMs: BUSY_MS,
  });
  return [seen];
}

export async function manyTabs(lab, { writer, many, count }) {
  const name = `f ${many.length} tabs, a look each 10 ms`;
  const how = { start: readPaced, args: [10], gapMs: 40 };
  return [await observe(lab, { name, writer, readers: many, count, ...how })];
}

/** A message that follows its write: is the write there when the message is handled? */
export async function messages(lab, { writer, readers, count, computeMs = 0, name }) {
  const channel = `after-${lab.reserve(1)}`;
  await lab.callAll(
    readers,
    (channelName) => {
      window.told = [];
      window.tellChannel = new BroadcastChannel(channelName);
      window.tellChannel.onmessage = async ({ data }) => {
        const startedAt = performance.now();
        const look = () => Number(localStorage.getItem("measured")) >= data;
        const isStale = !look();
        let forMs = 0;
        while (isStale && !look()) {
          forMs = performance.now() - startedAt;
          await lab.nextTask();
        }
        window.told.push({ isStale, forMs });
      };
    },
    channel,
  );
  await lab.write(writer, count, { channel, computeMs });
  const problems = await lab.allSee(readers);
  const told = await lab.callAll(
    readers,
    async (wanted) => {
      const endAt = performance.now() + 10_000;
      while (window.told.length < wanted && performance.now() < endAt) await lab.pause(20);
      window.tellChannel.close();
      return window.told;
    },
    count,
  );
  await lab.take(writer);
  const windows = told.flat().map(({ isStale, forMs }) => (isStale ? Math.max(forMs, 0.01) : 0));
  const missing = count * readers.length - windows.length;
  if (missing > 0) problems.push(`${missing} messages did not come`);
  return [{ name, ...summary(windows, 0), problems }];
}

/**
 * Tabs add one to a value in turn, each while it holds a lock, and look at it for `HOLD_MS` before:
 * whatever they see change was stale when they got the lock. A value written twice was stale until
 * the end.
 */
export async function locks(lab, { readers, count }) {
  const HOLD_MS = 40;
  const name = "h a lock is handed over";
  if (!(await lab.call(readers[0], () => Boolean(navigator.locks)))) {
    return [{ name, ...summary([], 0), note: "no locks here" }];
  }
  const holdInTurn = async (n, holdMs) => {
    const samples = [];
    const turn = async () => {
      const startedAt = performance.now();
      const look = () => Number(localStorage.getItem("counter"));
      const found = look();
      let forMs = 0;
      while (performance.now() - startedAt < holdMs) {
        await lab.nextTask();
        if (look() === found) continue;
        forMs = Math.max(0.01, performance.now() - startedAt);
        break;
      }
      const value = look() + 1;
      localStorage.setItem("counter", String(value));
      samples.push({ value, forMs });
    };
    for (let i = 0; i < n; i += 1) await navigator.locks.request("counting", turn);
    return samples;
  };
  const samples = (await lab.callAll(readers, holdInTurn, count, HOLD_MS)).flat();
  const twice = samples.length - new Set(samples.map(({ value }) => value)).size;
  const windows = samples.map(({ forMs }) => forMs);
  const note = twice === 0 ? "" : `${twice} were stale for more than ${HOLD_MS} ms`;
  return [{ name, ...summary(windows, 0), note }];
}
