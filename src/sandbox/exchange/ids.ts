import { splitmix64 } from "../../core/math/rng.ts";
import type { Hex } from "../types.ts";

/** Names for what the exchange makes: the same seed gives the same names in the same order. */
export interface Ids {
  /** In the form of a version 4 UUID. */
  uuid(): string;
  /** 32 bytes. */
  hash(): Hex;
}

/** The names of `seed`. */
export function createIds(seed: number): Ids {
  const word = splitmix64(seed);
  const hex = () => word().toString(16).padStart(16, "0");
  return {
    uuid: () => {
      const a = hex();
      const b = hex();
      return `${a.slice(0, 8)}-${a.slice(8, 12)}-4${a.slice(13)}-a${b.slice(1, 4)}-${b.slice(4)}`;
    },
    hash: () => `0x${hex()}${hex()}${hex()}${hex()}`,
  };
}
