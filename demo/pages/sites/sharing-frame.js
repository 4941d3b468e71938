// In the frame of the hub's site: measures when the page around it asks, and tells that page only.
// Who may ask stands in the page, as with the hub itself; anybody else gets no answer.

import { Place } from "./measures.js";

const origins = document.querySelector('meta[name="origins"]').content.split(" ");
let place = null;

async function answer(origin, name) {
  if (place === null) {
    place = new Place(name);
    await place.open();
  }
  parent.postMessage({ kind: "measured", found: await place.measure() }, origin);
}

addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || !origins.includes(origin) || data?.kind !== "measure") return;
  answer(origin, String(data.place)).catch(reportError);
});
