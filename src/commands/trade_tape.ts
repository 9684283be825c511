import { withHaltFile } from "../adapters/halt_file/halt_file.ts";
import { openInbox } from "../adapters/sqlite/inbox.ts";
import { openLedger } from "../adapters/sqlite/ledger.ts";
import { writeAbout } from "../adapters/tape/about.ts";
import { openTapeWriter } from "../adapters/tape/writer.ts";
import type { CommandContext, TradeOptions } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { startProgress } from "../cli/progress.ts";
import type { LoadedConfig } from "../config/load.ts";
import { canonicalJson } from "../core/canonical.ts";
import type { RunHeader, Source } from "../ports.ts";
import { wrap } from "../report/brief.ts";
import type { ReportInput } from "../report/input.ts";
import { limits } from "../report/limits.ts";
import { teller } from "./tell.ts";
import { time } from "../report/format.ts";
import { runNotes } from "../report/report.ts";
import { printClosing, reportInput } from "./closing.ts";
import { type Armed, armed, fitToSource, silence } from "./fit.ts";
import { beginAgain, paperHeader, paperRun } from "./paper_run.ts";
import { placesIn } from "./places.ts";
import { sectionsText } from "./reading.ts";
import type { PulseWriter } from "./serve/pulse.ts";
import { openSources } from "./sources.ts";
import type { Stopping } from "../cli/stopping.ts";
import { systemWall } from "./wall.ts";

/** What a trading run is started with. */
export interface TradeRun {
  readonly loaded: LoadedConfig;
  readonly options: TradeOptions;
  readonly stopping: Stopping;
  /** Tells whoever looks on that this process is alive. */
  readonly pulse: PulseWriter;
}

/** Trades on paper over recordings, in their own time or faster; a run cut short is gone on with. */
export async function tradeTape(
  context: CommandContext,
  { loaded, options, stopping, pulse }: TradeRun,
): Promise<number> {
  const source = await openSources(options.tape, {
    assume: {},
    heartbeatMs: loaded.runtime.heartbeatMs,
  });
  const fitted = fitToSource(loaded.engine, source.info);
  const who = armed(fitted.config, context.globals.ai && source.info.answers === true);
  const assumptions = [
    ...source.info.assumptions,
    ...fitted.changes,
    ...silence(loaded.engine, context.globals.ai, source.info),
  ];
  const seed = options.seed ?? loaded.runtime.seed;
  const header = paperHeader({ name: source.info.name, config: who.config, seed }, {
    version: context.version,
    assumptions,
  });
  return await runIn(context, { source, header, who, options, stopping, pulse });
}

interface Session {
  readonly source: Source;
  readonly header: RunHeader;
  readonly who: Armed;
  readonly options: TradeOptions;
  readonly stopping: Stopping;
  readonly pulse: PulseWriter;
}

async function runIn(context: CommandContext, session: Session): Promise<number> {
  const { source, header, who, options, stopping, pulse } = session;
  const { dataDir } = context.globals;
  const places = placesIn(dataDir);
  const ledger = openLedger(places.ledger, { durability: "commit" });
  try {
    pulse.begin();
    const before = ledger.header();
    sameRun(ledger.begin(header), header, dataDir);
    // What another run, which left no row, had on tape is none of this one's.
    const resume = before === null || isSame(before, header);
    const left = reportInput(ledger);
    printStart(context, left);
    const inbox = openInbox(places.inbox);
    const tape = openTapeWriter(places.tape, { resume });
    writeAbout(places.tape, source.info);
    const progress = startProgress(context, "trade");
    try {
      const run = await paperRun({
        source,
        config: who.config,
        seed: header.seed,
        ledger,
        begin: beginAgain(who, header.seed, ledger),
        tape: { tape, events: tape.events },
        inbox: withHaltFile(places.haltFile, inbox),
        notifiers: [teller(
          context,
          context.globals.verbose,
          (text) => progress.above(() => context.err(text)),
          left.facts.names,
        )],
        speed: options.speed === "max" ? Infinity : options.speed,
        wall: systemWall,
        stopped: stopper(stopping, options),
        // A block of hours is read at once: only at full speed is what was read what was traded on.
        progress: (fraction, at) =>
          progress.update(options.speed === "max" ? fraction : null, time(at)),
      });
      progress.done();
      const complete = run.end === "ended";
      printClosing(context, "trade", reportInput(ledger), { complete });
      if (!complete) context.err("\nStopped before the input's end; the same command goes on.");
      return stopping.signal() === null ? exitCode.ok : exitCode.interrupted;
    } finally {
      progress.done();
      tape.close();
      inbox.close();
    }
  } finally {
    ledger.close();
  }
}

/** A ledger belongs to one run: other input, limits or chance are another account. */
function sameRun(stored: RunHeader, wanted: RunHeader, dataDir: string): void {
  if (isSame(stored, wanted)) return;
  const keys = ["source", "seed", "configHash", "version", "mode"] as const;
  const differing = keys.filter((key) => stored[key] !== wanted[key]);
  const [key = "assumptions"] = differing;
  const differs = key === "assumptions"
    ? "its assumptions differ"
    : `its ${key} is ${stored[key]}, this run's is ${wanted[key]}`;
  throw new CliError(
    "usage",
    `Cannot go on in ${dataDir}/ledger.db: it holds another run; ${differs}`,
    {
      hint: "give another --data-dir, or the input and configuration it was made with",
    },
  );
}

function isSame(one: RunHeader, other: RunHeader): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** Says before the first figure what is assumed and which limits hold. */
export function printStart(
  context: CommandContext,
  input: ReportInput,
  changes: readonly string[] = [],
): void {
  const columns = context.errColumns;
  const rows = input.facts.rows;
  const notes = [
    ...runNotes(input.run),
    ...(rows > 0 ? [`Going on after ${rows} rows of the ledger.`] : []),
    ...changes,
  ];
  for (const note of notes) context.err(wrap(note, columns).join("\n"));
  context.err("");
  context.err(sectionsText(limits(input), { ...context, columns }));
  context.err("");
}

/** Whether somebody stopped the run, or its time is up. */
function stopper(stopping: Stopping, { maxRuntimeMs }: TradeOptions): () => boolean {
  const end = maxRuntimeMs === undefined ? Infinity : systemWall.now() + maxRuntimeMs;
  return () => stopping.stopped() || systemWall.now() >= end;
}
