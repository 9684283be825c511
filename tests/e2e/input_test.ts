import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { rng } from "../../src/core/math/rng.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { type Document, inPlace, type Place } from "./rig.ts";

const start = Date.UTC(2026, 0, 5, 12);
const lines = 120;

function message(second: number, fields: Readonly<Record<string, unknown>>): string {
  const timestamp = String(start + second * 1_000);
  return JSON.stringify({ market: "0xdd", asset_id: "5", timestamp, ...fields });
}

function change(second: number, fields: Readonly<Record<string, unknown>> = {}): string {
  const all = { event_type: "price_change", price: "0.51", side: "SELL", size: "9", ...fields };
  return message(second, all);
}

const snapshot = message(0, {
  event_type: "book",
  bids: [{ price: "0.48", size: "300" }],
  asks: [{ price: "0.52", size: "250" }],
});
const good = [snapshot, ...Array.from({ length: lines }, (_, i) => change(i + 1))];

/** Lines that are no market data, and what each is counted as. */
const bad: readonly (readonly [string, string])[] = [
  ['{"event_type":"price_ch', "torn"],
  ["\u0000\u0001\u007f", "torn"],
  [change(60, { price: { x: 1 } }), "wrongType"],
  [change(60, { side: "HOLD" }), "wrongType"],
  ["17", "wrongType"],
  ["null", "wrongType"],
  ['{"__proto__":{"event_type":"book"}}', "unknownEvent"],
  [message(60, { event_type: "who_knows" }), "unknownEvent"],
  [change(60, { price: "1.2" }), "price"],
  [change(60, { price: "0" }), "price"],
  [change(60, { price: "-0.3" }), "price"],
  [change(60, { price: "NaN" }), "wrongType"],
  [change(60, { size: "-3" }), "size"],
  [change(60, { size: "1e300" }), "size"],
  [change(60, { size: "Infinity" }), "wrongType"],
  [message(60, { event_type: "price_change", timestamp: "soon" }), "wrongType"],
  [message(60, { event_type: "price_change", timestamp: "-5" }), "time"],
  [change(10), "outOfOrder"],
];

interface Tallied {
  readonly skipped: Readonly<Record<string, number>>;
  readonly samples: Readonly<Record<string, number>>;
}

function tallied(rows: readonly LedgerRow[]): Tallied {
  const skipped: Record<string, number> = {};
  const samples: Record<string, number> = {};
  for (const { body } of rows) {
    if (body.kind !== "tally") continue;
    for (const [key, n] of Object.entries(body.tally.skipped)) add(skipped, key, n);
    for (const [key, n] of Object.entries(body.tally.samples)) add(samples, key, n);
  }
  return { skipped, samples };
}

function add(sums: Record<string, number>, key: string, n: number): void {
  sums[key] = (sums[key] ?? 0) + n;
}

function stat({ data }: Document, key: string): unknown {
  const [health] = data["sections"] as { stats: { key: string; value: unknown }[] }[];
  return health?.stats.find((found) => found.key === key)?.value;
}

async function replayed(place: Place, path: string): Promise<Tallied & { document: Document }> {
  const document = await place.json(["replay", path]);
  deepStrictEqual([document.code, document.data["complete"]], [0, true]);
  return { document, ...tallied(place.rows("data/replay")) };
}

Deno.test("lines that are no market data are counted by reason and change no other figure", () =>
  inPlace(async (place) => {
    const half = lines / 2;
    const mixed = [...good.slice(0, half), ...bad.map(([line]) => line), ...good.slice(half)];
    Deno.writeTextFileSync(`${place.cwd}/good.jsonl`, good.join("\n"));
    Deno.writeTextFileSync(`${place.cwd}/mixed.jsonl`, mixed.join("\n"));
    const clean = await replayed(place, "good.jsonl");
    deepStrictEqual(clean.skipped, {});
    const found = await replayed(place, "mixed.jsonl");
    const expected: Record<string, number> = {};
    for (const [, reason] of bad) add(expected, reason, 1);
    deepStrictEqual(found.skipped, expected);
    deepStrictEqual(found.samples, clean.samples);
    const told = ["duplicate", "outOfOrder", "torn", "otherSkipped"];
    const sum = told.reduce((n, key) => n + Number(stat(found.document, key)), 0);
    strictEqual(sum, bad.length);
    const health = await place.run(["report", "health", "--data-dir", "data/replay"]);
    match(health.out, /^price outside 0 to 1 or off the grid +3$/m);
  }));

