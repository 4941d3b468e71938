// Where the policy's text comes from: the options, or a URL that is asked again from time to time
// (R45). Not being able to get a policy is not the same as having none.

import type { Options, PolicyDocument, Problem } from "./api.ts";
import type { Finding } from "../bindings/browser/protocol.ts";

/** Longer documents are refused by the core; this bounds what is read of a wrong address. */
const MOST_BYTES = 256 * 1024;
const FETCH_TIMEOUT_MS = 10_000;

/** What can be said of the text's places: a document that was an object has no lines of its own. */
export interface PolicyText {
  text: string;
  hasLines: boolean;
}

/** The text of a policy that was given, or nothing when it is an address. */
export function inlinePolicy(policy: Options["policy"]): PolicyText | null {
  if (typeof policy === "string") {
    return /^\s*[{[]/.test(policy) ? { text: policy, hasLines: true } : null;
  }
  return policy instanceof URL ? null : documentText(policy);
}

export function documentText(document: PolicyDocument): PolicyText {
  return { text: JSON.stringify(document), hasLines: false };
}

/**
 * Asks for a policy. Nothing when it cannot be had: no network, no answer, an error. The browser's
 * cache is asked to check its copy, so an unchanged policy costs one small answer (ETag).
 */
export async function fetchPolicy(address: string | URL): Promise<PolicyText | null> {
  try {
    const response = await fetch(new URL(String(address), location.href), {
      cache: "no-cache",
      credentials: "same-origin",
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    if (!response.ok) return null;
    return { text: (await response.text()).slice(0, MOST_BYTES), hasLines: true };
  } catch {
    return null; // the caller reports that the policy cannot be had, whatever the reason
  }
}

/**
 * Findings of a policy as problems of the option, with lines only where there is a text to read.
 */
export function placed(findings: readonly Finding[], { hasLines }: PolicyText): Problem[] {
  return findings.map(({ code, path, message, line, column }) => {
    // A pointer leads into the policy; a name is an option's.
    const inPolicy = path === "" || path.startsWith("/");
    const problem: Problem = { code, path: inPolicy ? `policy${path}` : path, message };
    if (hasLines && line && column) Object.assign(problem, { line, column });
    return problem;
  });
}
