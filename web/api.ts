// The public types: everything that an application sees of idleguard, and nothing else. The build
// copies this file's declarations to `dist/idleguard.d.ts`, so every sentence here is
// documentation. It imports nothing: the contract does not depend on how it is kept.

/** The class of app that this page belongs to (R25): it selects the section of the policy. */
export type AppClass =
  | "sharePoint"
  | "oneDrive"
  | "outlook"
  | "fabric"
  | "home"
  | "office"
  | "adminCenter"
  | "defender"
  | "purview"
  | "azurePortal"
  | "custom";

/** Why a session ended (R168; `internal`: the runtime itself failed and closed the page, R12). */
export type Reason = "idle" | "user" | "external" | "policy" | "internal";

/** What a page knows about the session, as facts for the conditions C1 to C7. Absent = unknown. */
export interface Signals {
  /** The user chose "stay signed in" when signing in (C3). */
  keepMeSignedIn?: boolean;
  /** Single sign-on from an account joined to the device (C4). */
  deviceSso?: boolean;
  /** The device is proven compliant (C5, C6). */
  deviceCompliant?: boolean;
  /** The device is proven domain-joined (C5, C6). */
  deviceDomainJoined?: boolean;
  /** App-enforced restrictions are on for this app (C5, R71). */
  appEnforcedRestrictions?: boolean;
  /** The session was started by single sign-on (R11). */
  ssoSession?: boolean;
  /** "blocked": needed, and blocked by the browser (C2). */
  thirdPartyCookies?: "available" | "blocked";
}

/**
 * An ID token, as the host's own authentication library has validated it. Read are `signin_state`,
 * `controls`, `controls_auds`, `aud`, `sid` and `auth_time`; nothing is verified here (R66 to R74).
 */
export interface IdToken {
  /** Its payload. */
  claims: object;
  /** The account it belongs to, in the form of the option `account`; any other is not used. */
  account: string;
  /** The host vouches that signature, issuer and audience were checked; else it is not used. */
  validated: boolean;
}

/**
 * Time, for tests and for a demonstration that runs fast. All values are milliseconds. Activity is
 * stamped on the same time line as `mono()`. Without one, the browser's own clocks are used.
 */
