import { readTrials } from "../../adapters/trials/registry.ts";
import type { CommandContext } from "../../cli/context.ts";

/**
 * The registry of trials of the data directory, which is made where there is none. Throws StorageError
 * where it cannot be used: what cannot be registered is not looked at.
 */
export function registryOf(
  { globals: { dataDir }, err }: Pick<CommandContext, "globals" | "err">,
): string {
  Deno.mkdirSync(dataDir, { recursive: true });
  const registry = `${dataDir}/trials.jsonl`;
  if (readTrials(registry).unfinished) {
    err(
      `dropped the last line of ${registry}: it was never finished, and its result was not shown`,
    );
  }
  return registry;
}