Deno.test("a file cut short is used up to the cut, and the cut is reported", () =>
  inPlace(async (place) => {
    const text = new TextEncoder().encode(good.join("\n"));
    const zipped = new Response(
      new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")),
    );
    const gzip = new Uint8Array(await zipped.arrayBuffer());
    Deno.writeFileSync(`${place.cwd}/cut.jsonl.gz`, gzip.subarray(0, gzip.length * 2 / 3));
    const { skipped, document } = await replayed(place, "cut.jsonl.gz");
    ok((skipped["torn"] ?? 0) >= 1);
    ok(Number(stat(document, "torn")) >= 1);

    const whole = await replayed(place, "tape");
    const [name = ""] = [...Deno.readDirSync(`${place.cwd}/tape`)].map(({ name }) => name)
      .filter((name) => name.endsWith(".tape"));
    const tape = Deno.readFileSync(`${place.cwd}/tape/${name}`);
    Deno.mkdirSync(`${place.cwd}/cut`);
    Deno.writeFileSync(`${place.cwd}/cut/${name}`, tape.subarray(0, tape.length * 2 / 3));
    const cut = await replayed(place, "cut");
    deepStrictEqual(cut.skipped, { torn: 1 });
    strictEqual(stat(cut.document, "torn"), 1);
    const share = Number(stat(cut.document, "samples")) / Number(stat(whole.document, "samples"));
    ok(share > 0.2 && share < 0.8, `${share} of the samples`);
  }));

function randomBytes(length: number): Uint8Array {
  const chance = rng(5);
  return Uint8Array.from({ length }, () => Math.floor(chance.next() * 256));
}

/** What cannot be read at all: how it is made, the exit code, and what is said to be found. */
const unusable: readonly (readonly [string, (path: string) => void, number, RegExp])[] = [
  ["missing", () => {}, 3, /found nothing/],
  ["2026-01-05.tape", (path) => Deno.writeFileSync(path, randomBytes(9_000)), 6, /another kind/],
  ["empty.csv", (path) => Deno.writeTextFileSync(path, ""), 6, /found an empty file/],
  ["blank.jsonl", (path) => Deno.writeTextFileSync(path, "\n\n"), 6, /found an empty file/],
  ["random.csv", (path) => Deno.writeFileSync(path, randomBytes(9_000)), 6, /found text beginning/],
  ["random.jsonl", (path) => Deno.writeFileSync(path, randomBytes(9_000)), 6, /found jsonl/],
  ["plain.gz", (path) => Deno.writeTextFileSync(path, "hello\n"), 6, /found no gzip/],
  [
    "folder",
    (path) => Deno.mkdirSync(path),
    6,
    /found an empty folder, wanted one of: polybot.s tapes/,
  ],
  ["/etc/hostname", () => {}, 4, /may read only/],
];

Deno.test("what is no recording is refused: what was read, what was found, what is wanted", () =>
  inPlace(async (place) => {
    const tried = unusable.map(async ([name, make, code, found]) => {
      make(name.startsWith("/") ? name : `${place.cwd}/${name}`);
      const command = code === 3 ? ["trade", "--tape", name] : ["replay", name];
      const ended = await place.run(command);
      deepStrictEqual([ended.code, ended.out], [code, ""], `${name}: ${ended.err}`);
      match(ended.err, found);
      ok(ended.err.startsWith("error: Cannot ") && ended.err.includes(name), ended.err);
      if (code !== 4) match(ended.err, /, wanted \S/);
      doesNotMatch(ended.err, /\n {4}at |(?!\n)\p{Cc}/u);
    });
    await Promise.all(tried);
  }));

/** Largest resident set of the process while it lives, bytes. Deno itself may not read /proc. */
async function peakMemory(pid: number): Promise<number> {
  const watch = `while grep VmHWM /proc/${pid}/status; do sleep 0.02; done`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", watch], stderr: "null" }).output();
  const seen = new TextDecoder().decode(stdout).matchAll(/(\d+) kB/g);
  return Math.max(0, ...[...seen].map(([, kilobytes]) => Number(kilobytes) * 1_024));
}

const megabyte = 1_048_576;

Deno.test({
  name: "a line without an end is dropped in bounded memory, at the start and between good lines",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inPlace(async (place) => {
      // Sparse: the zeros take no room on disk.
      const hole = Deno.openSync(`${place.cwd}/hole.jsonl`, { create: true, write: true });
      hole.writeSync(new TextEncoder().encode(`${good.join("\n")}\n`));
      hole.seekSync(300 * megabyte, Deno.SeekMode.Start);
      hole.writeSync(new TextEncoder().encode(`\n${change(lines + 1)}\n`));
      hole.close();
      Deno.writeTextFileSync(`${place.cwd}/endless.jsonl`, "a".repeat(megabyte));
      Deno.truncateSync(`${place.cwd}/endless.jsonl`, 2_048 * megabyte);
      for (const [path, code] of [["hole.jsonl", 0], ["endless.jsonl", 6]] as const) {
        const process = place.start(["replay", path, "--json"]);
        const peak = await peakMemory(process.pid);
        const ended = await process.ended();
        strictEqual(ended.code, code, ended.out);
        ok(peak > 0 && peak < 280 * megabyte, `${path}: ${peak / megabyte} MB`);
        if (code === 0) continue;
        match(JSON.parse(ended.out).error.message, /found a line without an end/);
      }
      deepStrictEqual(tallied(place.rows("data/replay")).skipped, { tooLong: 1 });
    }),
});
