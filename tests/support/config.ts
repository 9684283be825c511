import assert from "node:assert/strict";
import { readEnvironment } from "../../src/config/dotenv.ts";
import { type ConfigIssue, issueLine } from "../../src/config/issue.ts";
import { loadConfig, type LoadedConfig, overrideNames } from "../../src/config/load.ts";

/** What a configuration is made of in a test. */
export interface Given {
  /** Text of the file; absent: no file is read. */
  readonly yaml?: string;
  readonly set?: readonly string[];
  readonly process?: Readonly<Record<string, string>>;
  readonly dotenv?: string;
}

/** Name of the file in messages, instead of its temporary path. */
export const fileName = "polybot.yaml";

/** Loads through the real loader, with a real file. */
export function load(given: Given): ReturnType<typeof loadConfig> {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/${fileName}`;
    Deno.writeTextFileSync(path, given.yaml ?? "");
    const source = { process: given.process ?? {}, dotenv: given.dotenv ?? null };
    const environment = readEnvironment(overrideNames, source);
    const loaded = loadConfig({ file: path, set: given.set ?? [], environment });
    if (loaded.ok) return loaded;
    const error = loaded.error.map((issue) => ({
      ...issue,
      where: issue.where.replace(path, fileName),
    }));
    return { ok: false, error };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The configuration, which must be without errors. */
export function loaded(given: Given): LoadedConfig {
  const result = load(given);
  if (!result.ok) assert.fail(result.error.map(issueLine).join("\n"));
  return result.value;
}

/** The errors, which there must be. */
export function issues(given: Given): readonly ConfigIssue[] {
  const result = load(given);
  if (result.ok) assert.fail("the configuration was accepted");
  return result.error;
}

/** The errors as lines. */
export function issueLines(given: Given): string[] {
  return issues(given).map(issueLine);
}
