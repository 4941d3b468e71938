// The server's own sessions, in memory. They show what idleguard cannot do for you (R160): the
// server ends a session by itself, by inactivity and absolutely, and its clock is its own. Only the
// heartbeat moves the inactivity end; requests do not, for a page that polls is no evidence of a
// person.

import { randomBytes } from "node:crypto";

const MINUTE_MS = 60_000;
const ABSOLUTE_MS = 12 * 60 * MINUTE_MS;
const MAX_SESSIONS = 500;

/**
 * How long the server waits without a heartbeat: what the policy allows the browser, and two
 * minutes, because heartbeats come at most once a minute and the browser should be the first to
 * end.
 */
const INACTIVITY_MS = {
  custom: 17 * MINUTE_MS,
  m365: 63 * MINUTE_MS,
};

export const POLICIES = Object.keys(INACTIVITY_MS);

export class Sessions {
  #live = new Map(); // secret id (the cookie) -> session
  #known = new Map(); // public value (the page's data-session) -> session, ended ones too
  #now;
  /** Sign-out requests since the server started, whether or not a session could be told. */
  totalSignOutRequests = 0;

  constructor(now = Date.now) {
    this.#now = now;
  }

  /**
   * A new sign-in. `id` is the secret of the cookie; `session` names the sign-in to idleguard and
   * is no secret: knowing it opens nothing.
   */
  start(account, policy) {
    const now = this.#now();
    const session = {
      id: randomBytes(32).toString("hex"),
      session: randomBytes(12).toString("hex"),
      account,
      policy,
      signedInAt: now,
      inactivityEndsAt: now + INACTIVITY_MS[policy],
      absoluteEndsAt: now + ABSOLUTE_MS,
      lastActivity: -Infinity,
      heartbeats: 0,
      signOutRequests: 0,
      endedBecause: null,
    };
    this.#live.set(session.id, session);
    this.#known.set(session.session, session);
    this.#forgetOldest();
    return session;
  }

  /** The session that a cookie opens, or null; one that is past its end is ended here. */
  find(id) {
    const session = id === null ? undefined : this.#live.get(id);
    if (session === undefined) return null;
    const now = this.#now();
    if (now >= session.absoluteEndsAt) this.end(session, "absolute");
    else if (now >= session.inactivityEndsAt) this.end(session, "inactivity");
    return session.endedBecause === null ? session : null;
  }

  /** A session by its public value, ended or not. */
  findKnown(value) {
    return (value !== null && this.#known.get(value)) || null;
  }

  /**
   * The heartbeat. `lastActivity` is the page's word and on the page's clock, so it only answers
   * one question: is this activity newer than what was reported before? The end moves by our own
   * clock.
   */
  heartbeat(session, lastActivity) {
    if (lastActivity <= session.lastActivity) return;
    session.lastActivity = lastActivity;
    session.heartbeats += 1;
    session.inactivityEndsAt = this.#now() + INACTIVITY_MS[session.policy];
  }

  /** Ends a session for good; again is harmless, and the first reason stays. */
  end(session, because) {
    session.endedBecause ??= because;
    this.#live.delete(session.id);
  }

  countSignOutRequest(session) {
    this.totalSignOutRequests += 1;
    if (session !== null) session.signOutRequests += 1;
  }

  #forgetOldest() {
    while (this.#known.size > MAX_SESSIONS) {
      const [value, oldest] = this.#known.entries().next().value;
      this.end(oldest, "forgotten");
      this.#known.delete(value);
    }
  }
}
