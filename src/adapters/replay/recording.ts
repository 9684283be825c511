import { MICRO, price, shares, usdc } from "../../core/types/units.ts";
import type { Price, Shares, Usdc } from "../../core/types/units.ts";
import type { Source } from "../../ports.ts";

/**
 * What is taken for granted where a recording is silent; every use is stated in its
 * `SourceInfo`.
 */
export interface Assume {
  /** Ask minus bid around a recorded price that is not a quote, 1e-6. */
  readonly spread: Price;
  /** Shares behind a price recorded without a size. */
  readonly depth: Shares;
  /** Traded in 24 hours by a market whose volume is not recorded. */
  readonly volume: Usdc;
}

/** Two cents, 200 shares, 100,000 dollars. */
export const defaultAssume: Assume = {
  spread: price(20_000),
  depth: shares(200 * MICRO),
  volume: usdc(100_000 * MICRO),
};

/** One file of a recording, looked into far enough to tell its format. */
export interface RecordedFile {
  readonly path: string;
  /** Without folder and ".gz". */
  readonly name: string;
  readonly folder: string;
  /** On disk. */
  readonly bytes: number;
  readonly shape: "csv" | "json" | "jsonl";
  /** The first line of a csv, the first value of a jsonl, the whole of a json. */
  readonly head: unknown;
}

/** A family of recordings. */
export interface Format {
  readonly name: string;
  recognise(file: RecordedFile): boolean;
  /** Throws {@link RecordingError} when what must lie beside the files is missing. */
  open(files: readonly RecordedFile[], assume: Assume): Promise<Source>;
}

/** Nothing in `path` can be used; everything less is a counted `skipped` input. */
export class RecordingError extends Error {
  readonly path: string;
  readonly found: string;
  readonly wanted: string;

  constructor(path: string, found: string, wanted: string) {
    super(`Cannot read ${path}: found ${found}, wanted ${wanted}`);
    this.name = "RecordingError";
    this.path = path;
    this.found = found;
    this.wanted = wanted;
  }
}
