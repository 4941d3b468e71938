// How random values and hashes are written wherever they become text.

/** Two digits a byte, lower case. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** 128 random bits. */
export const randomHex = (): string => hex(crypto.getRandomValues(new Uint8Array(16)));
