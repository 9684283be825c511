import { InvalidArgumentError } from "@commander-js/extra-typings";
import { examples, parseCount, parsePath, parseSeed } from "../arguments.ts";
import type { SimulateParent } from "./spikes.ts";

/** `simulate detector [PATH...]` */
export interface DetectorOptions {
  readonly action: "detector";
  /** May be none: then nothing but models is listened to. */
  readonly paths: readonly string[];
  readonly walks: number;
  /** Of spikes and budget. */
  readonly model: string;
  /** False alarms a market-day. */
  readonly budget?: number;
  readonly seed?: number;
  readonly html?: string;
}

/** `simulate detector`: false alarms, hits, delays and thresholds of the detectors. */
export function addDetector(
  simulate: SimulateParent,
  call: (options: DetectorOptions, paths?: readonly string[]) => Promise<void>,
): void {
  simulate.command("detector")
    .description(
      "How often the detectors sound where nothing happens, how many spikes they find and how " +
        "soon, and which thresholds keep to a budget of false alarms.",
    )
    .argument("[path...]", "recordings to listen to as well: files or directories")
    .option("--budget <alarms>", "false alarms a market-day to find thresholds for", parseBudget)
    .option(
      "--model <name>",
      "where spikes are laid: gaussian, student, student-ticks, flat, bounce",
      "student-ticks",
    )
    .option("--walks <n>", "walks of each model", parseCount, 300)
    .option("--seed <n>", "seed of everything drawn by chance", parseSeed)
    .option("--html <file>", "write a page as well", parsePath)
    .addHelpText(
      "after",
      examples([
        "simulate detector",
        "simulate detector data/demo --budget 2 --html detector.html",
        "simulate detector --set detection.cusum_threshold=4",
      ]),
    )
    .action((paths, { budget, model, walks, seed, html }) =>
      call({
        action: "detector",
        paths,
        walks,
        model,
        ...(budget === undefined ? {} : { budget }),
        ...(seed === undefined ? {} : { seed }),
        ...(html === undefined ? {} : { html }),
      }, paths)
    );
}

function parseBudget(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= 10_000) return Number(text);
  throw new InvalidArgumentError("Want a number above 0, of alarms a market-day.");
}
