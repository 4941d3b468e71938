// Brings one state of the prompt or of the cover about at once, in ways that any page has: options,
// a clock of its own, style sheets. Which state follows from the address. Its account is
// new each time, so that nothing here meets a session of the demo, or another preview.

import { IdleGuard } from "/idleguard/idleguard.mjs";

const WARN_AFTER = "00:13:00";
const SIGN_OUT_AFTER = "00:15:00";
const THEMES = [
  "/idleguard/themes/fluent.css",
  "/idleguard/themes/plain.css",
  "/pages/prompt-brand.css",
];

const element = (id) => document.getElementById(id);
const choices = new URLSearchParams(location.search);
const isOn = (name) => choices.get(name) === "on";

/** Real time and as much more as was jumped over. It is nobody else's, unlike the suite's clock. */
class PreviewClock {
  #aheadMs = 0;
  #timers = new Map();
  #lastId = 0;

  wall = () => Date.now() + this.#aheadMs;
  mono = () => performance.now() + this.#aheadMs;

  setTimeout(callback, delayMs) {
    const id = ++this.#lastId;
    this.#timers.set(id, { callback, due: this.mono() + delayMs, real: 0 });
    this.#arm(id);
    return id;
  }

  clearTimeout(id) {
    clearTimeout(this.#timers.get(id)?.real);
    this.#timers.delete(id);
  }

  /** So much time has passed; what was to happen meanwhile happens now. */
  jump(ms) {
    this.#aheadMs += ms;
    for (const id of this.#timers.keys()) this.#arm(id);
  }

  #arm(id) {
    const timer = this.#timers.get(id);
    clearTimeout(timer.real);
    const fire = () => {
      this.#timers.delete(id);
      timer.callback();
    };
    timer.real = setTimeout(fire, Math.max(0, timer.due - this.mono()));
  }
}

/** The app's own prompt: what it is told it shows, and what is pressed it hands back. */
const ownPrompt = {
  show(view) {
    element("own").hidden = false;
    element("own-stay").textContent = view.stayLabel;
    element("own-stay").onclick = () => view.stay();
    element("own-sign-out").onclick = () => view.signOut();
    ownPrompt.update(view);
    element("own-stay").focus();
  },
  update({ application, organization, remainingMs }) {
    const who = [application, organization].filter(Boolean).join(", ");
    const left = `${Math.ceil(remainingMs / 1000)} s left`;
    element("own-text").textContent = `Still there? ${who ? `${who}: ` : ""}${left}.`;
  },
  hide() {
    element("own").hidden = true;
  },
};

const storages = [localStorage, sessionStorage];
const keys = () => storages.map((storage) => Object.keys(storage));

/** What has come into storage since `before` goes with this page: nobody signs in here again. */
function forgetWhenLeft(guard, before) {
  addEventListener("pagehide", () => {
    guard.stop();
    for (const [i, storage] of storages.entries()) {
      const isNew = (key) => key.startsWith("idleguard") && !before[i].includes(key);
      for (const key of Object.keys(storage).filter(isNew)) storage.removeItem(key);
    }
  });
}

function policyAndApp() {
  if (!isOn("sharePoint")) {
    const custom = { warnAfter: WARN_AFTER, signOutAfter: SIGN_OUT_AFTER };
    return { app: "custom", policy: { version: 1, custom } };
  }
  const sharePoint = { Enabled: true, WarnAfter: WARN_AFTER, SignOutAfter: SIGN_OUT_AFTER };
  return { app: "sharePoint", policy: { version: 1, sharePoint } };
}

/** What the app looks like, and is doing, when the prompt comes. */
function setTheScene() {
  const theme = choices.get("theme");
  if (THEMES.includes(theme)) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: theme });
    document.head.append(link);
  }
  document.documentElement.dataset.scheme = choices.get("scheme") ?? "";
  if (isOn("modal")) element("modal").showModal();
  if (isOn("unseen")) {
    // What a page sees of itself in a tab that is not in front, and no frame can be put into.
    Object.defineProperty(document, "hidden", { value: true });
    Object.defineProperty(document, "visibilityState", { value: "hidden" });
  }
}

function tell(text) {
  element("outcome").textContent = text;
}

async function run() {
  setTheScene();
  const clock = new PreviewClock();
  const before = keys();
  const guard = await IdleGuard.start({
    account: `preview-${crypto.randomUUID()}`,
    ...policyAndApp(),
    // Stays where it is, so that the cover can be looked at.
    signOut: { signOut: () => new Promise(() => undefined) },
    prompt: choices.get("state") === "own" ? ownPrompt : "built-in",
    locale: choices.get("language") || "en",
    organization: choices.get("organization") || undefined,
    application: choices.get("application") || undefined,
    clock,
  });
  forgetWhenLeft(guard, before);
  guard.addEventListener("prompt", () => tell("The app is idle: the question is up."));
  guard.addEventListener("stay", () => tell("You stay signed in, and the page is as it was."));
  if (choices.get("state") === "cover") return guard.signOut();
  clock.jump(guard.status.remainingMs - Number(choices.get("left") ?? 120) * 1000);
}

element("again").addEventListener("click", () => location.reload());
run().catch((error) => tell(`idleguard did not start: ${error.message}`));
