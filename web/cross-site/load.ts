// The way from a page to cross-site.mjs, which apps on one site never load.

import { loadPart } from "../part.ts";
import type { CrossSite, CrossSiteParts } from "./cross-site.ts";

/**
 * What the options ask for, with the first answer or without it if that takes too long; null when
 * nothing was asked for, or it cannot be had, which is reported.
 */
export async function openCrossSite(parts: CrossSiteParts): Promise<CrossSite | null> {
  const { hub, register } = parts.options;
  if (!hub && !register) return null;
  try {
    const { CrossSite } = await loadPart("cross-site");
    return (await CrossSite.open(parts)) as CrossSite;
  } catch (error) {
    parts.report("cross-site-unavailable", error);
    return null;
  }
}
