// Tells pages what to do without WebDriver, so that many can act at once, and hidden ones too: each
// page asks for its next command over a request that is answered when there is one (page.js).

import { readFile } from "node:fs/promises";

import { limited, until } from "../../browser/support/until.mjs";

const CALL_LIMIT_MS = 30_000;
const RENEW_MS = 15_000;
const CORS = { "access-control-allow-origin": "*", "cache-control": "no-store" };
const PAGE_SCRIPT = new URL("page.js", import.meta.url);

class Line {
  queue = [];
  answers = new Map();
  arrivals = 0;
  notes = [];
  isOn = true;
  waiting = null;
  nextNumber = 1;

  send(command) {
    if (this.waiting) this.reply(command);
    else this.queue.push(command);
  }

  reply(command) {
    clearTimeout(this.renewal);
    const { waiting } = this;
    this.waiting = null;
    waiting?.(command);
  }

  /** A new request of the page; the one before it belongs to a page that has gone. */
  ask() {
    this.reply(null);
    const next = this.queue.shift();
    if (next) return next;
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.renewal = setTimeout(() => this.reply(null), RENEW_MS);
    });
  }
}

export class Remote {
  #lines = new Map();
  #site;

  /** `site` is of site.mjs. Measured pages are at `host`, a fresh one. */
  constructor(site) {
    this.#site = site;
    this.host = site.host();
    const lineOf = ({ query }) => this.#line(query.id);
    site.on("/next", async (request) => {
      const line = lineOf(request);
      if ("new" in request.query) line.arrivals += 1;
      return { json: await line.ask(), headers: CORS };
    });
    site.on("/done", (request) => {
      const { number, value, error } = JSON.parse(request.body);
      const answer = lineOf(request).answers.get(number);
      if (error === undefined) answer?.resolve(value);
      else answer?.reject(new Error(error));
      return { text: "", headers: CORS };
    });
    site.on("/note", (request) => {
      const line = lineOf(request);
      line.notes.push(JSON.parse(request.body));
      return { json: { isOn: line.isOn }, headers: CORS };
    });
    site.on("/page.js", async () => ({
      body: await readFile(PAGE_SCRIPT, "utf8"),
      headers: { "content-type": "text/javascript" },
    }));
    site.on("/measured", ({ query }) => ({
      html: `<!doctype html><title>${query.id}</title><script src="/page.js"></script>
        <script>${query.first ?? ""}</script>`,
    }));
  }

  #line(id) {
    if (!this.#lines.has(id)) this.#lines.set(id, new Line());
    return this.#lines.get(id);
  }

  /** The address of a measured page. `first` is script that runs before anything else. */
  url(id, { host = this.host, first = "" } = {}) {
    const control = this.#site.host(`control-${id}`).origin;
    return host.url(`/measured?${new URLSearchParams({ id, control, first })}`);
  }

  arrivals = (id) => this.#line(id).arrivals;

  /** Waits until a page `id` has come that was not there after `before` arrivals. */
  arrived(id, before = 0) {
    const isHere = async () => this.arrivals(id) > before;
    return until(isHere, { timeoutMs: CALL_LIMIT_MS, what: `page ${id} to ask for commands` });
  }

  /** Calls a function, async or not, in the page. */
  call(id, fn, ...args) {
    const line = this.#line(id);
    const number = line.nextNumber++;
    const answer = new Promise((resolve, reject) => line.answers.set(number, { resolve, reject }));
    line.send({ number, source: `(${fn})`, args });
    const limit = limited(answer, CALL_LIMIT_MS, `an answer of page ${id} to ${fn}`);
    return limit.finally(() => line.answers.delete(number));
  }

  /** Calls a function that ends the page, so that no answer comes. */
  tell = (id, fn, ...args) => this.#line(id).send({ number: null, source: `(${fn})`, args });

  /** What the page has said by itself (`lab.post("note", …)`) since the last call. */
  takeNotes = (id) => this.#line(id).notes.splice(0);

  /** The answer to the next note tells the page that it need not go on; it comes once more. */
  async finish(id) {
    const line = this.#line(id);
    line.isOn = false;
    line.notes = [];
    const isTold = async () => line.notes.length > 0;
    await until(isTold, { timeoutMs: CALL_LIMIT_MS, what: `page ${id} to stop` });
  }
}
