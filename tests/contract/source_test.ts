import assert from "node:assert/strict";
import { memorySource } from "../../src/adapters/memory/source.ts";
import { withHeartbeats } from "../../src/adapters/replay/heartbeats.ts";
import { openRecording } from "../../src/adapters/replay/open.ts";
import { syntheticSource } from "../../src/adapters/synthetic/source.ts";
import type { Market } from "../../src/core/types/market.ts";
import { millis } from "../../src/core/types/units.ts";
import type { TimedInput } from "../../src/ports.ts";
import { samples, withFiles } from "../adapters/replay/samples.ts";
import { recordingTest } from "../support/shared.ts";
import { assertSource, inputsOf } from "./source_contract.ts";

for (const [name, files] of Object.entries(samples)) {
  Deno.test(`a hand-made recording of ${name} keeps the contract of a source`, () =>
    withFiles(files, async (folder) => {
      await assertSource(() => openRecording(folder));
      await assertSource(async () => withHeartbeats(await openRecording(folder), millis(60_000)));
    }));
}

const options = { seed: 3, markets: 10, hours: 1 };

Deno.test("synthetic markets keep the contract of a source", async () => {
  await assertSource(() => syntheticSource(options));
  await assertSource(() => withHeartbeats(syntheticSource(options), millis(10_000)));
});

Deno.test("a source in memory keeps the contract of a source", async () => {
  const inputs = await inputsOf(syntheticSource(options), 2_000);
  await assertSource(() => memorySource(inputs, { name: "memory" }));
});

// Whole, but for the two big ones, of which as much as shows every kind of input.
const recordings: readonly (readonly [path: string, most?: number])[] = [
  ["A_pmus_quotes_2min_CCBY4/quotes_sports.csv.gz", 60_000],
  ["B1_clob_weather_1min_MIT"],
  ["C_gamma_top50_polls_nolicence", 100_000],
  ["D_ws_recordings/tickscope_MIT"],
  ["D_ws_recordings/signaldrift_mlb_nolicence"],
  ["D_ws_recordings/aaimek_price_change_nolicence"],
  ["D_ws_recordings/caiooooo_l2_nolicence"],
  ["D_ws_recordings/nautilus_ws_json_LGPL3"],
  ["F_gamma_clob_rest_raw/polymarket_agents_MIT"],
  ["F_gamma_clob_rest_raw/drmanhattan_MIT_declared"],
  ["F_gamma_clob_rest_raw/nautilus_LGPL3"],
  ["F_gamma_clob_rest_raw/borat_gamma_markets_nolicence"],
  ["F_gamma_clob_rest_raw/jeunemaitre_gamma_events_nolicence"],
  ["H_kalshi_weather_MIT"],
];

for (const [path, most] of recordings) {
  recordingTest(`the recording ${path} keeps the contract of a source`, async (file) => {
    await assertSource(() => openRecording(file(path)), most);
  });
}

Deno.test("the contract refuses what it forbids", async () => {
  const [listed, quoted] = await withFiles(
    samples["usQuotes"] ?? {},
    async (folder) => await inputsOf(await openRecording(folder), 2),
  ) as [TimedInput, TimedInput];
  const market = (listed.input as { market: Market }).market;
  const refused: readonly (readonly TimedInput[])[] = [
    [quoted],
    [listed, quoted, { ...quoted, at: millis(quoted.at - 1) }],
    [listed, { ...quoted, input: { ...quoted.input, bid: 1_000_000 } as TimedInput["input"] }],
    [{ ...listed, input: { kind: "listed", market: { ...market, no: market.yes } } }],
  ];
  for (const inputs of refused) {
    await assert.rejects(assertSource(() => memorySource(inputs)), assert.AssertionError);
  }
});
