import { openRawTape, type RawTape } from "../adapters/polymarket/raw_tape.ts";
import type { CommandContext, RecordOptions } from "../cli/context.ts";
import { exitCode } from "../cli/exit.ts";
import { printAnswer } from "../cli/print.ts";
import { startProgress } from "../cli/progress.ts";
import { millis } from "../core/types/units.ts";
import { count, time } from "../report/format.ts";
import { feedLine, openLiveFeed, selectOf, watchOf } from "./live_feed.ts";
import { placesIn } from "./places.ts";
import { deadline, openVenue } from "./venue.ts";
import { named } from "./venue_errors.ts";

/** Records what a venue sends until it is stopped, its time is up or the folder is full. */
export async function recordCommand(
  context: CommandContext,
  options: RecordOptions,
): Promise<number> {
  const loaded = context.loadConfig();
  const folder = options.dir ?? placesIn(context.globals.dataDir).record;
  const stopping = context.listenForStop();
  const venue = await openVenue({ ...options, seed: options.seed ?? loaded.runtime.seed });
  const ending = new AbortController();
  const progress = startProgress(context, "record");
  const notice = (text: string) => progress.above(() => context.err(text));
  try {
    const since = millis(Math.floor(venue.clock.now()));
    const tape = openRawTape({
      folder,
      hosts: venue.hosts,
      watch: watchOf(loaded, venue),
      since,
      maxFolderBytes: options.maxBytes,
      notice,
    });
    const feed = openLiveFeed({
      venue,
      loaded,
      version: context.version,
      select: selectOf(options),
      held: () => [],
      record: tape,
      signal: AbortSignal.any([ending.signal, stopping.wish]),
      notice,
    });
    context.err(`Recording ${venue.name} into ${folder}; Ctrl-C stops.`);
    const until = deadline(venue, options.maxRuntimeMs);
    let inputs = 0;
    for await (const batch of feed.read()) {
      inputs += batch.length;
      const at = batch.at(-1)?.at ?? since;
      progress.update(
        null,
        `${time(at).slice(-9)} ${count(tape.bytes())} bytes, ${feedLine(feed)}`,
      );
      if (stopping.stopped() || tape.stopped() !== null || at >= until) ending.abort();
    }
    progress.done();
    printRecorded(context, { folder, tape, inputs });
    return stopping.signal() === null ? exitCode.ok : exitCode.interrupted;
  } catch (error) {
    throw named(error);
  } finally {
    ending.abort();
    progress.done();
    stopping.release();
    await venue.close();
  }
}

interface Recorded {
  readonly folder: string;
  readonly tape: RawTape;
  readonly inputs: number;
}

function printRecorded(context: CommandContext, { folder, tape, inputs }: Recorded): void {
  const bytes = tape.bytes();
  const stopped = tape.stopped();
  printAnswer(context, {
    command: "record",
    data: { folder, bytes, inputs, stopped },
    text: () =>
      [
        `${count(inputs)} inputs recorded; ${folder} holds ${count(bytes)} bytes.`,
        ...(stopped === null ? [] : [`It stopped because ${stopped}.`]),
        `To see what the bot makes of it: polybot replay ${folder}`,
      ].join("\n"),
  });
}
