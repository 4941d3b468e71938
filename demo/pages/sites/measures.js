// What a document of the hub's site can see of the hub's cookies and storage, and of its other
// documents: measured, not looked up. It runs in the frame of the page about sharing, where the
// browser may keep all of that apart, and on the hub's own pages, which leave the marks to find.
// It has nothing to do with idleguard.

const MARK = "suite-visit";
const CHANNEL = "suite-sharing";
const LOCK = "suite-sharing:";
const ANSWERS_MS = 250;

/** Runs `measure`; null where the browser forbids it to this document. */
async function allowed(measure) {
  try {
    return await measure();
  } catch (error) {
    if (error.name === "SecurityError" || error.name === "NotAllowedError") return null;
    throw error;
  }
}

export function leaveMark(mark) {
  localStorage.setItem(MARK, mark);
}

function readCookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? null;
}

/** The mark that signing in left in a cookie, and whether a cookie of our own is kept. */
function lookAtCookies() {
  const probe = crypto.randomUUID();
  const flags = "Path=/sharing-frame; SameSite=None; Secure";
  document.cookie = `suite-probe=${probe}; ${flags}`;
  const isKept = readCookie("suite-probe") === probe;
  document.cookie = `suite-probe=; Max-Age=0; ${flags}`;
  return { mark: readCookie(MARK), isKept };
}

const lookAtStorage = () => ({ mark: localStorage.getItem(MARK) });

/** What the browser says when asked, which is only a hint (R152). Nothing is requested. */
async function lookAtAccess() {
  const has = document.hasStorageAccess ? await document.hasStorageAccess() : null;
  const asked = navigator.permissions?.query({ name: "storage-access" });
  // Engines that have no such permission say so with a TypeError.
  const permission = await Promise.resolve(asked).catch((error) => {
    if (error instanceof TypeError) return undefined;
    throw error;
  });
  return { has, permission: permission?.state ?? null };
}

/** One open page, which the documents of the others can hear of if the browser lets them. */
export class Place {
  #name;
  #channel = null;
  #heard = new Set();

  constructor(name) {
    this.#name = name;
  }

  /** Joins the channel and holds a lock until the page goes. */
  async open() {
    this.#channel = await allowed(() => new BroadcastChannel(CHANNEL));
    this.#channel?.addEventListener("message", ({ data }) => this.#hear(data));
    const held = () => new Promise(() => undefined);
    const name = LOCK + this.#name;
    allowed(() => navigator.locks.request(name, { mode: "shared" }, held)).catch(reportError);
  }

  #hear({ kind, from }) {
    this.#heard.add(from);
    if (kind === "call") this.#channel.postMessage({ kind: "answer", from: this.#name });
  }

  async #call() {
    if (this.#channel === null) return null;
    this.#heard.clear();
    this.#channel.postMessage({ kind: "call", from: this.#name });
    await new Promise((resolve) => setTimeout(resolve, ANSWERS_MS));
    return [...this.#heard];
  }

  async #locks() {
    const { held } = await navigator.locks.query();
    const names = held.map(({ name }) => name).filter((name) => name.startsWith(LOCK));
    return names.map((name) => name.slice(LOCK.length)).filter((name) => name !== this.#name);
  }

  /** Everything at once; null stands for what the browser forbids here. */
  async measure() {
    const [cookies, storage, access, heard, locks] = await Promise.all([
      allowed(lookAtCookies),
      allowed(lookAtStorage),
      allowed(lookAtAccess),
      this.#call(),
      allowed(() => this.#locks()),
    ]);
    return { cookies, storage, access, heard, locks };
  }
}
