// Hourly candles of Kalshi's temperature markets: of each hour, the closing bid and ask.
import { MICRO, millis } from "../../core/types/units.ts";
import { endOfDay } from "./dates.ts";
import { assumed, recordedMarket } from "./market.ts";
import { decimal, isReason, toSeconds } from "./parse.ts";
import type { Assume, Format } from "./recording.ts";
import { parserFor, type RowParser, type SeriesMarket, seriesSource } from "./series.ts";

const columns = ["ticker", "end_period_ts", "yes_bid_close", "yes_ask_close"];

/** A table with the columns ticker, end_period_ts, yes_bid_close and yes_ask_close. */
export const kalshiCandles: Format = {
  name: "hourly candles of Kalshi",
  recognise: (file) =>
    file.shape === "csv" && columns.every((name) => String(file.head).split(",").includes(name)),
  open: (files, assume) =>
    Promise.resolve(seriesSource({
      info: {
        name: "hourly candles of Kalshi",
        assumptions: [
          "Of each hour only the closing bid and ask are used; a bid of 0 or an ask of 1 is " +
          "no order.",
          assumed.depth(assume),
          assumed.volume(assume),
          "Kalshi's fees are not modelled: Polymarket's weather rate, 0.05 times p(1-p), is used.",
          assumed.terms,
          assumed.tick,
          "A market ends at midnight in New York of the day in its ticker; outcomes are not " +
          "recorded " +
          "and nothing settles.",
          "All strikes of a day are one group.",
        ],
        cadenceMs: millis(3_600_000),
        credit: "RonanMM/prediction-markets-bot, MIT licence.",
      },
      files,
      assume,
      parse: parserFor(files, candleParser),
      market: (key) => candleMarket(key, assume),
    })),
};

/** Reads the closing quote of a candle at the end of its hour. */
export const candleParser: RowParser = (positions) => {
  const [ticker = 0, end = 0, bid = 0, ask = 0] = columns.map((name) => positions.get(name));
  return (line, row) => {
    const cells = line.split(",");
    if (cells.length !== positions.size) return "torn";
    const at = toSeconds(cells[end] ?? "");
    if (isReason(at)) return at;
    row.at = at;
    const bidDollars = decimal(cells[bid] ?? "");
    const askDollars = decimal(cells[ask] ?? "");
    if (Number.isNaN(bidDollars) || Number.isNaN(askDollars)) return "wrongType";
    if (bidDollars < 0 || bidDollars >= 1 || askDollars <= 0 || askDollars > 1) return "price";
    row.key = cells[ticker] ?? "";
    row.bid = Math.round(bidDollars * MICRO);
    row.ask = askDollars === 1 ? 0 : Math.round(askDollars * MICRO);
    return null;
  };
};

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

// "KXHIGHMIA-26AUG02-T95": series, day, strike.
function candleMarket(ticker: string, assume: Assume): SeriesMarket | null {
  const parts = /^([A-Z]+-(\d\d)([A-Z]{3})(\d\d))-(.+)$/.exec(ticker);
  const month = months.indexOf(parts?.[3] ?? "") + 1;
  if (parts === null || month === 0) return null;
  return {
    market: recordedMarket({
      id: ticker,
      question: `Kalshi ${ticker}`,
      slug: ticker.toLowerCase(),
      category: "weather",
      group: parts[1] ?? ticker,
      yes: `${ticker}:yes`,
      no: `${ticker}:no`,
      endAt: endOfDay(2000 + Number(parts[2]), month, Number(parts[4])),
      depthAssumed: true,
    }, assume),
    settled: null,
  };
}
