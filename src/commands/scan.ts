import { NothingToWatch } from "../adapters/polymarket/feed_error.ts";
import { inLanes } from "../adapters/polymarket/lanes.ts";
import { createMachine, type Machine } from "../adapters/polymarket/machine.ts";
import type { Drift } from "../adapters/polymarket/parse/drift.ts";
import { createDrift } from "../adapters/polymarket/parse/drift.ts";
import { parseBooks } from "../adapters/polymarket/parse/books.ts";
import { parseMarketsPage } from "../adapters/polymarket/parse/gamma.ts";
import { parseTruth, truthRefusal } from "../adapters/polymarket/parse/truth.ts";
import type { Rest, RestFailure } from "../adapters/polymarket/rest.ts";
import { emptyBecause, isWanted, newTally, type Select } from "../adapters/polymarket/select.ts";
import type { GammaMarket, RestName, VenueBook } from "../adapters/polymarket/types.ts";
import type { CommandContext, ScanOptions } from "../cli/context.ts";
import { exitCode } from "../cli/exit.ts";
import { printAnswer } from "../cli/print.ts";
import { startProgress } from "../cli/progress.ts";
import type { LoadedConfig } from "../config/load.ts";
import { assess } from "../core/entry/opportunity.ts";
import { openEngine, step } from "../core/step.ts";
import type { Input } from "../core/types/event.ts";
import type { Market } from "../core/types/market.ts";
import { millis, seq } from "../core/types/units.ts";
import { usd } from "../report/format.ts";
import { type Looked, opportunities, type Passed } from "../report/opportunities.ts";
import { openRest, selectOf, watchOf } from "./live_feed.ts";
import { sectionsText } from "./reading.ts";
import { refusalText } from "./refusal_text.ts";
import { named, unreachable } from "./venue_errors.ts";
import { type OpenVenue, openVenue } from "./venue.ts";

/** Gamma pages that a scan reads at most, 100 markets each. */
const MAX_PAGES = 20;
/** Markets asked about at one time. */
const LANES = 8;

/** One pass over the venue: the markets ranked, with what they cost and why they are not traded. */
export async function scanCommand(context: CommandContext, options: ScanOptions): Promise<number> {
  const loaded = context.loadConfig();
  const venue = await openVenue({ ...options, seed: options.seed ?? loaded.runtime.seed });
  const progress = startProgress(context, "scan");
  try {
    const scan = new Scanner(context, { loaded, options, venue });
    const found = await scan.discover((text) => progress.update(null, text));
    const looked = await scan.look(found.markets, (text) => progress.update(null, text));
    progress.done();
    const sections = opportunities({
      at: millis(Math.floor(venue.clock.now())),
      looked,
      passed: [...found.passed, ...scan.passed],
      sort: options.sort,
      limit: options.limit,
      stakeWords: usd(loaded.engine.risk.maxPositionSize),
      notes: [`Source: ${venue.name}.`, ...venue.assumptions, ...scan.notes],
    });
    printAnswer(context, {
      command: "scan",
      data: { source: venue.name, sections },
      text: () => sectionsText(sections, context),
    });
    return exitCode.ok;
  } catch (error) {
    throw named(error);
  } finally {
    progress.done();
    await venue.close();
  }
}

interface Parts {
  readonly loaded: LoadedConfig;
  readonly options: ScanOptions;
  readonly venue: OpenVenue;
}

type Say = (text: string) => void;

class Scanner {
  readonly passed: Passed[] = [];
  readonly notes: string[] = [];
  readonly #parts: Parts;
  readonly #rest: Rest;
  readonly #drift: Drift;
  readonly #select: Select;
  /** Joins what Gamma and the CLOB say, as the feed does. */
  readonly #machine: Machine;

  constructor(context: CommandContext, parts: Parts) {
    const notice = (text: string) => context.err(text);
    const { version } = context;
    const { signal } = new AbortController();
    this.#parts = parts;
    this.#rest = openRest({ ...parts, version, notice, signal });
    this.#drift = createDrift(notice);
    this.#select = selectOf(parts.options);
    this.#machine = createMachine(watchOf(parts.loaded, parts.venue), () => {});
  }

