import { lanesWasm } from "./lanes_wasm.ts";

/** What lanes.as exports, with a memory of its own. Places are in bytes. */
export interface LanesModule {
  readonly buffer: ArrayBuffer;
  /** Vectors, trades, trades a day, and places in the order of lanes.as. */
  readonly walk: (...numbers: readonly number[]) => void;
  readonly fill: (seeds: number, uniforms: number, draws: number) => void;
}

interface Exports extends Pick<LanesModule, "walk" | "fill"> {
  readonly memory: WebAssembly.Memory;
}

const PAGE = 65_536;

let compiled: WebAssembly.Module | null = null;

/** A fresh instance with room for so many bytes. */
export function openModule(bytes: number): LanesModule {
  compiled ??= new WebAssembly.Module(Uint8Array.fromBase64(lanesWasm));
  // What scripts/wasm.ts compiles exports just these.
  const { memory, walk, fill } = new WebAssembly.Instance(compiled).exports as unknown as Exports;
  const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  // A memory that is not shared.
  return { buffer: memory.buffer as ArrayBuffer, walk, fill };
}
