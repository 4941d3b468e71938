// The demo's organisation: the policy document in force, who may change it, and what each user has
// chosen for the portal. In memory. What a document means is the command's word; what is kept of
// it here is what the server needs for ending sessions itself: how long an app's session may be
// idle, and which apps end with it.

import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { APP_CLASSES } from "./apps.mjs";
import { CommandUnavailable } from "./policy-command.mjs";

/** The clinic's own app, and Outlook's timeout as it is out of the box (R2). */
const FIRST_DOCUMENT = {
  version: 1,
  custom: { warnAfter: "00:13:00", signOutAfter: "00:15:00" },
  outlook: {
    ActivityBasedAuthenticationTimeoutEnabled: true,
    ActivityBasedAuthenticationTimeoutInterval: "06:00:00",
    ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled: true,
  },
};

/** R21: who may do more than switch Microsoft 365's timeout off or change its duration. */
const HIGHEST_ROLE = "global";
export const ROLES = [HIGHEST_ROLE, "security", "application", "cloudApplication"];

const MAX_PREFERENCES = 200;

/** What `role` may not change between two documents, as problems; none: it may. */
function forbidden(role, before, after) {
  if (role === HIGHEST_ROLE) return [];
  const problem = (path, message) => ({ code: "role", path, message });
  const { m365: timeoutBefore, ...othersBefore } = before;
  const { m365: timeoutAfter, ...othersAfter } = after;
  if (!isDeepStrictEqual(othersBefore, othersAfter)) {
    return [problem("", "Your role may change nothing but the Microsoft 365 timeout.")];
  }
  if (timeoutAfter === undefined) return [];
  if (timeoutBefore === undefined) {
    return [problem("/m365", "Only a global administrator may switch this on.")];
  }
  const isSame = isDeepStrictEqual(
    { ...timeoutBefore, timeout: "" },
    { ...timeoutAfter, timeout: "" },
  );
  return isSame ? [] : [problem("/m365", "Your role may change the duration, and nothing else.")];
}

export class Organization {
  #command;
  #meanings = new Map(); // app class -> what the command explains
  #preferences = new Map(); // account id -> TimeSpan text or "never"

  constructor(command) {
    this.#command = command;
    this.#adopt(FIRST_DOCUMENT, new Map());
  }

  /** Learns what the first document means. Without the command, server sessions end absolutely. */
  async open() {
    try {
      this.#meanings = await this.#meaningsOf(this.text);
    } catch (error) {
      if (!(error instanceof CommandUnavailable)) throw error;
      console.warn(`demo: ${error.message}; policies cannot be explained or changed`);
    }
  }

  /**
   * Puts a document in force, or says why not: `{ conflict }` when `basedOn` is no longer the one
   * in force, `{ problems }` when the role may not or the document is wrong. Else `{ warnings }`.
   */
  async save({ document, role, basedOn }) {
    if (basedOn !== this.etag) return { conflict: true };
    const notAllowed = forbidden(role, this.document, document);
    if (notAllowed.length > 0) return { problems: notAllowed, isForbidden: true };
    const text = write(document);
    const { valid, problems, warnings } = await this.#command.withDocument(text, (file) =>
      this.#command.check(file),
    );
    if (!valid) return { problems };
    const meanings = await this.#meaningsOf(text);
    // Somebody else may have been quicker while the command ran.
    if (basedOn !== this.etag) return { conflict: true };
    this.#adopt(document, meanings);
    return { warnings };
  }

  /** How long the app may be idle, or null when nothing limits it or nobody can tell. */
  limitMs(app) {
    return this.#meanings.get(app)?.signOutAfterMs ?? null;
  }

  /** The app classes that an idle sign-out of `app` ends (R38, R39), itself always. */
  reach(app) {
    return [app, ...(this.#meanings.get(app)?.signsOut ?? [])];
  }

  preferenceOf(account) {
    return this.#preferences.get(account.id);
  }

  /** `undefined`: the directory's value. */
  setPreference(account, value) {
    this.#preferences.delete(account.id);
    if (value !== undefined && this.#preferences.size < MAX_PREFERENCES) {
      this.#preferences.set(account.id, value);
    }
  }

  #adopt(document, meanings) {
    this.document = document;
    this.text = write(document);
    this.etag = `"${createHash("sha256").update(this.text).digest("hex").slice(0, 24)}"`;
    this.savedAt = Date.now();
    this.#meanings = meanings;
  }

  #meaningsOf(text) {
    return this.#command.withDocument(text, async (file) => {
      const explain = async (app) => [app, await this.#command.explain(file, app)];
      return new Map(await Promise.all(APP_CLASSES.map(explain)));
    });
  }
}

const write = (document) => `${JSON.stringify(document, null, 2)}\n`;
