// Texts that only some pages need, in files beside the module. It must not know what they say.

import { ownFetch } from "./requests.ts";

/** The texts in `name`, beside the module. Rejects when they are not there within `limitMs`. */
export async function textsOf(name: string, limitMs: number): Promise<Record<string, string>> {
  const address = new URL(name, import.meta.url);
  const response = await ownFetch(address, { signal: AbortSignal.timeout(limitMs) });
  // What says that there is no such file may be JSON, too.
  if (!response.ok) throw new Error(`${response.status}`);
  return (await response.json()) as Record<string, string>;
}
