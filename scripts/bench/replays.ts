// R1 and R2 by parts: each part does what the one before it does, and something more.
import { openTape } from "../../src/adapters/tape/reader.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { Source, TimedInput } from "../../src/ports.ts";
import { deaf, eager, likePeers, withoutMonteCarlo } from "./config.ts";
import { timeDetectors } from "./detectors.ts";
import { runEngine } from "./engine.ts";
import { cpuNs, Growth, peakMiB } from "./measure.ts";
import { quoteSource } from "./quotes.ts";
import { readTicks } from "./ticks.ts";

/** How much of a replay is run. */
export type Part = "read" | "quiet" | "deaf" | "trading" | "full";

/** The tick file straight into the detectors, a tick a step; reading counts. */
export function timeKernel(path: string): Record<string, number> {
  const start = cpuNs();
  const { ticks = NaN } = timeDetectors(path, 1);
  return { ns_tick: (cpuNs() - start) / ticks, ticks };
}

/**
 * The first `count` ticks of a file as quotes through the engine. `stepTicks` is how many of them
 * make a step of the detectors' grid, and how often the clock beats.
 */
export async function timeQuotes(
  path: string,
  { part, count, stepTicks }: { part: Part; count: number; stepTicks: number },
): Promise<Record<string, number | string>> {
  const start = cpuNs();
  const ticks = readTicks(path);
  const config = likePeers();
  const source = quoteSource(ticks, {
    count,
    tickMs: config.detection.gridMs / stepTicks,
    beatEvery: part === "quiet" ? Infinity : stepTicks,
  });
  const run = await runPart(source, part, config);
  const ns_tick = (cpuNs() - start) / Math.min(count, ticks.count);
  return { ns_tick, ...run, peak_mib: peakMiB() };
}

/** A tape of levels through the engine; `ticks` is how many it was made of. */
export async function timeLevels(
  folder: string,
  { part, ticks }: { part: Part; ticks: number },
): Promise<Record<string, number | string>> {
  const start = cpuNs();
  const run = await runPart(openTape(folder), part, likePeers());
  const spent = cpuNs() - start;
  return { ns_tick: spent / ticks, ns_event: spent / run.events, ...run, peak_mib: peakMiB() };
}

/** The same once, without decisions: what became of memory after the middle of the recording. */
export async function watchLevels(folder: string): Promise<Record<string, number>> {
  const tape = openTape(folder);
  const growth = new Growth(tape.size ?? NaN);
  const watched: Source = { ...tape, read: () => watch(tape, growth) };
  const { figures: { events } } = await runEngine(watched, deaf(likePeers()));
  return { events, peak_mib: peakMiB(), growth: growth.ratio() };
}

async function* watch(source: Source, growth: Growth): AsyncGenerator<readonly TimedInput[]> {
  for await (const batch of source.read()) {
    yield batch;
    growth.at(source.position());
  }
}

async function runPart(source: Source, part: Part, config: EngineConfig) {
  if (part === "full") return (await runEngine(source, eager(config))).figures;
  if (part === "trading") {
    return (await runEngine(source, withoutMonteCarlo(eager(config)))).figures;
  }
  if (part !== "read") return (await runEngine(source, deaf(config))).figures;
  let events = 0;
  for await (const batch of source.read()) events += batch.length;
  return { events, rows: 0, fills: 0, decisions: 0, head: "" };
}
