// The ES module: what an application imports.

import type { IdleGuardStatic } from "./api.ts";
import { start } from "./start.ts";

export type * from "./api.ts";
export { IdleGuardError } from "./errors.ts";
export { startFromScript } from "./script-start.ts";

export const IdleGuard: IdleGuardStatic = { start };
