// Paper trading on the live feed of a venue. The account is taken up from the ledger, the feed is a
// source like any other, and time is the feed's own: what the tape of the run gives again is the run.
import { join } from "node:path";
import { withHaltFile } from "../adapters/halt_file/halt_file.ts";
import type { Feed } from "../adapters/polymarket/feed.ts";
import { openRawTape, type RawSink } from "../adapters/polymarket/raw_tape.ts";
import { openReasoning } from "../adapters/reasoning/jsonl.ts";
import { openInbox } from "../adapters/sqlite/inbox.ts";
import { openLedger } from "../adapters/sqlite/ledger.ts";
import { sha256 } from "../adapters/sqlite/sha256.ts";
import { writeAbout } from "../adapters/tape/about.ts";
import { openTapeWriter, type TapeWriter } from "../adapters/tape/writer.ts";
import type { CommandContext } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { startProgress } from "../cli/progress.ts";
import { canonicalJson } from "../core/canonical.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { SessionInput } from "../core/types/event.ts";
import type { MarketId } from "../core/types/ids.ts";
import type { EngineState } from "../core/types/state.ts";
import { millis, seq } from "../core/types/units.ts";
import type { Ledger, RunHeader, Source, TimedInput } from "../ports.ts";
import type { Pulse } from "../serve/contract.ts";
import { wrap } from "../report/brief.ts";
import { time, usd } from "../report/format.ts";
import { limitChanges } from "../report/limit_changes.ts";
import type { MarketNames } from "../report/line.ts";
import { teller } from "./tell.ts";
import type { RecordedCommand } from "../runtime/catch_up.ts";
import { appendTo, recoverEngine } from "../runtime/recover.ts";
import { printClosing, reportInput } from "./closing.ts";
import { type Armed, armed, asksModels } from "./fit.ts";
import {
  modelAccess,
  modelsLine,
  type OpenModels,
  openModels,
  withoutCredentials,
} from "./models.ts";
import { feedLine, openLiveFeed, selectOf, watchOf } from "./live_feed.ts";
import { onePass } from "./one_pass.ts";
import { paperHeader, paperRun } from "./paper_run.ts";
import { type DataPlaces, placesIn } from "./places.ts";
import { printStart, type TradeRun } from "./trade_tape.ts";
import { deadline, type OpenVenue, openVenue } from "./venue.ts";
import { named, refuseEarlier } from "./venue_errors.ts";
import { systemWall } from "./wall.ts";

/** Of what the venue sent, with --record. */
const RAW_BYTES = 4 * 2 ** 30;

/** Trades on paper on a venue's live feed until it is stopped; the next run goes on from there. */
export async function tradeLive(context: CommandContext, run: TradeRun): Promise<number> {
  const { loaded, options } = run;
  const seed = options.seed ?? loaded.runtime.seed;
  if (options.speed === "max") {
    throw new CliError("usage", "Cannot trade at speed max: a live feed comes in its own time", {
      hint: "--speed max goes with --tape; with --venue sandbox give a number",
    });
  }
  const { scenario, forecaster, speed } = options;
  const venue = await openVenue({
    venue: options.venue,
    seed,
    speed,
    ...(scenario === undefined ? {} : { scenario }),
    ...(forecaster === undefined ? {} : { forecaster }),
  });
  try {
    return await tradeAt(context, { ...run, venue, seed });
  } catch (error) {
    throw named(error);
  } finally {
    await venue.close();
  }
}

interface Session extends TradeRun {
  readonly venue: OpenVenue;
  readonly seed: number;
}

