// The Storage Access API in the hub's frame (R152): asked for the localStorage of the hub and never
// for more, because more hangs the renderer of Chromium 156. Asked without a press only where the
// browser says that it is granted already; a refusal is not retried in this document.
// `hasStorageAccess()` is not asked: it can be true with storage that is split.

/** What TypeScript's library does not know yet. */
type AskForStorage = (types?: { localStorage: true }) => Promise<{ localStorage?: Storage } | void>;

export class StorageAccess {
  readonly #granted: (storage: Storage | null) => void;
  #isAsked = false;

  /**
   * `granted` gets the hub's own localStorage, or null where only cookies were granted (Firefox,
   * WebKit). Called once at most.
   */
  constructor(granted: (storage: Storage | null) => void) {
    this.#granted = granted;
  }

  /** Resolves when access that is granted already is in use, or is known not to be. */
  async look(): Promise<void> {
    let permission: PermissionStatus;
    try {
      permission = await navigator.permissions.query({ name: "storage-access" as PermissionName });
    } catch {
      return; // the browser does not know this permission
    }
    if (permission.state === "granted") return this.#ask();
    permission.onchange = () => {
      if (permission.state === "granted") void this.#ask();
    };
  }

  /** The page says that the user pressed something; the browser knows whether that counts here. */
  pressed(): void {
    if (navigator.userActivation?.isActive) void this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const ask = document.requestStorageAccess?.bind(document) as AskForStorage | undefined;
    if (!ask) return;
    try {
      const handle = await ask({ localStorage: true });
      this.#granted(handle?.localStorage ?? null);
    } catch {
      return; // refused: by the user, or because the press was not one in this frame
    }
  }
}
