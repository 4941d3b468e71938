// This page's part in warning and signing out: the prompt and its countdown, the cover, the hooks,
// and where to go at the end. It is told when; it does not know why, and it decides nothing.

import type { Options, PromptRenderer, PromptView, SignOutContext } from "./api.ts";
import type { Clock } from "../bindings/browser/clock.ts";
import { loadAttention } from "./attention/load.ts";
import { Cover } from "./cover.ts";
import { addressOf } from "./options.ts";
import { DialogPrompt } from "./prompt/dialog-prompt.ts";
import { Language } from "./prompt/language.ts";
import { roughTime } from "./prompt/strings.ts";
import { TitleMark } from "./prompt/title-mark.ts";

/** R123: how long a host may take to save what it has. */
const HOOK_MS = 3000;

export interface PageActions {
  stay(): boolean;
  signOut(): void;
  report(code: string, detail?: unknown): void;
}

export class Page {
  readonly #options: Options;
  readonly #clock: Clock;
  readonly #language: Language;
  readonly #actions: PageActions;
  readonly #cover: Cover;
  readonly #mark = new TitleMark();
  readonly #attention: ReturnType<typeof loadAttention>;
  #prompt: PromptRenderer | null;
  #endsAt: number | null = null;
  #warningMs = 0;
  #asksToContinue = false;
  #tick: unknown = null;

  constructor(options: Options, clock: Clock, actions: PageActions) {
    this.#options = options;
    this.#clock = clock;
    this.#actions = actions;
    this.#language = new Language(options, actions.report);
    this.#cover = new Cover(this.#language);
    this.#attention = loadAttention(options.attention, actions.report);
    this.#prompt = rendererOf(options, this.#language);
    // Now, for when the texts are needed the network may be gone.
    this.#speak();
  }

  cover(): void {
    this.hidePrompt(); // else it would take the focus back from under the cover
    this.#cover.show();
  }

  uncover(): void {
    this.#cover.hide();
  }

  /**
   * `endsAt` is monotonic. Again with another end: the countdown changes. `warningMs`: from the
   * beginning of the warning to its end. `asksToContinue`: "continue" is the answer, as SharePoint
   * words it (R114).
   */
  showPrompt(endsAt: number, warningMs: number, asksToContinue: boolean): void {
    const isNew = this.#endsAt === null;
    this.#endsAt = endsAt;
    this.#warningMs = warningMs;
    this.#asksToContinue = asksToContinue;
    if (isNew) {
      this.#attention((attention) => attention.show(this.#language, this.#view(0)));
      document.addEventListener("visibilitychange", this);
    }
    this.#draw(isNew ? "show" : "update");
    // The page may be in another language by now.
    if (isNew) this.#speak();
  }

