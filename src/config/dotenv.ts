import { parseEnv } from "node:util";
import { isSecretName, Secret } from "./secret.ts";

/** What was found in the environment and in `.env`, read once at start. */
export interface Environment {
  /** Values that may be shown, by name. */
  readonly values: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, Secret>;
  /** Names of our own prefix that nothing listens to: typing errors, most likely. */
  readonly unknown: readonly string[];
  /** True for names that came from `.env`. */
  readonly fromFile: ReadonlySet<string>;
}

/** Where values come from; the process environment goes before the file. */
export interface EnvironmentSource {
  /** Everything of the process environment this program may see. */
  readonly process: Readonly<Record<string, string>>;
  /** Text of `.env`, or null without one. */
  readonly dotenv: string | null;
}

/** Takes the listed names and nothing else. Never throws: `.env` has no syntax errors. */
export function readEnvironment(
  names: readonly string[],
  source: EnvironmentSource,
): Environment {
  const file = Object.entries(parseEnv(source.dotenv ?? ""));
  const listed = new Set(names);
  const values = new Map<string, string>();
  const secrets = new Map<string, Secret>();
  const fromFile = new Set<string>();
  const unknown = new Set<string>();
  for (
    const [origin, entries] of [["file", file], [
      "process",
      Object.entries(source.process),
    ]] as const
  ) {
    for (const [name, value] of entries) {
      if (!listed.has(name)) {
        if (value !== undefined && name.startsWith("POLYBOT_") && !isSecretName(name)) {
          unknown.add(name);
        }
        continue;
      }
      if (value === undefined) continue;
      if (isSecretName(name)) secrets.set(name, new Secret(value));
      else values.set(name, value);
      if (origin === "file") fromFile.add(name);
      else fromFile.delete(name);
    }
  }
  return { values, secrets, unknown: [...unknown], fromFile };
}
