// The built-in prompt (R109 to R121, R153 to R159): draws a view and hands the user's answer to it.
// It must not know what time it is, when the session ends or what an answer leads to; of time it
// sees the milliseconds in the view, and for its quiet first moments the stamps of input events.

import type { PromptRenderer, PromptView } from "../api.ts";
import { element, Modal, realTime } from "../top-layer.ts";
import type { Language } from "./language.ts";
import css from "./prompt.css";
import { clockTime, direction, isolated, message, spokenTime } from "./strings.ts";

/** Keys do not answer for so long, since they may have been meant for the page (R156). */
const QUIET_MS = 500;
/** Seconds left that are spoken (R157); the last is spoken into what is being said. */
const SPOKEN_AT = [60, 30, 10] as const;

/** Everything that exists only while the prompt is up. */
interface Showing {
  modal: Modal;
  parts: ReturnType<typeof build>;
  view: PromptView;
  /** The second on display; Infinity before the first. */
  second: number;
  quietUntil: number;
  /** The key that is down was pressed too early, or for the page. */
  heldKeyIsForeign: boolean;
}

/** The prompt of a product that brings none of its own. */
export class DialogPrompt implements PromptRenderer {
  readonly #language: Language;
  #showing: Showing | null = null;

  constructor(language: Language) {
    this.#language = language;
  }

  /** Opens the prompt with the focus on "stay". While it is up, the same as `update`. */
  show(view: PromptView): void {
    if (!this.#showing) {
      const modal = new Modal("idleguard-prompt", css);
      const parts = build(modal.dialog);
      const fresh = { second: Infinity, quietUntil: 0, heldKeyIsForeign: false };
      this.#showing = { modal, parts, view, ...fresh };
      this.#listen(modal.dialog, parts);
      this.#beQuiet();
    }
    this.update(view);
  }

  /** Draws the view, and puts the prompt back if the page removed it. Nothing without `show`. */
  update(view: PromptView): void {
    const showing = this.#showing;
    if (!showing) return;
    showing.view = view;
    const second = Math.ceil(view.remainingMs / 1000);
    const before = showing.second;
    // Also at the opening: it has no language before.
    const isInOther = showing.modal.host.lang !== view.locale;
    showing.second = second;
    this.#draw(showing);
    // Before it opens, for the time is a part of what is read out then.
    if (isInOther || SPOKEN_AT.some((at) => second <= at && at < before)) this.#announce(showing);
    showing.modal.keepOnTop();
    this.#moveBar(showing);
  }

  /** Removes the prompt; the page is as it was before `show` (R154). Nothing without `show`. */
  hide(): void {
    const modal = this.#showing?.modal;
    this.#showing = null;
    document.removeEventListener("visibilitychange", this.#beQuiet);
    modal?.close();
  }

  #draw({ parts, view, modal, second }: Showing): void {
    const { strings } = this.#language;
    modal.speak(view.locale, direction(view.locale));
    put(parts.application, isolated(view.application));
    put(parts.title, strings.title);
    put(parts.message, message(strings, view));
    put(parts.label, strings.remaining);
    put(parts.time, clockTime(second, view.locale));
    put(parts.stay, view.stayLabel);
    put(parts.signOut, strings.signOut);
  }

  /** To where it is now, and from there, by the style sheet's transition, to the next second. */
  #moveBar({ parts: { bar }, view: { remainingMs, warningMs } }: Showing): void {
    const toSecond = remainingMs % 1000 || 1000;
    const moveTo = (ms: number, inMs: number) => {
      bar.style.setProperty("--in", `${inMs}ms`);
      bar.style.transform = `scaleX(${Math.min(Math.max(ms, 0) / (warningMs || 1), 1)})`;
    };
    moveTo(remainingMs, 0);
    void bar.offsetWidth; // else the browser would see only the second of the two
    moveTo(remainingMs - toSecond, toSecond);
  }

  #announce({ parts, view, second }: Showing): void {
    parts.status.setAttribute("aria-live", second <= SPOKEN_AT[2] ? "assertive" : "polite");
    const { remaining } = this.#language.strings;
    parts.spoken.textContent = `${remaining}: ${spokenTime(second, view.locale)}`;
  }

  #listen(dialog: HTMLDialogElement, parts: Showing["parts"]): void {
    // A click made by a key has no detail.
    parts.stay.addEventListener("click", (e) => this.#answer(e, "stay", !e.detail));
    parts.signOut.addEventListener("click", (e) => this.#answer(e, "signOut", !e.detail));
    dialog.addEventListener("keydown", this.#onKey);
    dialog.addEventListener("keyup", this.#onKey);
    // Escape while the focus is on nothing, and a phone's own gesture for going back.
    dialog.addEventListener("cancel", (event) => this.#answer(event, "stay", true));
    // No answer: a script that got hold of the dialog can close it, and of what a user does, a
    // `cancel` has told already.
    dialog.addEventListener("close", () => this.#showing?.modal.keepOnTop());
    document.addEventListener("visibilitychange", this.#beQuiet);
  }

  /** Only what the user really did is an answer (R121). */
  #answer(event: Event, answer: "stay" | "signOut", byKey: boolean): void {
    const showing = this.#showing;
    if (!showing || !event.isTrusted || (byKey && event.timeStamp < showing.quietUntil)) return;
    showing.view[answer]();
  }

  /** Also when the tab comes to the front, where the user sees the prompt for the first time. */
  readonly #beQuiet = (): void => {
    if (this.#showing) this.#showing.quietUntil = realTime.mono() + QUIET_MS;
  };

  /** Drops a key that was pressed too early until it is released, however late that is. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const showing = this.#showing;
    if (!showing) return;
    if (event.type === "keydown") {
      showing.heldKeyIsForeign = event.repeat || event.timeStamp < showing.quietUntil;
    }
    // With Shift, WebKitGTK has no name for the key.
    if (event.key === "Tab" || event.code === "Tab") {
      // Browsers let it out of a modal dialog, to their own window (R155).
      event.preventDefault();
      const { stay, signOut } = showing.parts;
      if (event.type === "keydown") (event.target === stay ? signOut : stay).focus();
    } else if (showing.heldKeyIsForeign) {
      event.preventDefault();
    } else if (event.type === "keydown" && event.key === "Escape") {
      this.#answer(event, "stay", true);
    }
    if (event.type === "keyup") showing.heldKeyIsForeign = false;
  };
}

/** Fills the dialog with elements that have no text yet, everything in reading order. */
function build(dialog: HTMLDialogElement) {
  const application = element("p", "application");
  const title = element("h2", "title");
  const message = element("p", "message");
  const label = element("span", "label");
  const time = element("span", "time");
  const bar = element("div", "bar");
  const countdown = element("div", "countdown", label, time, element("div", "track", bar));
  const stay = element("button", "stay");
  const signOut = element("button", "sign-out");
  // In an element of its own: browsers leave what is live out of descriptions.
  const spoken = element("span", "spoken");
  const status = element("p", "status", spoken);
  countdown.setAttribute("aria-hidden", "true");
  stay.autofocus = true;
  status.setAttribute("role", "status");
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-modal", "true");
  dialog.setAttribute("part", "dialog");
  dialog.setAttribute("aria-labelledby", "title");
  // What is spoken at the marks is also what is read out at the opening, last.
  dialog.setAttribute("aria-describedby", "application message spoken");
  const actions = element("div", "actions", stay, signOut);
  dialog.append(application, title, message, countdown, actions, status);
  return { application, title, message, label, time, bar, stay, signOut, status, spoken };
}

// Writing the same text again would make a screen reader read it again.
function put(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
