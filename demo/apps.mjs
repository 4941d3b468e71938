// The apps of the suite, and the app classes that a policy can speak of. Each app is the same page
// with another class, so that tabs of several systems can be watched side by side (R35 to R39).

/** By the last part of its address: what idleguard calls it, and what its page says. */
export const APPS = {
  "": {
    path: "/app",
    class: "custom",
    title: "Finch Mail",
    system: "The clinic's own app",
    heading: "Inbox",
    answer: "Reply",
    hint: "Write a reply…",
    isMail: true,
  },
  outlook: {
    path: "/app/outlook",
    class: "outlook",
    title: "Mail",
    system: "Outlook on the web",
    heading: "Inbox",
    answer: "Reply",
    hint: "Write a reply…",
    isMail: true,
  },
  files: {
    path: "/app/files",
    class: "sharePoint",
    title: "Files",
    system: "SharePoint",
    heading: "Ward 3 documents",
    answer: "Comment",
    hint: "Write a comment…",
    isMail: false,
  },
  portal: {
    path: "/app/portal",
    class: "azurePortal",
    title: "Portal",
    system: "Azure portal",
    heading: "Resources",
    answer: "Note",
    hint: "Write a note…",
    isMail: false,
  },
};

/** Every class of R25 and R26 in the contract's order, and the clinic's own app. */
export const APP_CLASSES = [
  "outlook",
  "sharePoint",
  "oneDrive",
  "fabric",
  "home",
  "office",
  "adminCenter",
  "defender",
  "purview",
  "azurePortal",
  "custom",
];

const SIGNAL_NAMES = [
  "keepMeSignedIn",
  "deviceSso",
  "deviceCompliant",
  "deviceDomainJoined",
  "appEnforcedRestrictions",
  "ssoSession",
];

/** The known signals in `input` that are true; anything else is unknown, which exempts nobody. */
export function readSignals(input) {
  const isOn = (name) => input?.[name] === true;
  const signals = Object.fromEntries(SIGNAL_NAMES.filter(isOn).map((name) => [name, true]));
  if (input?.thirdPartyCookies === "blocked") signals.thirdPartyCookies = "blocked";
  return signals;
}
