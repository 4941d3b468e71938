// What a session is decided by besides the policy, as it changes while the page lives: the host's
// signals, the token's claims, the user's preference.

import type { Changes, IdToken, Options, Signals } from "./api.ts";
import type { Clock } from "../bindings/browser/clock.ts";
import type { CoreTerms } from "../bindings/browser/protocol.ts";
import { toCore, usableClaims } from "./options.ts";
import type { PolicyText } from "./policy-source.ts";

export class Terms {
  readonly #clock: Clock;
  readonly #account: string;
  readonly #signals: Signals;
  readonly #preference: string;
  readonly #token: IdToken | undefined;

  constructor(options: Options, clock: Clock) {
    this.#clock = clock;
    this.#account = options.account;
    this.#signals = options.signals ?? {};
    this.#preference = options.userPreference ?? "";
    this.#token = options.idToken;
  }

  /** These, with the changes; a token is news only once. */
  with({ signals, idToken, userPreference }: Changes): Terms {
    const options = {
      account: this.#account,
      signals: { ...this.#signals, ...signals },
      userPreference: userPreference ?? this.#preference,
      ...(idToken && { idToken }),
    };
    return new Terms(options as Options, this.#clock);
  }

  /** A token came with these, and is none that may be used (R61). */
  get isTokenUnused(): boolean {
    return this.#token !== undefined && this.#claims === null;
  }

  /** Without a policy: it cannot be had, or stays as it is. */
  toCore(policy: PolicyText | null, isFallback: boolean): CoreTerms {
    const at = Math.floor(policy?.at ?? this.#clock.wall());
    // A token that may not be used says nothing, and takes back what another one has said (R61).
    const claims = this.#token ? (this.#claims ?? {}) : null;
    return [policy?.text ?? null, at, isFallback, toCore(this.#signals), claims, this.#preference];
  }

  get #claims(): object | null {
    return this.#token ? usableClaims(this.#token, this.#account) : null;
  }
}
