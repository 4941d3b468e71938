// Chance that a seed repeats, and entries drawn by it: from few ids and few moments, so that they
// meet under one key and tie, with some that no session would write.

/** Numbers below `most`, the same for the same seed (mulberry32). */
export function chance(seed) {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}

/** So few that no record is full with all there are: 3 times 5 groups of 7 letters, and 8 more. */
const IDS = ["0", "9", "f"].map((digit) => digit.repeat(32));
const DETAILS = ["", "", "idle", "user", "internal", IDS[1], IDS[2], IDS[1] + IDS[2]];
const FITTING = { E: "user", P: IDS[0] + IDS[1], g: IDS[1] };
/** As someone may spoil a text: nothing, a digit too many, another case, a line break, a space. */
const SPOILS = ["", "0", "A", "\n", " ", ":", "é", "\0"];

export function randomEntry(random, now) {
  const pick = (list) => list[random(list.length)];
  const letter = pick([..."LSUEXRPEPHZBgq"]);
  const key = { H: 1, Z: 1, B: 0, g: 0 }[letter] ?? 2;
  const parts = [letter, pick(IDS), String(random(6))].slice(0, key + 1);
  const spoil = () => (random(20) === 0 ? pick(SPOILS) : "");
  const ahead = random(30) === 0 ? 400 * 864e5 : random(4);
  const stamp = String((letter === "B" ? 0 : now) + ahead).padStart(15, "0");
  const detail = random(4) > 0 ? (FITTING[letter] ?? "") : pick(DETAILS);
  return [parts.join(":") + spoil(), (random(40) > 0 ? stamp : "0".repeat(15)) + detail + spoil()];
}

export function randomEntries(random, now, most) {
  return Array.from({ length: random(most + 1) }, () => randomEntry(random, now));
}
