// The server's own sessions, in memory. They show what idleguard cannot do for you (R160): the
// server ends a session by itself, by inactivity and absolutely, and its clock is its own. Only the
// heartbeat moves the inactivity end; requests do not, for a page that polls is no evidence of a
// person.

import { randomBytes } from "node:crypto";

const MINUTE_MS = 60_000;
const ABSOLUTE_MS = 12 * 60 * MINUTE_MS;
/** How long a session that has opened no app yet may wait for it. */
const SIGN_IN_MS = 15 * MINUTE_MS;
const MAX_SESSIONS = 500;

/**
 * How much longer than the policy allows the browser the server waits without a heartbeat: these
 * come at most once a minute, and the browser should be the first to end.
 */
const PATIENCE_MS = 2 * MINUTE_MS;

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
  start(account, signals) {
    const now = this.#now();
    const session = {
      id: randomBytes(32).toString("hex"),
      session: randomBytes(12).toString("hex"),
      account,
      signals,
      apps: new Set(), // classes of the apps that were opened
      closed: new Set(), // those of them, and others, that an idle sign-out has ended
      read: new Set(),
      signedInAt: now,
      inactivityEndsAt: now + SIGN_IN_MS,
      absoluteEndsAt: now + ABSOLUTE_MS,
      lastActivity: new Map(), // app class -> as its pages last told
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

  /** A page of `app` was opened, which its policy allows to be idle for `limitMs` (null: ever). */
  open(session, app, limitMs) {
    session.apps.add(app);
    this.#postpone(session, limitMs);
  }

  /**
   * The heartbeat. `lastActivity` is the page's word and on the page's clock, so it only answers
   * one question: is this activity newer than what was reported before? The end moves by our own
   * clock.
   */
  heartbeat(session, app, lastActivity, limitMs) {
    if (lastActivity <= (session.lastActivity.get(app) ?? -Infinity)) return;
    session.lastActivity.set(app, lastActivity);
    session.heartbeats += 1;
    this.#postpone(session, limitMs);
  }

  /** Ends some of a session's apps; with the last one that was opened, the session. */
  close(session, apps) {
    for (const app of apps) session.closed.add(app);
    if ([...session.apps].every((app) => session.closed.has(app))) this.end(session, "sign-out");
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

  /** One session serves all apps, so the most patient policy among them decides. */
  #postpone(session, limitMs) {
    const endsAt = limitMs === null ? session.absoluteEndsAt : this.#now() + limitMs + PATIENCE_MS;
    session.inactivityEndsAt = Math.max(session.inactivityEndsAt, endsAt);
  }

  #forgetOldest() {
    while (this.#known.size > MAX_SESSIONS) {
      const [value, oldest] = this.#known.entries().next().value;
      this.end(oldest, "forgotten");
      this.#known.delete(value);
    }
  }
}
