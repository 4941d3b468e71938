// The app's own icon with a badge on it, in a tab that is not looked at while a prompt is up. The
// badge is a link of ours; the app's links stay where they are and are switched off by `media`,
// so that an app that changes its icon meanwhile changes its own. It must not know what a prompt
// is.

import { appIcon, badgeAlone, canShowData, withBadge } from "./badge-image.ts";

/** No medium: browsers pass over such a link. */
const ASIDE = "not all";

export class FaviconBadge {
  readonly #report: (detail: unknown) => void;
  /** The app's links that are put aside, and what they said. */
  readonly #aside = new Map<Element, string | null>();
  readonly #link = document.createElement("link");
  /** The picture, from when it is first needed; null where the page's policy forbids it. */
  #image: Promise<string | null> | null = null;
  #isForbidden = false;
  #isShown = false;

  constructor(report: (detail: unknown) => void) {
    this.#report = report;
    this.#link.rel = "icon";
    this.#link.type = "image/png";
  }

  /** The badge is there whenever the document is hidden, until `hide`. Idempotent. */
  show(): void {
    this.#isShown = true;
    document.addEventListener("visibilitychange", this.#apply);
    this.#apply();
  }

  /** Takes the badge off; every link is as it was, or as the app has made it since. Idempotent. */
  hide(): void {
    this.#isShown = false;
    document.removeEventListener("visibilitychange", this.#apply);
    this.#apply();
    // The app may have another icon by the next warning.
    this.#image = null;
  }

  readonly #apply = (): void => {
    if (!this.#isShown || !document.hidden) {
      this.#takeOff();
      return;
    }
    const image = (this.#image ??= this.#draw());
    void image.then((address) => {
      // The answer of a warning that is over, or of a tab that is looked at again, is late.
      if (address && image === this.#image && document.hidden) this.#putOn(address);
    });
  };

  async #draw(): Promise<string | null> {
    // A question of ours, so that a policy that forbids such images is broken once in a page.
    if (this.#isForbidden) return null;
    if (!(await canShowData())) {
      this.#isForbidden = true;
      this.#report("favicon: the page's content security policy forbids images of data:");
      return null;
    }
    try {
      return withBadge(await appIcon());
    } catch {
      return badgeAlone(); // SecurityError: what was drawn may not be read
    }
  }

  #putOn(address: string): void {
    if (this.#link.isConnected) return;
    for (const link of document.querySelectorAll('link[rel~="icon" i]')) {
      this.#aside.set(link, link.getAttribute("media"));
      link.setAttribute("media", ASIDE);
    }
    this.#link.href = address;
    document.head?.append(this.#link);
  }

  #takeOff(): void {
    this.#link.remove();
    for (const [link, media] of this.#aside) {
      if (link.getAttribute("media") !== ASIDE) continue; // the app's own change since
      if (media === null) link.removeAttribute("media");
      else link.setAttribute("media", media);
    }
    this.#aside.clear();
  }
}
