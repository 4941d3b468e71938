// What counts as activity, by the rule that the core names: all input; a press that leads to a
// request (R79); the focus (R81). Without a rule nothing is listened to (R12). Frames of the same
// origin are part of the page; of the others the move of the focus into them is seen (R87).

import { inputOptions, inputTypes } from "./activity.ts";
import type { ActivityRecorder, ListenerVerb } from "./activity.ts";
import { eachWindow, eachWindowIn, innerFocus } from "./frames.ts";
import type { Place, View } from "./frames.ts";
import type { ActivityRule, CoreEvent, CoreOutput, Reading } from "./protocol.ts";
import { Requests } from "./requests.ts";

interface NavigateEvent extends Event {
  destination: { sameDocument: boolean };
}

export class ActivityWatch {
  readonly #recorder: ActivityRecorder;
  readonly #due: () => boolean;
  readonly #requests: Requests;
  #rule: ActivityRule | null | undefined;
  #held = false;

  /** `due` as the recorder's: called with activity that has to be handed over at once. */
  constructor(recorder: ActivityRecorder, due: () => boolean) {
    this.#recorder = recorder;
    this.#due = recorder.due = due;
    this.#requests = new Requests((wall, mono) => {
      recorder.credit(wall, mono);
      due();
    });
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
    if (type === "pageLeft") this.#requests.began(performance.now());
    this.#lookBack();
  }

  /** Removes every listener everywhere; for good. */
  stop(): void {
    this.#change(null);
  }

  /** Of the windows; input comes here from frames only. */
  handleEvent(event: Event): void {
    if (event.type === "load") {
      eachWindowIn(event.target as Place, this.#listen);
    } else if (event.type === "navigate") {
      if (!(event as NavigateEvent).destination.sameDocument) {
        this.#requests.began(performance.now());
      }
    } else if (event.type === "blur") {
      this.#lookBack();
      setTimeout(() => this.#focusMoved()); // some browsers say only afterwards where it is
    } else {
      // A frame's time stamps count from when it was loaded.
      const listener = event.type === "pointermove" ? "moved" : "handleEvent";
      this.#recorder[listener](event as PointerEvent, performance.now());
    }
  }

  #focusMoved(): void {
    let isAbroad = false;
    for (
      let place: Place = document.activeElement;
      this.#rule && place;
      place = innerFocus(place)
    ) {
      eachWindowIn(place, this.#listen); // one that has not loaded yet, or is in a shadow tree
      isAbroad = place.contentDocument === null;
    }
    // R82: a script can move it too, but not while the user has just done something.
    if (isAbroad && this.#rule === "input" && navigator.userActivation?.isActive !== false) {
      this.#recorder.vouch();
      this.#due();
    }
  }

  #change(rule: ActivityRule | null): void {
    const recorder = this.#recorder;
    this.#rule = rule;
    recorder.listen(this.#verb());
    eachWindow(window, this.#listen);
    recorder.instead = rule === "input" ? undefined : this.#pressed;
    if (recorder.instead) recorder.take(); // it was not known what counts
    this.#look();
  }

  readonly #pressed: ActivityRecorder["instead"] = (type, ...press) => {
    if (type === "click" || type === "keydown") this.#requests.pressed(press);
  };

  /** Adds the listeners of a window, or removes them; the same again changes nothing. */
  readonly #listen = (view: View): void => {
    const verb = this.#verb();
    if (view !== window) {
      for (const type of [...inputTypes, "pointermove"]) view[verb](type, this, inputOptions);
    }
    // Does not bubble, but is captured: of every frame, whenever it is added or goes elsewhere.
    view.document[verb]("load", this, true);
    view[verb]("blur", this);
    (view as { navigation?: EventTarget }).navigation?.[verb]("navigate", this);
    this.#requests.ignore(view);
    if (this.#rule === "request") this.#requests.watch(view);
  };

  #verb(): ListenerVerb {
    return this.#rule ? "addEventListener" : "removeEventListener";
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
