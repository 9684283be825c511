import { kalshiCandles } from "./candles.ts";
import { changeMessages } from "./change_messages.ts";
import { collector } from "./collector.ts";
import { levelRows } from "./level_rows.ts";
import { gammaPolls, weatherPrices } from "./price_series.ts";
import type { Format } from "./recording.ts";
import { tickscope } from "./tickscope.ts";
import { usQuotes } from "./us_quotes.ts";
import { venueJson } from "./venue_json.ts";

/** Every format that can be replayed; the first that recognises a file opens it. */
export const formats: readonly Format[] = [
  usQuotes,
  weatherPrices,
  gammaPolls,
  kalshiCandles,
  tickscope,
  levelRows,
  changeMessages,
  collector,
  venueJson,
];
