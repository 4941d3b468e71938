// What happened lately, newest first, in all tabs. The same thing in several tabs within a moment
// is one line with several letters, for that is the point of the demo: it happens everywhere at
// once.

const MAX_LINES = 8;
const SAME_MOMENT_MS = 3000;

export class Feed {
  #list;
  #lines = []; // { text, at, tabs, item }, newest first

  constructor(list) {
    this.#list = list;
  }

  /** `time` is how the line says when; what counts as one moment is real time. */
  add({ tab, text }, time) {
    const at = Date.now();
    const same = this.#lines.find((line) => line.text === text && at - line.at < SAME_MOMENT_MS);
    if (same === undefined) this.#addLine({ text, at, tabs: [tab], item: null }, time);
    else if (!same.tabs.includes(tab)) {
      same.tabs.push(tab);
      same.tabs.sort();
      same.item.querySelector("b").textContent = same.tabs.join(" ");
    }
  }

  #addLine(line, time) {
    line.item = document.createElement("li");
    const parts = { time, b: line.tabs.join(" "), span: line.text };
    for (const [name, text] of Object.entries(parts)) {
      const part = document.createElement(name);
      part.textContent = text;
      line.item.append(part);
    }
    this.#list.prepend(line.item);
    this.#lines.unshift(line);
    for (const old of this.#lines.splice(MAX_LINES)) old.item.remove();
  }
}
