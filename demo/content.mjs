// What the demo is about: a clinic whose staff read mail on shared computers, which is where an
// unattended screen does harm. Accounts and messages are invented. Nothing here decides anything.

import { FILES, OFFICE_MAIL, RESOURCES } from "./content-suite.mjs";

/** `id` is what a real app would use: stable, and not a name or an address. */
export const ACCOUNTS = [
  {
    id: "7c1f0b52",
    name: "Mette Holm",
    role: "Ward nurse",
    address: "mette.holm@alder-clinic.example",
    initials: "MH",
  },
  {
    id: "b94e63d8",
    name: "Jonas Berg",
    role: "Pharmacist",
    address: "jonas.berg@alder-clinic.example",
    initials: "JB",
  },
  {
    id: "e02a7a19",
    name: "Priya Nair",
    role: "Clinic manager",
    address: "priya.nair@alder-clinic.example",
    initials: "PN",
  },
];

const MESSAGES = [
  {
    id: "transfer",
    from: "Dr. Elin Sørensen",
    initials: "ES",
    time: "09:42",
    subject: "Transfer from ward 3 this afternoon",
    unread: true,
    body: [
      "Hello,",
      "Bed 12 moves to rehabilitation at 14:00. The transfer letter is signed, and the list of " +
        "medicines was checked this morning: one change, the evening dose is now 5 mg.",
      "Could you confirm that the family has been told, and who goes along?",
      "Elin",
    ],
  },
  {
    id: "idle",
    from: "IT Service Desk",
    initials: "IT",
    time: "08:15",
    subject: "Signed out when you walk away",
    unread: true,
    body: [
      "Dear colleagues,",
      "Computers in the wards are shared, and screens are left open. From today Finch Mail asks " +
        "after 13 minutes without activity whether you are still there. Without an answer it " +
        "signs " +
        "you out at 15 minutes: in every tab, at the same moment.",
      "Working in one tab keeps all of them signed in. A reply that you have begun is " +
        "kept, and is " +
        "there again when you sign in.",
    ],
  },
  {
    id: "pharmacy",
    from: "Hospital pharmacy",
    initials: "HP",
    time: "Yesterday",
    subject: "Insulin order 4471 is delayed until Thursday",
    unread: false,
    body: [
      "Order 4471 (rapid-acting, 20 pens) will arrive on Thursday before 10:00 instead of " +
        "Wednesday.",
      "The stock in ward 3 covers four days at the present use. Please write if you need a " +
        "transfer " +
        "from ward 5 before then.",
    ],
  },
  {
    id: "rota",
    from: "Samira Haddad",
    initials: "SH",
    time: "Yesterday",
    subject: "Rota for week 48: two late shifts are open",
    unread: false,
    body: [
      "The rota for week 48 is up. Two late shifts are still open, Tuesday and Friday.",
      "First to answer gets to choose. Thank you for covering last weekend!",
    ],
  },
  {
    id: "lift",
    from: "Facilities",
    initials: "FA",
    time: "Monday",
    subject: "Lift B out of service on Thursday, 07:00 to 11:00",
    unread: false,
    body: [
      "Lift B is inspected on Thursday between 07:00 and 11:00. Bed transports use lift D, " +
        "which is " +
        "reserved for them in those hours.",
    ],
  },
];

/** What each app shows, by its class. */
export const CONTENT = {
  custom: MESSAGES,
  outlook: OFFICE_MAIL,
  sharePoint: FILES,
  azurePortal: RESOURCES,
};
