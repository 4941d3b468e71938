// What the suite's other apps show, in the form of messages: documents of the ward, the mail of the
// office, machines of the clinic. Invented, and without any meaning to the program.

export const OFFICE_MAIL = [
  {
    id: "audit",
    from: "Quality office",
    initials: "QO",
    time: "10:05",
    subject: "Audit on Thursday: the list of rooms",
    unread: true,
    body: [
      "Hello,",
      "The auditors begin in ward 3 at 09:00 and go on to the pharmacy. They will ask how " +
        "screens are protected when nobody sits in front of them.",
      "The rooms are listed in Files, under Ward 3 documents.",
    ],
  },
  {
    id: "budget",
    from: "Priya Nair",
    initials: "PN",
    time: "08:50",
    subject: "Budget round, second reading",
    unread: false,
    body: ["The second reading is on Friday. Please send your figures until Wednesday noon."],
  },
  {
    id: "parking",
    from: "Facilities",
    initials: "FA",
    time: "Monday",
    subject: "Car park B is closed this week",
    unread: false,
    body: ["Car park B is resurfaced until Friday. Car park D has free places from 06:30."],
  },
];

export const FILES = [
  {
    id: "handover",
    from: "Handover ward 3.docx",
    initials: "W",
    time: "09:30",
    subject: "Changed by Mette Holm",
    unread: true,
    body: [
      "Bed 12: moves to rehabilitation at 14:00.",
      "Bed 14: family visits at 16:00, interpreter ordered.",
      "Bed 15: new dressing daily, photographs in the record.",
    ],
  },
  {
    id: "rooms",
    from: "Rooms for the audit.xlsx",
    initials: "X",
    time: "08:02",
    subject: "Changed by the quality office",
    unread: true,
    body: ["3.01 Nurses' station · 3.04 Medicines · 3.11 Handover · 0.20 Pharmacy"],
  },
  {
    id: "training",
    from: "Fire training.pptx",
    initials: "P",
    time: "Friday",
    subject: "Changed by Facilities",
    unread: false,
    body: ["Assembly point: car park D. Lifts stay unused. The wards on the north side go first."],
  },
];

export const RESOURCES = [
  {
    id: "records-db",
    from: "records-db-01",
    initials: "DB",
    time: "Running",
    subject: "Database · North Europe",
    unread: false,
    body: [
      "Holds the appointments of the clinic. Backed up every night at 02:00; the last restore " +
        "was tried on the first of the month.",
    ],
  },
  {
    id: "scan-vm",
    from: "scan-vm-02",
    initials: "VM",
    time: "Stopped",
    subject: "Virtual machine · North Europe",
    unread: false,
    body: ["Reads scanned letters at night. Starts at 22:00, and stops when its queue is empty."],
  },
  {
    id: "clinic-vault",
    from: "clinic-vault",
    initials: "KV",
    time: "Healthy",
    subject: "Key vault · North Europe",
    unread: false,
    body: ["Certificates of the web servers. The next one runs out in 61 days."],
  },
];
