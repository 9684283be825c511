import { millis } from "../../core/types/units.ts";
import type { Source, SourceInfo, TimedInput } from "../../ports.ts";

const BATCH = 4096;

/** A source over inputs already in time order. */
export function memorySource(
  inputs: readonly TimedInput[],
  info: Partial<SourceInfo> = {},
): Source {
  let position = 0;
  return {
    info: { name: "memory", assumptions: [], cadenceMs: millis(0), credit: null, ...info },
    size: inputs.length,
    position: () => position,
    read: async function* () {
      for (position = 0; position < inputs.length;) {
        const batch = inputs.slice(position, position + BATCH);
        position += batch.length;
        yield await Promise.resolve(batch);
      }
    },
  };
}
