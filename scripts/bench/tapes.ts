import { openTapeWriter } from "../../src/adapters/tape/writer.ts";
import { seq } from "../../src/core/types/units.ts";
import type { TimedInput } from "../../src/ports.ts";

/** Writes inputs as a tape into a new folder; returns how many there were. */
export function writeTape(folder: string, inputs: Iterable<TimedInput>): number {
  const tape = openTapeWriter(folder, { resume: false });
  let events = 0;
  for (const { at, input } of inputs) tape.append({ ...input, at, seq: seq(++events) });
  tape.close();
  return events;
}

/** Bytes of all files of a folder. */
export function bytesOf(folder: string): number {
  let bytes = 0;
  for (const { name } of Deno.readDirSync(folder)) bytes += Deno.statSync(`${folder}/${name}`).size;
  return bytes;
}
