// One hand-made recording of each format, and what comes out of it to the last field that matters.
import assert from "node:assert/strict";
import { openRecording } from "../../../src/adapters/replay/open.ts";
import type { Market } from "../../../src/core/types/market.ts";
import type { SourceInput, TimedInput } from "../../../src/ports.ts";
import { countsOf, inputsOf } from "../../contract/source_contract.ts";
import * as files from "./samples.ts";

function replay(recording: files.Files): Promise<TimedInput[]> {
  return files.withFiles(recording, async (folder) => await inputsOf(await openRecording(folder)));
}

function marketsOf(inputs: readonly TimedInput[]): Market[] {
  return inputs.flatMap(({ input }) => input.kind === "listed" ? [input.market] : []);
}

/** An input in a line: its time after `from`, its kind and its numbers. */
function line({ at, input }: TimedInput, from: number): string {
  return `${at - from} ${short(input)}`;
}

function short(input: SourceInput): string {
  const side = (levels: readonly { price: number; size: number }[]) =>
    levels.map(({ price, size }) => `${price / 1e4}x${size / 1e6}`).join("+");
  switch (input.kind) {
    case "listed":
      return `listed ${input.market.id}`;
    case "quote":
      return `quote ${input.token} ${input.bid / 1e4}/${input.ask / 1e4} ` +
        `${input.bidSize / 1e6}/${input.askSize / 1e6}`;
    case "level":
    case "trade":
      return `${input.kind} ${input.token} ${input.side} ${side([input])}`;
    case "book":
      return `book ${input.token} ${side(input.bids)} | ${side(input.asks)}`;
    case "skipped":
      return `skipped ${input.reason}`;
    case "resolved":
      return `resolved ${input.market} ${input.winner}`;
    case "tickSize":
      return `tick ${input.token} ${input.tickSize / 1e4}`;
    default:
      return input.kind;
  }
}

Deno.test("quotes come in the order of time, with ends, ticks and outcomes", async () => {
  const inputs = await replay(files.usQuotes);
  const hot = "tc-temp-laxhigh-2026-07-14-gte74lt75f";
  const game = "aec-mlb-aaa-bbb-2026-07-14";
  assert.deepEqual(inputs.map((input) => line(input, 1_783_921_800_000)), [
    `0 listed ${hot}`,
    `0 quote ${hot}:yes 40/42 200/200`,
    `5000 listed ${game}`,
    `5000 quote ${game}:yes 0/0 0/0`,
    `123000 quote ${hot}:yes 40/0 200/0`,
    `128000 quote ${game}:yes 10/12 200/200`,
    `246000 tick ${hot}:yes 0.1`,
    `246000 quote ${hot}:yes 43.5/44 200/200`,
    `246000 resolved ${hot} yes`,
    `251000 quote ${game}:yes 10/12 200/200`,
  ]);
  const [first, second] = marketsOf(inputs);
  assert.deepEqual([first?.question, first?.group], ["Hot, or not?", "Hot, or not?"]);
  assert.equal(first?.endAt, Date.UTC(2026, 6, 15, 4));
  assert.deepEqual([second?.category, second?.group], ["sports", "mlb-aaa-bbb-2026-07-14"]);
  assert.deepEqual([second?.fee?.rate, second?.depthAssumed], [0.05, true]);
});

Deno.test("prices become quotes a spread apart and settle by inference", async () => {
  const inputs = await replay(files.weather);
  assert.deepEqual(inputs.map((input) => line(input, 1_785_859_991_000)), [
    "0 listed 0xaa",
    "0 quote 111 84/87 200/200",
    "4000 listed 0xbb",
    "4000 quote 222 49/51 200/200",
    "59000 quote 111 0/2 0/200",
    // Two hours after the day's end, which is later than when it was last seen.
    `${Date.UTC(2026, 7, 5, 6) - 1_785_859_991_000} resolved 0xaa no`,
  ]);
  const markets = marketsOf(inputs);
  assert.deepEqual(markets.map(({ yes, no }) => [yes, no]), [["111", "111:no"], ["222", "222:no"]]);
  assert.equal(new Set(markets.map(({ group }) => group)).size, 1);
});

