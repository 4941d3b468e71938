// The scenarios in the order of the table. `ids` are those of the list of failures that were seen
// in other libraries (R of react-idle-timer, N of @ng-idle, O of a sign-in library), not the rules
// of the semantics. Each of `runs` observes, and returns what happened in the words of the table;
// `right` is what should have happened, the same for all three. `hasDefaults`: react-idle-timer is
// also tried without the options that it has for several tabs.

import { INPUT } from "./input.mjs";
import { STORAGE } from "./storage.mjs";
import { TABS } from "./tabs.mjs";
import { TIME } from "./time.mjs";

export const SCENARIOS = [...TABS, ...TIME, ...INPUT, ...STORAGE];
