// The way to what most pages never load: a module of its own beside this one, asked for only when
// an option wants it.

/** Rejects when it cannot be had. */
export const loadPart = (name: string) => import(new URL(`${name}.mjs`, import.meta.url).href);
