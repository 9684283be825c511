import { assumed } from "../../adapters/replay/market.ts";
import { defaultAssume } from "../../adapters/replay/recording.ts";
import type { CommandContext } from "../../cli/context.ts";
import { exitCode } from "../../cli/exit.ts";
import type { SpikesOptions } from "../../cli/simulate/spikes.ts";
import { usualRules } from "../../core/simulate/spikes/rules.ts";
import { SpikeStudy } from "../../core/simulate/spikes/study.ts";
import { type Millis, price } from "../../core/types/units.ts";
import type { Source } from "../../ports.ts";
import { spikeSections } from "../../report/simulate_spikes.ts";
import { beliefOf, beliefSettings } from "../../report/simulate_spikes_belief.ts";
import { spikePictures } from "../../report/simulate_spikes_pictures.ts";
import { openSources } from "../sources.ts";
import { hashRecordings } from "./backtest_hash.ts";
import { optionFlags, settingFlags } from "./reproduce.ts";
import { namesIn, Selection } from "./selection.ts";
import { answerStudy, quoted } from "./study_answer.ts";
import { readInto } from "./spikes_read.ts";

/** A quote made up around a price alone is as narrow as it can be: its mid is the price. */
const assume = { ...defaultAssume, spread: price(2) };

/** Studies the spikes of recordings; reads them once, from beginning to end. */
export async function spikesCommand(
  context: CommandContext,
  options: SpikesOptions,
): Promise<number> {
  const { engine, runtime } = context.loadConfig();
  const seed = options.seed ?? runtime.seed;
  const selection = new Selection(options.only === undefined ? null : namesIn(options.only));
  const source = await openSources(options.paths, { assume, heartbeatMs: runtime.heartbeatMs });
  const { dataHash } = await hashRecordings(options.paths);
  const rules = usualRules({
    windowMs: options.windowMs as Millis,
    cadenceMs: source.info.cadenceMs,
    edges: isOfPrices(source),
  });
  const study = new SpikeStudy(rules, engine, selection.takes);
  const stopping = context.listenForStop();
  let complete: boolean;
  try {
    const reading = { source, label: "spikes", stopped: stopping.stopped };
    complete = await readInto(context, reading, (at, input) => study.add(at, input));
  } finally {
    stopping.release();
  }
  if (complete) selection.refuseNone();
  study.end(complete);
  const { horizonMs, priorSd } = engine.reversion;
  const belief = beliefOf(study, { seed, horizonMs, priorSd });
  if (options.write !== undefined && belief !== null) {
    const lines = beliefSettings(belief).split(" --set ").map((line) => line.replace("--set ", ""));
    Deno.writeTextFileSync(options.write, lines.map((line) => `${line}\n`).join(""));
    context.err(`settings: ${options.write}`);
  }
  const input = {
    study,
    seed,
    source: source.info.name,
    selection: options.only === undefined ? null : selection.note(),
    assumptions: assumptionsOf(source),
    complete,
    belief,
  };
  answerStudy(context, {
    command: "simulate spikes",
    title: "Spikes, and whether they come back",
    sections: spikeSections(input),
    pictures: spikePictures(input),
    config: engine,
    seed,
    dataHash,
    selection: selection.hash(),
    line: lineOf(context, options, seed),
    complete,
    html: options.html,
    more: { belief, settings: belief === null ? null : beliefSettings(belief) },
  });
  return complete ? exitCode.ok : exitCode.interrupted;
}

function isOfPrices({ info }: Source): boolean {
  return info.assumptions.includes(assumed.spread(assume));
}

// How deep a book is, what a trade costs and how often a clock beats say nothing of prices.
function assumptionsOf({ info }: Source): readonly string[] {
  const beside = [assumed.depth(assume), assumed.volume(assume), assumed.fees, assumed.terms];
  const said = info.assumptions.filter((text) =>
    !beside.includes(text) && !text.startsWith("The clock beats")
  );
  return info.credit === null ? said : [...said, `Data: ${info.credit}`];
}

function lineOf(context: CommandContext, options: SpikesOptions, seed: number): string {
  return [
    "polybot simulate spikes",
    ...options.paths.map(quoted),
    ...optionFlags(options, ["action", "paths", "html", "write", "seed"]),
    `--seed ${seed}`,
    ...settingFlags(context),
  ].join(" ");
}
