// The compiler's glue, which the build puts in place under this name.
declare module "idleguard-glue" {
  export default function createModule(options: {
    wasm: WebAssembly.Module;
  }): Promise<{ start(json: string): string; handle(json: string): string }>;
}
