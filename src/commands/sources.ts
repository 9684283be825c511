import { basename } from "node:path";
import { holdsRaw } from "../adapters/polymarket/raw_files.ts";
import { openRaw } from "../adapters/polymarket/raw_source.ts";
import { openRecording } from "../adapters/replay/open.ts";
import { withHeartbeats } from "../adapters/replay/heartbeats.ts";
import type { Assume } from "../adapters/replay/recording.ts";
import { holdsTapes } from "../adapters/tape/folder.ts";
import { openTape } from "../adapters/tape/reader.ts";
import type { Millis } from "../core/types/units.ts";
import type { Source, TimedInput } from "../ports.ts";
import { duration } from "../report/format.ts";
import { CliError } from "../cli/exit.ts";
import { mergeSources } from "../runtime/merge.ts";
import { beatOf } from "./fit.ts";

/** What is taken for granted where recordings are silent. */
export interface SourceOptions {
  readonly assume: Partial<Assume>;
  /** The fastest heartbeat of a recording that has none. */
  readonly heartbeatMs: Millis;
}

/** Everything that lies at the paths, as one source in order of time with a heartbeat. */
export async function openSources(
  paths: readonly string[],
  { assume, heartbeatMs }: SourceOptions,
): Promise<Source> {
  const sources: Source[] = [];
  paths.forEach(refuseSecrets);
  for (const path of paths) {
    // Polybot's own tapes and recordings beat already; a recording of somebody else's does not.
    if (holdsTapes(path)) sources.push(openTape(path));
    else if (holdsRaw(path)) sources.push(openRaw(path));
    else sources.push(await openRecording(path, assume));
  }
  const merged = underOneConfiguration(mergeSources(sources));
  if (paths.every((path) => holdsTapes(path) || holdsRaw(path))) return merged;
  const beat = beatOf(merged.info, heartbeatMs);
  return withHeartbeats(saying(merged, `The clock beats every ${duration(beat)}.`), beat);
}

/** Sessions on a tape say the limits they had; whoever trades on it again keeps its own throughout. */
function underOneConfiguration(source: Source): Source {
  async function* read(): AsyncIterable<readonly TimedInput[]> {
    for await (const batch of source.read()) {
      yield batch.some(isOtherwise) ? batch.map(withoutConfiguration) : batch;
    }
  }
  return { info: source.info, size: source.size, position: () => source.position(), read };
}

function isOtherwise({ input }: TimedInput): boolean {
  return input.kind === "started" && input.config !== null;
}

function withoutConfiguration({ at, input }: TimedInput): TimedInput {
  return { at, input: input.kind === "started" ? { ...input, config: null } : input };
}

/** A heartbeat changes what is seen, so it is part of what a run says of itself. */
function saying(source: Source, assumption: string): Source {
  const info = { ...source.info, assumptions: [...source.info.assumptions, assumption] };
  return { ...source, info, position: () => source.position(), read: () => source.read() };
}

/** What is no recording is quoted in the error, and a key must not be. */
function refuseSecrets(path: string): void {
  if (!basename(path).startsWith(".env")) return;
  throw new CliError("usage", `Cannot read ${path}: it is for secrets, and is no recording`);
}
