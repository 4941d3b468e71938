// The way from a page to attention.mjs, which most pages never load.

import type { Options } from "../api.ts";
import { loadPart } from "../part.ts";
import type { Attention } from "./attention.ts";

/**
 * Loads it if it is asked for; the returned function does something with it as soon as it is there,
 * in the order of the calls. Where it cannot be had, that is reported once, and nothing is done.
 */
export function loadAttention(
  kinds: Options["attention"],
  report: (code: string, detail: unknown) => void,
): (act: (attention: Attention) => void) => void {
  if (!kinds?.length) return () => {};
  const failed = (detail: unknown) => report("attention-unavailable", detail);
  const loading = loadPart("attention")
    .then((module) => new module.Attention(kinds, failed) as Attention)
    .catch(failed);
  return (act) => void loading.then((attention) => attention && act(attention));
}
