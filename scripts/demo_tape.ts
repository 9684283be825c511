// Writes the tape that `trade --dry-run --tape data/demo` plays: made-up markets from a seed, so
// that a fresh clone has something to run. The same command gives the same bytes:
//
//   deno run --allow-read --allow-write=data/demo scripts/demo_tape.ts
import { withHeartbeats } from "../src/adapters/replay/heartbeats.ts";
import { syntheticSource } from "../src/adapters/synthetic/source.ts";
import { writeAbout } from "../src/adapters/tape/about.ts";
import { openTapeWriter } from "../src/adapters/tape/writer.ts";
import { millis, seq } from "../src/core/types/units.ts";

const options = { seed: 14, markets: 16, hours: 7 };
const folder = Deno.args[0] ?? "data/demo";

const source = withHeartbeats(syntheticSource(options), millis(1_000));
const tape = openTapeWriter(folder, { resume: false });
let events = 0;
for await (const batch of source.read()) {
  for (const { at, input } of batch) {
    tape.append({ ...input, at, seq: seq(++events) });
  }
}
tape.close();
writeAbout(folder, source.info);
await Deno.stdout.write(new TextEncoder().encode(`${folder}: ${events} events\n`));
