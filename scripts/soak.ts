// Runs paper trading against the sandbox's firehose for a while and says what it took, whether memory
// stayed where it was, and whether every book was right at the end.
//
//   deno task soak [--minutes 10] [--scenario firehose] [--markets 1500]
//
// Venue and trader are processes of their own; this one only looks at them.
import { parseArgs } from "node:util";
import { type Part, startPart } from "./soak/part.ts";
import { soakTable } from "./soak/table.ts";
import { type Sample, sampleOf } from "./soak/usage.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    minutes: { type: "string", default: "10" },
    scenario: { type: "string", default: "firehose" },
    markets: { type: "string", default: "1500" },
  },
});
const folder = "data/soak";
/** Share of the time after which memory should have come to rest. */
const WARM = 0.2;
const seconds = Math.round(60 * Number(values.minutes));

clear();
Deno.mkdirSync(folder, { recursive: true });
const venue = startPart("venue", ["--allow-net=127.0.0.1", "--allow-read=."], [values.scenario]);
try {
  const { url } = await venue.said("listening");
  const trader = startPart(
    "trader",
    [
      "--allow-net=127.0.0.1",
      "--allow-read=.",
      `--allow-write=${folder}`,
      "--v8-flags=--expose-gc",
    ],
    [String(url), values.markets, `${folder}/run`],
  );
  try {
    const started = performance.now();
    say(`waiting for the books of ${values.markets} markets ...`);
    const ready = await trader.said("ready");
    const readyMs = performance.now() - started;
    say(`${ready["up"]} books after ${Math.round(readyMs / 1_000)} s; ${seconds} s begin`);
    const warmSeconds = Math.round(WARM * seconds);
    const before = await watch(trader.pid, warmSeconds);
    const warm = await heapOf(trader);
    const after = await watch(trader.pid, seconds - warmSeconds);
    const end = await heapOf(trader);
    trader.tell("compare");
    const compared = await trader.said("compared");
    // The last frame of the venue is on its way when it closes, and the trader still listens.
    venue.stop();
    const sent = await venue.said("closed");
    trader.tell("end");
    const ended = await trader.said("ended");
    print(soakTable({
      seconds,
      readyMs,
      samples: { before, after },
      heap: { warm, end },
      ready,
      compared,
      sent,
      ended,
    }));
  } finally {
    await trader.end();
  }
} finally {
  await venue.end();
  clear();
}

/** What is in use on the trader's heap, after a collection. */
async function heapOf(trader: Part): Promise<number> {
  trader.tell("heap");
  return Number((await trader.said("heap"))["mib"]);
}

/** A look at a process each second. */
async function watch(pid: number, count: number): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const begin = performance.now();
  for (let i = 0; i <= count; i++) {
    const wait = Math.max(0, begin + 1_000 * i - performance.now());
    await new Promise((resolve) => setTimeout(resolve, wait));
    samples.push(await sampleOf(pid));
  }
  return samples;
}

function clear(): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
