// Which pages of this sign-in are open in this browser, as the server knows from the pages
// themselves. Only with that can a page say "open, and yet not heard".

const EVERY_MS = 2000;

export class OpenPlaces extends EventTarget {
  /** As last told by the server. */
  names = [];
  #timer = null;

  constructor() {
    super();
    addEventListener("pagehide", () => this.#send(false));
    addEventListener("pageshow", ({ persisted }) => persisted && this.tell());
  }

  /** Tells that this page is open, now and every two seconds. */
  async tell() {
    clearTimeout(this.#timer);
    const names = await this.#send(true);
    if (names !== null) {
      this.names = names;
      this.dispatchEvent(new Event("change"));
    }
    this.#timer = setTimeout(() => this.tell(), EVERY_MS);
  }

  /** The names, or null when the server cannot be asked now, or nobody is signed in any more. */
  async #send(open) {
    clearTimeout(this.#timer);
    const body = JSON.stringify({ open });
    const asked = fetch("/sharing/place", { method: "POST", body, keepalive: true });
    const answer = await asked.catch((error) => {
      if (error instanceof TypeError) return null;
      throw error;
    });
    return answer?.ok ? (await answer.json()).open : null;
  }
}
