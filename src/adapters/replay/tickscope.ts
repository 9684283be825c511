// Changes and trades of a hockey final with the best bid and ask after each. Every change comes
// twice, once a token of the pair; which tokens are a pair is not recorded and is read off that.
import type { TokenId } from "../../core/types/ids.ts";
import type { Market, Side } from "../../core/types/market.ts";
import { MICRO, millis } from "../../core/types/units.ts";
import { readLines, readTable } from "./csv.ts";
import type { Emitter } from "./emitter.ts";
import { assumed, finer, gridOf, recordedMarket } from "./market.ts";
import { decimal, isReason, toMillis, toPrice, toShares, toSide } from "./parse.ts";
import type { Assume, Format, RecordedFile } from "./recording.ts";
import type { SkipReason } from "../../core/types/event.ts";
import { streamSource } from "./stream.ts";

const header = "ts_ms,event_type,asset,side,price,size,best_bid,best_ask";
const GAME_MS = 6 * 3_600_000;
/** A market without changes is confirmed this often, for nothing changed while its feed ran. */
const CONFIRM_MS = 1_000;

/** `ts_ms,event_type,asset` and so on, with `<name>.assets.csv` beside. */
export const tickscope: Format = {
  name: "tickscope",
  recognise: (file) => file.head === header,
  async open(files, assume) {
    const tokens = new Map<string, readonly string[]>();
    for (const file of files) tokens.set(file.path, await readTokens(file));
    const pairs = await pairTokens(files, tokens);
    const group = await gameOf(files[0]?.folder ?? ".");
    return streamSource({
      info: {
        name: `tickscope (${files.map((file) => file.name).join(", ")})`,
        assumptions: assumptions(assume),
        cadenceMs: millis(1_000),
        credit: "SobhiSandakli/Polymarket-Tickscope, MIT licence.",
      },
      files,
      header: true,
      start: (out) => {
        const markets = new Map<string, PairState>();
        return (file) => {
          const own = tokens.get(file.path) ?? [];
          const find = (asset: string) =>
            findMarket(own[Number(asset)], pairs, markets, group, assume);
          return { line: (line) => readRow(line, find, out), end: () => {} };
        };
      },
    });
  },
};

function assumptions(assume: Assume): readonly string[] {
  return [
    "There are no book snapshots: best bid and ask are as recorded; a size is the last one heard " +
    `of that price, else ${assume.depth / MICRO} shares.`,
    "Pairs of tokens are inferred from changes that come mirrored; the first of a pair is " +
    "called yes.",
    "All markets are one group, a hockey final, in the category sports; questions are not " +
    "recorded.",
    "A market ends six hours after its first row; nothing settles.",
    assumed.volume(assume),
    assumed.fees,
    assumed.terms,
    assumed.tick,
  ];
}

async function readTokens(file: RecordedFile): Promise<readonly string[]> {
  const path = `${file.folder}/${file.name.replace(/\.csv$/, "")}.assets.csv`;
  const tokens: string[] = [];
  for (const row of await readTable(path, ["asset", "asset_id"])) {
    tokens[Number(row.get("asset"))] = row.get("asset_id") ?? "";
  }
  return tokens;
}

async function gameOf(folder: string): Promise<string> {
  for await (const entry of Deno.readDir(folder)) {
    const game = /^espn_([a-z]+)_(\d+)\.csv$/.exec(entry.name);
    if (game !== null) return `${game[1]}-${game[2]}`;
  }
  return "tickscope";
}

/** One row of the recording. */
export interface TickRow {
  readonly at: number;
  readonly trade: boolean;
  readonly asset: string;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  /** 1e-6; 0 none. Of a trade both are 0: not recorded. */
  readonly bid: number;
  readonly ask: number;
}

/** Reads one row. */
export function parseTick(line: string): TickRow | SkipReason {
  const cells = line.split(",");
  if (cells.length !== 8) return "torn";
  const [ts = "", event = "", asset = "", word, dollars, count, bestBid = "", bestAsk = ""] = cells;
  if (event !== "PRICE_CHANGE" && event !== "LAST_TRADE") return "unknownEvent";
  const at = toMillis(ts);
  if (isReason(at)) return at;
  const side = toSide(word);
  if (side !== "buy" && side !== "sell") return side;
  const price = toPrice(dollars);
  if (isReason(price)) return price;
  const size = toShares(count);
  if (isReason(size)) return size;
  const bid = topPrice(bestBid);
  const ask = topPrice(bestAsk);
  if (Number.isNaN(bid) || Number.isNaN(ask)) return "wrongType";
  return { at, trade: event === "LAST_TRADE", asset, side, price, size, bid, ask };
}

function topPrice(text: string): number {
  const micro = Math.round(decimal(text) * MICRO);
  return micro > 0 && micro < MICRO ? micro : Number.isNaN(micro) ? NaN : 0;
}

interface Place {
  readonly state: PairState;
  readonly yes: boolean;
  readonly token: TokenId;
}

function readRow(line: string, find: (asset: string) => Place | null, out: Emitter): void {
  const row = parseTick(line);
  if (typeof row === "string") return out.skip(row);
  out.move(row.at);
  const place = find(row.asset);
  if (place === null) return out.skip("unknownToken");
  if (!row.trade) return place.state.change(out, row, place.yes);
  place.state.list(out, row.at);
  const { token } = place;
  const [price, size] = [toPrice(row.price / MICRO), toShares(row.size / MICRO)];
  if (isReason(price) || isReason(size) || size === 0) return out.skip("size");
  out.emit({ kind: "trade", token, side: row.side, price, size });
}

