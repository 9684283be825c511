// The live table: the engine with a feed and without a broker that could do anything. Its account is
// reducing from the first row, so that every signal is decided and none is entered.
import { memoryLedger } from "../adapters/memory/ledger.ts";
import type { Feed } from "../adapters/polymarket/feed.ts";
import type { CommandContext, WatchOptions } from "../cli/context.ts";
import { exitCode } from "../cli/exit.ts";
import { tableLines } from "../cli/print.ts";
import type { LoadedConfig } from "../config/load.ts";
import { evolve } from "../core/evolve.ts";
import { openEngine, rulesOnly } from "../core/step.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { MarketId } from "../core/types/ids.ts";
import type { Signal } from "../core/types/signal.ts";
import type { EngineState } from "../core/types/state.ts";
import { type Millis, millis, type Seq } from "../core/types/units.ts";
import type { Notifier } from "../ports.ts";
import { time } from "../report/format.ts";
import { watched } from "../report/watched.ts";
import { appendTo } from "../runtime/recover.ts";
import { feedLine, openLiveFeed, selectOf } from "./live_feed.ts";
import { paperHeader, paperRun } from "./paper_run.ts";
import type { Stopping } from "../cli/stopping.ts";
import { deadline, type OpenVenue, openVenue } from "./venue.ts";
import { named } from "./venue_errors.ts";
import { systemWall } from "./wall.ts";
import { openScreen, type Screen } from "./watch_screen.ts";

const REDRAW_MS = 500;
const legend = "Layers as shares of their threshold, with the direction; ! has fired.";

/** Watches a venue until it is stopped: a table on a terminal, lines elsewhere, rows with --json. */
export async function watchCommand(
  context: CommandContext,
  options: WatchOptions,
): Promise<number> {
  const stopping = context.listenForStop();
  const loaded = context.loadConfig();
  const seed = options.seed ?? loaded.runtime.seed;
  const venue = await openVenue({ ...options, seed });
  const screen = openScreen(context);
  try {
    await watchVenue(context, { loaded, options, venue, seed, stopping, screen });
    return stopping.signal() === null ? exitCode.ok : exitCode.interrupted;
  } catch (error) {
    throw named(error);
  } finally {
    screen.close();
    stopping.release();
    await venue.close();
  }
}

interface Watch {
  readonly loaded: LoadedConfig;
  readonly options: WatchOptions;
  readonly venue: OpenVenue;
  readonly seed: number;
  readonly stopping: Stopping;
  readonly screen: Screen;
}

async function watchVenue(context: CommandContext, watch: Watch): Promise<void> {
  const { loaded, options, venue, seed, stopping, screen } = watch;
  const config = rulesOnly(loaded.engine);
  const ending = new AbortController();
  const feed = openLiveFeed({
    venue,
    loaded,
    version: context.version,
    select: selectOf(options),
    held: () => [],
    record: null,
    signal: AbortSignal.any([ending.signal, stopping.wish]),
    notice: (text) => screen.message(text),
  });
  const ledger = memoryLedger();
  const { name, assumptions } = venue;
  ledger.begin(
    paperHeader({ name, config, seed }, { version: context.version, assumptions }),
  );
  const state = watching(openEngine(config, seed), millis(Math.floor(venue.clock.now())));
  const table = liveTable(context, { state, config, feed, name, screen });
  const until = deadline(venue, options.maxRuntimeMs);
  // Without a table nothing else is said until the first signal, which may take hours.
  if (!screen.isTable) screen.message(`Watching ${name}: each signal has a line. Ctrl-C stops it.`);
  try {
    await paperRun({
      source: feed,
      config,
      seed,
      ledger,
      begin: { state, rows: appendTo(ledger) },
      tape: null,
      inbox: null,
      notifiers: [table.signals, screen.rows],
      speed: Infinity,
      wall: systemWall,
      // The run ends with its feed.
      stopped: () => false,
      progress: (_, at) => {
        if (stopping.stopped() || at >= until) ending.abort();
        table.redraw(at);
      },
    });
  } finally {
    ending.abort();
  }
}

interface TableParts {
  readonly state: EngineState;
  readonly config: EngineConfig;
  readonly feed: Feed;
  readonly name: string;
  readonly screen: Screen;
}

/** Draws the markets now and then, with the signals it was told of. */
function liveTable(context: CommandContext, { state, config, feed, name, screen }: TableParts): {
  readonly signals: Notifier;
  redraw(at: Millis): void;
} {
  const signals = new Map<MarketId, Signal>();
  let drawn = -Infinity;
  const text = (at: Millis, columns: number, rows: number) => {
    const notes = [`${name}  ${time(at).slice(-9)}  ${feedLine(feed)}`, legend, ""];
    const limit = Math.max(1, rows - notes.length - 2);
    const markets = state.markets.values();
    const { columns: shown, rows: cells } = watched({ markets, signals, config, at, limit });
    return [...notes, ...tableLines(shown, cells, { ...context, columns })];
  };
  return {
    signals: remember(signals),
    redraw(at) {
      if (systemWall.now() - drawn < REDRAW_MS) return;
      drawn = systemWall.now();
      screen.draw((columns, rows) => text(at, columns, rows));
    },
  };
}

/** The account of somebody who only looks: entries are refused by name. */
function watching(state: EngineState, at: Millis): EngineState {
  const body = {
    kind: "halt",
    halt: {
      mode: "reducing",
      reason: "watch",
      by: "watch",
      at,
      value: null,
      limit: null,
      note: null,
    },
  } as const;
  state.account = evolve(state.account, { seq: 1 as Seq, n: 0, at, body });
  return state;
}

function remember(signals: Map<MarketId, Signal>): Notifier {
  return {
    notify({ body }) {
      if (body.kind !== "record" || body.decision.kind !== "entry") return;
      signals.set(body.decision.market, body.decision.signal);
    },
  };
}
