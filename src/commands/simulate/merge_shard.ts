// Which part of a simulation this process is, by the command line or by what a job's environment says.
import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import { printAnswer } from "../../cli/print.ts";
import type { ShardOption } from "../../cli/simulate/search.ts";
import {
  type Shard,
  type ShardEnvironment,
  shardFrom,
  type ShardHeader,
  shardVariables,
} from "../../core/simulate/search/shards.ts";

/** A part, and where its results go. */
export interface Part {
  readonly shard: Shard;
  readonly out: string;
}

interface PartOptions {
  readonly shard?: ShardOption;
  readonly out?: string;
}

/** null: the whole, printed. The environment is asked only where a file was asked for. */
export function partOf(
  { shard: flag, out }: PartOptions,
  environment: ShardEnvironment = readVariables(),
): Part | null {
  if (out === undefined) {
    if (flag === undefined) return null;
    throw new CliError("usage", "Cannot run a part: there is no file for its results", {
      hint: "--out FILE, then polybot simulate merge FILE...",
    });
  }
  const found = shardFrom(flag ?? null, environment);
  if (found.ok) return { shard: found.shard ?? { index: 1, count: 1 }, out };
  throw new CliError("usage", `Cannot tell which part this is: read ${found.read}`, {
    hint: `want ${found.wanted}`,
  });
}

/** What may not be read was not granted, and then nothing is known of it. */
function readVariables(): ShardEnvironment {
  const visible = shardVariables.filter((variable) =>
    Deno.permissions.querySync({ name: "env", variable }).state === "granted"
  );
  return Object.fromEntries(visible.map((name) => [name, Deno.env.get(name)]));
}

/** Prints that a part was written. */
export function printPart(context: CommandContext, out: string, header: ShardHeader): void {
  const { shard: { index, count }, command, seed, dataHash, configHash, checksum } = header;
  printAnswer(context, {
    command,
    data: { file: out, shard: header.shard, checksum },
    meta: { configHash, dataHash, seed },
    text: () => `part ${index} of ${count}: ${out}, checksum ${checksum}`,
  });
}
