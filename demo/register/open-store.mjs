// Which store a setting names. Only here a package comes in, and only for those who name a Redis.

import { MemoryStore } from "./memory-store.mjs";

/** `address`: redis://… or rediss://…; empty or undefined: in the memory of this process. */
export async function openStore(address) {
  if (!address) return new MemoryStore();
  const { RedisStore } = await import("./redis-store.mjs");
  return RedisStore.open(address);
}
