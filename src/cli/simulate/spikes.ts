import type { Command } from "@commander-js/extra-typings";
import { examples, parsePath, parseSeed, parseSpan } from "../arguments.ts";

/** `simulate spikes PATH...` */
export interface SpikesOptions {
  readonly action: "spikes";
  readonly paths: readonly string[];
  readonly windowMs: number;
  readonly seed?: number;
  /** Where a page goes. */
  readonly html?: string;
  /** Where the settings for the engine go. */
  readonly write?: string;
  /** A file of slugs or ids, one a line: other markets are left out. */
  readonly only?: string;
}

/** The command `simulate` while its actions are added to it. */
export type SimulateParent = Pick<Command, "command">;

const TEN_MINUTES = 600_000;

/** `simulate spikes`: how often prices jump, and whether they come back. */
export function addSpikes(
  simulate: SimulateParent,
  call: (options: SpikesOptions, paths?: readonly string[]) => Promise<void>,
): void {
  simulate.command("spikes")
    .description(
      "How often prices jump, how far, and whether they come back, beside what an efficient " +
        "market shows.",
    )
    .argument("<path...>", "recordings: files or directories")
    .option("--window <duration>", "over which a change counts", parseSpan, TEN_MINUTES)
    .option("--seed <n>", "seed of everything drawn by chance", parseSeed)
    .option("--only <file>", "only markets whose slug or id stands in it, one a line", parsePath)
    .option("--write <file>", "write the settings for the engine that follow from it", parsePath)
    .option("--html <file>", "write a page as well", parsePath)
    .addHelpText(
      "after",
      examples([
        "simulate spikes data/demo",
        "simulate spikes quotes.csv --window 5m --html spikes.html",
      ]),
    )
    .action((paths, { window, seed, html, write, only }) =>
      call({
        action: "spikes",
        paths,
        windowMs: window,
        ...(seed === undefined ? {} : { seed }),
        ...(html === undefined ? {} : { html }),
        ...(write === undefined ? {} : { write }),
        ...(only === undefined ? {} : { only }),
      }, only === undefined ? paths : [...paths, only])
    );
}
