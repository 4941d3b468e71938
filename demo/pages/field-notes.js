// Problems and warnings beside the field that they are about. A finding names a place in the
// document by a JSON pointer; the field with the longest `data-path` that leads there shows it.

function placeOf(form, pointer) {
  const places = [...form.querySelectorAll("[data-path]")].filter(
    ({ dataset: { path } }) => pointer === path || pointer.startsWith(`${path}/`),
  );
  return places.sort((a, b) => b.dataset.path.length - a.dataset.path.length)[0] ?? null;
}

function addNote(place, { message }, isProblem, index) {
  const note = document.createElement("p");
  note.className = isProblem ? "note note-bad" : "note note-care";
  note.id = `note-${index}`;
  note.textContent = message;
  place.append(note);
  // A section's note belongs to the section: its fields may all be right.
  if (!place.classList.contains("field")) return;
  for (const input of place.querySelectorAll("input, select")) {
    if (isProblem) input.setAttribute("aria-invalid", "true");
    const others = input.getAttribute("aria-describedby")?.split(" ") ?? [];
    input.setAttribute("aria-describedby", [...others, note.id].join(" "));
  }
}

function clear(form) {
  for (const note of form.querySelectorAll(".note")) note.remove();
  for (const input of form.querySelectorAll("input, select")) {
    input.removeAttribute("aria-invalid");
    const others = (input.getAttribute("aria-describedby") ?? "").split(" ");
    const own = others.filter((id) => id !== "" && !id.startsWith("note-"));
    if (own.length > 0) input.setAttribute("aria-describedby", own.join(" "));
    else input.removeAttribute("aria-describedby");
  }
}

/** Replaces all notes. Returns the messages of problems that no field of the form is about. */
export function showFindings(form, { problems, warnings }) {
  clear(form);
  const homeless = [];
  const all = [...problems.map((it) => [it, true]), ...warnings.map((it) => [it, false])];
  all.forEach(([finding, isProblem], index) => {
    const place = placeOf(form, finding.path);
    if (place !== null) addNote(place, finding, isProblem, index);
    else if (isProblem) homeless.push(finding.message);
  });
  return homeless;
}
