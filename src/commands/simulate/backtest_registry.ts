import { readTrials } from "../../adapters/trials/registry.ts";
import type { CommandContext } from "../../cli/context.ts";

/**
 * The registry of trials of the data directory, which is made where there is none. Throws StorageError
 * where it cannot be used: what cannot be registered is not looked at.
 */
export function registryOf({ globals: { dataDir } }: Pick<CommandContext, "globals">): string {
  Deno.mkdirSync(dataDir, { recursive: true });
  const registry = `${dataDir}/trials.jsonl`;
  readTrials(registry);
  return registry;
}
