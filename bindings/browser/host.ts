// What the driver needs from whoever shows things and acts for the user. The other half of it, what
// the browser offers, has a file for each facility beside this one.

import type { CoreStatus, Finding, Reason } from "./protocol.ts";

export interface Host {
  /** What is doubtful about the policy in force. */
  note(warnings: readonly Finding[]): void;
  statusChanged(status: CoreStatus): void;
  cover(): void;
  uncover(): void;
  /** `endsAt` is monotonic. Called again with another end while the prompt is up. */
  showPrompt(endsAt: number): void;
  hidePrompt(): void;
  /** Wall time. */
  announceStay(at: number): void;
  announceEnd(reason: Reason): void;
  /** Resolves when the host has saved what it wants to; never rejects. */
  runHook(): Promise<void>;
  /** Resolves to whether the session was ended at the server; a navigation need not resolve. */
  signOut(): Promise<boolean>;
  leave(): void;
  heartbeat(lastActivity: number): void;
  report(code: string): void;
  /** The core is gone; nothing more will be asked. */
  broke(error: unknown): void;
}
