import { addTrials, readTrials } from "../../adapters/trials/registry.ts";
import type { CommandContext } from "../../cli/context.ts";
import { CliError, exitCode } from "../../cli/exit.ts";
import type { MergeOptions } from "../../cli/simulate/merge.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { attemptKey } from "../../core/simulate/backtest/trial.ts";
import { shardProblems } from "../../core/simulate/search/shards.ts";
import { type SearchTrial, searchTrials } from "../../core/simulate/search/trial.ts";
import { readShard, type ShardFile } from "./merge_file.ts";
import { answerSearch, type SearchFrame } from "./search_answer.ts";
import { registryOf } from "./backtest_registry.ts";

/** Puts the parts of a simulation together and prints the whole. */
export async function mergeCommand(
  context: CommandContext,
  { files, html }: MergeOptions,
): Promise<number> {
  const parts = files.map((file) => ({ file, ...readShard(file) }));
  const problems = [...shardProblems(parts), ...strayFrames(parts)];
  const [first] = parts;
  if (problems.length > 0 || first === undefined) {
    throw new CliError("problems", ["Cannot merge these parts:", ...problems].join("\n  "), {
      data: { problems },
    });
  }
  switch (first.header.command) {
    case "simulate search":
      mergeSearch(context, parts, html);
      return exitCode.ok;
    case "simulate account":
      (await import("./account_parts.ts")).mergeAccount(context, parts, html);
      return exitCode.ok;
    default:
      throw new CliError("problems", `Cannot merge ${first.header.command}: it has no parts`);
  }
}

/** Headers are hashes and short texts; what they stand for is compared as a whole. */
function strayFrames(parts: readonly (ShardFile & { readonly file: string })[]) {
  const [first, ...others] = parts;
  const frame = canonicalJson(first?.frame ?? null);
  return others.filter((one) => canonicalJson(one.frame) !== frame)
    .map(({ file }) => `${file} asks for something else than ${first?.file}`);
}

interface SearchItem {
  readonly index: number;
  readonly trial: SearchTrial;
}

function mergeSearch(
  context: CommandContext,
  parts: readonly ShardFile[],
  html: string | undefined,
): void {
  // The checksum vouches for what a part of this program wrote.
  const frame = parts[0]?.frame as SearchFrame;
  const items = parts.flatMap((part) => part.items as readonly SearchItem[])
    .toSorted((a, b) => a.index - b.index);
  const gap = items.findIndex(({ index }, i) => index !== i);
  if (gap >= 0) throw new CliError("problems", `Cannot merge: configuration ${gap + 1} is missing`);
  const trials = items.map(({ trial }) => trial);
  const registry = registryOf(context);
  const key = (trial: SearchTrial) => `${attemptKey(trial)} ${trial.search.plan}`;
  const known = new Set(searchTrials(readTrials(registry).trials).map(key));
  const fresh = trials.filter((trial) => !known.has(key(trial)));
  if (fresh.length > 0) addTrials(registry, fresh);
  answerSearch(context, {
    frame,
    trials,
    registered: readTrials(registry).trials,
    locked: null,
    complete: true,
    html,
  });
}
