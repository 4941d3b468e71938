// Reads the PNG files that drivers make (8 bits a channel, RGB or RGBA, not interlaced), so that
// screenshots can be compared without a package. Anything else is refused, never guessed.

import { inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHANNELS_OF_COLOR_TYPE = { 2: 3, 6: 4 };

/** Returns `{ width, height, channels, pixels }`, the pixels row by row. */
export function decodePng(file) {
  if (!file.subarray(0, 8).equals(SIGNATURE)) throw new Error("not a PNG file");
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const [depth, colorType, , , interlace] = file.subarray(24, 29);
  const channels = CHANNELS_OF_COLOR_TYPE[colorType];
  if (depth !== 8 || !channels || interlace) {
    throw new Error(`unsupported PNG: depth ${depth}, color ${colorType}, interlace ${interlace}`);
  }
  const rows = inflateSync(Buffer.concat(imageData(file)));
  return { width, height, channels, pixels: unfilter(rows, width * channels, height, channels) };
}

function imageData(file) {
  const parts = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    if (type === "IDAT") parts.push(file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return parts;
}

/** Undoes the prediction of every row (PNG specification, section 9). */
function unfilter(rows, rowSize, height, step) {
  const pixels = Buffer.alloc(rowSize * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (rowSize + 1)];
    const from = y * (rowSize + 1) + 1;
    const to = y * rowSize;
    for (let x = 0; x < rowSize; x += 1) {
      const left = x < step ? 0 : pixels[to + x - step];
      const above = y === 0 ? 0 : pixels[to - rowSize + x];
      const corner = x < step || y === 0 ? 0 : pixels[to - rowSize + x - step];
      pixels[to + x] = rows[from + x] + predict(filter, left, above, corner);
    }
  }
  return pixels;
}

function predict(filter, left, above, corner) {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter === 4) return paeth(left, above, corner);
  throw new Error(`unknown PNG filter ${filter}`);
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const toLeft = Math.abs(guess - left);
  const toAbove = Math.abs(guess - above);
  const toCorner = Math.abs(guess - corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/**
 * How two pictures of one size differ: `changed` pixels of `total`, and the `strongest` difference
 * of one channel (0 to 255). `counts(i)` may leave out pixels.
 */
export function comparePictures(a, b, counts = () => true) {
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) {
    throw new Error(`pictures of different sizes: ${a.width}×${a.height}, ${b.width}×${b.height}`);
  }
  const total = a.width * a.height;
  let changed = 0;
  let strongest = 0;
  for (let i = 0; i < total; i += 1) {
    const difference = pixelDifference(a, b, i);
    if (difference === 0 || !counts(i)) continue;
    changed += 1;
    strongest = Math.max(strongest, difference);
  }
  return { changed, total, strongest };
}

/** The largest difference of one channel at pixel `i`. */
export function pixelDifference(a, b, i) {
  let largest = 0;
  for (let k = i * a.channels; k < (i + 1) * a.channels; k += 1) {
    largest = Math.max(largest, Math.abs(a.pixels[k] - b.pixels[k]));
  }
  return largest;
}
