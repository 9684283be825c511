import assert from "node:assert/strict";
import { memorySource } from "../../../src/adapters/memory/source.ts";
import { hashRecordings } from "../../../src/commands/simulate/backtest_hash.ts";
import {
  exchangedFrom,
  onlyMarkets,
  resampledSource,
} from "../../../src/commands/simulate/backtest_sources.ts";
import { applyToBook, emptyBook } from "../../../src/core/book.ts";
import type { MarketId, TokenId } from "../../../src/core/types/ids.ts";
import { millis, price, shares } from "../../../src/core/types/units.ts";
import { CliError } from "../../../src/cli/exit.ts";
import type { Source, SourceInput, TimedInput } from "../../../src/ports.ts";
import { aMarket } from "../../support/builders.ts";

const one = aMarket();
const other = aMarket({
  id: "m2" as MarketId,
  slug: "will-they",
  yes: "m2:yes" as TokenId,
  no: "m2:no" as TokenId,
});
const size = shares(100_000_000);
const cents = (value: number) => price(value * 10_000);

function quote(market: typeof one, bid: number, ask: number): SourceInput {
  return {
    kind: "quote",
    token: market.yes,
    bid: cents(bid),
    bidSize: size,
    ask: ask === 0 ? 0 : cents(ask),
    askSize: size,
  };
}

const inputs: readonly TimedInput[] = ([
  { kind: "listed", market: one },
  { kind: "listed", market: other },
  quote(one, 40, 42),
  quote(other, 10, 11),
  { kind: "heartbeat" },
  { kind: "trade", token: one.yes, side: "buy", price: cents(42), size },
  {
    kind: "book",
    token: one.no,
    bids: [{ price: cents(57), size }],
    asks: [{ price: cents(61), size }],
  },
  { kind: "level", token: one.yes, side: "buy", price: cents(41), size },
  { kind: "resolved", market: one.id, winner: "yes" },
  { kind: "resolved", market: other.id, winner: "no" },
] as const).map((input, i) => ({ at: millis(i), input }));

async function read(source: Source): Promise<readonly TimedInput[]> {
  return (await Array.fromAsync(source.read())).flat();
}

Deno.test("markets that were not named are as if they had not been recorded", async () => {
  for (const name of [one.id, one.slug]) {
    const found = await read(
      onlyMarkets(memorySource(inputs), ({ id, slug }) => id === name || slug === name),
    );
    assert.deepEqual(found.map(({ at }) => Number(at)), [0, 2, 4, 5, 6, 7, 8]);
  }
});

Deno.test("exchanged prices are those of the other side, and before the moment nothing differs", async () => {
  const found = await read(exchangedFrom(memorySource(inputs), millis(4)));
  assert.deepEqual(found.slice(0, 4), inputs.slice(0, 4));
  assert.equal(found.length, inputs.length);
  const book = emptyBook();
  const mirrored = emptyBook();
  inputs.forEach(({ at, input }, i) => {
    const changed = found[i]?.input;
    assert.equal(changed?.kind, input.kind);
    if (at < 4 || (input.kind !== "book" && input.kind !== "level")) return;
    if (changed?.kind !== "book" && changed?.kind !== "level") return;
    const outcome = input.token === one.yes ? "yes" : "no";
    applyToBook(book, outcome, input, at);
    applyToBook(mirrored, outcome === "yes" ? "no" : "yes", changed, at);
  });
  // The same book read as that of the other token is the same book.
  assert.deepEqual(mirrored, book);
  assert.ok(book.bids.prices.length > 0);
  const winners = found.flatMap(({ input }) => input.kind === "resolved" ? [input.winner] : []);
  assert.deepEqual(winners, ["no", "yes"]);
});

Deno.test("an absent side stays absent when sides are exchanged", async () => {
  const source = memorySource([{ at: millis(1), input: quote(one, 40, 0) }]);
  const [found] = await read(exchangedFrom(source, millis(0)));
  assert.ok(found?.input.kind === "quote");
  assert.deepEqual([found.input.bid, found.input.ask], [0, 600_000]);
});

Deno.test("a resampled source says as much, at the same times, and repeats", async () => {
  const all = await read(resampledSource(memorySource(inputs), 5n));
  assert.deepEqual(all.map(({ at }) => at), inputs.map(({ at }) => at));
  const again = await read(resampledSource(memorySource(inputs), 5n));
  assert.deepEqual(all, again);
});

async function dataHashOf(paths: readonly string[]): Promise<string> {
  return (await hashRecordings(paths)).dataHash;
}

Deno.test("a recording is known again in a larger folder, and what lies beside it is none", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/2026-01-01.tape`, "one");
    Deno.writeTextFileSync(`${folder}/source.json`, "{}");
    const first = await hashRecordings([folder]);
    assert.deepEqual(await hashRecordings([`${folder}/2026-01-01.tape`]), first);
    Deno.writeTextFileSync(`${folder}/2026-01-02.tape`, "two");
    const both = await hashRecordings([folder]);
    assert.deepEqual([first.recordings.length, both.recordings.length], [1, 2]);
    assert.ok(both.recordings.includes(first.recordings[0] ?? ""));
    assert.notEqual(both.dataHash, first.dataHash);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("the hash of recordings is that of what they hold, wherever it lies and in whichever order", async () => {
  const folders = [Deno.makeTempDirSync(), Deno.makeTempDirSync()];
  try {
    for (const folder of folders) {
      Deno.mkdirSync(`${folder}/inner`);
      Deno.writeTextFileSync(`${folder}/b.csv`, "id,ts\n");
      Deno.writeTextFileSync(`${folder}/inner/a.csv`, "1,2\n");
    }
    const [a = "", b = ""] = folders;
    const hash = await dataHashOf([a]);
    assert.match(hash, /^[0-9a-f]{64}$/);
    assert.equal(await dataHashOf([`${b}/`]), hash);
    assert.equal(await dataHashOf([`${a}/inner`, `${a}/b.csv`]), hash);
    assert.equal(await dataHashOf([`${a}/b.csv`, `${a}/inner/a.csv`, a]), hash);
    // A document is no recording, and what is read beside one is part of it.
    Deno.writeTextFileSync(`${a}/README.md`, "about it");
    Deno.writeTextFileSync(`${a}/inner/LICENSE.txt`, "ISC");
    assert.equal(await dataHashOf([a]), hash);
    Deno.writeTextFileSync(`${b}/inner/markets.csv`, "id,slug\n");
    const inner = await dataHashOf([`${b}/inner`]);
    assert.equal(await dataHashOf([`${b}/inner/a.csv`]), inner);
    assert.notEqual(await dataHashOf([`${a}/inner/a.csv`]), inner);
    Deno.removeSync(`${b}/inner/markets.csv`);
    Deno.renameSync(`${a}/b.csv`, `${a}/z.csv`);
    assert.equal(await dataHashOf([a]), hash);
    assert.notEqual(await dataHashOf([`${a}/inner`]), hash);
    Deno.writeTextFileSync(`${b}/inner/a.csv`, "1,3\n");
    assert.notEqual(await dataHashOf([b]), hash);
    await assert.rejects(hashRecordings([`${a}/nothing`]), CliError);
  } finally {
    for (const folder of folders) Deno.removeSync(folder, { recursive: true });
  }
});
