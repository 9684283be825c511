// Polymarket's own JSON as it came over the wire: one value a file, or one a line.
import type { TokenId } from "../../core/types/ids.ts";
import type { Market } from "../../core/types/market.ts";
import { millis } from "../../core/types/units.ts";
import type { Source, SourceInfo } from "../../ports.ts";
import { readLines } from "./csv.ts";
import { documentSource, type Timed } from "./documents.ts";
import type { Emitter } from "./emitter.ts";
import { parseJson } from "./json.ts";
import { assumed, quoteAround, recordedMarket } from "./market.ts";
import { type Assume, type Format, type RecordedFile, RecordingError } from "./recording.ts";
import { streamSource } from "./stream.ts";
import { type VenueItem, venueItems } from "./venue_items.ts";

/** Websocket messages and REST answers. */
export const venueJson: Format = {
  name: "Polymarket's JSON",
  recognise: (file) =>
    file.shape !== "csv" && venueItems(file.head).some(({ kind }) => kind !== "defect"),
  open(files, assume) {
    const lines = files.filter((file) => file.shape === "jsonl").length;
    if (lines === 0) return Promise.resolve(documentsOf(files, assume));
    if (lines === files.length) return linesOf(files, assume);
    const found = "files of one value and files of one value a line";
    throw new RecordingError(files[0]?.folder ?? "", found, "one or the other");
  },
};

function infoOf(files: readonly RecordedFile[], assume: Assume): SourceInfo {
  return {
    name: `Polymarket's JSON (${files.length} ${files.length === 1 ? "file" : "files"})`,
    assumptions: [
      "A market of which there is no description has no known end and is not entered; its " +
      "category " +
      'is "other", and which token is yes is taken from which was heard first.',
      "The tokens of a market are taken from the whole recording: they never change.",
      "A description without a time is placed at the earliest time of the recording; one of " +
      "REST at " +
      "the latest change it mentions.",
      "A best bid and ask without sizes is used only while there is no book of its market, " +
      "and then " +
      assumed.depth(assume),
      `For markets without a description: ${assumed.volume(assume)} ${assumed.fees}`,
    ],
    cadenceMs: millis(1_000),
    credit: null,
  };
}

/** What is known of markets from all of a recording. */
class Directory {
  readonly #tokens = new Map<string, string[]>();
  readonly #described = new Map<string, Market>();

  learn(item: VenueItem): void {
    if (item.kind === "listing") {
      const { market } = item.listing;
      if (!this.#described.has(market.id)) this.#described.set(market.id, market);
    } else if (item.kind === "data") {
      this.#add(item.market, [item.token]);
    } else if (item.kind === "resolution") {
      this.#add(item.market, item.tokens);
    }
  }

  #add(market: string, tokens: readonly string[]): void {
    const known = this.#tokens.get(market) ?? [];
    this.#tokens.set(market, known);
    for (const token of tokens) {
      if (known.length < 2 && !known.includes(token)) known.push(token);
    }
  }

  market(id: string, assume: Assume): Market {
    const described = this.#described.get(id);
    if (described !== undefined) return described;
    const [yes = `${id}:yes`, no = `${yes}:no`] = this.#tokens.get(id) ?? [];
    const names = { id, question: id, slug: id, category: "other", group: id };
    const unknown = { endAt: null, depthAssumed: false };
    return recordedMarket({ ...names, yes, no, ...unknown }, assume);
  }
}

/** Gives out items; one a reading. */
class Giver {
  readonly #directory: Directory;
  readonly #assume: Assume;
  readonly #listed = new Map<string, Market>();
  readonly #withBook = new Set<string>();
  readonly #resolved = new Set<string>();

  constructor(directory: Directory, assume: Assume) {
    this.#directory = directory;
    this.#assume = assume;
  }

