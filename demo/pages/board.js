// Who is there: the tabs of this browser tell one another about themselves over a BroadcastChannel
// of the demo's own, "demo-board". Only visible tabs have a timer: once a second they show their
// card and ask for the others'. A hidden tab answers when it is asked, so the picture wakes it but
// never keeps it awake. Cards not renewed for three seconds belong to a tab that is gone. What a
// card says is app.js's business, how it looks board-view.js's.

const CHANNEL = "demo-board";
const TICK_MS = 1000;
const GONE_AFTER_MS = 3000;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * Fires "change" when a card came, changed or went; "name" when this tab has another letter; "news"
 * with `{tab, text}` for what any tab announces; "request" with a word for what any other tab wants
 * of all.
 */
export class Board extends EventTarget {
  #describe;
  #id = crypto.randomUUID();
  #openedAt = Date.now();
  #name = "A";
  #others = new Map(); // id -> { card, seenAt }
  #channel = null;
  #ticker = 0;

  /** `describe()` returns what this tab's card says; plain data, made anew each time. */
  constructor(describe) {
    super();
    this.#describe = describe;
    this.#open();
    document.addEventListener("visibilitychange", () => this.#followVisibility());
    // A page in the back/forward cache must not hold a channel open, and is no open tab.
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.#open();
    });
  }

  get name() {
    return this.#name;
  }

  /** All cards by their letters; this tab's own is made anew. */
  cards() {
    const cards = [this.#ownCard(), ...[...this.#others.values()].map(({ card }) => card)];
    return cards.sort((a, b) => (a.name + a.id < b.name + b.id ? -1 : 1));
  }

  isOwn(card) {
    return card.id === this.#id;
  }

  /** Tells all tabs, this one too, that something happened here. */
  announce(text) {
    const news = { tab: this.#name, text };
    this.#send({ type: "news", news });
    this.#dispatch("news", news);
  }

  /** Asks all other tabs for something; what, is between those who ask and those who listen. */
  request(word) {
    this.#send({ type: "request", word });
  }

  /** Shows this tab's card at once instead of at the next tick. */
  refresh() {
    this.#send({ type: "card", card: this.#ownCard() });
    this.#dispatch("change");
  }

  #open() {
    if (this.#channel !== null) return;
    this.#channel = new BroadcastChannel(CHANNEL);
    this.#channel.addEventListener("message", (event) => this.#receive(event.data));
    this.#send({ type: "ask" });
    this.#followVisibility();
  }

  #close() {
    clearInterval(this.#ticker);
    this.#send({ type: "gone", id: this.#id });
    this.#channel?.close();
    this.#channel = null;
    this.#others.clear();
  }

  #followVisibility() {
    clearInterval(this.#ticker);
    this.refresh();
    if (document.visibilityState !== "visible") return;
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    this.#send({ type: "ask" });
  }

  #tick() {
    this.#send({ type: "ask" });
    for (const [id, { seenAt }] of this.#others) {
      if (Date.now() - seenAt > GONE_AFTER_MS) this.#others.delete(id);
    }
    this.refresh();
  }

  /** Other versions of the demo may be open; what does not look like ours is left alone. */
  #receive(message) {
    if (message?.type === "ask") this.#answer();
    if (message?.type === "news") this.#dispatch("news", message.news);
    if (message?.type === "request") this.#dispatch("request", message.word);
    if (message?.type === "gone" && this.#others.delete(message.id)) this.#dispatch("change");
    if (message?.type === "card" && typeof message.card?.id === "string") {
      this.#others.set(message.card.id, { card: message.card, seenAt: Date.now() });
      this.#keepNameUnique();
      this.#dispatch("change");
    }
  }

  #answer() {
    if (document.visibilityState === "visible") return; // shows its card by itself
    this.#send({ type: "card", card: this.#ownCard() });
  }

  /** Of two tabs with one letter the younger takes the first free one. */
  #keepNameUnique() {
    const own = this.#ownCard();
    const others = [...this.#others.values()].map(({ card }) => card);
    const isElder = (card) =>
      card.openedAt < own.openedAt || (card.openedAt === own.openedAt && card.id < own.id);
    if (!others.some((card) => card.name === this.#name && isElder(card))) return;
    const taken = new Set(others.map((card) => card.name));
    this.#name = [...LETTERS].find((letter) => !taken.has(letter)) ?? "?";
    this.#dispatch("name");
  }

  #ownCard() {
    return {
      ...this.#describe(),
      id: this.#id,
      openedAt: this.#openedAt,
      name: this.#name,
      isVisible: document.visibilityState === "visible",
      hasFocus: document.hasFocus(),
    };
  }

  #send(message) {
    this.#channel?.postMessage(message);
  }

  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
