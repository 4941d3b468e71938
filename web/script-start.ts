// From the attributes of the script element to options. Kept out of the script itself, which every
// page loads before anything else.

import type { IdleGuard, Options } from "./api.ts";
import type { ActivityRecorder } from "../bindings/browser/activity.ts";
import type { Fault } from "./problem-texts.ts";
import { start } from "./start.ts";

/** Attributes that are options as they stand. */
const texts = [
  "account",
  "session",
  "app",
  "policy",
  "policyRefresh",
  "signOut",
  "signedOut",
  "heartbeat",
  "locale",
  "organization",
  "application",
  "userPreference",
  "mode",
  "prompt",
] as const;

/** Not part of the public API: the script include calls it, with what it has recorded so far. */
export function startFromScript(
  attributes: DOMStringMap,
  recorder: ActivityRecorder,
): Promise<IdleGuard> {
  const options: Record<string, unknown> = {};
  const problems: Fault[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (/^(signals|idToken|strings)$/.test(name)) options[name] = parsed(value);
    else if (name === "attention") options[name] = value?.split(/\s+/).filter(Boolean);
    else if ((texts as readonly string[]).includes(name)) options[name] = value;
    else problems.push(unknownAttribute(name));
  }
  return start(options as unknown as Options, recorder, problems);
}

/** The value, or the text itself, which the check of the options then names as wrong. */
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return text; // not JSON: "signals: expected an object" says it better than a parser would
  }
}

function unknownAttribute(name: string): Fault {
  const path = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return { code: "unknown-attribute", path };
}