Deno.test("polls of a price settle where the last one is within a cent of 0 or 1", async () => {
  const inputs = await replay(files.polls);
  assert.deepEqual(inputs.map((input) => line(input, 1_775_399_449_000)).slice(4), [
    "1338000 quote us-x-iran-ceasefire-by-april-7-278:yes 0/0 0/0",
    "1338000 resolved us-x-iran-ceasefire-by-april-7-278 yes",
  ]);
  const [dated, undated] = marketsOf(inputs);
  assert.deepEqual([dated?.category, dated?.fee?.rate], ["geopolitics", 0]);
  assert.equal(dated?.endAt, Date.UTC(2026, 3, 8, 4));
  assert.equal(undated?.endAt, null);
});

Deno.test("a candle gives its closing quote; bid 0 and ask 1 are no order", async () => {
  const inputs = await replay(files.candles);
  assert.deepEqual(inputs.map((input) => line(input, 1_785_596_400_000)), [
    "0 listed KXHIGHMIA-26AUG02-T95",
    "0 quote KXHIGHMIA-26AUG02-T95:yes 1/3 200/200",
    "0 listed KXHIGHMIA-26AUG02-B90.5",
    "0 quote KXHIGHMIA-26AUG02-B90.5:yes 40/42 200/200",
    "3600000 quote KXHIGHMIA-26AUG02-T95:yes 0/0 0/0",
  ]);
  assert.equal(marketsOf(inputs)[0]?.endAt, Date.UTC(2026, 7, 3, 4));
});

Deno.test("mirrored rows are one market, quoted once, with known sizes", async () => {
  const inputs = await replay(files.ticks);
  assert.deepEqual(inputs.map((input) => line(input, 1_780_000_001_472)), [
    "0 listed nhl-77-9001",
    "0 quote 9001 35/39 200/200",
    "8 quote 9001 35/38 200/50",
    "18 trade 9002 buy 65x7",
    "18 skipped outOfOrder",
    "18 tick 9001 0.1",
    "18 quote 9001 35.5/38 9/50",
    "23 quote 9001 35.5/0 9/0",
  ]);
  const [market] = marketsOf(inputs);
  assert.deepEqual([market?.yes, market?.no, market?.group], ["9001", "9002", "nhl-77"]);
});

Deno.test("R-104 rows of one message are one book, and both tokens one market", async () => {
  const inputs = await replay(files.levelRows);
  assert.deepEqual(inputs.map((input) => line(input, 1_751_412_780_000)), [
    "0 listed 557",
    "0 book 71 40x20 | 41x10",
    "0 book 72 59x10 | 60x20",
    "0 skipped torn",
    "3000 level 71 sell 41x0",
    "3000 level 71 sell 42x5.5",
  ]);
  const [market] = marketsOf(inputs);
  assert.deepEqual([market?.yes, market?.no, market?.category], ["71", "72", "sports"]);
  assert.equal(market?.endAt, Date.UTC(2025, 6, 2, 8));
});

Deno.test("changes without a snapshot are levels and nothing else", async () => {
  const inputs = await replay(files.changeRows);
  assert.deepEqual(inputs.map((input) => line(input, Date.UTC(2025, 1, 3, 8, 0, 1, 250))), [
    "0 listed 0xcc",
    "0 level 77 sell 24x310",
    "4250 level 77 buy 21x0",
    "4250 skipped size",
  ]);
});

Deno.test("books and trades of a window are merged as heard, repeats left out", async () => {
  const inputs = await replay(files.windows);
  const slug = "btc-updown-15m-1765450800";
  assert.deepEqual(inputs.map((input) => line(input, 1_765_450_842_130)), [
    `0 listed ${slug}`,
    `0 book ${slug}:up 1x9+44x3 | 99x9`,
    `400 trade ${slug}:down buy 57x10`,
    "401 skipped duplicate",
    `500 trade ${slug}:down buy 58x10`,
    "500 skipped outOfOrder",
    `500 trade ${slug}:down buy 58x10`,
    `1000 book ${slug}:up  | 99x9+46x2`,
  ]);
  const [market] = marketsOf(inputs);
  assert.equal(market?.endAt, 1_765_450_800_000 + 900_000);
  assert.deepEqual([market?.category, market?.fee?.rate], ["crypto-15m", 0.07]);
});

