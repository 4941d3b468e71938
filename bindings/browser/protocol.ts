// What crosses the seam, as text: the same unions as core/event.hpp and core/effect.hpp. A seam
// test walks every name on both sides. All times are whole milliseconds.

/** Both clocks, read at the same moment. */
export interface Reading {
  wall: number;
  mono: number;
}

/** One entry of the record, as it is stored and sent. */
export type Entry = [key: string, value: string];

export type Reason = "idle" | "user" | "external" | "policy" | "internal";

/** Signals as the core takes them; absent is unknown. */
export interface CoreSignals {
  keepMeSignedIn?: boolean;
  deviceSso?: boolean;
  deviceCompliant?: boolean;
  deviceDomainJoined?: boolean;
  appEnforcedRestrictions?: boolean;
  ssoSession?: boolean;
  thirdPartyBlocked?: boolean;
}

export interface StartRequest {
  account: string;
  /** Empty: the host names none. */
  session: string;
  app: string;
  /** The document's text. */
  policy: string;
  /** TimeSpan text, or empty. */
  policyRefresh: string;
  signals: CoreSignals;
  /** 32 hexadecimal digits, new for every page. */
  freshId: string;
  /** On the monotonic time line: when the document began to load. */
  loadedAt: number;
  /** By reload, or a step in the history. */
  returned: boolean;
  visible: boolean;
  online: boolean;
  reportOnly: boolean;
  heartbeat: boolean;
}

export interface Finding {
  code: string;
  path: string;
  message: string;
  line?: number;
  column?: number;
}

/** Problems: nothing was started, nothing changed. */
export interface Refusal {
  problems: Finding[];
  warnings: Finding[];
}

export interface StartAnswer extends Refusal {
  /** The hash that names record and channel. */
  account: string;
  policyRefreshMs: number | null;
}

export type CoreEvent =
  | { type: "started" }
  | { type: "woke" }
  | { type: "asked" }
  | { type: "stayChosen" }
  | { type: "endChosen"; reason: Reason }
  | { type: "peerSpoke"; entries: Entry[]; at: number }
  | { type: "pageShown" }
  | { type: "pageHidden" }
  | { type: "pageLeft"; cached: boolean }
  | { type: "pageReturned" }
  | { type: "networkChanged"; online: boolean }
  | { type: "hookFinished" }
  | { type: "claimAnswered"; granted: boolean; exclusive: boolean }
  | { type: "claimLost" }
  | { type: "signOutReturned"; done: boolean }
  | { type: "recordFailed" }
  | { type: "decisionChanged"; policy: string; signals: CoreSignals };

export interface CoreInput extends Reading {
  /** The latest activity that was not handed over yet. */
  activity?: Reading;
  /** Absent: the record cannot be read. */
  record?: Entry[];
  event: CoreEvent;
}

export type CoreEffect =
  | { type: "writeRecord"; key: string; value: string }
  | { type: "removeRecord"; key: string }
  | { type: "post"; entries: Entry[]; at: number }
  | { type: "cover" }
  | { type: "uncover" }
  | { type: "showPrompt"; endsAt: number }
  | { type: "hidePrompt" }
  | { type: "announceStay"; at: number }
  | { type: "announceEnd"; reason: Reason }
  | { type: "runHook" }
  | { type: "claim"; takeover: boolean }
  | { type: "releaseClaim" }
  | { type: "signOut" }
  | { type: "leave" }
  | { type: "heartbeat"; lastActivity: number }
  | { type: "report"; code: string; message: string };

export interface CoreStatus {
  state: "disabled" | "suspended" | "exempt" | "active" | "warning" | "signing-out" | "ended";
  condition: string;
  reason: Reason | null;
  source: "m365" | "sharePoint" | "outlook" | "azurePortal" | "custom" | null;
  warnAfterMs: number | null;
  signOutAfterMs: number | null;
  /** Wall time. */
  lastActivity: number | null;
  signOutAt: number | null;
  /** The record can be read and written. */
  shared: boolean;
}

export interface CoreOutput {
  effects: CoreEffect[];
  /** Monotonic; null: never. */
  wakeAt: number | null;
  /** Monotonic: from here on input is handed over at once; null: it is of no interest. */
  inputFrom: number | null;
  pointerMotion: boolean;
  status: CoreStatus;
}
