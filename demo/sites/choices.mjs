// What a visitor may choose on the pages of the three sites: the time limits, what happens where
// the browser blocks third-party cookies, and whether the register is used. Kept in the page's
// address, so that a link takes it along to the next site; the first of each is the default.

const CHOICES = {
  limits: ["short", "quick", "minute"],
  blocked: ["degrade", "suspend"],
  register: ["off", "on"],
};

/** From an address's query; what is missing or unknown there is the default. */
export function readChoices(query) {
  const chosen = (name, [first, ...others]) =>
    others.includes(query.get(name)) ? query.get(name) : first;
  return Object.fromEntries(
    Object.entries(CHOICES).map(([name, values]) => [name, chosen(name, values)]),
  );
}

export const writeChoices = (choices) => `?${new URLSearchParams(choices)}`;
