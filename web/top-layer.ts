// What the cover and the prompt share: a modal dialog in a host element of ours, out of reach of
// the page's style, script and focus. It must not know what is in it, or why it is there.

/** The time line of input events, whatever a page fakes later. */
export { realTime } from "../bindings/browser/real-time.ts";

/** True in test builds only: accessibility checkers see nothing in a closed root (R121). */
declare const IDLEGUARD_OPEN_SHADOW: boolean;

/** What the page's style says about any element does not touch the host: inner rules go first. */
const OUT_OF_REACH = ":host{all:initial!important;display:block!important}";

/** As it is when the script runs, for nothing may keep the cover away. */
const styleOf = getComputedStyle;

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

/** A style sheet that no content security policy forbids. */
export function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/** Remembers focus, selection and popovers; the returned function restores all as it was (R154). */
function rememberPage(): () => void {
  // From outside in: shadow trees, and frames of the same origin, have a focus of their own.
  const path: Element[] = [];
  for (let at: Element | null | undefined = document.activeElement; at;) {
    path.push(at);
    at = (at.shadowRoot ?? (at as HTMLIFrameElement).contentDocument)?.activeElement;
  }
  const focused = path.at(-1);
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
  // A modal dialog closes those that close at a click elsewhere.
  const popovers = CSS.supports("selector(:popover-open)")
    ? document.querySelectorAll<HTMLElement>(":popover-open")
    : [];
  return () => {
    for (const each of popovers) {
      // The app may have removed it, or made it something else, when it was told.
      if (each.isConnected && each.matches("[popover]:not(:popover-open)")) each.showPopover();
    }
    // No `instanceof`: what is in a frame is of another kind.
    for (const each of path) (each as HTMLElement).focus?.({ preventScroll: true });
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
  readonly #restore = rememberPage();

  constructor(tag: string, style: string) {
    this.host = document.createElement(tag);
    const page = document.documentElement;
    const { colorScheme, zoom } = page ? styleOf(page) : ({} as CSSStyleDeclaration);
    // A page that is light or dark by its own choice, and not by the system's, is not contradicted.
    this.host.dataset["scheme"] = colorScheme?.replace("only ", "");
    // A page that makes itself small does not mean us.
    if (+zoom < 1) this.dialog.style.zoom = `${1 / +zoom}`;
    const root = this.host.attachShadow({ mode: IDLEGUARD_OPEN_SHADOW ? "open" : "closed" });
    root.adoptedStyleSheets = [sheet(OUT_OF_REACH + style)];
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

  /** The language of what is in it, for voices, and the direction in which it is written. */
  speak(locale: string, direction: string): void {
    this.host.lang = locale;
    // Of the dialog, too: the page's style may set the host's direction, which `all` leaves out.
    this.host.dir = this.dialog.dir = direction;
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
