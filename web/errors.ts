// The one error of the public API.

import type { Problem } from "./api.ts";

/**
 * See `IdleGuardError` in api.ts. The message repeats every problem, for whoever reads the console.
 */
export class IdleGuardError extends Error {
  override readonly name = "IdleGuardError";
  readonly code: "invalid-options" | "wasm-unavailable" | "not-running";
  readonly problems: readonly Problem[];

  constructor(code: IdleGuardError["code"], problems: readonly Problem[], cause?: unknown) {
    const lines = problems.map(({ path, message, line, column }) => {
      const place = line ? ` (line ${line}, column ${column})` : "";
      return `${path}${place}: ${message}`;
    });
    super([`idleguard: ${code}`, ...lines].join("\n  "), { cause });
    this.code = code;
    this.problems = problems;
  }
}
