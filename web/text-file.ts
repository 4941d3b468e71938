// Texts that only some pages need, in files beside the module. It must not know what they say.

import { ownFetch } from "../bindings/browser/requests.ts";

/** Whoever waits for texts must not wait for long: there is always something shorter to say. */
const LOAD_MS = 3000;

/** The texts in `name`, relative to the module. Rejects when they cannot be had in three seconds. */
export async function textsOf(name: string): Promise<Record<string, string>> {
  const address = new URL(name, import.meta.url);
  const response = await ownFetch(address, { signal: AbortSignal.timeout(LOAD_MS) });
  return (await response.json()) as Record<string, string>;
}
