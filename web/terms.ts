// What a session is decided by besides the policy, as it changes while the page lives: the host's
// signals, the token's claims, the user's preference.

import type { Changes, Options } from "./api.ts";
import type { Clock } from "../bindings/browser/clock.ts";
import type { CoreTerms } from "../bindings/browser/protocol.ts";
import { toCore } from "./options.ts";
import type { PolicyText } from "./policy-source.ts";

export class Terms {
  /** A token came with these, and is none that may be used (R61). */
  readonly isTokenUnused: boolean;
  readonly #options: Options;
  readonly #clock: Clock;
  readonly #claims: object | null;

  constructor(options: Options, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    const { idToken, account } = options;
    // R61, R74: the host vouches for it, and it is this account's.
    const isUsable = !idToken || (idToken.validated && idToken.account === account);
    this.isTokenUnused = !isUsable;
    // A token that may not be used says nothing, and takes back what another one has said (R61).
    this.#claims = isUsable ? (idToken?.claims ?? null) : {};
  }

  /** These, with the changes; a token is news only once. */
  with(changes: Changes): Terms {
    const { idToken: _token, ...options } = this.#options;
    const signals = { ...options.signals, ...changes.signals };
    return new Terms({ ...options, ...changes, signals } as Options, this.#clock);
  }

  /** Without a policy: it cannot be had, or stays as it is. */
  toCore(policy: PolicyText | null, isFallback: boolean): CoreTerms {
    const { signals = {}, userPreference = "", onThirdPartyBlocked: blocked } = this.#options;
    const at = Math.floor(policy?.at ?? this.#clock.wall());
    const suspends = blocked ? blocked === "suspend" : null;
    const text = policy?.text ?? null;
    return [text, at, isFallback, toCore(signals), this.#claims, userPreference, suspends];
  }
}