function findMarket(
  token: string | undefined,
  pairs: ReadonlyMap<string, string>,
  markets: Map<string, PairState>,
  group: string,
  assume: Assume,
): Place | null {
  if (token === undefined) return null;
  const other = pairs.get(token) ?? `${token}:no`;
  const yes = markets.has(token) || !markets.has(other);
  const first = yes ? token : other;
  let state = markets.get(first);
  if (state === undefined) {
    state = new PairState(first, yes ? other : token, group, assume);
    markets.set(first, state);
  }
  return { state, yes, token: token as TokenId };
}

/** Best bid and ask of a pair in YES prices, and the sizes heard of. */
class PairState {
  readonly #facts: (at: number) => Market;
  readonly #depth: number;
  readonly #sizes: Readonly<Record<Side, Map<number, number>>> = {
    buy: new Map(),
    sell: new Map(),
  };
  #market: Market | null = null;
  #said = "";
  #saidAt = 0;

  constructor(yes: string, no: string, group: string, assume: Assume) {
    this.#depth = assume.depth;
    const slug = `${group}-${yes.slice(0, 12)}`;
    this.#facts = (at) => {
      const facts = { id: slug, question: slug, slug, category: "sports", group, yes, no };
      return recordedMarket({ ...facts, endAt: at + GAME_MS, depthAssumed: true }, assume);
    };
  }

  list(out: Emitter, at: number): Market {
    if (this.#market === null) {
      this.#market = this.#facts(at);
      out.emit({ kind: "listed", market: this.#market });
    }
    return this.#market;
  }

  change(out: Emitter, row: TickRow, yes: boolean): void {
    const market = this.list(out, row.at);
    const side = yes ? row.side : row.side === "buy" ? "sell" : "buy";
    const level = yes ? row.price : MICRO - row.price;
    if (row.size > 0) this.#sizes[side].set(level, row.size);
    else this.#sizes[side].delete(level);
    const bid = yes ? row.bid : row.ask === 0 ? 0 : MICRO - row.ask;
    const ask = yes ? row.ask : row.bid === 0 ? 0 : MICRO - row.bid;
    const bidSize = this.#sizeAt("buy", bid);
    const askSize = this.#sizeAt("sell", ask);
    const said = `${bid} ${bidSize} ${ask} ${askSize}`;
    if (said === this.#said && row.at - this.#saidAt < CONFIRM_MS) return;
    const tickSize = finer(market.tickSize, finer(gridOf(bid), gridOf(ask)));
    if (tickSize !== market.tickSize) {
      this.#market = { ...market, tickSize };
      out.emit({ kind: "tickSize", token: market.yes, tickSize });
    }
    out.emit({ kind: "quote", token: market.yes, bid, bidSize, ask, askSize });
    this.#said = said;
    this.#saidAt = row.at;
  }

  #sizeAt(side: Side, price: number): number {
    return price === 0 ? 0 : this.#sizes[side].get(price) ?? this.#depth;
  }
}

const ENOUGH_MIRRORS = 5;

/** Each token's other token, from rows that follow each other and mirror each other. */
async function pairTokens(
  files: readonly RecordedFile[],
  tokens: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, string>> {
  const pairs = new Map<string, string>();
  for (const file of files) {
    const own = tokens.get(file.path) ?? [];
    const votes = new MirrorVotes(own.filter((token) => token !== undefined).length);
    for await (const { lines } of readLines(file.path)) {
      for (const line of lines) votes.hear(line);
      if (votes.decided) break;
    }
    for (const [a, b] of votes.pairs()) {
      const [first, second] = [own[Number(a)], own[Number(b)]];
      if (first === undefined || second === undefined || pairs.has(first)) continue;
      pairs.set(first, second);
      pairs.set(second, first);
    }
  }
  return pairs;
}

/** Counts, pair by pair, how often a row mirrors the one before it. */
export class MirrorVotes {
  readonly #tokens: number;
  readonly #votes = new Map<string, number>();
  #previous: readonly string[] = [];

  constructor(tokens: number) {
    this.#tokens = tokens;
  }

  hear(line: string): void {
    const cells = line.split(",");
    const [ts, event, asset = "", side, price, size] = cells;
    const [ts0, , asset0 = "", side0, price0, size0] = this.#previous;
    this.#previous = cells;
    if (event !== "PRICE_CHANGE" || ts !== ts0 || size !== size0 || side === side0) return;
    if (asset === asset0 || Math.abs(Number(price) + Number(price0) - 1) > 1e-9) return;
    const pair = Number(asset) < Number(asset0) ? `${asset} ${asset0}` : `${asset0} ${asset}`;
    this.#votes.set(pair, (this.#votes.get(pair) ?? 0) + 1);
  }

  /** True once every token has a partner beyond chance. */
  get decided(): boolean {
    const sure = this.pairs().filter(([a, b]) =>
      (this.#votes.get(`${a} ${b}`) ?? 0) >= ENOUGH_MIRRORS
    );
    return sure.length * 2 >= this.#tokens;
  }

  /** Pairs with most votes first, no token twice. */
  pairs(): readonly (readonly [string, string])[] {
    const taken = new Set<string>();
    const found: (readonly [string, string])[] = [];
    for (const [pair] of [...this.#votes].sort((a, b) => b[1] - a[1])) {
      const [a = "", b = ""] = pair.split(" ");
      if (taken.has(a) || taken.has(b)) continue;
      taken.add(a).add(b);
      found.push([a, b]);
    }
    return found;
  }
}
