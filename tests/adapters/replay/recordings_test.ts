// Facts about the recordings, as their own page states them, against what the importers give.
import assert from "node:assert/strict";
import { readText } from "../../../src/adapters/replay/csv.ts";
import { openRecording } from "../../../src/adapters/replay/open.ts";
import { applyToBook, condition, emptyBook } from "../../../src/core/book.ts";
import type { Book } from "../../../src/core/book.ts";
import { millis } from "../../../src/core/types/units.ts";
import type { TimedInput } from "../../../src/ports.ts";
import { countsOf, inputsOf } from "../../contract/source_contract.ts";
import { recordingTest } from "../../support/shared.ts";

const A = "A_pmus_quotes_2min_CCBY4";
const B = "B1_clob_weather_1min_MIT";
const C = "C_gamma_top50_polls_nolicence";
const D = "D_ws_recordings";
const F = "F_gamma_clob_rest_raw";

recordingTest(
  "both quote files give 3,069,099 quotes of 750 markets, 12 of them crossed",
  async (file) => {
    const counts: Record<string, number> = { crossed: 0, locked: 0, noOrder: 0, oneSided: 0 };
    const count = (name: string) => counts[name] = (counts[name] ?? 0) + 1;
    for await (const batch of (await openRecording(file(A))).read()) {
      for (const { input } of batch) {
        count(input.kind === "resolved" ? `resolved ${input.winner}` : input.kind);
        if (input.kind !== "quote") continue;
        const { bid, ask } = input;
        if (bid === 0 && ask === 0) count("noOrder");
        else if (bid === 0 || ask === 0) count("oneSided");
        else if (bid > ask) count("crossed");
        else if (bid === ask) count("locked");
      }
    }
    assert.deepEqual(counts, {
      crossed: 12,
      locked: 0,
      noOrder: 115_059,
      oneSided: 156_540,
      listed: 750,
      quote: 3_069_099,
      tickSize: 28,
      // api 76 + convergence 92, api 136 + convergence 223
      "resolved yes": 168,
      "resolved no": 359,
    });
  },
);

const counted: readonly (readonly [string, string, Record<string, number>])[] = [
  // Losers seen closed 21, at 0.01 or less 35, winners 11, open 7.
  ["74 temperature markets", B, { listed: 74, quote: 119_439, resolved: 67 }],
  ["1,270 polled markets", C, { listed: 1_270, quote: 242_661, resolved: 1_117 }],
  ["456 Kalshi tickers", "H_kalshi_weather_MIT", { listed: 456, quote: 17_255 }],
  ["one token's changes", `${D}/aaimek_price_change_nolicence`, { listed: 1, level: 6_129 }],
  [
    // 838 prints, one of which repeats the line before it.
    "a hockey final",
    `${D}/tickscope_MIT`,
    {
      listed: 6,
      quote: 16_267,
      trade: 837,
      tickSize: 1,
      "skipped outOfOrder": 2_925,
      "skipped duplicate": 74,
    },
  ],
  [
    "three baseball games",
    `${D}/signaldrift_mlb_nolicence`,
    { listed: 3, book: 568, level: 27_101, "skipped torn": 1 },
  ],
  [
    "crypto windows",
    `${D}/caiooooo_l2_nolicence`,
    { listed: 3, book: 548, trade: 3_307 - 11, "skipped duplicate": 11 },
  ],
];

for (const [what, path, wanted] of counted) {
  recordingTest(`the recording of ${what} gives what its page counts`, async (file) => {
    assert.deepEqual(countsOf(await inputsOf(await openRecording(file(path)))), wanted);
  });
}

recordingTest("two books of the crypto windows have an empty side", async (file) => {
  const name = `${D}/caiooooo_l2_nolicence/15m__sol__orderbooks__1765450800up.json.gz`;
  const inputs = await inputsOf(await openRecording(file(name)));
  const empty = inputs.filter(({ input }) =>
    input.kind === "book" && (input.bids.length === 0 || input.asks.length === 0)
  );
  assert.equal(empty.length, 2);
});

recordingTest(
  "rebuilt baseball books are never crossed but where messages were lost",
  async (file) => {
    const folder = file(`${D}/signaldrift_mlb_nolicence`);
    for await (const { name } of Deno.readDir(folder)) {
      const { crossed, states } = await rebuilt(`${folder}/${name}`);
      const share = crossed / states;
      // The page: none in two games, 0.65 to 0.85 % of states in the third.
      if (name.includes("tb-kc")) assert.ok(share > 0 && share < 0.02, `${name}: ${share}`);
      else assert.ok(share < 0.001, `${name}: ${share}`);
    }
  },
);

/** One book a token, sampled after the last input of each instant. */
async function rebuilt(path: string): Promise<{ crossed: number; states: number }> {
  const books = new Map<string, Book>();
  let crossed = 0;
  let states = 0;
  let at = 0;
  const sample = () => {
    for (const book of books.values()) {
      states++;
      if (condition(book, millis(at), millis(at)) === "crossed") crossed++;
    }
  };
  for (const timed of await inputsOf(await openRecording(path))) {
    const { input } = timed;
    if (timed.at > at) sample();
    at = timed.at;
    if (input.kind !== "book" && input.kind !== "level") continue;
    const book = books.get(input.token) ?? emptyBook();
    books.set(input.token, book);
    applyToBook(book, "yes", input, timed.at);
  }
  sample();
  return { crossed, states };
}

