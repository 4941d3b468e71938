// Times and durations as the demo's pages write them. Null, for "there is none", becomes a dash.

const TIME = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

const two = (number) => String(number).padStart(2, "0");

/** "09:41:07" of a Date or of milliseconds since 1970. */
export function formatTime(instant) {
  return instant === null ? "–" : TIME.format(instant);
}

/** "12:41" or "1:02:09"; what has begun of a second counts, so that 0:00 is really the end. */
export function formatDuration(ms) {
  if (ms === null) return "–";
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes}:${two(seconds % 60)}`;
  return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
