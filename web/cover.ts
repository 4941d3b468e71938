// Makes the page unreadable at once and reversibly (R123 step 3), and owns what the cover shares
// with the prompt: a modal dialog in a host element of ours, out of reach of the page's style,
// script and focus. It must not know why a session ends, or whether it does.

import type { Strings } from "./api.ts";
import css from "./cover.css";
import { maskTitle } from "./prompt/title-mark.ts";

/** True in test builds only: accessibility checkers see nothing in a closed root (R121). */
declare const IDLEGUARD_OPEN_SHADOW: boolean;

// The second line of defence: what the page puts into the top layer later lies above the cover.
// Editable text keeps `visibility`, for `innerText` of hidden text is empty and the hook that saves
// drafts runs under the cover; `opacity` hides it just as well.
const HIDE_PAGE =
  ":not(idleguard-cover,[contenteditable] *){visibility:hidden!important}" +
  "[contenteditable]{visibility:visible!important}" +
  "body,dialog,[popover]{opacity:0!important}";
// A page with `* { transition: all 2s }` would fade away slowly, and come back as slowly.
const AT_ONCE = "*{transition:none!important}";

/** A new element, named `part` for the app's style and by the same `id` for references to it. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  part: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.id = part;
  made.setAttribute("part", part);
  made.append(...children);
  return made;
}

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/** Remembers focus and selection; the returned function restores both without scrolling (R154). */
function rememberFocus(): () => void {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  const selection = getSelection();
  // A copied range follows the changes that the page makes meanwhile.
  const range = selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
  const backward =
    range?.startContainer !== selection?.anchorNode ||
    range?.startOffset !== selection?.anchorOffset;
  // The selection of a text field belongs to the field; fields of numbers and the like have none.
  const field = focused && "selectionStart" in focused ? (focused as HTMLInputElement) : null;
  const start = field?.selectionStart ?? null;
  const end = field?.selectionEnd ?? null;
  const direction = field?.selectionDirection ?? "none";
  return () => {
    if (focused instanceof HTMLElement || focused instanceof SVGElement) {
      focused.focus({ preventScroll: true });
    }
    // A press on a button of ours may have taken it: the field is told again.
    if (field && start !== null) field.setSelectionRange(start, end, direction);
    if (!range || !selection || field) return;
    const { startContainer, startOffset, endContainer, endOffset } = range;
    if (backward) selection.setBaseAndExtent(endContainer, endOffset, startContainer, startOffset);
    else selection.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
  };
}

/** A modal dialog of ours (R121, R154). Used for one opening. */
export class Modal {
  readonly host: HTMLElement;
  readonly dialog = document.createElement("dialog");
  readonly #restore = rememberFocus();

  constructor(tag: string, style: string) {
    this.host = document.createElement(tag);
    // Nothing that the page's style says about any element may touch the host.
    this.host.style.setProperty("all", "initial", "important");
    this.host.style.setProperty("display", "block", "important");
    const root = this.host.attachShadow({ mode: IDLEGUARD_OPEN_SHADOW ? "open" : "closed" });
    root.adoptedStyleSheets = [sheet(style)];
    root.append(this.dialog);
    // The page's shortcuts and its "clicked elsewhere" handlers must not act on what happens here.
    for (const type of ["keydown", "keyup", "click", "pointerdown", "mousedown", "touchstart"]) {
      this.host.addEventListener(type, (event) => event.stopPropagation());
    }
    // Browsers close a dialog at the second Escape, whatever its `cancel` listener says.
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") event.preventDefault();
    });
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
  }

  /**
   * Shows the dialog on top of everything; again if the page removed it or opened one above.
   * Idempotent; true if something had to be done.
   */
  keepOnTop(): boolean {
    const { activeElement, body, documentElement } = document;
    const { host, dialog } = this;
    const focusIsOurs = !activeElement || activeElement === host || activeElement === body;
    if (host.isConnected && dialog.open && focusIsOurs) return false;
    // Not into the body: applications replace its content.
    if (!host.isConnected) documentElement?.append(host);
    if (!host.isConnected) return false;
    // One that was taken out of the document may still say `open`, and would refuse to be shown.
    dialog.close();
    dialog.showModal();
    return true;
  }

  /** Removes it and gives the focus back. */
  close(): void {
    this.dialog.close();
    this.host.remove();
    this.#restore();
  }
}

/** Hides the page (R123, R142). Hide the prompt first, or the focus cannot be given back. */
export class Cover {
  readonly #strings: Strings;
  #modal: Modal | null = null;
  #unmaskTitle: (() => void) | null = null;
  #paused: HTMLMediaElement[] = [];
  #waiting = false;
  readonly #pageStyle = sheet("");
  readonly #observer = new MutationObserver(() => this.#keep());

  constructor(strings: Strings) {
    this.#strings = strings;
  }

  get shown(): boolean {
    return this.#modal !== null;
  }

  /** The page is unreadable when this returns, whatever state it is in. Idempotent. */
  show(): void {
    if (this.#modal) return;
    const { coverTitle, coverMessage } = this.#strings;
    // Before the style sheet, which takes the focus from what it hides.
    const modal = (this.#modal = new Modal("idleguard-cover", css));
    this.#pageStyle.replaceSync(HIDE_PAGE + AT_ONCE);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#pageStyle];
    this.#unmaskTitle = maskTitle(() => coverTitle);
    this.#paused = [...document.querySelectorAll<HTMLMediaElement>("video,audio")].filter(
      (media) => !media.paused,
    );
    for (const media of this.#paused) media.pause();

    const { dialog } = modal;
    dialog.dir = "auto";
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
    requestAnimationFrame(() => {
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
