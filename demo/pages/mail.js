// What an app shows: a list, what is open of it, a reply. Nothing here knows of idle sessions but
// `saveDrafts`, which hands begun replies to the server so that a sign-out loses no work. Texts
// come from the server and go into the document as text, never as markup.

const element = (id) => document.getElementById(id);

export class Mail {
  #account;
  #app;
  #messages = [];
  #open = null;
  #drafts = new Map(); // message id -> text as it is in this tab
  #changed = new Set(); // ids whose draft the server does not have yet

  constructor(account, app) {
    this.#account = account;
    this.#app = app;
    element("reply-text").addEventListener("input", (event) => this.#keep(event.target.value));
    element("reply").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  async load() {
    const answer = await fetch(`/app/messages?app=${this.#app.class}`);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const { messages, drafts } = await answer.json();
    this.#messages = messages;
    this.#drafts = new Map(Object.entries(drafts));
    element("messages").replaceChildren(...messages.map((message) => this.#makeItem(message)));
    const begun = messages.find(({ id }) => this.#drafts.has(id));
    this.#show(begun ?? messages[0]);
  }

  /**
   * Saves what the server does not have yet. Safe to call again; sends nothing when nothing
   * changed.
   */
  async saveDrafts() {
    const changed = [...this.#changed];
    this.#changed.clear();
    await Promise.all(changed.map((message) => this.#saveDraft(message)));
  }

  async #saveDraft(message) {
    const body = { account: this.#account.id, message, text: this.#drafts.get(message) ?? "" };
    const answer = await fetch("/app/draft", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      keepalive: true, // the page may be left while this is on its way
    });
    if (!answer.ok) console.warn(`a draft was not saved: the server answered ${answer.status}`);
  }

  #keep(text) {
    this.#drafts.set(this.#open.id, text);
    this.#changed.add(this.#open.id);
  }

  #send() {
    const text = element("reply-text").value.trim();
    if (text === "") return;
    const sent = document.createElement("p");
    sent.className = "sent";
    sent.textContent = `You: ${text}`;
    element("sent").append(sent);
    element("reply-text").value = "";
    this.#keep("");
    this.saveDrafts().catch(reportError);
  }

  #makeItem(message) {
    const item = element("message-item").content.firstElementChild.cloneNode(true);
    item.dataset.id = message.id;
    item.classList.toggle("is-unread", message.unread);
    item.querySelector(".avatar").textContent = message.initials;
    item.querySelector("b").textContent = message.from;
    item.querySelector(".message-text span").textContent = message.subject;
    item.querySelector("time").textContent = message.time;
    item.querySelector("button").addEventListener("click", () => this.#choose(message));
    return item;
  }

  #choose(message) {
    this.#show(message);
    // Told to the server at once: a click that leads to a request is activity for SharePoint (R79).
    const body = JSON.stringify({ message: message.id });
    fetch("/app/read", { method: "POST", body }).catch((error) => console.warn(error.message));
  }

  #show(message) {
    this.#open = message;
    for (const item of element("messages").children) {
      const isOpen = item.dataset.id === message.id;
      if (isOpen) item.classList.remove("is-unread");
      item.querySelector("button").setAttribute("aria-current", String(isOpen));
    }
    const { from, subject } = message;
    const [headline, below] = this.#app.isMail ? [subject, from] : [from, subject];
    element("subject").textContent = headline;
    element("from-initials").textContent = message.initials;
    element("from").textContent = below;
    element("time").textContent = message.time;
    const paragraphs = message.body.map((text) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = text;
      return paragraph;
    });
    element("body").replaceChildren(...paragraphs);
    element("sent").replaceChildren();
    element("reply-text").value = this.#drafts.get(message.id) ?? "";
    const isRestored = element("reply-text").value !== "" && !this.#changed.has(message.id);
    element("draft-note").textContent = isRestored
      ? "This was kept when you were signed out."
      : "What you have begun survives the sign-out.";
  }
}
