// Pictures for the icon of a tab: the app's own, read from where its page says, and a badge drawn
// over it. Pixels only; it must not know what they are for, and it changes nothing in the page.

import { systemClock } from "../../bindings/browser/clock.ts";

const SIZE = 64;
/** A picture that does not come is as good as none: the warning does not wait for it. */
const LOAD_MS = 3000;
const COLOR = "#c50f1f";
const EDGE = "#fff";
/** The smallest picture there is. */
const PROBE = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/** Whether the page may show what is drawn here (`img-src data:`). */
export async function canShowData(): Promise<boolean> {
  return (await loaded(PROBE)) !== null;
}

/** The icon of the page, or nothing where there is none that a page may read. */
export async function appIcon(): Promise<HTMLImageElement | null> {
  // The last that is in force wins, as in browsers; without one they ask for this address.
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon" i]')];
  const link = links.filter(({ media }) => !media || matchMedia(media).matches).pop();
  return loaded(link?.href || new URL("/favicon.ico", location.href).href);
}

/** The address of a picture: the icon, and the badge in its corner. Without an icon: the badge. */
export function withBadge(icon: HTMLImageElement | null): string {
  if (!icon) return badgeAlone();
  return drawn((context) => {
    context.drawImage(icon, 0, 0, SIZE, SIZE);
    disc(context, SIZE * 0.7, SIZE * 0.7, SIZE * 0.3);
  });
}

/** The address of a picture of the badge, as large as it can be. */
export function badgeAlone(): string {
  return drawn((context) => disc(context, SIZE / 2, SIZE / 2, SIZE / 2));
}

function drawn(draw: (context: CanvasRenderingContext2D) => void): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext("2d");
  if (context) draw(context);
  return canvas.toDataURL();
}

/** A disc with an edge, so that it is seen on any color. */
function disc(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  for (const [color, r] of [
    [EDGE, radius],
    [COLOR, radius * 0.8],
  ] as const) {
    context.fillStyle = color;
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.fill();
  }
}

function loaded(address: string): Promise<HTMLImageElement | null> {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => resolve(null);
    systemClock.setTimeout(() => resolve(null), LOAD_MS);
    // Else what is drawn of another origin could not be read.
    image.crossOrigin = "anonymous";
    image.src = address;
  });
}
