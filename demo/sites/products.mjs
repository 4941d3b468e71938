// The three products that the clinic's staff use on sites of their own: what each is called and
// shows. Finch Mail is the mail of the other demo, at home here on a site of its own. Invented, and
// without any meaning to the program.

import { ACCOUNTS, CONTENT } from "../content.mjs";

export const ORGANIZATION = "Alder Clinic";

const PLANS = [
  {
    id: "round",
    from: "Ward round, ward 3",
    time: "08:30",
    subject: "With Dr. Elin Sørensen",
    body: ["Beds 12 to 17. Bed 12 moves to rehabilitation at 14:00, so it comes first."],
  },
  {
    id: "audit-day",
    from: "Audit, second day",
    time: "Thursday",
    subject: "Quality office · rooms 3.01 to 3.11",
    body: ["The auditors ask how screens are protected when nobody sits in front of them."],
  },
  {
    id: "late-shifts",
    from: "Two late shifts are open",
    time: "Week 48",
    subject: "Tuesday and Friday, ward 3",
    body: ["First to answer gets to choose. Samira Haddad keeps the rota."],
  },
];

/** By the first label of the site's name. */
export const PRODUCTS = {
  finch: {
    title: "Finch Mail",
    icon: "/pages/icon.svg",
    heading: "Inbox",
    field: "Write a reply",
    items: CONTENT.custom.slice(0, 3),
  },
  wren: {
    title: "Wren Files",
    icon: "/pages/sites/wren.svg",
    heading: "Ward 3 documents",
    field: "Write a comment",
    items: CONTENT.sharePoint,
  },
  heron: {
    title: "Heron Planner",
    icon: "/pages/sites/heron.svg",
    heading: "This week",
    field: "Write a note",
    items: PLANS,
  },
};

export const PRODUCT_NAMES = Object.keys(PRODUCTS);

export const accountOf = (id) => ACCOUNTS.find((account) => account.id === id) ?? null;