Deno.test("R-122 messages in every known shape are read, any other is counted", async () => {
  const inputs = await replay(files.messages);
  assert.deepEqual(inputs.map((input) => line(input, 1_723_900_131_411)), [
    "0 listed 0xdd",
    "0 book 5 48x30 | 52x25",
    "89 level 5 sell 51x21.5",
    "90 level 5 buy 40x3",
    "91 level 6 sell 49x7",
    "189 trade 6 buy 49x25",
    "289 tick 5 0.1",
    // The top of a market with a book says nothing new; of one without, it is all there is.
    "291 listed 0xee",
    "291 quote 8 0/3 0/200",
    "389 listed 0xff",
    "390 skipped unknownEvent",
    "391 skipped unknownToken",
    "489 resolved 0xff no",
    "489 skipped torn",
  ]);
  const [known, single, announced] = marketsOf(inputs);
  assert.deepEqual([known?.yes, known?.no, known?.endAt], ["5", "6", null]);
  assert.deepEqual([single?.yes, single?.no], ["8", "8:no"]);
  assert.deepEqual([announced?.group, announced?.tickSize, announced?.fee], [
    "family",
    1_000,
    null,
  ]);
});

Deno.test("R-126 the best level is found in any order of levels", async () => {
  const book = (bids: string, asks: string) => ({
    "book.json": `{"market":"0xa","asset_id":"1","timestamp":"1703875200000",
      "bids":[${bids}],"asks":[${asks}]}`,
  });
  const rising = book(
    `{"price":"0.48","size":"5"},{"price":"0.50","size":"2"}`,
    `{"price":"0.51","size":"1"},{"price":"0.53","size":"4"}`,
  );
  const falling = book(
    `{"price":"0.50","size":"2"},{"price":"0.48","size":"5"}`,
    `{"price":"0.53","size":"4"},{"price":"0.51","size":"1"}`,
  );
  const sorted = async (recording: files.Files) =>
    (await replay(recording)).flatMap(({ input }) =>
      input.kind === "book"
        ? [...input.bids, ...input.asks].toSorted((a, b) => a.price - b.price)
        : []
    );
  assert.deepEqual(await sorted(rising), await sorted(falling));
});

Deno.test("R-230 a listing of Gamma holds nothing that only resolution tells", async () => {
  const inputs = await replay(files.gamma);
  const [open, closed] = marketsOf(inputs);
  assert.deepEqual(
    [open?.tickSize, open?.minOrder, open?.volume24h, open?.negRisk, open?.group, open?.accepting],
    [1_000, 15_000_000, 1_234_500_000, true, "0xfam", true],
  );
  assert.deepEqual(open?.fee, { rate: 0.05, exponent: 1 });
  assert.deepEqual([closed?.fee, closed?.volume24h, closed?.accepting], [null, null, false]);
  assert.ok(!JSON.stringify(closed).includes("2026-01-23"));
  assert.deepEqual(countsOf(inputs), { "listed": 2, "resolved": 1, "skipped wrongType": 1 });
  assert.deepEqual(inputs.at(-2)?.input, { kind: "resolved", market: "0x02", winner: "no" });
});

Deno.test("R-230 an outcome beside the quotes changes nothing before it settles", async () => {
  const text = files.usQuotes["markets.csv"] ?? "";
  const other = { ...files.usQuotes, "markets.csv": text.replace(",1\n2", ",0\n2") };
  const before = (inputs: readonly TimedInput[]) =>
    inputs.filter(({ input }) => input.kind !== "resolved");
  const [given, changed] = [await replay(files.usQuotes), await replay(other)];
  assert.notDeepEqual(given, changed);
  assert.deepEqual(before(given), before(changed));
});
