// Trades that were made, as what simulated ones are drawn from: those of a ledger, or of a replay.
import { memoryLedger } from "../../adapters/memory/ledger.ts";
import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import { startProgress } from "../../cli/progress.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { assess } from "../../core/simulate/backtest/assess.ts";
import { bootstrapOf } from "../../core/simulate/bootstrap.ts";
import { aiBill } from "../../report/ai_bill.ts";
import { type Facts, openFold } from "../../report/fold.ts";
import { count, ratio, time, usd } from "../../report/format.ts";
import { netOf, type Trade } from "../../report/trade_fold.ts";
import { verdictOf, verdictReason, verdictWords } from "../../report/verdict.ts";
import { armed, fitToSource } from "../fit.ts";
import { verified } from "../intact.ts";
import { paperHeader, type PaperRun, replayRun } from "../paper_run.ts";
import { placesIn } from "../places.ts";
import { readRun } from "../reading.ts";
import { openSources } from "../sources.ts";
import type { Trades } from "./account_trades.ts";
import { hashRecordings } from "./backtest_hash.ts";
import { tradedOf } from "./backtest_view.ts";

const DAY_MS = 86_400_000;
/** A shorter record says nothing of how many trades a day brings. */
const LEAST_SPAN_MS = 3 * DAY_MS;

/** Trades of the data directory's ledger; null when none in it is closed. Throws CliError without one. */
export function fromLedger(context: CommandContext, seed: number): Trades | null {
  const { dataDir } = context.globals;
  const { facts, run } = readRun(context);
  // No figure is made of rows that somebody changed.
  verified(placesIn(dataDir).ledger);
  const closed = facts.trades.closed();
  if (closed.length === 0) return null;
  const name = `the ledger of ${dataDir}`;
  const path = pathOf(facts);
  const bill = facts.arm === "ai" ? aiBill(facts.ai) : 0;
  const about = {
    from: "ledger",
    name,
    dataHash: run.head,
    seed,
    bill,
    isCut: false,
    path,
  } as const;
  return fromRecord(closed, about);
}

/** Trades of a replay of recordings. Throws CliError when there are none. */
export async function fromTape(
  context: CommandContext,
  paths: readonly string[],
  { loaded, seed, stopped }: {
    readonly loaded: LoadedConfig;
    readonly seed: number;
    readonly stopped: () => boolean;
  },
): Promise<Trades> {
  if (paths.length === 0) {
    throw new CliError("usage", "Cannot replay: no recording was named", {
      hint: "polybot simulate --from tape PATH...",
    });
  }
  const source = await openSources(paths, {
    assume: {},
    heartbeatMs: loaded.runtime.heartbeatMs,
  });
  const { dataHash } = await hashRecordings(paths);
  const who = armed(fitToSource(loaded.engine, source.info).config, false);
  const ledger = memoryLedger();
  const about = { version: context.version, assumptions: source.info.assumptions };
  ledger.begin(paperHeader({ name: source.info.name, config: who.config, seed }, about));
  const progress = startProgress(context, "replay");
  let end: PaperRun["end"];
  try {
    const run = await replayRun({
      source,
      who,
      seed,
      ledger,
      stopped,
      progress: (fraction, at) => progress.update(fraction, time(at)),
    });
    end = run.end;
  } finally {
    progress.done();
  }
  const fold = openFold(who.config.initialCapital);
  for (const row of ledger.read()) fold.add(row);
  const closed = fold.facts.trades.closed();
  const path = pathOf(fold.facts);
  ledger.close();
  const isCut = end !== "ended";
  if (closed.length === 0) {
    if (isCut) {
      throw new CliError("interrupted", "Stopped before the recording had brought a closed trade");
    }
    throw new CliError("notFound", `Cannot simulate from ${source.info.name}: nothing was traded`, {
      hint: "polybot replay PATH shows why; --from model simulates a trade that you describe",
    });
  }
  const name = `a replay of ${source.info.name}`;
  const record = fromRecord(closed, { from: "tape", name, dataHash, seed, bill: 0, isCut, path });
  if (!isCut) return record;
  const note = "STOPPED before the end of the recording: these are the trades until then.";
  // The hash is of the whole, which this is not.
  return { ...record, dataHash: null, warnings: [note, ...record.warnings] };
}

function pathOf({ marks }: Facts): Trades["path"] {
  return marks.points().map(({ at, equity }) => [at, equity] as const);
}

function fromRecord(
  closed: readonly Trade[],
  { from, name, dataHash, seed, bill, isCut, path }: {
    readonly from: Trades["from"];
    readonly name: string;
    readonly dataHash: string;
    readonly seed: number;
    /** Paid for models, 1e-6 dollars. */
    readonly bill: number;
    readonly isCut: boolean;
    readonly path: Trades["path"];
  },
): Trades {
  // What a trade returned on everything that was paid for it: it cannot lose more than that.
  const share = bill / closed.length;
  const returns = closed.map((trade) => (netOf(trade) - share) / (trade.spent + trade.fees));
  const { spec, words } = bootstrapOf(returns, closed.map(({ group }) => group));
  const times = closed.flatMap(({ closedAt }) => closedAt === null ? [] : [closedAt as number]);
  const span = Math.max(...times) - Math.min(...times);
  const shares = closed.reduce((sum, { bought }) => sum + bought, 0);
  const paid = closed.reduce((sum, { spent, fees }) => sum + spent + fees, 0);
  const groups = new Set(closed.map(({ group }) => group)).size;
  const verdict = verdictOf(closed);
  // As a backtest says it of the same trades; nothing else was tried on a record.
  const traded = tradedOf(closed).map((trade) => ({ ...trade, net: trade.net - share }));
  const { perDollar } = assess(traded, { trials: 1, variance: 0 }, seed);
  const { value, interval } = perDollar;
  const known = interval === null
    ? "one event says nothing of its error"
    : `between ${ratio(interval.low)} and ${ratio(interval.high)} (95 %)`;
  const made = value === null
    ? "Nothing was staked"
    : `It made ${ratio(value)} a dollar staked, ${known}`;
  return {
    engine: spec,
    assumptions: [
      `trades come from ${name}: ${count(closed.length)} closed trades in ${count(groups)} groups.`,
      ...bill === 0 ? [] : [`the bill of ${usd(bill)} for models is spread over them.`],
      ...words,
    ],
    warnings: [
      `The record: ${verdictWords(verdict)}; ${verdictReason(verdict)}. ${made}.`,
    ],
    costPerShare: shares > 0 ? paid / shares : 1,
    stop: null,
    tradesPerDay: span >= LEAST_SPAN_MS
      ? Math.max(1, Math.round((closed.length / span) * DAY_MS))
      : null,
    dataHash,
    from,
    isCut,
    path,
    spike: null,
  };
}
