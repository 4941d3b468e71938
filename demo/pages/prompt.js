// What is chosen becomes the address of the preview, and of this page, so that a state can be sent
// to somebody. It knows nothing of what the preview does with it.

const LANGUAGES =
  "en ar cs da de el es fa fi fr he hi hu id it ja ko nb nl pl pt ro ru sv th tr uk vi " +
  "zh-Hans zh-Hant";

const element = (id) => document.getElementById(id);
const form = element("choices");
const preview = element("preview");
/** What has the focus, and keeps it although a prompt takes it; null once the user is in there. */
let focused = document.body;

/** Each language by its own name, which is what its readers look for. */
function nameOf(tag) {
  const name = new Intl.DisplayNames(tag, { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

function fillLanguages() {
  const options = LANGUAGES.split(" ").map((tag) => {
    const option = new Option(nameOf(tag), tag);
    option.lang = tag;
    return option;
  });
  form.elements.language.append(...options);
}

/** As the address says; what it does not name stays as the page has it. */
function adoptAddress() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field?.type === "checkbox") field.checked = value === "on";
    else if (field) field.value = value;
  }
}

function show() {
  focused = document.activeElement;
  const query = new URLSearchParams(new FormData(form)).toString();
  history.replaceState(null, "", `?${query}`);
  const address = `/prompt/preview?${query}`;
  element("alone").href = address;
  preview.dataset.width = form.elements.width.value;
  // Not `src`: every choice would be a page to go back to.
  preview.contentWindow.location.replace(address);
}

/** Who chooses with the keyboard goes on choosing: only a press or Tab leads into the preview. */
function keepFocus() {
  if (document.activeElement !== preview || focused === null) return;
  if (focused === document.body) preview.blur();
  else focused.focus();
}

const enter = () => {
  focused = null;
};

/** The preview's title is where a browser would show it, whoever sets it and whenever. */
function followTitle() {
  const { title } = preview.contentDocument;
  const render = () => {
    element("title").textContent = preview.contentDocument?.title ?? "";
  };
  new MutationObserver(render).observe(preview.contentDocument.head, {
    childList: true,
    characterData: true,
    subtree: true,
  });
  element("title").textContent = title;
}

preview.addEventListener("load", followTitle);
preview.addEventListener("load", () => {
  preview.contentWindow.addEventListener("pointerdown", enter, { capture: true });
});
// Told before the focus has moved.
addEventListener("blur", () => setTimeout(keepFocus));
addEventListener("keydown", ({ key }) => key === "Tab" && enter());
form.addEventListener("change", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
fillLanguages();
adoptAddress();
show();
