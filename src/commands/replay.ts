import { openLedger } from "../adapters/sqlite/ledger.ts";
import { writerOf } from "../adapters/sqlite/writer_lock.ts";
import type { CommandContext, ReplayOptions } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { startProgress } from "../cli/progress.ts";
import { MICRO, price, shares, usdc } from "../core/types/units.ts";
import type { Assume } from "../adapters/replay/recording.ts";
import { time } from "../report/format.ts";
import { teller } from "./tell.ts";
import { printClosing, reportInput } from "./closing.ts";
import { armed, fitToSource, silence } from "./fit.ts";
import { paperHeader, replayRun } from "./paper_run.ts";
import { freshFolder } from "./places.ts";
import { openSources } from "./sources.ts";

/** Runs the engine over recordings at full speed; the ledger can be made again and is replaced. */
export async function replayCommand(
  context: CommandContext,
  options: ReplayOptions,
): Promise<number> {
  const loaded = context.loadConfig();
  const source = await openSources(options.paths, {
    assume: assumptionsOf(options),
    heartbeatMs: loaded.runtime.heartbeatMs,
  });
  const fitted = fitToSource(loaded.engine, source.info);
  const who = armed(fitted.config, context.globals.ai && source.info.answers === true);
  const seed = options.seed ?? loaded.runtime.seed;
  refuseIfBusy(`${context.globals.dataDir}/replay`);
  const folder = freshFolder(context.globals.dataDir, "replay");
  const ledger = openLedger(`${folder}/ledger.db`, { durability: "batch" });
  const stopping = context.listenForStop();
  const progress = startProgress(context, "replay");
  try {
    const assumptions = [
      ...source.info.assumptions,
      ...fitted.changes,
      ...silence(loaded.engine, context.globals.ai, source.info),
    ];
    const about = { version: context.version, assumptions };
    ledger.begin(paperHeader({ name: source.info.name, config: who.config, seed }, about));
    const tell = teller(context, false, (text) => progress.above(() => context.err(text)));
    const run = await replayRun({
      source,
      who,
      seed,
      ledger,
      notifiers: context.globals.verbose ? [tell] : [],
      stopped: stopping.stopped,
      progress: (fraction, at) => progress.update(fraction, time(at)),
    });
    progress.done();
    printClosing(context, "replay", reportInput(ledger), {
      complete: run.end === "ended",
      ledger: `${folder}/ledger.db`,
    });
    return run.end === "ended" ? exitCode.ok : exitCode.interrupted;
  } finally {
    progress.done();
    stopping.release();
    ledger.close();
  }
}

/** What another process is writing is not replaced under its hands. */
function refuseIfBusy(folder: string): void {
  const process = writerOf(`${folder}/ledger.db`);
  if (process === null) return;
  throw new CliError("refused", `Cannot replay into ${folder}: process ${process} does`, {
    hint: "wait for it, or give another --data-dir",
  });
}

function assumptionsOf(options: ReplayOptions): Partial<Assume> {
  const { assumeSpread, assumeDepth, assumeVolume } = options;
  return {
    ...(assumeSpread === undefined ? {} : { spread: price(Math.round(assumeSpread * MICRO)) }),
    ...(assumeDepth === undefined ? {} : { depth: shares(Math.round(assumeDepth * MICRO)) }),
    ...(assumeVolume === undefined ? {} : { volume: usdc(Math.round(assumeVolume * MICRO)) }),
  };
}