async function tradeAt(context: CommandContext, session: Session): Promise<number> {
  const { loaded, venue, seed } = session;
  const access = context.globals.ai ? modelAccess(loaded, venue, context.version) : null;
  const who = armed(loaded.engine, access !== null);
  const { config } = who;
  const isMissed = context.globals.ai && access === null &&
    asksModels(armed(loaded.engine, true).arms);
  if (isMissed) context.err(`${wrap(withoutCredentials, context.errColumns).join("\n")}\n`);
  const { dataDir } = context.globals;
  const places = placesIn(dataDir);
  const ledger = openLedger(places.ledger, { durability: "commit" });
  try {
    session.pulse.begin();
    const { version } = context;
    const { name, assumptions } = venue;
    const header = paperHeader({ name, config, seed }, { version, assumptions });
    const stored = ledger.begin(header);
    sameAccount(stored, header, dataDir);
    const taken = takeUp(ledger, stored, { ...who, seed: stored.seed, version });
    const { state } = taken;
    const left = reportInput(ledger);
    if (venue.machine !== null) refuseEarlier(left.facts.last, venue.machine());
    const changes = limitChanges(left, state.config);
    printStart(context, { ...left, config: state.config }, changes);
    if (asksModels(who.arms)) context.err(`${modelsLine(config.ai, access)}\n`);
    const models = asksModels(who.arms) && access !== null
      ? openModels({ loaded, config: config.ai, venue, access, archive: places.evidence })
      : null;
    try {
      return await runFeed(context, session, {
        ...taken,
        ledger,
        places,
        who,
        models,
        names: left.facts.names,
      });
    } finally {
      models?.close();
    }
  } finally {
    ledger.close();
  }
}

interface Taken {
  readonly ledger: Ledger;
  readonly state: EngineState;
  readonly commands: readonly RecordedCommand[];
  readonly started: SessionInput;
  readonly places: DataPlaces;
  readonly who: Armed;
  /** Of markets that were decided about before. */
  readonly names: MarketNames;
  readonly models: OpenModels | null;
}

async function runFeed(context: CommandContext, session: Session, taken: Taken): Promise<number> {
  const { loaded, options, venue, stopping } = session;
  const { ledger, state, commands, started, places, models, names } = taken;
  const { config, arms } = taken.who;
  const ending = new AbortController();
  const progress = startProgress(context, "trade");
  const say = (text: string) => progress.above(() => context.err(text));
  const record = options.record ? recordOf(session, taken, say) : null;
  const feed = openLiveFeed({
    venue,
    loaded,
    version: context.version,
    select: { ...selectOf({}), minVolume24h: config.detection.minVolume },
    held: () => heldMarkets(state),
    awaited: () => state.account.learnt.forecasts.map(({ market }) => market),
    session: started,
    record,
    signal: AbortSignal.any([ending.signal, stopping.wish]),
    notice: say,
  });
  session.pulse.watch(() => feedAges(feed));
  const inbox = openInbox(places.inbox);
  const tape = tapeOf(state, places.tape);
  writeAbout(places.tape, asksModels(arms) ? { ...feed.info, answers: true } : feed.info);
  const done = options.once ? onePass(state) : () => false;
  const reasoning = models === null
    ? null
    : openReasoning({ folder: places.reasoning, rows: ledger.read(), warn: say });
  const begun = venue.clock.now();
  const until = deadline(venue, options.maxRuntimeMs);
  try {
    await paperRun({
      source: looking(feed, {
        look: () => {
          if (stopping.stopped() || done() || venue.clock.now() >= until) ending.abort();
        },
        // No answer comes after the end: a replay could not give it back.
        ended: () => models?.close(),
      }),
      advisor: models?.advisor ?? null,
      config,
      seed: state.seed,
      ledger,
      begin: { state, rows: appendTo(ledger, commands) },
      tape: { tape, events: 0 },
      inbox: withHaltFile(places.haltFile, inbox),
      notifiers: [
        teller(context, context.globals.verbose, say, names),
        ...(reasoning === null ? [] : [reasoning]),
      ],
      speed: Infinity,
      wall: systemWall,
      // The run ends with its feed, so that the closing rows are written.
      stopped: () => false,
      progress: (_, at) => {
        const fraction = Number.isFinite(until) ? (at - begun) / (until - begun) : null;
        progress.update(fraction, `${time(at).slice(-9)} ${feedLine(feed)}`);
      },
    });
    progress.done();
    printClosing(context, "trade", reportInput(ledger), { complete: true });
    return stopping.signal() === null ? exitCode.ok : exitCode.interrupted;
  } finally {
    ending.abort();
    progress.done();
    reasoning?.close();
    tape.close();
    inbox.close();
  }
}

