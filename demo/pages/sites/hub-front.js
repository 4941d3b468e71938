// The hub's own page: joins the others of this sign-in that are open, so that their frames have a
// page of the hub's site to look for.

import { Place } from "./measures.js";
import { OpenPlaces } from "./open-places.js";

await new Place("hub").open();
new OpenPlaces().tell();
