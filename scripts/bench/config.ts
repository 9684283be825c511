import { engineConfig, keys, settle } from "../../src/config/schema.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";

/** The engine's configuration with every key at its default. */
export function defaults(): EngineConfig {
  const values = new Map<string, unknown>();
  for (const { path, field } of keys.values()) values.set(path, field.schema.parse(field.initial));
  return engineConfig(settle(values));
}