/** Of a process that did not end by itself the tape goes on after the last row: events count on from there. */
function tapeOf(state: EngineState, folder: string): TapeWriter {
  const tape = openTapeWriter(folder, { resume: true });
  if (tape.last !== null && tape.last.seq > state.lastSeq) state.lastSeq = seq(tape.last.seq);
  return tape;
}

/** Connections in their order, and how long each has been silent. */
function feedAges(feed: Feed): NonNullable<Pulse["feeds"]> {
  return feed.status().links.map(({ dataAgeMs }, i) => ({ name: `${i + 1}`, ageMs: dataAgeMs }));
}

/** Keeps what the venue sends, byte for byte. */
function recordOf(
  { loaded, venue }: Session,
  { places, started }: Taken,
  notice: (text: string) => void,
): RawSink {
  return openRawTape({
    folder: places.raw,
    hosts: venue.hosts,
    watch: watchOf(loaded, venue),
    since: millis(Math.floor(venue.clock.now())),
    session: started,
    maxFolderBytes: RAW_BYTES,
    notice,
  });
}

/** Other prices, capital or chance are another account; limits and version may change with a session. */
function sameAccount(stored: RunHeader, wanted: RunHeader, dataDir: string): void {
  const was = identity(stored);
  const is = identity(wanted);
  const key = (Object.keys(was) as (keyof typeof was)[]).find((name) => was[name] !== is[name]);
  if (key === undefined) return;
  throw new CliError(
    "usage",
    `Cannot go on in ${join(dataDir, "ledger.db")}: its ${key} is ${was[key]}, ` +
      `this run's is ${is[key]}`,
    {
      hint: "give another --data-dir, or the --venue, money.initial_capital and seed it began with",
    },
  );
}

/** What an account stays from its first session to its last. */
function identity({ source, mode, seed, config }: RunHeader) {
  const { initialCapital } = JSON.parse(config) as EngineConfig;
  return { source, mode, seed, capital: usd(initialCapital) };
}

function takeUp(
  ledger: Ledger,
  stored: RunHeader,
  { config, arms, seed, version }: Armed & { readonly seed: number; readonly version: string },
): Pick<Taken, "state" | "commands" | "started"> {
  const begun = JSON.parse(stored.config) as EngineConfig;
  const capital = begun.initialCapital;
  const { state, session, commands } = recoverEngine(ledger, { config, arms, seed, capital });
  const text = canonicalJson(config);
  const configHash = sha256(text);
  const before = session?.configHash ?? stored.configHash;
  const changed = before === configHash ? null : text;
  return { state, commands, started: { kind: "started", version, configHash, config: changed } };
}

/** Markets whose prices decide what is owned, by any arm, or what is learnt. */
function heldMarkets(state: EngineState): readonly MarketId[] {
  const markets = new Set<MarketId>();
  for (const { market } of state.account.learnt.spikes) markets.add(market);
  for (const { account } of [state, ...state.shadows]) {
    for (const { market } of account.positions.values()) markets.add(market);
    for (const { market } of account.dust) markets.add(market);
    for (const { fill } of account.unsettled.values()) markets.add(fill.market);
    for (const { question } of account.asked.values()) markets.add(question.market);
  }
  return [...markets];
}

/** The feed; `look` is called after every batch, `ended` after the last one. */
function looking(
  feed: Feed,
  { look, ended }: { readonly look: () => void; readonly ended: () => void },
): Source {
  async function* read(): AsyncIterable<readonly TimedInput[]> {
    try {
      for await (const batch of feed.read()) {
        yield batch;
        look();
      }
    } finally {
      ended();
    }
  }
  return { info: feed.info, size: null, position: () => 0, read };
}
