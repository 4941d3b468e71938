// Makes the page unreadable at once and reversibly (R123 step 3). It must not know why a session
// ends, or whether it does.

import css from "./cover.css";
import type { Language } from "./prompt/language.ts";
import { direction } from "./prompt/strings.ts";
import { maskTitle } from "./prompt/title-mark.ts";
import { element, Modal, sheet } from "./top-layer.ts";

// The second line of defence: what the page puts into the top layer later lies above the cover.
// Editable text keeps `visibility`, for `innerText` of hidden text is empty and the hook that saves
// drafts runs under the cover; `opacity` hides it just as well.
const HIDE_PAGE =
  ":not(idleguard-cover,[contenteditable] *){visibility:hidden!important}" +
  "[contenteditable]{visibility:visible!important}" +
  "body,dialog,[popover]{opacity:0!important}";
// A page with `* { transition: all 2s }` would fade away slowly, and come back as slowly.
const AT_ONCE = "*{transition:none!important}";

/** As it is when the script runs: a fake one may never call back. */
const nextFrame = requestAnimationFrame;

/** Hides the page (R123, R142). Hide the prompt first, or the focus cannot be given back. */
export class Cover {
  readonly #language: Language;
  #modal: Modal | null = null;
  #unmaskTitle: (() => void) | null = null;
  #paused: HTMLMediaElement[] = [];
  #waiting = false;
  readonly #pageStyle = sheet("");
  readonly #observer = new MutationObserver(() => this.#keep());

  constructor(language: Language) {
    this.#language = language;
  }

  get shown(): boolean {
    return this.#modal !== null;
  }

  /** The page is unreadable when this returns, whatever state it is in. Idempotent. */
  show(): void {
    if (this.#modal) return;
    const { locale, strings } = this.#language;
    const { coverTitle, coverMessage } = strings;
    let modal: Modal;
    try {
      // Before the style sheet, which takes the focus from what it hides.
      this.#modal = modal = new Modal("idleguard-cover", css);
    } finally {
      this.#pageStyle.replaceSync(HIDE_PAGE + AT_ONCE);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#pageStyle];
    }
    this.#unmaskTitle = maskTitle(() => coverTitle);
    this.#paused = [...document.querySelectorAll<HTMLMediaElement>("video,audio")].filter(
      (media) => !media.paused,
    );
    for (const media of this.#paused) media.pause();

    const { dialog } = modal;
    modal.speak(locale, direction(locale));
    dialog.setAttribute("aria-labelledby", "title");
    dialog.setAttribute("aria-describedby", "message");
    dialog.append(element("h1", "title", coverTitle), element("p", "message", coverMessage));
    dialog.addEventListener("close", this.#keep);
    document.addEventListener("focusin", this.#keep);
    this.#waiting = false;
    modal.keepOnTop();
    this.#watch();
  }

  /** The page is as it was: title, focus, selection, media, scroll positions. Idempotent. */
  hide(): void {
    const modal = this.#modal;
    if (!modal) return;
    this.#modal = null;
    this.#observer.disconnect();
    document.removeEventListener("focusin", this.#keep);
    this.#unmaskTitle?.();
    this.#pageStyle.replaceSync(AT_ONCE);
    modal.close();
    // Asking for a size makes the browser apply the style, before transitions are allowed again.
    void document.documentElement?.offsetWidth;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== this.#pageStyle);
    for (const media of this.#paused.splice(0)) {
      media.play().catch((problem: unknown) => console.debug("idleguard: stays paused", problem));
    }
  }

  readonly #keep = (): void => {
    if (!this.#modal || this.#waiting) return;
    // At most once a frame: against a page that removes us each time, the tab must not hang.
    this.#waiting = this.#modal.keepOnTop();
    this.#watch();
    if (!this.#waiting) return;
    nextFrame(() => {
      this.#waiting = false;
      this.#keep();
    });
  };

  #watch(): void {
    this.#observer.observe(document, { childList: true });
    // Each time, for the root element may be a new one.
    if (document.documentElement) {
      this.#observer.observe(document.documentElement, { childList: true });
    }
  }
}
