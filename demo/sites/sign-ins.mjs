// Who is signed in, in memory: once at the hub's site, and from there at each product, which has a
// session and a cookie of its own, as sites of one company have. It knows nothing of requests and
// pages. The secrets of the cookies, of codes and of questions are random; every map is bounded.

import { randomBytes } from "node:crypto";

const MINUTE_MS = 60_000;
const ABSOLUTE_MS = 12 * 60 * MINUTE_MS;
const CODE_MS = MINUTE_MS;
const QUESTION_MS = 15 * MINUTE_MS;
/**
 * How long a product's own session lasts without a heartbeat (R160). Its pages end after a minute
 * at most, and heartbeats come once a minute.
 */
const PATIENCE_MS = 5 * MINUTE_MS;
/** A page in the background looks at the clock once a minute. */
const PLACE_MS = 75_000;
const MOST = 500;

const secret = () => randomBytes(32).toString("hex");

/** Keeps the newest; what is older is forgotten. */
class Newest extends Map {
  set(key, value) {
    super.set(key, value);
    if (this.size > MOST) this.delete(this.keys().next().value);
    return this;
  }
}

export class SignIns {
  #atHub = new Newest(); // secret of the hub's cookie -> sign-in
  #known = new Newest(); // public value -> sign-in, ended ones too
  #atSites = new Newest(); // secret of a product's cookie -> session
  #codes = new Newest(); // used once -> { signIn, site, endsAt }
  #questions = new Newest(); // used once -> { site, to, endsAt }
  #now;

  constructor(now = Date.now) {
    this.#now = now;
  }

  /** `session` names the sign-in to idleguard on all sites, `visit` the visit to the hub's site. */
  start(account) {
    const signIn = {
      id: secret(),
      session: randomBytes(12).toString("hex"),
      visit: randomBytes(12).toString("hex"),
      account,
      endsAt: this.#now() + ABSOLUTE_MS,
      hasEnded: false,
      signOutRequests: new Map(), // site -> how often
      places: new Map(), // site -> when its page about sharing was last seen
    };
    this.#atHub.set(signIn.id, signIn);
    this.#known.set(signIn.session, signIn);
    return signIn;
  }

  /** The living sign-in that the hub's cookie names, or null. */
  find(id) {
    const signIn = this.#atHub.get(id);
    return signIn && !signIn.hasEnded && this.#now() < signIn.endsAt ? signIn : null;
  }

  /** A sign-in by its public value, ended or not. */
  findKnown(session) {
    return this.#known.get(session) ?? null;
  }

  end(signIn) {
    signIn.hasEnded = true;
    this.#atHub.delete(signIn.id);
  }

  /** A product wants to know who is there, to show `to` afterwards. */
  ask(site, to) {
    return this.#keep(this.#questions, { site, to, endsAt: this.#now() + QUESTION_MS });
  }

  /** Where to go on, or null when this site has not asked that, or long ago, or was answered. */
  answer(question, site) {
    return this.#take(this.#questions, question, site)?.to ?? null;
  }

  /** A word for the product's server, by way of the browser; good once, for this site, briefly. */
  grant(signIn, site) {
    return this.#keep(this.#codes, { signIn, site, endsAt: this.#now() + CODE_MS });
  }

  redeem(code, site) {
    const signIn = this.#take(this.#codes, code, site)?.signIn ?? null;
    return signIn?.hasEnded ? null : signIn;
  }

  /** The product's own session. `nonce`: what the hub's page gave its visitor (R151), or null. */
  openAt(site, signIn, nonce) {
    const session = { id: secret(), site, signIn, nonce, endsAt: 0, lastActivity: 0 };
    this.#atSites.set(session.id, session);
    this.keepAlive(session);
    return session;
  }

  findAt(site, id) {
    const session = this.#atSites.get(id);
    if (session === undefined || session.site !== site) return null;
    return this.#now() < session.endsAt ? session : null;
  }

  keepAlive(session) {
    session.endsAt = Math.min(this.#now() + PATIENCE_MS, session.signIn.endsAt);
  }

  /** The product's session is over, and signing in without a question with it. */
  closeAt(session) {
    this.#atSites.delete(session.id);
    this.end(session.signIn);
  }

  /** Where the page about sharing is open in this sign-in's browser, after `site` said so. */
  placesWith(signIn, site, isOpen) {
    if (isOpen) signIn.places.set(site, this.#now());
    else signIn.places.delete(site);
    const isThere = ([, at]) => this.#now() - at < PLACE_MS;
    return [...signIn.places].filter(isThere).map(([place]) => place);
  }

  #keep(map, value) {
    const key = secret();
    map.set(key, value);
    return key;
  }

  #take(map, key, site) {
    const found = map.get(key);
    if (found === undefined || found.site !== site) return null;
    map.delete(key);
    return this.#now() < found.endsAt ? found : null;
  }
}
