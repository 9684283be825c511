// `simulate merge`: its options and help.
import { examples, parsePath } from "../arguments.ts";
import type { SimulateParent } from "./spikes.ts";

/** `simulate merge FILE...` */
export interface MergeOptions {
  readonly action: "merge";
  /** Results of all parts, in any order. */
  readonly files: readonly string[];
  readonly html?: string;
}

/** Adds `simulate merge`. */
export function addMerge(
  simulate: SimulateParent,
  call: (options: MergeOptions, paths?: readonly string[]) => Promise<void>,
): void {
  simulate.command("merge")
    .description(
      "Put the parts of a simulation together that --shard and --out made, and print what the whole " +
        "would have printed. Exits 6 when they do not belong together, or one is missing.",
    )
    .argument("<file...>", "every part, in any order")
    .option("--html <file>", "write a page as well", parsePath)
    .addHelpText("after", examples(["simulate merge part1.jsonl part2.jsonl"]))
    .action((files, options) => call({ action: "merge", files, ...options }, files));
}
