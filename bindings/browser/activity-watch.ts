// What counts as activity, by the rule that the core names: all input; a press that leads to a
// request (R79); the focus (R81). Without a rule nothing is listened to (R12). Frames of the same
// origin are part of the page; of the others the move of the focus into them is seen (R87). Nothing
// is stored of any frame, so none is kept alive.

import { inputOptions, inputTypes } from "./activity.ts";
import type { ActivityRecorder, ListenerVerb } from "./activity.ts";
import { EventType } from "./protocol.ts";
import type { ActivityRule, CoreEvent, CoreOutput, Reading } from "./protocol.ts";
import { realTime } from "./real-time.ts";
import { observeRequests } from "./requests.ts";
import type { View } from "./requests.ts";

/** How soon after a press a request is taken for its consequence. Real time, whatever the clock. */
const WINDOW_MS = 1000;
/** Two readings of one clock, each rounded for safety by the browser, may differ by this. */
const ROUNDING_MS = 2;
/** Most presses that wait for requests: many only while a fast typist waits for a slow answer. */
const MOST_PRESSES = 100;

/** A click or a key: in real time, and what the clock said. */
type Press = [at: number, wall: number, mono: number];

/** Of what is no frame, the content is undefined; of a frame of another origin it is null. */
type Place = Element & { contentDocument?: Document | null };

interface NavigateEvent extends Event {
  destination: { sameDocument: boolean };
}

export class ActivityWatch {
  readonly #recorder: ActivityRecorder;
  readonly #due: () => boolean;
  readonly #observers = new WeakMap<View, PerformanceObserver>();
  #rule: ActivityRule | null | undefined;
  /** The latest first. */
  #presses: Press[] = [];
  #held = false;

  /** `due` as the recorder's: called with activity that has to be handed over at once. */
  constructor(recorder: ActivityRecorder, due: () => boolean) {
    this.#recorder = recorder;
    this.#due = recorder.due = due;
  }

  /** Does as the core says. `isCovered`: input must not reach the app, whatever the rule. */
  follow([, wakeAt, inputFrom, given, motion]: CoreOutput, isCovered: boolean): void {
    const rule = inputFrom === null ? null : given;
    if (rule !== this.#rule) this.#change(rule);
    this.#recorder.motion = motion;
    // Input that is no activity has nothing to hand over, but tells that a wake-up is overdue.
    this.#recorder.from = (rule === "input" || isCovered ? inputFrom : wakeAt) ?? Infinity;
  }

  /** The latest activity that was not taken yet. What was recorded before any rule stays. */
  take(): Reading | undefined {
    this.#look();
    return this.#rule === undefined ? undefined : this.#recorder.take();
  }

  /** Before an event of the page is handled. */
  pageChanges([type]: CoreEvent): void {
    if (type === EventType.pageLeft) this.#requested();
    this.#lookBack();
  }

  /** Removes every listener everywhere; for good. */
  stop(): void {
    this.#change(null);
  }

  /** Of the windows; input comes here from frames only. */
  handleEvent(event: Event): void {
    if (event.type === "load") {
      this.#enter(event.target as Place);
    } else if (event.type === "navigate") {
      if (!(event as NavigateEvent).destination.sameDocument) this.#requested();
    } else if (event.type === "blur") {
      this.#lookBack();
      setTimeout(() => this.#focusMoved()); // some browsers say only afterwards where it is
    } else {
      // A frame's time stamps count from when it was loaded.
      const listener = event.type === "pointermove" ? "moved" : "handleEvent";
      this.#recorder[listener](event as PointerEvent, realTime.mono());
    }
  }

  #change(rule: ActivityRule | null): void {
    const recorder = this.#recorder;
    this.#rule = rule;
    recorder.listen(this.#verb());
    this.#listen(window);
    recorder.instead = rule === "input" ? undefined : this.#pressed;
    if (recorder.instead) recorder.take(); // it was not known what counts
    this.#look();
  }

  #verb(): ListenerVerb {
    return this.#rule ? "addEventListener" : "removeEventListener";
  }

  #enter(frame: Place): void {
    const view = frame.contentDocument?.defaultView;
    if (view) this.#listen(view);
  }

  /** Adds the listeners of a window and of all below it, or removes them; again changes nothing. */
  #listen(view: View): void {
    const verb = this.#verb();
    if (view !== window) {
      for (const type of [...inputTypes, "pointermove"]) view[verb](type, this, inputOptions);
    }
    // Does not bubble, but is captured: of every frame, whenever it is added or goes elsewhere.
    view.document[verb]("load", this, true);
    view[verb]("blur", this);
    (view as { navigation?: EventTarget }).navigation?.[verb]("navigate", this);
    this.#observers.get(view)?.disconnect();
    if (this.#rule === "request" && view.PerformanceObserver) {
      this.#observers.set(
        view,
        observeRequests(view, (at) => this.#requested(at)),
      );
    }
    const frames = view.document.querySelectorAll("iframe,frame,object");
    for (const frame of frames) this.#enter(frame);
  }

  readonly #pressed: ActivityRecorder["instead"] = (type, ...press) => {
    if (type === "click" || type === "keydown") {
      this.#presses = [press, ...this.#presses.slice(0, MOST_PRESSES)];
    }
  };

  /** A request was begun: what counts is when the user acted, if that is why. */
  #requested(at = realTime.mono()): void {
    const press = this.#presses.find(
      ([pressed]) => pressed - ROUNDING_MS <= at && at <= pressed + WINDOW_MS,
    );
    if (!press) return;
    this.#recorder.credit(press[1], press[2]);
    this.#due();
  }

  #focusMoved(): void {
    let isAbroad = false;
    let place: Place | null | undefined = document.activeElement;
    while (this.#rule && place) {
      this.#enter(place); // one that has not loaded yet, or is in a shadow tree
      isAbroad = place.contentDocument === null;
      place = (place.shadowRoot ?? place.contentDocument)?.activeElement;
    }
    // R82: a script can move it too, but not while the user has just done something.
    if (isAbroad && this.#rule === "input" && navigator.userActivation?.isActive !== false) {
      this.#recorder.vouch();
      this.#due();
    }
  }

  /** Under the rule of focus: held now, it is activity now. */
  #look(): void {
    this.#held = this.#rule === "focus" && document.hasFocus() && !document.hidden;
    if (this.#held) this.#recorder.vouch();
  }

  /** The same when it may just have gone: it was held until now. */
  #lookBack(): void {
    if (this.#held) this.#recorder.vouch();
    this.#look();
  }
}
