// One paper run over a source, a recording or a live feed: what `trade`, `replay` and `watch` have
// in common, which is everything but the pace, the doors and where the ledger lies.
import { SimClock } from "../core/sim_clock.ts";
import { createPaperBroker } from "../adapters/paper/broker.ts";
import { sha256 } from "../adapters/sqlite/sha256.ts";
import { canonicalJson } from "../core/canonical.ts";
import { openEngine } from "../core/step.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { EngineEvent } from "../core/types/event.ts";
import type { TokenId } from "../core/types/ids.ts";
import type { EngineState } from "../core/types/state.ts";
import { type Millis, millis } from "../core/types/units.ts";
import type { Advisor, Inbox, Ledger, Notifier, RunHeader, Source, Tape } from "../ports.ts";
import type { Armed } from "./fit.ts";
import { catchUp, type RowSink } from "../runtime/catch_up.ts";
import { drive, type DriveEnd, type Wall } from "../runtime/drive.ts";
import { createEngine } from "../runtime/run.ts";
import { systemWall } from "./wall.ts";

export interface PaperRunInput {
  readonly source: Source;
  readonly config: EngineConfig;
  readonly seed: number;
  readonly ledger: Ledger;
  readonly begin: Begin;
  readonly tape: { readonly tape: Tape; readonly events: number } | null;
  readonly inbox: Inbox | null;
  readonly notifiers: readonly Notifier[];
  /** Absent: answers come with the source, or not at all. */
  readonly advisor?: Advisor | null;
  readonly speed: number;
  readonly wall: Wall;
  readonly stopped: () => boolean;
  readonly progress: (fraction: number | null, at: Millis) => void;
}

export interface PaperRun {
  readonly end: DriveEnd;
  readonly state: EngineState;
}

/** Where the engine begins, and where its rows go. */
export interface Begin {
  readonly state: EngineState;
  readonly rows: RowSink;
}

/** An engine at its first event: a run found in the ledger is made again and compared with it. */
export function beginAgain({ config, arms }: Armed, seed: number, ledger: Ledger): Begin {
  return { state: openEngine(config, seed, arms), rows: catchUp(ledger) };
}

/** The first row of a paper run's ledger: what it is a function of. */
export function paperHeader(
  input: {
    /** Of the source. */
    readonly name: string;
    readonly config: EngineConfig;
    readonly seed: number;
  },
  about: { readonly version: string; readonly assumptions: readonly string[] },
): RunHeader {
  const config = canonicalJson(input.config);
  return {
    version: about.version,
    mode: "paper",
    source: input.name,
    configHash: sha256(config),
    seed: input.seed,
    config,
    assumptions: about.assumptions,
  };
}

/** Runs a recording as fast as it goes, from its first event, without a tape; the ledger has begun. */
export function replayRun(
  input: Pick<PaperRunInput, "source" | "seed" | "ledger" | "stopped" | "progress"> & {
    readonly who: Armed;
    readonly notifiers?: readonly Notifier[];
  },
): Promise<PaperRun> {
  const { who, notifiers = [], ...rest } = input;
  return paperRun({
    ...rest,
    config: who.config,
    begin: beginAgain(who, input.seed, input.ledger),
    tape: null,
    inbox: null,
    notifiers,
    speed: Infinity,
    wall: systemWall,
  });
}

/** Runs the source through the engine; the ledger has begun. */
export async function paperRun(input: PaperRunInput): Promise<PaperRun> {
  const { source, config, seed, ledger, begin: { state, rows } } = input;
  const clock = new SimClock(millis(0));
  const openPaper = () =>
    createPaperBroker({
      config: config.paper,
      clock,
      seed,
      markets: (token) => marketOf(state, token),
    });
  const broker = openPaper();
  const shadows = new Map(state.shadows.map(({ arm }) => [arm, openPaper()]));
  // Killed between the ledger and the inbox, a run would be told the same command twice.
  for (const { input: { command }, seq } of rows.commands) input.inbox?.confirm(command, seq);
  const tape = input.tape === null ? null : afterFirst(input.tape.tape, input.tape.events);
  const { notifiers } = input;
  const { advisor = null } = input;
  const engine = createEngine({ state, clock, broker, shadows, advisor, rows, tape, notifiers });
  const end = await drive({
    source,
    engine,
    clock,
    rows,
    tape,
    wall: input.wall,
    inbox: input.inbox,
    speed: input.speed,
    stopped: input.stopped,
    progress: (at) => {
      const fraction = source.size === null ? null : source.position() / source.size;
      input.progress(fraction, at);
    },
  });
  tape?.flush();
  ledger.flush();
  return { end, state };
}

function marketOf(state: EngineState, token: TokenId) {
  const found = state.tokens.get(token);
  if (found === undefined) return undefined;
  const { state: known, outcome } = found;
  const usable = known.up && !known.awaitingSnapshot;
  return { book: known.book, outcome, market: known.market, usable };
}

/** What a run that is made again has on tape already is not written twice. */
function afterFirst(tape: Tape, events: number): Tape {
  let skip = events;
  return {
    append(event: EngineEvent) {
      if (skip > 0) skip -= 1;
      else tape.append(event);
    },
    flush: () => tape.flush(),
    close: () => tape.close(),
  };
}
