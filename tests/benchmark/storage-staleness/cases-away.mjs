// Cases in which the reading page was away while another wrote: stopped by the system, frozen,
// loaded anew, or restored from the back/forward cache. What counts is its first look when it is
// back. Each returns rows as in cases-running.mjs.

import { until } from "../../browser/support/until.mjs";
import { afterLabel, summary } from "./analysis.mjs";

const LOOK_FOR_MS = 300;

/** One row of first looks; a stale one that was fresh at the next look counts as just that. */
function firstLooks(lab, name, samples, note = "") {
  const windows = samples.map(({ isStale, forMs }) => (isStale ? Math.max(forMs, 0.01) : 0));
  const ages = samples.filter(({ isStale }) => isStale).map(({ age }) => age);
  const oldest =
    ages.length > 0 ? `what was missing was up to ${Math.round(Math.max(...ages))} ms old` : "";
  return { name, ...summary(windows, 0), note: [note, oldest].filter(Boolean).join("; ") };
}

/** Whether a first look was stale beyond what clocks of two processes may differ. */
const beyond = (lab) => (sample) => ({
  ...sample,
  isStale: sample.isStale && sample.age > lab.errorMs,
});

/** A look made before the process went on shows that it never stood still: no sample of this. */
const afterwards = (runs, resumedAt) =>
  runs.map((run) => (run.label && run.from < resumedAt ? { ...run, label: "too early" } : run));

/** SIGSTOP to the readers' processes while the writer writes, then SIGCONT. */
export async function stopped(lab, { writer, readers: candidates, rounds, stopMs }) {
  const [own, ...found] = await lab.processesOf([writer, ...candidates]);
  const readers = candidates.filter((_, i) => found[i] !== own);
  const ids = [...new Set(found)].filter((id) => id !== own);
  const samples = [];
  let resumedAt;
  const send = (signal) => ids.forEach((id) => process.kill(id, signal));
  for (let round = 0; round < rounds; round += 1) {
    await lab.callAll(
      readers,
      (forMs) => {
        window.back = lab.pause(150).then(async () => {
          lab.read("timer");
          await lab.readFor(forMs);
        });
      },
      LOOK_FOR_MS,
    );
    send("SIGSTOP");
    try {
      const endAt = Date.now() + stopMs * (0.7 + 0.6 * Math.random());
      while (Date.now() < endAt) await lab.write(writer, 3, { gapMs: stopMs / 4 });
    } finally {
      resumedAt = Date.now();
      send("SIGCONT");
    }
    await lab.callAll(readers, () => window.back);
    const { writes } = await lab.take(writer);
    for (const id of readers) {
      const { runs } = await lab.take(id);
      samples.push(...afterLabel(writes, afterwards(runs, resumedAt), "timer"));
    }
  }
  const name = `c stopped for ${stopMs / 1000} s, first timer`;
  const wanted = rounds * readers.length;
  const note = `${samples.length} of ${wanted} stood still, ${ids.length} processes`;
  return [firstLooks(lab, name, samples.map(beyond(lab)), note)];
}

/** Trusted input that came while the page was stopped: its handler looks first. */
export async function stoppedInput(lab, { writer, reader, rounds, stopMs }) {
  const [id] = await lab.processesOf([reader]);
  await lab.session.switchTo(lab.tabs.get(reader));
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    await lab.call(
      reader,
      (forMs) => {
        const pressed = new Promise((resolve) =>
          addEventListener("keydown", resolve, { once: true }),
        );
        window.back = pressed.then(() => lab.readFor(forMs));
        addEventListener("keydown", () => lab.read("input"), { once: true, capture: true });
      },
      LOOK_FOR_MS,
    );
    process.kill(id, "SIGSTOP");
    let pressing;
    let resumedAt;
    try {
      pressing = lab.session.press("a");
      await lab.write(writer, 3, { gapMs: stopMs / 3 });
    } finally {
      resumedAt = Date.now();
      process.kill(id, "SIGCONT");
    }
    await pressing;
    await lab.call(reader, () => window.back);
    const { writes } = await lab.take(writer);
    const { runs } = await lab.take(reader);
    samples.push(...afterLabel(writes, afterwards(runs, resumedAt), "input"));
  }
  return [firstLooks(lab, "c stopped, first input", samples.map(beyond(lab)))];
}

