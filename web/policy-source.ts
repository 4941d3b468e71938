// Where the policy's text comes from: the options, or a URL that is asked again from time to time
// (R45). Not being able to get a policy is not the same as having none.

import type { Options, PolicyDocument } from "./api.ts";
import type { Finding } from "../bindings/browser/protocol.ts";
import { ownFetch } from "../bindings/browser/requests.ts";
import type { Fault } from "./problem-texts.ts";

/** Longer documents are refused by the core; this bounds what is read of a wrong address. */
const MOST_BYTES = 256 * 1024;
const FETCH_TIMEOUT_MS = 10_000;

export interface PolicyText {
  text: string;
  /** Whether it has places: a document that was an object has no lines of its own. */
  hasLines: boolean;
  /** Wall time when its server vouched for it, if it came from one. */
  at?: number;
  /** For how long the server says that it stays as it is; 0 seconds are no word about that. */
  maxAgeMs?: number;
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
    const response = await ownFetch(address, {
      cache: "no-cache",
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    if (!response.ok) return null;
    const text = (await response.text()).slice(0, MOST_BYTES);
    const policy: PolicyText = { text, hasLines: true };
    const at = Date.parse(response.headers.get("date") ?? "");
    if (at > 0) policy.at = at;
    const age = /max-age=(\d{1,9})/.exec(response.headers.get("cache-control") ?? "");
    if (age) policy.maxAgeMs = Number(age[1]) * 1000;
    return policy;
  } catch {
    return null; // the caller reports that the policy cannot be had, whatever the reason
  }
}

/**
 * Findings of a policy as problems of the option, with lines only where there is a text to read.
 */
export function placed(findings: readonly Finding[], policy?: PolicyText | null): Fault[] {
  return findings.map(([code, path, line, column]) => {
    // A pointer leads into the policy; a name is an option's.
    const fault: Fault = { code, path: /^\w/.test(path) ? path : `policy${path}` };
    return policy?.hasLines && line ? { ...fault, line, column } : fault;
  });
}
