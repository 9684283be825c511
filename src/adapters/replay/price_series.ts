// Two tables of one price a row, without bid, ask or size: minutes of temperature markets, and
// polls of the markets that were traded most.
import type { Outcome } from "../../core/types/market.ts";
import { MICRO, millis } from "../../core/types/units.ts";
import { readTable } from "./csv.ts";
import { deadline, endOfDay } from "./dates.ts";
import { guessCategory, guessGroup } from "./guess.ts";
import { assumed, assumedTerms, quoteAround, recordedMarket } from "./market.ts";
import { decimal, isoMillis, isReason, toSeconds } from "./parse.ts";
import type { Assume, Format } from "./recording.ts";
import { type Series, type SeriesMarket, seriesSource } from "./series.ts";

type Row = ReadonlyMap<string, string>;

/**
 * `id,t,p` with `weather_markets.csv` beside: Polymarket's price history of temperature
 * markets.
 */
export const weatherPrices: Format = {
  name: "minute prices of temperature markets",
  recognise: (file) => file.head === "id,t,p",
  async open(files, assume) {
    const wanted = ["id", "token_id", "condition_id", "city", "target_date", "question"];
    const path = `${files[0]?.folder}/weather_markets.csv`;
    const rows = await readTable(path, [...wanted, "last_seen_closed", "last_seen_at"]);
    const markets = new Map(rows.map((row) => [row.get("id") ?? "", weatherMarket(row, assume)]));
    return seriesSource({
      info: {
        name: "minute prices of temperature markets",
        assumptions: [
          ...priceAssumptions(assume),
          "A market ends at midnight in New York of its target day.",
          "Outcomes are inferred: closed when last seen, or at 0.01 or less, has lost; at " +
          "0.99 or " +
          "more has won; the rest never settle. They settle two hours after the end of the " +
          "day, or " +
          "after they were last seen if that was later.",
          "All strikes of a city and day are one group.",
        ],
        cadenceMs: millis(60_000),
        credit: "RonanMM/prediction-markets-bot, MIT licence.",
      },
      files,
      assume,
      parse: priceParser(assume),
      market: (key) => markets.get(key) ?? null,
    });
  },
};

/**
 * `id,t,yes` with `markets.csv` beside: Gamma's outcome prices of the fifty most traded
 * markets.
 */
export const gammaPolls: Format = {
  name: "polls of the most traded markets",
  recognise: (file) => file.head === "id,t,yes",
  async open(files, assume) {
    const wanted = ["id", "slug", "question", "first_t", "last_t", "last_yes"];
    const rows = await readTable(`${files[0]?.folder}/markets.csv`, wanted);
    const markets = new Map(rows.map((row) => [row.get("id") ?? "", polledMarket(row, assume)]));
    return seriesSource({
      info: {
        name: "polls of the most traded markets",
        assumptions: [
          ...priceAssumptions(assume),
          "Category, group and end are guessed from the words of slug and question; a market " +
          "that " +
          "names no date has no known end and is not entered.",
          "A market whose last price is within 1 cent of 0 or 1 is settled there at its last " +
          "poll, " +
          "which is the resolution of most but not of long shots; the rest never settle.",
          "A market is seen only while it is among the fifty most traded, which favours apparent " +
          "reversion.",
        ],
        cadenceMs: millis(27 * 60_000),
        credit: null,
      },
      files,
      assume,
      parse: priceParser(assume),
      market: (key) => markets.get(key) ?? null,
    });
  },
};

function priceAssumptions(assume: Assume): readonly string[] {
  return [
    assumed.spread(assume),
    assumed.depth(assume),
    ...assumedTerms(assume),
  ];
}

/** Reads `id,t,price` into a quote around the price. */
export function priceParser(assume: Assume): Series["parse"] {
  return (line, row) => {
    const [key = "", t = "", p, more] = line.split(",");
    if (p === undefined || more !== undefined) return "torn";
    const at = toSeconds(t);
    if (isReason(at)) return at;
    row.at = at;
    const dollars = decimal(p);
    if (Number.isNaN(dollars)) return "wrongType";
    if (dollars < 0 || dollars > 1) return "price";
    row.key = key;
    const { bid, ask } = quoteAround(Math.round(dollars * MICRO), assume.spread);
    row.bid = bid;
    row.ask = ask;
    return null;
  };
}

function weatherMarket(row: Row, assume: Assume): SeriesMarket {
  const text = (name: string) => row.get(name) ?? "";
  const token = text("token_id");
  const [year = 0, month = 0, day = 0] = text("target_date").split("-").map(Number);
  const endAt = endOfDay(year, month, day);
  const knownAt = Math.max(endAt, isoMillis(text("last_seen_at")) ?? 0) + 2 * 3_600_000;
  const winner = text("last_seen_closed") === "True"
    ? "no"
    : convergedTo(decimal(text("last_seen_yes_prob")));
  return {
    market: recordedMarket({
      id: text("condition_id"),
      question: text("question"),
      slug: `${text("city")}-${text("target_date")}-${text("floor_strike")}`,
      category: "weather",
      group: `${text("city")}-${text("target_date")}`,
      yes: token,
      no: `${token}:no`,
      endAt,
      depthAssumed: true,
    }, assume),
    settled: settledAt(knownAt, winner),
  };
}

function polledMarket(row: Row, assume: Assume): SeriesMarket {
  const text = (name: string) => row.get(name) ?? "";
  const slug = text("slug");
  const listedAt = Number(text("first_t")) * 1000;
  return {
    market: recordedMarket({
      id: slug,
      question: text("question"),
      slug,
      category: guessCategory(slug, text("question")),
      group: guessGroup(slug),
      yes: `${slug}:yes`,
      no: `${slug}:no`,
      endAt: deadline(slug, listedAt) ?? deadline(text("question"), listedAt),
      depthAssumed: true,
    }, assume),
    settled: settledAt(Number(text("last_t")) * 1000, convergedTo(decimal(text("last_yes")))),
  };
}

function convergedTo(price: number): Outcome | null {
  if (price >= 0.99) return "yes";
  return price <= 0.01 ? "no" : null;
}

function settledAt(at: number, winner: Outcome | null): SeriesMarket["settled"] {
  return winner === null ? null : { at: Math.ceil(at / 1000), winner };
}
