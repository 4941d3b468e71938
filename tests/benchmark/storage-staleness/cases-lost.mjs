// Cases in which the writing page ends right after its write: is the write lost? Each returns rows
// `{ name, samples, lost, note }`.

import { setTimeout as pause } from "node:timers/promises";

import { until } from "../../browser/support/until.mjs";

const KEPT_LIMIT_MS = 3000;
const KILL_AFTER_MS = 20;

/** Whether `reader` comes to read `value`. */
async function isKept(lab, reader, value) {
  const sees = async () =>
    (await lab.call(reader, () => Number(localStorage.getItem("measured")))) >= value;
  return until(sees, { timeoutMs: KEPT_LIMIT_MS, what: "the write" }).then(
    () => true,
    () => false,
  );
}

/** Opens a page, lets it `leave` after writing, and counts what was lost. One row. */
async function losses(lab, { name, reader, rounds, leave }) {
  let lost = 0;
  for (let round = 0; round < rounds; round += 1) {
    const value = lab.reserve(1) + 1;
    const id = `leaving-${lab.lastValue}`;
    await lab.openPage(id, { type: "tab" });
    await leave(id, value);
    if (!(await isKept(lab, reader, value))) lost += 1;
    await lab.closePages(id);
  }
  return { name, samples: rounds, lost };
}

export async function navigating(lab, { reader, rounds }) {
  const other = lab.site.host().url("/blank");
  const inTask = async (id, value) =>
    lab.remote.tell(
      id,
      (v, url) => {
        lab.write(v);
        location.href = url;
      },
      value,
      other,
    );
  const inPagehide = async (id, value) => {
    await lab.call(id, (v) => void addEventListener("pagehide", () => lab.write(v)), value);
    await lab.session.goTo(other);
  };
  const atClose = async (id, value) => {
    await lab.call(id, (v) => void addEventListener("pagehide", () => lab.write(v)), value);
    await lab.closePages(id);
  };
  return [
    await losses(lab, { name: "i left in the task that wrote", reader, rounds, leave: inTask }),
    await losses(lab, {
      name: "i written in pagehide, leaving",
      reader,
      rounds,
      leave: inPagehide,
    }),
    await losses(lab, { name: "i written in pagehide, closing", reader, rounds, leave: atClose }),
  ];
}

/** SIGKILL to the writer's process a moment after it wrote, at a time that both agreed on. */
export async function killed(lab, { reader, rounds }) {
  const [shared] = await lab.processesOf([reader]);
  const killing = (isTaskOver) => async (id, value) => {
    const [pid] = await lab.processesOf([id]);
    if (pid === shared) throw new Error("the reader would be killed too");
    const at = Date.now() + 300;
    lab.remote.tell(
      id,
      async (v, when, isOver) => {
        lab.compute(when - Date.now());
        lab.write(v);
        if (isOver) await lab.nextTask();
        lab.compute(5000);
      },
      value,
      at,
      isTaskOver,
    );
    await pause(at + KILL_AFTER_MS - Date.now());
    process.kill(pid, "SIGKILL");
  };
  const after = `killed ${KILL_AFTER_MS} ms after`;
  return [
    await losses(lab, { name: `i ${after}, in that task`, reader, rounds, leave: killing(false) }),
    await losses(lab, { name: `i ${after}, a task later`, reader, rounds, leave: killing(true) }),
  ];
}
