// From the attributes of the script element to options. Kept out of the script itself, which every
// page loads before anything else.

import type { IdleGuard, Options } from "./api.ts";
import type { ActivityRecorder } from "../bindings/browser/activity.ts";
import { start } from "./start.ts";

/** Not part of the public API: the script include calls it, with what it has recorded so far. */
export function startFromScript(
  attributes: DOMStringMap,
  recorder: ActivityRecorder,
): Promise<IdleGuard> {
  const options: Record<string, unknown> = {};
  for (const [name, value = ""] of Object.entries(attributes)) {
    if (/^(signals|idToken|strings)$/.test(name)) options[name] = parsed(value);
    else options[name] = name === "attention" ? value.match(/\S+/g) : value;
  }
  return start(options as unknown as Options, recorder);
}

/** The value, or the text itself, which the check of the options then names as wrong. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // not JSON: "signals: expected an object" says it better than a parser would
  }
}
