// The classic script: records activity from its first moment, then loads the rest. Every byte here
// stands between the page and being watched, so nothing else belongs in this file.

import { ActivityRecorder } from "../bindings/browser/activity.ts";
import type { IdleGuard } from "./api.ts";

const script = document.currentScript as HTMLScriptElement;
const recorder = new ActivityRecorder();
const loaded = import(new URL("idleguard.mjs", script.src).href) as Promise<{
  startFromScript(attributes: DOMStringMap, recorder: ActivityRecorder): Promise<IdleGuard>;
}>;

(window as unknown as { idleguard: Promise<IdleGuard> }).idleguard = loaded.then((module) =>
  module.startFromScript(script.dataset, recorder),
);
