// A notification of the operating system. It never asks for the permission: a site that wants this
// has asked for it at a better moment. It must not know when to notify.

/** What is said, and in which language. */
export interface Notice {
  title: string;
  text: string;
  locale: string;
  /** "ltr" or "rtl". */
  dir: string;
}

export class SystemNotice {
  readonly #report: (detail: unknown) => void;
  #notification: Notification | null = null;

  constructor(report: (detail: unknown) => void) {
    this.#report = report;
  }

  /** Nothing without the permission. */
  show({ title, text, locale, dir }: Notice): void {
    const { Notification } = window as Partial<typeof globalThis>;
    if (Notification?.permission !== "granted") return;
    try {
      const notification = new Notification(title, {
        body: text,
        lang: locale,
        dir: dir as NotificationDirection,
        // Of several tabs that could not agree, the last one's is seen.
        tag: "idleguard",
        requireInteraction: true,
      });
      notification.onclick = () => {
        // To the prompt, which is what is answered (R121).
        window.focus();
        this.hide();
      };
      notification.onerror = () => this.#report("notification: the system shows none");
      this.#notification = notification;
    } catch (error) {
      this.#report(error); // Chromium on Android allows notifications to service workers only.
    }
  }

  /** Idempotent. */
  hide(): void {
    this.#notification?.close();
    this.#notification = null;
  }
}
