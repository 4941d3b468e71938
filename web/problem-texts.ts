// What is wrong, in words. The words are in a file of their own, which is asked for only when
// something is wrong: else every page would load them.

import type { Problem } from "./api.ts";
import { textsOf } from "../bindings/browser/text-file.ts";

/** Whoever waits for words must not wait for long: a code says it, too. */
const LOAD_MS = 3000;

/** A problem without its words. */
export type Fault = Omit<Problem, "message">;

let loading: Promise<Record<string, string>> | null = null;

/** The same, with words; without the file, the code is the only word. */
export async function described(faults: readonly Fault[]): Promise<Problem[]> {
  if (faults.length === 0) return [];
  loading ??= load();
  const texts = await loading;
  return faults.map((fault) => {
    const { code, path } = fault;
    const name = path
      .replace(/\/\d+$/, "")
      .split("/")
      .pop(); // of an item: of its list
    return { ...fault, message: texts[`${code} ${name}`] ?? texts[code] ?? code };
  });
}

async function load(): Promise<Record<string, string>> {
  try {
    return await textsOf("problem-texts.json", LOAD_MS);
  } catch {
    loading = null; // the next problem may find it
    return {};
  }
}
