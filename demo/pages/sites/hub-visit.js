// Leaves a mark in the storage of the hub's site while a person visits it as a page of its own, for
// the frame of the page about sharing to look for later; and goes on to the hub's page.

import { leaveMark } from "./measures.js";

leaveMark(document.querySelector('meta[name="mark"]').content);
location.replace(document.getElementById("next").href);
