// The windows of a page: its own and those of its frames of the same origin, however deep (R87).
// Nothing is stored of any frame, so none is kept alive; none of another origin is touched.

export type View = Window & typeof globalThis;

/** Of what is no frame, the content is undefined; of a frame of another origin it is null. */
export type Place = (Element & { contentDocument?: Document | null }) | null | undefined;

/** Calls `visit` for a window, and for every window below it. */
export function eachWindow(view: View, visit: (view: View) => void): void {
  visit(view);
  const frames = view.document.querySelectorAll("iframe,frame,object");
  for (const frame of frames) eachWindowIn(frame, visit);
}

/** The same for the window in a frame, if it is one that can be read. */
export function eachWindowIn(frame: Place, visit: (view: View) => void): void {
  const view = frame?.contentDocument?.defaultView;
  if (view) eachWindow(view, visit);
}

/** What has the focus inside of what has the focus. */
export function innerFocus(place: Place): Place {
  return (place?.shadowRoot ?? place?.contentDocument)?.activeElement;
}