  /** Nothing without a prompt. */
  hidePrompt(): void {
    if (this.#endsAt === null) return;
    this.#endsAt = null;
    this.#stopTicking();
    this.#mark.hide();
    this.#attention((attention) => attention.hide());
    document.removeEventListener("visibilitychange", this);
    this.#ask((prompt) => prompt.hide());
  }

  /** The tab was shown or hidden while the prompt is up. */
  handleEvent(): void {
    this.#draw("update");
  }

  /** What is left, or nothing without a prompt. */
  get remainingMs(): number | null {
    if (this.#endsAt === null) return null;
    return Math.max(0, Math.ceil(this.#endsAt - this.#clock.mono()));
  }

  /** R123 step 4: resolves when the host is done, or its time is up. */
  async runHook(context: SignOutContext): Promise<void> {
    const { beforeSignOut } = this.#options;
    if (beforeSignOut) {
      await this.#within(HOOK_MS, "hook-failed", () => beforeSignOut.call(this.#options, context));
    }
  }

  /**
   * Ends the session at the server. A navigation does not resolve: the page is on its way out, and
   * its guards against being left are told nothing (R135).
   */
  async signOut(context: SignOutContext): Promise<boolean> {
    this.#silenceUnloadGuards();
    const { signOut } = this.#options;
    if (isHandler(signOut)) {
      try {
        await signOut.signOut(context);
        return true;
      } catch (error) {
        this.#actions.report("sign-out-failed", error);
        return false;
      }
    }
    location.replace(String(signOut));
    return new Promise<boolean>(() => {});
  }

  /** To the signed-out page; what this tab keeps is cleared first when somebody else signed out. */
  async leave(context: SignOutContext, signedOutHere: boolean): Promise<void> {
    this.#silenceUnloadGuards();
    const { signOut } = this.#options;
    const { localSignOut } = isHandler(signOut) ? signOut : {};
    if (localSignOut && !signedOutHere) {
      await this.#within(HOOK_MS, "local-sign-out-failed", () =>
        localSignOut.call(signOut, context),
      );
    }
    location.replace(this.#signedOut(context));
  }

  /** Takes every element of ours away. */
  stop(): void {
    this.hidePrompt();
    this.#cover.hide();
  }

  #signedOut(context: SignOutContext): string {
    const shipped = new URL("signed-out.html", import.meta.url);
    const address = addressOf(this.#options.signedOut ?? shipped) ?? shipped;
    if (!address.hash) address.hash = `reason=${context.reason}`;
    return address.href;
  }

  #draw(how: "show" | "update"): void {
    const { remainingMs } = this;
    if (remainingMs === null) return;
    const view = this.#view(remainingMs);
    this.#ask((prompt) => prompt[how](view));
    this.#markTitle(remainingMs);
    this.#stopTicking();
    const waitMs = untilNextDigit(remainingMs);
    if (waitMs) this.#tick = this.#clock.setTimeout(() => this.#draw("update"), waitMs);
  }

  /** Only where nobody looks: there the title says what the prompt cannot (R118). */
  #markTitle(remainingMs: number): void {
    if (!document.hidden) return this.#mark.hide();
    const { locale, strings } = this.#language;
    this.#mark.show(`${strings.titleMark} ${roughTime(remainingMs / 1000, locale)} ·`);
  }

  /** A prompt that is up before its texts are there gets them when they come. */
  #speak(): void {
    void this.#language.follow().then((isOther) => isOther && this.#draw("update"));
  }

  #stopTicking(): void {
    if (this.#tick !== null) this.#clock.clearTimeout(this.#tick);
    this.#tick = null;
  }

  #view(remainingMs: number): PromptView {
    const { application, organization } = this.#options;
    const { locale, strings } = this.#language;
    return {
      signOutAt: new Date(this.#clock.wall() + remainingMs),
      remainingMs,
      warningMs: this.#warningMs,
      stayLabel: this.#asksToContinue ? strings.continue : strings.stay,
      application: application ?? null,
      organization: organization ?? null,
      locale,
      stay: () => this.#actions.stay(),
      signOut: () => this.#actions.signOut(),
    };
  }

  /** A prompt of the host's that throws must not leave the user without one. */
  #ask(what: (prompt: PromptRenderer) => void): void {
    if (!this.#prompt) return;
    try {
      what(this.#prompt);
    } catch (error) {
      if (this.#prompt instanceof DialogPrompt) throw error;
      this.#actions.report("prompt-failed", error);
      this.#prompt = new DialogPrompt(this.#language);
      if (this.#endsAt !== null) this.#draw("show");
    }
  }

  async #within(limitMs: number, code: string, work: () => Promise<void>): Promise<void> {
    const limit = new Promise<void>((resolve) => this.#clock.setTimeout(resolve, limitMs));
    const done = (async () => work())().catch((error: unknown) => {
      this.#actions.report(code, error);
    });
    await Promise.race([done, limit]);
  }

  /**
   * R135: a guard of unsaved work would ask whoever is not there, and a router that makes every
   * navigation its own would take the sign-out address for a view. Chromium calls the listeners of
   * `window` and `navigation` in the order in which they came, capturing or not, so theirs cannot
   * be kept from running; what they can do about the navigation can be taken from them. Nothing is
   * thrown where these objects are frozen, and nothing called that pages replace.
   */
  #silenceUnloadGuards(): void {
    window.onbeforeunload = null;
    const types = window as unknown as Record<string, typeof Event | undefined>;
    for (const type in { BeforeUnloadEvent: 0, NavigateEvent: 0 }) {
      const prototype = types[type]?.prototype;
      for (const name in { preventDefault: 0, returnValue: 0, intercept: 0 }) {
        if (prototype) Reflect.defineProperty(prototype, name, { value() {}, writable: true });
      }
    }
  }
}

function rendererOf({ prompt }: Options, language: Language): PromptRenderer | null {
  if (prompt === "none") return null;
  return typeof prompt === "object" ? prompt : new DialogPrompt(language);
}

/**
 * Milliseconds until what is shown is wrong: a full second, so that all tabs show the same digits,
 * and of a hidden tab only what its title says. 0: it stays right.
 */
function untilNextDigit(remainingMs: number): number {
  if (!document.hidden) return remainingMs && (remainingMs % 1000 || 1000);
  const mark = [60_000, 30_000, 10_000].find((each) => remainingMs > each);
  if (mark === 60_000) return remainingMs % mark || mark;
  return mark ? remainingMs - mark : 0;
}

function isHandler(signOut: Options["signOut"]): signOut is Exclude<typeof signOut, string | URL> {
  return typeof signOut === "object" && !(signOut instanceof URL);
}
