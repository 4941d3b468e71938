// The title of the document while something of ours stands in it: the mark of a hidden tab with a
// prompt, and the cover's own title. All masks go through one place, because two that each put back
// "the app's title" would mistake each other for the app. It must not know what a mask is for.

type Mask = (title: string) => string;

const masks = new Set<Mask>();
let observer: MutationObserver | null = null;
let original = "";
let shown = "";
let ours: Element | null = null;

/**
 * Shows `mask(title)` instead of the app's title until the returned function is called, which gives
 * the app's title back as the app last set it. Later masks see the result of earlier ones. Calling
 * the returned function twice does nothing.
 */
export function maskTitle(mask: Mask): () => void {
  if (!masks.size) {
    original = shown = document.title;
    // A task and not a microtask: an app that answers title changes at once must not hang the tab.
    observer ??= new MutationObserver(() => setTimeout(render));
    const watched = { childList: true, characterData: true, subtree: true };
    observer.observe(document.head ?? document, watched);
  }
  masks.add(mask);
  render();
  return () => {
    if (!masks.delete(mask)) return;
    render();
    if (!masks.size) observer?.disconnect();
  };
}

function render(): void {
  let found = document.title;
  if (found !== shown) {
    // The app may have built its new title from the one that it read: "(1) " + document.title.
    original = shown ? found.replace(shown, () => original) : found;
  } else if (ours) {
    // The parser may have come to the app's title since, which ours would hide for good.
    ours.remove();
    found = document.title;
    original = found || original;
  }
  ours = null;
  let title = original;
  for (const mask of masks) title = mask(title);
  if (title !== found) {
    const had = titleElement();
    document.title = title;
    if (!had) ours = titleElement();
  }
  // Read back, since browsers trim titles and ignore them in a document without a head.
  shown = document.title;
  observer?.takeRecords();
}

const titleElement = () => document.head?.querySelector("title") ?? null;

/** A mark in front of the title. It must not know when a title is to be marked. */
export class TitleMark {
  #mark = "";
  #unmask: (() => void) | null = null;

  /** The title carries `mark` until `hide`. Again to change it. */
  show(mark: string): void {
    this.#mark = mark;
    if (this.#unmask) render();
    else this.#unmask = maskTitle((title) => `${this.#mark} ${title}`);
  }

  /** Takes the mark off. Idempotent, and nothing happens without `show`. */
  hide(): void {
    this.#unmask?.();
    this.#unmask = null;
  }
}
