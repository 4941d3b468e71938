// What it means, in words for people, that the browser shares or blocks what the hub needs, under
// the settings of the visit. It decides nothing: it reads what idleguard says of itself.

/** By what holds: a headline, and what follows for the person in front of the screen. */
const MEANINGS = {
  starting: ["Finding out…", "idleguard asks the hub. Until it knows, it goes by its own limits."],
  together: [
    "These sites act as one.",
    "The hub's cookies reach its frame in every site. Work on one site keeps the others signed " +
      "in, the question comes on all of them at once, and signing out of one signs out of all.",
  ],
  register: [
    "These sites act as one, through their servers.",
    "The browser keeps the hub's cookies from its frame. So each page asks its own server from " +
      "time to time, and before it warns or signs out; the servers share one register. Work on " +
      "one site keeps the others signed in, and signing out of one signs out of all.",
  ],
  alone: [
    "Each site is on its own.",
    "The browser keeps the hub's cookies from its frame, and the setting for that is “degrade”: " +
      "every site goes on asking and signing out for itself. Work on one site is not seen on the " +
      "others, so these sign out although somebody is there. The register would help.",
  ],
  suspended: [
    "Nobody is signed out for being idle.",
    "The browser keeps the hub's cookies from its frame, and the setting for that is “suspend”: " +
      "idleguard does nothing here, as Microsoft 365 does. A screen that is left open stays open " +
      "until the server ends the session.",
  ],
  unknown: [
    "Not known: limits hold as if all were well.",
    "The hub has not said within two seconds whether its cookies reach its frame. idleguard " +
      "takes that for yes, and goes on enforcing. Should the hub answer later, this changes.",
  ],
  other: ["idleguard is not watching here.", "Its state says why."],
};

/** The key of {@link MEANINGS} that a status stands for. */
export function meaningOf(status, choices) {
  if (status === null) return "starting";
  if (status.state === "suspended" && status.thirdParty === "blocked") return "suspended";
  if (!["active", "warning"].includes(status.state)) return "other";
  if (status.thirdParty === "available") return "together";
  if (status.thirdParty === "blocked") return choices.register === "on" ? "register" : "alone";
  return status.thirdParty === "unknown" ? "unknown" : "other";
}

/** `{ key, headline, text }` */
export function meaningInWords(status, choices) {
  const key = meaningOf(status, choices);
  const [headline, text] = MEANINGS[key];
  return { key, headline, text };
}
