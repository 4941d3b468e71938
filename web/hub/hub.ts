// The script of the hub's page. The page stands on an origin that all apps of an organization
// trust; each app has it in a hidden frame, and sends the user through it once at sign-in. This
// file reads the settings from its own script element and decides which of the two it is.

import { systemClock } from "../../bindings/browser/clock.ts";
import { Answering } from "./answering.ts";
import { readSettings } from "./settings.ts";
import { visit } from "./visit.ts";

const { dataset } = document.currentScript as HTMLScriptElement;
const settings = readSettings(dataset);
if (Array.isArray(settings)) {
  console.error(`idleguard: the hub answers nobody:\n${settings.join("\n")}`);
} else if (parent !== window) {
  new Answering(settings, systemClock);
} else {
  visit(settings.origins);
}
