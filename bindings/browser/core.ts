// Loads the core. The Wasm is compiled once a page and instantiated once a session, so that a
// session that breaks breaks alone.

import createModule from "idleguard-glue";
import type { CoreInput, CoreOutput, StartAnswer, StartRequest } from "./protocol.ts";

export class Core {
  readonly #module: Awaited<ReturnType<typeof createModule>>;

  private constructor(module: Awaited<ReturnType<typeof createModule>>) {
    this.#module = module;
  }

  /** Rejects when the Wasm cannot be had, or cannot run here. */
  static async load(url: URL): Promise<Core> {
    const wasm = await compile(url);
    return new Core(await createModule({ wasm }));
  }

  start(request: StartRequest): StartAnswer {
    return JSON.parse(this.#module.start(toText(request))) as StartAnswer;
  }

  /**
   * A refusal has the form of an answer to `start`. Throws when the core has trapped; it must not
   * be used again.
   */
  handle(input: CoreInput): CoreOutput | StartAnswer {
    return JSON.parse(this.#module.handle(toText(input))) as CoreOutput | StartAnswer;
  }
}

/**
 * Text of which the core can make UTF-8. Halves of a character, which only a script can write into
 * a record or a message, become a character that is nowhere valid.
 */
function toText(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "string" ? each.replace(/\p{Surrogate}/gu, "\ufffd") : each,
  );
}

const compiled = new Map<string, Promise<WebAssembly.Module>>();

function compile(url: URL): Promise<WebAssembly.Module> {
  let module = compiled.get(url.href);
  if (!module) {
    module = fetchModule(url);
    compiled.set(url.href, module);
    module.catch(() => compiled.delete(url.href)); // the next start may be luckier
  }
  return module;
}

async function fetchModule(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: HTTP ${response.status}`);
  // Not as it streams: that wants a type that many servers do not know, and gains nothing here.
  return WebAssembly.compile(await response.arrayBuffer());
}
