// The parts that the products' pages share: the bar with its way out, and the settings of the
// visit, which reload the page when they change, for idleguard takes them when it starts.

const element = (id) => document.getElementById(id);

/** `guard()`: the one that runs, or null. */
export function connectParts(page, guard) {
  for (const link of document.querySelectorAll(".bar-links a")) {
    const isHere =
      link.dataset.path === location.pathname ||
      (link.dataset.to === page.site.name && location.pathname === "/app");
    if (isHere) link.setAttribute("aria-current", "page");
    // From the page about sharing back to its own app; other sites have tabs of their own.
    if (link.dataset.to === page.site.name) link.removeAttribute("target");
  }
  const form = element("choices");
  for (const [name, value] of Object.entries(page.choices)) {
    form.elements[name].value = value;
  }
  form.addEventListener("change", () => form.requestSubmit());
  // Without idleguard the link itself signs out; with it, every tab is taken along.
  element("sign-out").addEventListener("click", (event) => {
    if (guard() === null) return;
    event.preventDefault();
    guard().signOut();
  });
}
