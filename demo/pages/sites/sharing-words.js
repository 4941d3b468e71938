// What the frame measured, in words: for each thing a row of the table. Nothing is decided here
// that idleguard uses; the words say what was seen and never what a browser is known for.

/** Why a thing matters, for a reader who has not heard of it. */
const ROWS = {
  cookies: [
    "Cookies",
    "Small notes that a site leaves in the browser. The hub keeps its record in them; in a frame " +
      "of another site they are called third-party cookies.",
  ],
  storage: [
    "localStorage",
    "A larger store for a site's scripts. idleguard uses it within one site, not between sites.",
  ],
  heard: ["Messages (BroadcastChannel)", "A call from one open page of a site to its others."],
  locks: ["Locks (Web Locks)", "Lets one open page of a site do a thing while its others wait."],
  access: [
    "Storage access",
    "What the browser answers when the frame asks whether it has its site's cookies. Only a " +
      "hint: some say yes and keep them apart all the same.",
  ],
};

const FORBIDDEN = ["blocked", "Blocked", "The browser refuses the frame as soon as it tries."];

function cookiesInWords(cookies, mark) {
  if (cookies === null) return FORBIDDEN;
  const sees = cookies.mark === mark;
  if (sees && cookies.isKept) {
    return ["shared", "Shared", "The frame found the mark, and what it writes is kept."];
  }
  if (sees) {
    const how = "The frame found the mark, but what it writes is dropped: too little for a record.";
    return ["blocked", "Read only", how];
  }
  if (!cookies.isKept) {
    return ["blocked", "Blocked", "The frame found no mark, and what it writes is dropped."];
  }
  const how = "What the frame writes is kept, but not with the hub's own: the mark is not there.";
  return ["apart", "Kept apart", how];
}

function storageInWords(storage, mark) {
  if (storage === null) return FORBIDDEN;
  if (storage.mark === mark) return ["shared", "Shared", "The frame found the mark."];
  return ["apart", "Kept apart", "The mark is not there: the frame has a store of its own here."];
}

/** `names`: whom the frame reached; `others`: whom it could, because they are open. */
function reachInWords(names, others, titles, { reached, missed }) {
  if (names === null) return FORBIDDEN;
  const list = (places) => places.map((place) => titles[place] ?? "the hub's own page").join(", ");
  if (others.length === 0) {
    return ["open", "Not measured yet", "Open this page on a second site beside it."];
  }
  const lost = others.filter((place) => !names.includes(place));
  if (lost.length === 0) return ["shared", "Shared", `${reached} ${list(others)}.`];
  return ["apart", "Kept apart", `Open in this browser, and yet ${missed}: ${list(lost)}.`];
}

const PERMISSIONS = {
  granted: "The permission was given.",
  denied: "The permission was refused.",
  prompt: "The permission can be asked for, in answer to a click inside the frame.",
};

function accessInWords(access) {
  if (access === null || access.has === null) {
    return ["open", "Cannot be asked", "This browser does not answer that."];
  }
  if (access.has) return ["shared", "Says yes", "Whether that is so, the rows above tell."];
  const how = PERMISSIONS[access.permission] ?? "It does not say whether that could be changed.";
  return ["apart", "Says no", how];
}

/**
 * The rows, `{ key, name, about, kind, found, how }`. `found`: what the frame measured; `others`:
 * where else the page is open; `titles`: how the places are called.
 */
export function sharingInWords({ found, mark, others, titles }) {
  const words = {
    cookies: cookiesInWords(found.cookies, mark),
    storage: storageInWords(found.storage, mark),
    heard: reachInWords(found.heard, others, titles, {
      reached: "The frame heard from",
      missed: "not heard",
    }),
    locks: reachInWords(found.locks, others, titles, {
      reached: "The frame sees the locks of",
      missed: "its lock is not seen",
    }),
    access: accessInWords(found.access),
  };
  return Object.entries(ROWS).map(([key, [name, about]]) => {
    const [kind, result, how] = words[key];
    return { key, name, about, kind, found: result, how };
  });
}
