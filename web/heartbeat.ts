// Telling the server of real activity, so that its own sliding end follows the user (R161). When to
// do so is decided elsewhere, and never because a timer fired.

import type { Options } from "./api.ts";
import { ownFetch } from "../bindings/browser/requests.ts";

/** Resolves to false when the server says that the session is over. */
export async function beat(heartbeat: Options["heartbeat"], lastActivity: Date): Promise<boolean> {
  if (heartbeat === undefined) return true;
  if (typeof heartbeat === "function") {
    await heartbeat(lastActivity);
    return true;
  }
  const response = await ownFetch(heartbeat, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ lastActivity: lastActivity.toISOString() }),
    keepalive: true,
  });
  return response.status !== 401;
}
