// What crosses the seam, as text: the same unions as core/event.hpp and core/effect.hpp. A seam
// test walks every name on both sides. All times are whole milliseconds. Lists whose items have
// names here only: on the way they would be a tenth of all that a page loads.

/** Both clocks, read at the same moment. */
export type Reading = [wall: number, mono: number];

/** One entry of the record, as it is stored and sent. */
export type Entry = [key: string, value: string];

export type Reason = "idle" | "user" | "external" | "policy" | "internal";

type Known = boolean | null;

/** Signals as the core takes and gives them; null is unknown. */
export type CoreSignals = [
  keepMeSignedIn: Known,
  deviceSso: Known,
  deviceCompliant: Known,
  deviceDomainJoined: Known,
  appEnforcedRestrictions: Known,
  ssoSession: Known,
  thirdPartyBlocked: Known,
];

/** What a session is decided by (core/terms.hpp). */
export type CoreTerms = [
  /** The document's text; null: it cannot be had, or stays. */
  policy: string | null,
  /** Wall time when its server vouched for it. */
  policyAt: number,
  isFallback: boolean,
  signals: CoreSignals,
  /** Of an ID token; null without one. */
  claims: object | null,
  /** TimeSpan text, "never", or empty. */
  preference: string,
  /** R147; null: as the section has it. */
  suspendsWhenBlocked: boolean | null,
];

export type StartRequest = [
  account: string,
  /** Empty: the host names none. */
  session: string,
  app: string,
  /** TimeSpan text. */
  policyRefresh: string | null,
  /** 32 hexadecimal digits, new for every page. */
  freshId: string,
  /** On the monotonic time line: when the document began to load. */
  loadedAt: number,
  /** By reload, or a step in the history. */
  returned: boolean,
  visible: boolean,
  online: boolean,
  reportOnly: boolean,
  heartbeat: boolean,
  terms: CoreTerms,
];

/** Lines and columns from 1; 0 where there is no text to point into. */
export type Finding = [code: string, path: string, line: number, column: number];

/** `problems`: nothing was started, nothing changed. `account`: the hash that names the record. */
export type StartAnswer = [account: string, problems: Finding[], warnings: Finding[]];

/** In the order of core/event.hpp: a number crosses, for names would be bytes. */
export const enum EventType {
  started,
  woke,
  asked,
  stayChosen,
  endChosen,
  peerSpoke,
  pageShown,
  pageHidden,
  pageLeft,
  pageReturned,
  networkChanged,
  hookFinished,
  claimAnswered,
  claimLost,
  signOutReturned,
  recordFailed,
  termsChanged,
}

export type CoreEvent =
  | [type: EventType.started]
  | [type: EventType.woke]
  | [type: EventType.asked]
  | [type: EventType.stayChosen]
  | [type: EventType.endChosen, reason: Reason]
  | [type: EventType.peerSpoke, entries: Entry[], at: number]
  | [type: EventType.pageShown]
  | [type: EventType.pageHidden]
  | [type: EventType.pageLeft, cached: boolean]
  | [type: EventType.pageReturned]
  | [type: EventType.networkChanged, online: boolean]
  | [type: EventType.hookFinished]
  | [type: EventType.claimAnswered, granted: boolean, exclusive: boolean]
  | [type: EventType.claimLost]
  | [type: EventType.signOutReturned, done: boolean]
  | [type: EventType.recordFailed]
  | [type: EventType.termsChanged, terms: CoreTerms];

export type CoreInput = [
  now: Reading,
  /** The latest that was not handed over yet. */
  activity: Reading | null,
  /** Null: the record cannot be read. */
  record: Entry[] | null,
  /** Monotonic: when a record that takes time to answer was asked for; null: it was read now. */
  recordAt: number | null,
  event: CoreEvent,
];

export type CoreEffect =
  | [type: "writeRecord", key: string, value: string]
  | [type: "removeRecord", key: string]
  | [type: "post", entries: Entry[], at: number]
  | [type: "cover"]
  | [type: "uncover"]
  | [type: "showPrompt", endsAt: number]
  | [type: "hidePrompt"]
  | [type: "announceStay", at: number]
  | [type: "announceEnd", reason: Reason]
  | [type: "runHook"]
  | [type: "claim", takeover: boolean]
  | [type: "releaseClaim"]
  | [type: "signOut"]
  | [type: "leave"]
  | [type: "heartbeat", lastActivity: number]
  | [type: "report", code: string];

export type CoreStatus = [
  state:
    | "disabled"
    | "suspended"
    | "exempt"
    | "active"
    | "warning"
    | "signing-out"
    | "ended"
    | "policy-unavailable",
  condition: string,
  reason: Reason | null,
  source: "m365" | "sharePoint" | "outlook" | "azurePortal" | "custom" | null,
  warnAfterMs: number | null,
  signOutAfterMs: number | null,
  promptMode: "atLimit" | "withinLimit" | "none",
  /** Wall time. */
  lastActivity: number | null,
  signOutAt: number | null,
  /** The record can be read and written. */
  shared: boolean,
  signals: CoreSignals,
];

/** What counts as activity (R75 to R81). */
export type ActivityRule = "input" | "request" | "focus";

export type CoreOutput = [
  effects: CoreEffect[],
  /** Monotonic; null: never. */
  wakeAt: number | null,
  /** Monotonic: from here on input is handed over at once; null: it is of no interest. */
  inputFrom: number | null,
  activity: ActivityRule,
  pointerMotion: boolean,
  /** How often the policy's address is to be asked again; null: nobody has said. */
  policyRefreshMs: number | null,
  /** Of a policy that came with this input. */
  warnings: Finding[],
  status: CoreStatus,
];