export interface Clock {
  /** Milliseconds since 1970 by the wall clock; may jump either way. */
  wall(): number;
  /** Milliseconds that never go back; may stand still while the machine sleeps. */
  mono(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(id: unknown): void;
}

/** One thing that is wrong with an option or a policy. */
export interface Problem {
  /** Stable and in kebab case, for programs. */
  code: string;
  /**
   * Where: an option's name, then a JSON pointer into the document, for example
   * `policy/custom/warnAfter`.
   */
  path: string;
  /** For people; not stable. */
  message: string;
  /** Place in the policy's text, from 1; absent when the text is not at hand. */
  line?: number;
  column?: number;
}

/** R166. A snapshot: it does not change after it was handed out. */
export interface Status {
  state:
    | "disabled"
    | "suspended"
    | "exempt"
    | "active"
    | "warning"
    | "signing-out"
    | "ended"
    | "policy-unavailable";
  /** The row of the condition matrix that decided: "C1" to "C7". */
  condition: string | null;
  /** Why the session ended; null while it lives. */
  reason: Reason | null;
  /** The section of the policy in force. */
  source: "m365" | "sharePoint" | "outlook" | "azurePortal" | "custom" | null;
  /** Milliseconds from the last activity to the prompt; null without one. */
  warnAfterMs: number | null;
  /**
   * Milliseconds from the last activity to sign-out, grace included; null when nothing is enforced.
   */
  signOutAfterMs: number | null;
  /** Where the prompt stands: at the limit with a grace behind it, or before it (R110). */
  promptMode: "atLimit" | "withinLimit" | "none";
  lastActivity: Date | null;
  signOutAt: Date | null;
  /** Milliseconds left until sign-out, never negative; null when nothing is enforced. */
  remainingMs: number | null;
  /** "uncoordinated": no shared record can be had, each tab is on its own (R105). */
  coordination: "shared" | "uncoordinated";
  thirdParty: "available" | "blocked" | "unknown" | "not-needed";
  /** As they hold now: the host's, and those of the token. */
  signals: Signals;
  /** What is wrong now, or was repaired on the way. */
  problems: Problem[];
}

/** What a prompt shows. Made anew for every call of {@link PromptRenderer}. */
export interface PromptView {
  signOutAt: Date;
  /** Milliseconds left, never negative. */
  remainingMs: number;
  /** Milliseconds from the beginning of the warning to sign-out; a prompt may come up later. */
  warningMs: number;
  /** Text of the answer that stays, as the profile words it (R114). */
  stayLabel: string;
  application: string | null;
  organization: string | null;
  /** BCP 47 tag of the language of the texts and numbers. */
  locale: string;
  /** The user wants to stay: false when it came too late. */
  stay(): boolean;
  /** The user wants to be signed out now. */
  signOut(): void;
}

/** A prompt of the host's own. Called in every tab, hidden ones too. */
export interface PromptRenderer {
  /** A warning begins. Not called again before `hide`. */
  show(view: PromptView): void;
  /** The view changed; about once a second while the tab is visible. */
  update(view: PromptView): void;
  /** The warning is over, whatever the outcome. */
  hide(): void;
}

/** Handed to the hooks of a sign-out. */
export interface SignOutContext {
  reason: Reason;
  lastActivity: Date | null;
}

export interface SignOutHandler {
  /** Ends the session at the server or identity provider; runs in one tab. May navigate away. */
  signOut(context: SignOutContext): Promise<void>;
  /** Clears what this tab keeps; runs in every tab that does not call `signOut`. */
  localSignOut?(context: SignOutContext): Promise<void>;
}

/** Texts of the prompt and of the cover; any of them may be replaced. */
export interface Strings {
  title: string;
  /** May contain `{organization}` and `{application}`; used when they are known. */
  message: string;
  messageWithNames: string;
  stay: string;
  continue: string;
  signOut: string;
  /** Spoken and shown beside the countdown. */
  remaining: string;
  coverTitle: string;
  coverMessage: string;
  /** Put before the title of a tab that nobody looks at. */
  titleMark: string;
}

/** A way to call a user who looks elsewhere; each may need something of the page's policy. */
export type AttentionKind = "favicon" | "notification" | "sound";

/** The policy document, or any of the forms that other systems write (semantics, section 2). */
export type PolicyDocument = object;

export interface Options {
  /** Stable id of the signed-in account; hashed before it is stored (R50). */
  account: string;
  /** Id of this sign-in: one value for the account's sign-in, the same in all apps. Recommended. */
  session?: string;
  /** Default: "custom". */
  app?: AppClass;
  policy: PolicyDocument | string | URL;
  /** Used when the URL cannot be had and no snapshot exists (R45). */
  policyFallback?: PolicyDocument;
  /**
   * TimeSpan text, for example "00:15:00": how often a policy URL is asked again. A document's own
   * `refresh` goes before it; without either, `Cache-Control: max-age` of the answer holds.
   */
  policyRefresh?: string;
  signals?: Signals;
  /** Where more signals come from; what `signals` says goes first (R72). */
  idToken?: IdToken;
  /** The user's own limit for the portal: TimeSpan text, "never", empty for none (R31 to R33). */
  userPreference?: string;
  signOut: string | URL | SignOutHandler;
  /** Where the tabs go that do not sign out themselves. Default: the shipped `signed-out.html`. */
  signedOut?: string | URL;
  /** Save drafts; runs in every tab, for 3 seconds at most (R123). */
  beforeSignOut?(context: SignOutContext): Promise<void>;
  /** Tells the server of real activity, at most once a minute (R161). */
  heartbeat?: string | URL | ((lastActivity: Date) => Promise<void>);
  prompt?: "built-in" | "none" | PromptRenderer;
  /**
   * How else a warning is made known. Default: not at all. "favicon": a badge on the icon of a
   * hidden tab, needs `img-src 'self' data:`. "notification": one for all tabs when none has the
   * focus, only where the permission is there already. "sound": two soft tones, in one tab.
   */
  attention?: readonly AttentionKind[];
  /**
   * BCP 47 tag. Default: the language of the page (`<html lang>`), else the browser's; English when
   * there are no texts in it. With `strings`, any tag: the language that those are in.
   */
  locale?: string;
  strings?: Partial<Strings>;
  organization?: string;
  application?: string;
  /** "report": decide and report, show and end nothing. */
  mode?: "enforce" | "report";
  /** Of apps on several sites: the address of `hub.html` on the origin that they share. */
  hub?: string | URL;
  /** What the hub's page added to the address, at the end of a visit that this app began (R151). */
  hubNonce?: string;
  /**
   * When the browser blocks what the hub needs (R147): "suspend" enforces nothing, the default of
   * `m365`; "degrade", the default of all others, each site for itself or by the `register`.
   */
  onThirdPartyBlocked?: "suspend" | "degrade";
  /** On the app's server: joins what sites know of a `session`, where no hub can. Needs TLS. */
  register?: string | URL;
  clock?: Clock;
}

/**
 * What can be changed while a session runs. Signals are merged into those that were given before;
 * what a renewed token leaves out has not been taken back (R64).
 */
export type Changes = Partial<Pick<Options, "policy" | "signals" | "idToken" | "userPreference">>;

/** Why `start` or `update` was refused: all problems at once. */
export declare class IdleGuardError extends Error {
  /** "wasm-unavailable": it cannot be loaded or run. "not-running": `update` after `stop`. */
  readonly code: "invalid-options" | "wasm-unavailable" | "not-running";
  readonly problems: readonly Problem[];
}

/** The events of {@link IdleGuard}; they also fire on `document` as `idleguard:<name>`. */
export interface IdleGuardEvents {
  statuschange: CustomEvent<{ status: Status; previous: Status }>;
  prompt: CustomEvent<{ signOutAt: Date; remainingMs: number }>;
  stay: CustomEvent<{ at: Date }>;
  signout: CustomEvent<{ reason: Reason }>;
  /** `message` is the code until its words have been loaded, and then the words. */
  diagnostic: CustomEvent<{ code: string; message: string }>;
}

/** One page's part of a session. It lives until `stop`, or until the page goes. */
export interface IdleGuard extends EventTarget {
  /** As of now. */
  readonly status: Status;
  /** As pressing "Stay signed in". False without a prompt, and when it came too late (R117). */
  stay(): boolean;
  /** The user asked for it: ends every tab of the account in this group, reason "user". */
  signOut(): void;
  /** The app vouches for activity; ignored with a diagnostic while a prompt is up (R85, R86). */
  activity(reason: string): void;
  /** All or nothing; rejects with {@link IdleGuardError}, and then nothing has changed. */
  update(changes: Changes): Promise<void>;
  /** Removes every listener, timer, channel and element. Other tabs go on. Twice does no harm. */
  stop(): void;

  addEventListener<Name extends keyof IdleGuardEvents>(
    name: Name,
    listener: (event: IdleGuardEvents[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

export interface IdleGuardStatic {
  /**
   * Resolves when the session is being watched, or when it is clear why not (`status.state`).
   * Rejects with {@link IdleGuardError}; the page then works as if idleguard were not there (R12).
   */
  start(options: Options): Promise<IdleGuard>;
}