  /** `file` names the market of prices that have no other name. */
  give(item: VenueItem, file: string, out: Emitter): void {
    switch (item.kind) {
      case "defect":
        return out.skip(item.reason);
      case "listing": {
        const market = this.#list(item.listing.market.id, out);
        return this.#resolve(market, item.listing.winner, out);
      }
      case "resolution": {
        const market = this.#list(item.market, out);
        if (item.winner === market.yes) return this.#resolve(market, "yes", out);
        if (item.winner === market.no) return this.#resolve(market, "no", out);
        return out.skip("unknownToken");
      }
      case "price": {
        const market = this.#list(`history:${file}`, out);
        return this.#quote(market, market.yes, quoteAround(item.micro, this.#assume.spread), out);
      }
      case "data":
        return this.#data(item, out);
    }
  }

  #data(item: Extract<VenueItem, { kind: "data" }>, out: Emitter): void {
    const market = this.#list(item.market, out);
    if (item.token !== market.yes && item.token !== market.no) return out.skip("unknownToken");
    const { input } = item;
    if (item.top && input.kind === "quote") {
      if (!this.#withBook.has(market.id)) this.#quote(market, input.token, input, out);
      return;
    }
    if (input.kind === "book") this.#withBook.add(market.id);
    out.emit(input);
  }

  #quote(market: Market, token: TokenId, top: { bid: number; ask: number }, out: Emitter): void {
    this.#list(market.id, out);
    const { depth } = this.#assume;
    const [bidSize, askSize] = [top.bid > 0 ? depth : 0, top.ask > 0 ? depth : 0];
    out.emit({ kind: "quote", token, bid: top.bid, bidSize, ask: top.ask, askSize });
  }

  #list(id: string, out: Emitter): Market {
    const known = this.#listed.get(id);
    if (known !== undefined) return known;
    const market = this.#directory.market(id, this.#assume);
    this.#listed.set(id, market);
    out.emit({ kind: "listed", market });
    return market;
  }

  #resolve(market: Market, winner: "yes" | "no" | null | undefined, out: Emitter): void {
    if (winner === undefined || this.#resolved.has(market.id)) return;
    this.#resolved.add(market.id);
    out.emit({ kind: "resolved", market: market.id, winner });
  }
}

// Polymarket's first year; for a recording that says no time at all.
const NO_TIME = Date.UTC(2020, 0, 1);

function documentsOf(files: readonly RecordedFile[], assume: Assume): Source {
  const directory = new Directory();
  const dated = files.flatMap(({ name, head }) => {
    const items = venueItems(head);
    items.forEach((item) => directory.learn(item));
    const heard = items.flatMap(({ at }) => at ?? []);
    const capture = heard.length === 0 ? null : heard.reduce((a, b) => Math.max(a, b));
    return items.map((item) => ({
      item,
      name,
      at: item.kind === "listing" || item.at === null ? capture : item.at,
    }));
  });
  const earliest = dated.reduce((least, { at }) => Math.min(least, at ?? Infinity), Infinity);
  const fallback = Number.isFinite(earliest) ? earliest : NO_TIME;
  return documentSource(infoOf(files, assume), files, () => {
    const giver = new Giver(directory, assume);
    return dated.map(({ item, name, at }): Timed => ({
      at: at ?? fallback,
      give: (out) => giver.give(item, name, out),
    }));
  });
}

async function linesOf(files: readonly RecordedFile[], assume: Assume): Promise<Source> {
  const directory = new Directory();
  for (const file of files) {
    for await (const { lines } of readLines(file.path)) {
      for (const line of lines) lineItems(line).forEach((item) => directory.learn(item));
    }
  }
  return streamSource({
    info: infoOf(files, assume),
    files,
    header: false,
    start: (out) => {
      const giver = new Giver(directory, assume);
      return (file) => ({
        line: (line) => {
          for (const item of lineItems(line)) {
            if (item.at !== null) out.move(item.at);
            giver.give(item, file.name, out);
          }
        },
        end: () => {},
      });
    },
  });
}

/** What one line of messages says; keep-alives say nothing. */
export function lineItems(line: string): VenueItem[] {
  if (line === "" || line === "PONG" || line === "PING") return [];
  const value = parseJson(line);
  return value === undefined ? [{ kind: "defect", at: null, reason: "torn" }] : venueItems(value);
}
