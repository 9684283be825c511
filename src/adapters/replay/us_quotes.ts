// Best bid and ask of 750 markets of Polymarket US, about every two minutes, with the outcomes in a
// table beside them.
import type { Outcome } from "../../core/types/market.ts";
import { millis } from "../../core/types/units.ts";
import { readTable } from "./csv.ts";
import { deadline } from "./dates.ts";
import { assumed, recordedMarket } from "./market.ts";
import { decimal, isoMillis, isReason, toPrice, toSeconds } from "./parse.ts";
import type { Assume, Format } from "./recording.ts";
import { type Series, type SeriesMarket, seriesSource } from "./series.ts";

/** `id,ts,bid,ask` with `markets.csv` beside. */
export const usQuotes: Format = {
  name: "quotes of Polymarket US",
  recognise: (file) => file.head === "id,ts,bid,ask",
  async open(files, assume) {
    const wanted = ["id", "slug", "question", "category", "first_ts", "last_ts", "outcome_yes"];
    const rows = await readTable(`${files[0]?.folder}/markets.csv`, wanted);
    const markets = new Map(rows.map((row) => [row.get("id") ?? "", marketOf(row, assume)]));
    return seriesSource({
      info: {
        name: `quotes of Polymarket US (${files.map((file) => file.name).join(", ")})`,
        assumptions: assumptions(assume),
        cadenceMs: millis(123_000),
        credit: credit,
      },
      files,
      assume,
      parse: parseUsQuote,
      market: (key) => markets.get(key) ?? null,
    });
  },
};

const credit =
  "Polymarket Order Book Dataset (2026), Dinesh Gopalakrishnan. Licensed under CC BY " +
  "4.0. https://github.com/DineshKumar8399/polymarket-orderbook-dataset (changed: sampled, " +
  "reformatted).";

function assumptions(assume: Assume): readonly string[] {
  return [
    assumed.depth(assume),
    assumed.volume(assume),
    assumed.fees,
    assumed.terms,
    assumed.tick,
    "A market ends at midnight in New York of the day its name gives; one that names no day " +
    "has no " +
    "known end and is not entered.",
    "Markets settle at their last quote: by the venue's word where it was recorded, else by the " +
    "price having gone to 0 or 1, which flatters a backtest; the rest never settle.",
    "Markets of one game are one group, others go by their question.",
  ];
}

/** Reads `id,ts,bid,ask`; an empty cell is no order. */
export const parseUsQuote: Series["parse"] = (line, row) => {
  const first = line.indexOf(",");
  const second = line.indexOf(",", first + 1);
  const third = line.indexOf(",", second + 1);
  if (first < 0 || second < 0 || third < 0 || line.includes(",", third + 1)) return "torn";
  const at = toSeconds(line.slice(first + 1, second));
  if (isReason(at)) return at;
  row.at = at;
  const bid = second + 1 === third ? 0 : toPrice(line.slice(second + 1, third));
  if (isReason(bid)) return bid;
  const ask = third + 1 === line.length ? 0 : toPrice(line.slice(third + 1));
  if (isReason(ask)) return ask;
  row.key = line.slice(0, first);
  row.bid = bid;
  row.ask = ask;
  return null;
};

function marketOf(row: ReadonlyMap<string, string>, assume: Assume): SeriesMarket {
  const text = (name: string) => row.get(name) ?? "";
  const slug = text("slug");
  const listedAt = isoMillis(text("first_ts")) ?? 0;
  const lastAt = isoMillis(text("last_ts"));
  const outcome = decimal(text("outcome_yes"));
  const winner: Outcome | null = outcome === 1 ? "yes" : outcome === 0 ? "no" : null;
  return {
    market: recordedMarket({
      id: slug,
      question: text("question"),
      slug,
      category: text("category").toLowerCase(),
      group: groupOf(slug, text("question"), text("category")),
      yes: `${slug}:yes`,
      no: `${slug}:no`,
      endAt: deadline(slug, listedAt) ?? deadline(text("question"), listedAt),
      depthAssumed: true,
    }, assume),
    settled: winner === null || lastAt === null ? null : { at: lastAt / 1000, winner },
  };
}

// "asc-mlb-nym-pit-2026-08-07-neg-1pt5" and "aec-mlb-nym-pit-2026-08-07" are one game; strikes and
// candidates of one event share their question.
function groupOf(slug: string, question: string, category: string): string {
  const game = /^[a-z0-9]+-(.+?-20\d\d-\d\d-\d\d)/.exec(slug);
  return category === "sports" && game?.[1] !== undefined ? game[1] : question;
}
