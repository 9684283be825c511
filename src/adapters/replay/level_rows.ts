// The market channel with one row a level: consecutive rows of one event, token, time and hash are
// one message. Column order and the words for sides differ between recorders.
import type { SkipReason } from "../../core/types/event.ts";
import type { TokenId } from "../../core/types/ids.ts";
import type { Level, Side } from "../../core/types/market.ts";
import { millis } from "../../core/types/units.ts";
import type { Price, Shares } from "../../core/types/units.ts";
import { columnsOf, readLines } from "./csv.ts";
import { deadline } from "./dates.ts";
import type { Emitter } from "./emitter.ts";
import { guessCategory, guessGroup } from "./guess.ts";
import { assumedTerms, recordedMarket } from "./market.ts";
import { isReason, toMillis, toPrice, toShares, toSide } from "./parse.ts";
import type { Assume, Format, RecordedFile } from "./recording.ts";
import { type LineReader, streamSource } from "./stream.ts";

const columns = [
  "market_slug",
  "market_id",
  "asset_id",
  "event_type",
  "price",
  "side",
  "size",
  "hash",
  "timestamp",
] as const;

/** Rows by header, in any order of columns. */
export const levelRows: Format = {
  name: "market channel by levels",
  recognise: (file) => {
    const found = file.shape === "csv" ? columnsOf(String(file.head)) : new Map();
    return columns.every((name) => found.has(name));
  },
  async open(files, assume) {
    const tokens = new Map<string, readonly string[]>();
    for (const file of files) await collectTokens(file, tokens);
    return streamSource({
      info: {
        name: `market channel by levels (${files.map((file) => file.name).join(", ")})`,
        assumptions: [
          "The first token of a market in the file is called yes; question and category are " +
          "its slug's.",
          "A market ends at 4 in the morning in New York after the day in its slug; nothing " +
          "settles " +
          "and trades are not recorded.",
          ...assumedTerms(assume),
        ],
        cadenceMs: millis(1_000),
        credit: null,
      },
      files,
      header: true,
      start: (out) => {
        const listed = new Set<string>();
        return (file) => new Messages(out, rowParser(file), tokens, listed, assume);
      },
    });
  },
};

/** One level of a message. */
export interface LevelRow {
  readonly slug: string;
  readonly market: string;
  readonly token: string;
  readonly snapshot: boolean;
  readonly side: Side;
  readonly price: Price;
  readonly size: Shares;
  readonly at: number;
  /** Equal for the rows of one message. */
  readonly message: string;
}

/** A parser for the columns of a header. */
export function levelParser(header: string): (line: string) => LevelRow | SkipReason {
  const found = columnsOf(header);
  const places = columns.map((name) => found.get(name) ?? 0);
  return (line) => {
    const cells = line.split(",");
    if (cells.length !== found.size) return "torn";
    const [slug = "", market = "", token = "", event = "", dollars, word, count, hash, time] =
      places
        .map((place) => cells[place] ?? "");
    if (event !== "book" && event !== "price_change") return "unknownEvent";
    const at = toMillis(time);
    if (isReason(at)) return at;
    const price = toPrice(dollars);
    if (isReason(price)) return price;
    const side = toSide(word);
    if (side !== "buy" && side !== "sell") return side;
    const size = toShares(count);
    if (isReason(size)) return size;
    const message = `${event} ${token} ${time} ${hash}`;
    return { slug, market, token, snapshot: event === "book", side, price, size, at, message };
  };
}

function rowParser(file: RecordedFile): (line: string) => LevelRow | SkipReason {
  return levelParser(String(file.head));
}

/** Collects the rows of a message and gives it out whole. */
class Messages implements LineReader {
  readonly #out: Emitter;
  readonly #parse: (line: string) => LevelRow | SkipReason;
  readonly #tokens: ReadonlyMap<string, readonly string[]>;
  readonly #listed: Set<string>;
  readonly #assume: Assume;
  #rows: LevelRow[] = [];

  constructor(
    out: Emitter,
    parse: (line: string) => LevelRow | SkipReason,
    tokens: ReadonlyMap<string, readonly string[]>,
    listed: Set<string>,
    assume: Assume,
  ) {
    this.#out = out;
    this.#parse = parse;
    this.#tokens = tokens;
    this.#listed = listed;
    this.#assume = assume;
  }

  line(line: string): void {
    const row = this.#parse(line);
    if (typeof row === "string") {
      this.#out.skip(row);
      return;
    }
    if (row.message !== this.#rows[0]?.message) this.end();
    this.#rows.push(row);
  }

  end(): void {
    const rows = this.#rows;
    this.#rows = [];
    const [first] = rows;
    if (first === undefined) return;
    this.#out.move(first.at);
    this.#list(first);
    const token = first.token as TokenId;
    if (first.snapshot) {
      this.#out.emit({ kind: "book", token, bids: side(rows, "buy"), asks: side(rows, "sell") });
      return;
    }
    for (const { side, price, size } of rows) {
      this.#out.emit({ kind: "level", token, side, price, size });
    }
  }

  #list(row: LevelRow): void {
    if (this.#listed.has(row.market)) return;
    this.#listed.add(row.market);
    const [yes = row.token, no = `${yes}:no`] = this.#tokens.get(row.market) ?? [];
    const { slug } = row;
    const day = deadline(slug, row.at);
    const facts = { id: row.market, question: slug, slug, yes, no };
    const guessed = { category: guessCategory(slug), group: guessGroup(slug) };
    const endAt = day === null ? null : day + 4 * 3_600_000;
    const market = recordedMarket(
      { ...facts, ...guessed, endAt, depthAssumed: false },
      this.#assume,
    );
    this.#out.emit({ kind: "listed", market });
  }
}

function side(rows: readonly LevelRow[], side: Side): Level[] {
  return rows.filter((row) => row.side === side && row.size > 0)
    .map(({ price, size }) => ({ price, size }));
}

// Both tokens speak within the first messages; a market with one token only is looked for to the
// end.
async function collectTokens(file: RecordedFile, tokens: Map<string, readonly string[]>) {
  const parse = rowParser(file);
  for await (const { lines } of readLines(file.path)) {
    for (const line of lines) {
      const row = parse(line);
      if (typeof row === "string") continue;
      const known = tokens.get(row.market) ?? [];
      if (known.length < 2 && !known.includes(row.token)) {
        tokens.set(row.market, [...known, row.token]);
      }
    }
    const all = [...tokens.values()];
    if (all.length > 0 && all.every((known) => known.length === 2)) return;
  }
}
