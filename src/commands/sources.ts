import { openRecording } from "../adapters/replay/open.ts";
import { withHeartbeats } from "../adapters/replay/heartbeats.ts";
import type { Assume } from "../adapters/replay/recording.ts";
import { holdsTapes } from "../adapters/tape/folder.ts";
import { openTape } from "../adapters/tape/reader.ts";
import type { Source } from "../ports.ts";
import { mergeSources } from "../runtime/merge.ts";
import { beatOf } from "./fit.ts";

/** Everything that lies at the paths, as one source in order of time with a heartbeat. */
export async function openSources(
  paths: readonly string[],
  assume: Partial<Assume>,
): Promise<Source> {
  const sources: Source[] = [];
  for (const path of paths) {
    // Polybot's own tapes beat already; a recording of somebody else's does not.
    sources.push(holdsTapes(path) ? openTape(path) : await openRecording(path, assume));
  }
  const merged = mergeSources(sources);
  const beats = paths.every(holdsTapes);
  return beats ? merged : withHeartbeats(merged, beatOf(merged.info));
}