recordingTest(
  "of the REST answers those without markets are refused, the others open",
  async (file) => {
    const refused: string[] = [];
    const folder = file(`${F}/nautilus_LGPL3`);
    for await (const { name } of Deno.readDir(folder)) {
      if (!name.endsWith(".gz")) continue;
      try {
        await inputsOf(await openRecording(`${folder}/${name}`));
      } catch (error) {
        assert.ok(error instanceof Error && error.name === "RecordingError");
        refused.push(name.replace(".json.gz", ""));
      }
    }
    assert.deepEqual(refused.toSorted(), [
      "py_event",
      "py_events_list",
      "rs_clob_fee_rate_response_nonzero",
      "rs_clob_fee_rate_response_zero",
      "rs_gamma_tags",
    ]);
  },
);

recordingTest(
  "both tokens of a market trade on its two sides, and no token is in two markets",
  async (file) => {
    for (const path of [`${D}/tickscope_MIT`, `${D}/signaldrift_mlb_nolicence`, B]) {
      const inputs = await inputsOf(await openRecording(file(path)));
      const tokens = inputs.flatMap(({ input }) =>
        input.kind === "listed" ? [input.market.yes, input.market.no] : []
      );
      assert.equal(new Set(tokens).size, tokens.length);
    }
  },
);

/** Lines of a file up to a time in a column, in a new folder beside copies of the tables. */
async function truncated(
  path: string,
  keep: (line: string, index: number) => boolean,
  run: (whole: string, cut: string) => Promise<void>,
): Promise<void> {
  const text: string[] = [];
  for await (const chunk of readText(path, { bytes: 0 })) text.push(chunk);
  const lines = text.join("").split("\n").filter((line) => line !== "").slice(0, 150_000);
  const source = path.slice(0, path.lastIndexOf("/"));
  const name = path.slice(source.length + 1).replace(/\.gz$/, "");
  const folders = [await Deno.makeTempDir(), await Deno.makeTempDir()] as const;
  try {
    for (const folder of folders) {
      for await (const entry of Deno.readDir(source)) {
        if (!entry.isFile || !/markets\.csv$|\.assets\.csv$|^espn/.test(entry.name)) continue;
        await Deno.writeTextFile(
          `${folder}/${entry.name}`,
          await Deno.readTextFile(`${source}/${entry.name}`),
        );
      }
    }
    await Deno.writeTextFile(`${folders[0]}/${name}`, lines.join("\n"));
    await Deno.writeTextFile(`${folders[1]}/${name}`, lines.filter(keep).join("\n"));
    await run(`${folders[0]}/${name}`, `${folders[1]}/${name}`);
  } finally {
    for (const folder of folders) await Deno.remove(folder, { recursive: true });
  }
}

const cutSeries: readonly (readonly [path: string, column: number, second: number])[] = [
  [`${A}/quotes_nonsports.csv.gz`, 1, 1_784_200_000],
  [`${A}/quotes_sports.csv.gz`, 1, 1_784_100_000],
  [`${B}/weather_prices.csv.gz`, 1, 1_786_000_000],
  [`${C}/prices.csv.gz`, 1, 1_780_000_000],
  ["H_kalshi_weather_MIT/miami_kalshi_hourly_candles.csv.gz", 3, 1_783_000_000],
];

for (const [path, column, second] of cutSeries) {
  recordingTest(`R-256 nothing of ${path} before a time depends on rows after it`, async (file) => {
    const isBefore = (line: string, index: number) =>
      index === 0 || Number(line.split(",")[column]) <= second;
    await truncated(file(path), isBefore, async (whole, cut) => {
      const before = (inputs: readonly TimedInput[]) =>
        inputs.filter(({ at }) => at <= second * 1000);
      const all = await inputsOf(await openRecording(whole));
      const wanted = before(all);
      assert.ok(wanted.length > 1_000 && wanted.length < all.length - 1_000);
      assertSame(before(await inputsOf(await openRecording(cut))), wanted);
    });
  });
}

const cutStreams: readonly string[] = [
  `${D}/tickscope_MIT/polymarket_20260607_0145.csv.gz`,
  `${D}/signaldrift_mlb_nolicence/20250701_mlb-cin-bos-2025-07-01_polymarket-market-events.csv.gz`,
  `${D}/aaimek_price_change_nolicence/price_change_messages_202501302221.csv.gz`,
];

for (const path of cutStreams) {
  recordingTest(`R-256 nothing of ${path} depends on lines further down`, async (file) => {
    await truncated(file(path), (_, index) => index < 3_000, async (whole, cut) => {
      const some = await inputsOf(await openRecording(cut));
      // The last message may have been cut in the middle.
      const sure = some.filter(({ at }) => at < (some.at(-1)?.at ?? 0));
      const all = await inputsOf(await openRecording(whole), sure.length);
      assert.ok(sure.length > 200);
      assertSame(sure, all);
    });
  });
}

// deepEqual on a hundred thousand objects is slow, and unreadable when it fails.
function assertSame(found: readonly TimedInput[], wanted: readonly TimedInput[]): void {
  assert.equal(found.length, wanted.length);
  for (const [i, input] of found.entries()) {
    assert.equal(JSON.stringify(input), JSON.stringify(wanted[i]), `input ${i}`);
  }
}
