import { sha256 } from "../../adapters/sqlite/sha256.ts";
import { CliError } from "../../cli/exit.ts";
import { canonicalJson } from "../../core/canonical.ts";
import type { Market } from "../../core/types/market.ts";
import { count } from "../../report/format.ts";
import { readTextFile } from "./backtest_files.ts";

/** Ids and slugs in a file, one a line, each once; lines that begin with # are notes. */
export function namesIn(path: string): readonly string[] {
  const lines = readTextFile(path).split("\n").map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== "" && !line.startsWith("#")))];
}

/** The markets that were named, and after a reading which of the names a recording knows. */
export class Selection {
  readonly #names: ReadonlySet<string> | null;
  readonly #found = new Set<string>();
  readonly #ids = new Set<string>();
  #leftOut = false;

  /** null: all markets. */
  constructor(names: readonly string[] | null) {
    this.#names = names === null ? null : new Set(names);
  }

  /** Whether a market takes part; remembers what it was asked. */
  readonly takes = ({ id, slug }: Pick<Market, "id" | "slug">): boolean => {
    if (this.#names === null) return true;
    const known = [id, slug].filter((name) => this.#names?.has(name));
    for (const name of known) this.#found.add(name);
    if (known.length > 0) this.#ids.add(id);
    else this.#leftOut = true;
    return known.length > 0;
  };

  /** Hash of the markets that took part, whatever they were called; null: none was left out. */
  hash(): string | null {
    return this.#leftOut ? sha256(canonicalJson([...this.#ids].toSorted())) : null;
  }

  /** Throws CliError, exit 3, where none of the names was found. */
  refuseNone(): void {
    const [first] = this.#names ?? [];
    if (this.#names === null || this.#found.size > 0) return;
    const which = first === undefined
      ? "the list names none"
      : `none of the ${count(this.#names.size)} named markets is there, not ${first} either`;
    throw new CliError("notFound", `Cannot select markets: ${which}`, {
      hint: "a name is a market's slug or id, as the recording has it",
    });
  }

  /** Which markets took part, for people. */
  note(): string {
    if (this.#names === null) {
      return "All markets of the source: if they were chosen for having moved, no edge can be claimed.";
    }
    const names = [...this.#names];
    const missing = names.find((name) => !this.#found.has(name));
    return `Only the markets that were named: ${count(this.#found.size)} of ${
      count(names.length)
    } names are there${missing === undefined ? "" : `; the first that is not: ${missing}`}.`;
  }
}
