// Two soft tones, made in the browser: no file, and nothing for a content security policy to
// forbid. It must not know when to sound.

import { systemClock } from "../../bindings/browser/clock.ts";

/** Up a fourth: a question more than an alarm. */
const PITCHES_HZ = [587.33, 783.99];
const TONE_S = 0.35;
const LOUDNESS = 0.12;
/** The way from and to silence; without it a tone begins and ends with a click. */
const FADE_S = 0.03;
/** A browser that lets a page sound starts within this. */
const START_MS = 2000;

export class Tones {
  readonly #report: (detail: unknown) => void;
  #context: AudioContext | null = null;
  #timer: unknown = null;
  #hasReported = false;

  constructor(report: (detail: unknown) => void) {
    this.#report = report;
  }

  /** Silent, and reported once, where the user has not touched the page yet. */
  show(): void {
    this.hide();
    try {
      const context = (this.#context = new AudioContext());
      context.onstatechange = () => this.#play();
      this.#timer = systemClock.setTimeout(() => this.#giveUp(), START_MS);
      this.#play();
    } catch (error) {
      this.#report(error); // no such thing, or too many of them
    }
  }

  /** Silent at once, and nothing of the system's audio is held. Idempotent. */
  hide(): void {
    const context = this.#context;
    this.#context = null;
    this.#stopWaiting();
    if (!context) return;
    context.onstatechange = null;
    context.close().catch((error: unknown) => this.#report(error));
  }

  /** Nothing as long as the browser keeps the context suspended. */
  #play(): void {
    const context = this.#context;
    if (context?.state !== "running" || this.#timer === null) return;
    this.#stopWaiting();
    PITCHES_HZ.forEach((pitch, i) => {
      const begin = context.currentTime + i * TONE_S;
      const tone = new OscillatorNode(context, { frequency: pitch });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain
        .setValueAtTime(0, begin)
        .linearRampToValueAtTime(LOUDNESS, begin + FADE_S)
        .exponentialRampToValueAtTime(0.001, begin + TONE_S - FADE_S)
        .linearRampToValueAtTime(0, begin + TONE_S);
      tone.connect(volume).connect(context.destination);
      tone.start(begin);
      tone.stop(begin + TONE_S);
      if (i === PITCHES_HZ.length - 1) tone.onended = () => this.hide();
    });
  }

  #giveUp(): void {
    this.hide();
    if (!this.#hasReported) this.#report("sound: not allowed, as before the page's first click");
    this.#hasReported = true;
  }

  #stopWaiting(): void {
    if (this.#timer !== null) systemClock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
