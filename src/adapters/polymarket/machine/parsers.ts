import type { Result } from "../../../core/types/result.ts";
import type {
  Frame,
  GammaMarket,
  HistoryPoint,
  MarketRefusal,
  MarketTruth,
  Resolution,
  Unreadable,
  VenueBook,
} from "../types.ts";
import { parseBooks } from "../parse/books.ts";
import { createDrift } from "../parse/drift.ts";
import { parseFrame } from "../parse/frame.ts";
import { type MarketsPage, parseMarketsPage } from "../parse/gamma.ts";
import { parseHistory } from "../parse/history.ts";
import { parseResolutions } from "../parse/resolutions.ts";
import { parseTruth, truthRefusal } from "../parse/truth.ts";

/** What the machine needs to read the venue. */
export interface Parsers {
  frame(text: string): Result<Frame, Unreadable>;
  books(body: string): Result<readonly Result<VenueBook, Unreadable>[], Unreadable>;
  marketsPage(body: string): Result<MarketsPage, Unreadable>;
  truth(body: string): Result<MarketTruth, Unreadable>;
  refusal(gamma: GammaMarket, truth: MarketTruth): MarketRefusal | null;
  history(body: string): Result<readonly HistoryPoint[], Unreadable>;
  resolutions(body: string): Result<readonly Resolution[], Unreadable>;
}

/** The adapter's own parsers; what they do not know of the venue goes to `notice`. */
export function venueParsers(notice: (text: string) => void): Parsers {
  const drift = createDrift(notice);
  return {
    frame: (text) => parseFrame(text, drift),
    books: (body) => parseBooks(body, drift),
    marketsPage: (body) => parseMarketsPage(body, drift),
    truth: (body) => parseTruth(body, drift),
    refusal: truthRefusal,
    history: (body) => parseHistory(body, drift),
    resolutions: (body) => parseResolutions(body, drift),
  };
}
