// Names that the venue gives to a market. They look like the real ones, since programs tell the
// protocols apart by them.
import { splitmix64 } from "../../core/math/rng.ts";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { Hex } from "../types.ts";
import { seedOf } from "./chance.ts";

/** What names one market. */
export interface MarketNames {
  readonly id: MarketId;
  readonly questionId: Hex;
  readonly yes: TokenId;
  readonly no: TokenId;
}

/** The names of market number `number` under a seed. */
export function namesOf(seed: number, number: number, version: "v1" | "v2"): MarketNames {
  const words = splitmix64(seedOf(seed, "ids", number));
  const questionId = hex32(words);
  if (version === "v2") return { ...version2(words), questionId };
  const id = hex32(words) as string as MarketId;
  return { id, questionId, yes: token(words), no: token(words) };
}

/** A 32-byte name that belongs to no market, e.g. of a neg-risk family. */
export function hexOf(seed: number, number: number): Hex {
  return hex32(splitmix64(seedOf(seed, "ids", number)));
}

function hex32(words: () => bigint): Hex {
  return `0x${hex64(words())}${hex64(words())}${hex64(words())}${hex64(words())}`;
}

function hex64(word: bigint): string {
  return word.toString(16).padStart(16, "0");
}

const SMALLEST = 10n ** 76n;

/** A decimal of 77 digits, as most token ids are. */
function token(words: () => bigint): TokenId {
  const bits = (words() << 192n) | (words() << 128n) | (words() << 64n) | words();
  return (SMALLEST + bits % (9n * SMALLEST)).toString() as TokenId;
}

// The condition id has 31 bytes, here padded to 32 on the right. A position id is those 31 bytes and
// one for the outcome, and programs know it by the 64 zero bits from bit 40 on.
function version2(words: () => bigint): Omit<MarketNames, "questionId"> {
  const condition = `01${hex64(words())}${hex64(words())}${"00".repeat(14)}`;
  const first = BigInt(`0x${condition}`) << 8n;
  return {
    id: `0x${condition}00` as MarketId,
    yes: first.toString() as TokenId,
    no: (first | 1n).toString() as TokenId,
  };
}
