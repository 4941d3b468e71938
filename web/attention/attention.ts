// Calls a user who does not look at the tab, in the ways that the option `attention` names. A file
// of its own in dist/, loaded only when the option asks for it. It is told when a warning begins
// and when it is over; it must not know of sessions, and whatever fails here is only reported.

import type { AttentionKind, PromptView } from "../api.ts";
import type { Language } from "../prompt/language.ts";
import { direction, message } from "../prompt/strings.ts";
import { FaviconBadge } from "./favicon-badge.ts";
import { OnceForAll } from "./once-for-all.ts";
import { SystemNotice } from "./system-notice.ts";
import { Tones } from "./tones.ts";

export type Report = (detail: unknown) => void;

export class Attention {
  readonly #badge: FaviconBadge | null = null;
  readonly #notice: SystemNotice | null = null;
  readonly #tones: Tones | null = null;
  readonly #once: OnceForAll | null = null;
  #shown: { language: Language; view: PromptView } | null = null;

  constructor(kinds: readonly AttentionKind[], report: Report) {
    if (kinds.includes("favicon")) this.#badge = new FaviconBadge(report);
    if (kinds.includes("notification")) this.#notice = new SystemNotice(report);
    if (kinds.includes("sound")) this.#tones = new Tones(report);
    if (this.#notice || this.#tones) this.#once = new OnceForAll(() => this.#call());
  }

  /** A warning begins, perhaps before its texts are there. While one is shown, nothing. */
  show(language: Language, view: PromptView): void {
    if (this.#shown) return;
    this.#shown = { language, view };
    // Else a notification would outlive the page that can close it, and a channel keep the page out
    // of the back/forward cache (R99).
    addEventListener("pagehide", this);
    this.#badge?.show();
    this.#once?.begin();
  }

  /** The warning is over, wherever it was answered: everything is as before. Idempotent. */
  hide(): void {
    if (!this.#shown) return;
    this.#shown = null;
    removeEventListener("pagehide", this);
    this.#silence();
    this.#badge?.hide();
  }

  /** The page goes, perhaps into the cache: the badge stays with it, the rest ends. */
  handleEvent(): void {
    this.#silence();
  }

  #silence(): void {
    this.#once?.end();
    this.#notice?.hide();
    this.#tones?.hide();
  }

  /** This tab calls for all. A sound is also for somebody who does not look at the screen. */
  #call(): void {
    if (!this.#shown) return;
    this.#tones?.show();
    if (document.hasFocus()) return;
    const { language, view } = this.#shown;
    const { locale, strings } = language;
    const text = message(strings, view);
    this.#notice?.show({ title: strings.title, text, locale, dir: direction(locale) });
  }
}