/** By the page lifecycle of Chromium: the reader, a hidden tab, is frozen meanwhile. */
export async function frozen(lab, { writer, reader, rounds }) {
  const tab = lab.tabs.get(reader);
  const set = (state) => lab.session.devtools.send(tab, "Page.setWebLifecycleState", { state });
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    await lab.call(
      reader,
      (forMs) => {
        document.addEventListener("resume", () => lab.read("resume"), { once: true });
        window.back = lab.pause(20).then(async () => {
          lab.read("timer");
          await lab.readFor(forMs);
        });
      },
      LOOK_FOR_MS,
    );
    await set("frozen");
    await lab.write(writer, 4, { gapMs: 200 });
    await set("active");
    await lab.call(reader, () => window.back);
    const { writes } = await lab.take(writer);
    const { runs } = await lab.take(reader);
    samples.push(...["resume", "timer"].flatMap((label) => afterLabel(writes, runs, label)));
  }
  return [firstLooks(lab, "c frozen, resume and first timer", samples.map(beyond(lab)))];
}

const LOADING = `lab.read("load");
  lab.readFor(60)
    .then(() => lab.post("note", lab.take()))
    .then((answer) => answer.json())`;

/** The reader loads itself again and again, its first script looking, while the writer writes. */
export async function loads(lab, { writer, rounds, isElsewhere }) {
  const id = isElsewhere ? "elsewhere" : "reloading";
  const other = lab.site.host();
  const first = isElsewhere
    ? `${LOADING}.then((on) => on.isOn && (location.href = ${JSON.stringify(other.url("/hop"))}))`
    : `${LOADING}.then((on) => on.isOn && location.reload())`;
  // Another site, so another process, where the engine has one for each site.
  const address = JSON.stringify(lab.remote.url(id, { first }));
  other.page("/hop", { html: `<!doctype html><script>location.href = ${address}</script>` });
  const notes = [];
  await lab.openPage(id, { first });
  const writes = [];
  while (notes.length < rounds) {
    await lab.write(writer, 10, { gapMs: 15 });
    writes.push(...(await lab.take(writer)).writes);
    notes.push(...lab.remote.takeNotes(id));
  }
  await lab.remote.finish(id);
  await lab.closePages(id);
  const samples = notes.flatMap(({ runs }) => afterLabel(writes, runs, "load"));
  const name = isElsewhere ? "d loaded, coming from another site" : "d loaded anew in its tab";
  return [firstLooks(lab, name, samples.map(beyond(lab)))];
}

/** A new tab each time, right after a write. */
export async function newTabs(lab, { writer, rounds }) {
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    const id = `new-${round}`;
    const writing = lab.write(writer, 60, { gapMs: 20 });
    await lab.openPage(id, { first: LOADING });
    await writing;
    const { writes } = await lab.take(writer);
    const noted = await until(async () => lab.remote.takeNotes(id)[0], { what: `notes of ${id}` });
    samples.push(...afterLabel(writes, noted.runs, "load"));
    await lab.closePages(id);
  }
  return [firstLooks(lab, "d loaded in a new tab", samples.map(beyond(lab)))];
}

/** The reader goes to another site, and comes back from the cache right after a write. */
export async function restored(lab, { writer, rounds }) {
  const other = lab.site.host();
  await lab.openPage("cached");
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = lab.remote.arrivals("away");
    const address = lab.remote.url("away", { host: other });
    lab.remote.tell("cached", (url) => lab.leaveFor(() => (location.href = url)), address);
    await lab.remote.arrived("away", before);
    const arrivals = lab.remote.arrivals("cached");
    await lab.write(writer, 3, { gapMs: 20 });
    lab.remote.tell("away", () => lab.leaveFor(() => history.back()));
    await lab.remote.arrived("cached", arrivals);
    await lab.call("cached", (ms) => lab.pause(ms), LOOK_FOR_MS);
    const { writes } = await lab.take(writer);
    samples.push(...afterLabel(writes, (await lab.take("cached")).runs, "restored"));
  }
  await lab.closePages("cached");
  const note = `${samples.length} of ${rounds} came from the cache`;
  return [firstLooks(lab, "d back from the cache", samples.map(beyond(lab)), note)];
}