  /** The busiest markets that were asked for, with room for what `venue.max_markets` allows. */
  async discover(say: Say): Promise<{ markets: readonly GammaMarket[]; passed: Passed[] }> {
    const { loaded } = this.#parts;
    const markets: GammaMarket[] = [];
    const passed: Passed[] = [];
    const tally = newTally();
    let page = 0;
    const { minVolume24h, tagId } = this.#select;
    const query = {
      maxPages: MAX_PAGES,
      order: "volume24hr",
      ...(minVolume24h === null ? {} : { minVolume24h }),
      ...(tagId === null ? {} : { tagId }),
    } as const;
    for await (const body of this.#rest.markets(query)) {
      if (!body.ok) {
        if (page === 0) throw unreachable(body.error);
        this.notes.push(`Not all markets were read: ${body.error.detail}.`);
        break;
      }
      page++;
      say(`${markets.length} markets, page ${page}`);
      const read = parseMarketsPage(body.value, this.#drift);
      if (!read.ok) {
        this.notes.push(`A page could not be read: ${read.error.detail}.`);
        continue;
      }
      this.#tell("markets", "", body.value);
      for (const market of read.value.markets) {
        if (!market.ok) {
          passed.push({ slug: "-", reason: `unreadable: ${market.error.detail}` });
          continue;
        }
        const { matching } = tally;
        const { slug, refusal } = market.value;
        if (isWanted(market.value, this.#select, tally)) markets.push(market.value);
        else if (tally.matching > matching && refusal !== null) {
          passed.push({ slug, reason: refusalText[refusal] });
        }
      }
      if (markets.length >= loaded.venue.maxMarkets) break;
    }
    if (markets.length === 0 && passed.length === 0) {
      throw new NothingToWatch(emptyBecause(tally, this.#select));
    }
    return { markets: markets.slice(0, loaded.venue.maxMarkets), passed };
  }

  /** Truth and book of each market, and what the engine thinks of it. */
  async look(markets: readonly GammaMarket[], say: Say): Promise<readonly Looked[]> {
    let asked = 0;
    const truths = await inLanes(markets, LANES, (gamma) => {
      say(`${asked++} of ${markets.length} markets asked`);
      return this.#truth(gamma);
    });
    const listed = truths.filter((market) => market !== null);
    const books = await this.#books(listed);
    return this.#assess(listed, books);
  }

  async #truth(gamma: GammaMarket): Promise<Market | null> {
    const body = await this.#rest.truth(gamma.id);
    const { slug } = gamma;
    if (!body.ok) return this.#pass(slug, failureText(body.error));
    const truth = parseTruth(body.value, this.#drift);
    if (!truth.ok) return this.#pass(slug, `unreadable: ${truth.error.detail}`);
    const refusal = truthRefusal(gamma, truth.value);
    if (refusal !== null) return this.#pass(slug, refusalText[refusal]);
    return this.#tell("truth", gamma.id, body.value) ?? this.#pass(slug, "cannot be listed");
  }

  /** The market that what was read makes, if it makes one. */
  #tell(name: RestName, key: string, body: string): Market | null {
    let listed: Market | null = null;
    const at = millis(Math.floor(this.#parts.venue.clock.now()));
    this.#machine.accept({ at, raw: { kind: "rest", name, key, body } }, (input) => {
      if (input.kind === "listed") listed = input.market;
    });
    return listed;
  }

  #pass(slug: string, reason: string): null {
    this.passed.push({ slug, reason });
    return null;
  }

  async #books(markets: readonly Market[]): Promise<readonly VenueBook[]> {
    const bodies = await this.#rest.books(markets.map(({ yes }) => yes));
    return bodies.flatMap((body) => {
      if (!body.ok) {
        this.notes.push(`Books are missing: ${body.error.detail}.`);
        return [];
      }
      const read = parseBooks(body.value, this.#drift);
      if (!read.ok) {
        this.notes.push(`Books could not be read: ${read.error.detail}.`);
        return [];
      }
      return read.value.flatMap((book) => book.ok ? [book.value] : []);
    });
  }

  /** The engine's own eyes: what it is told here is what a feed would tell it. */
  #assess(markets: readonly Market[], books: readonly VenueBook[]): readonly Looked[] {
    const { loaded, venue } = this.#parts;
    const state = openEngine(loaded.engine, 0);
    const at = millis(Math.floor(venue.clock.now()));
    let told = 0;
    const tell = (input: Input) => step(state, { ...input, seq: seq(++told), at });
    for (const market of markets) tell({ kind: "listed", market });
    for (const { token, bids, asks } of books) tell({ kind: "book", token, bids, asks });
    return [...state.markets.values()].map((market) => ({
      market: market.market,
      look: assess({ account: state.account, config: loaded.engine, market, at }),
    }));
  }
}

function failureText({ detail }: RestFailure): string {
  return `not read: ${detail}`;
}
