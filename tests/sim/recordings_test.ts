import assert from "node:assert/strict";
import { withHeartbeats } from "../../src/adapters/replay/heartbeats.ts";
import { openRecording } from "../../src/adapters/replay/open.ts";
import { memorySource } from "../../src/adapters/memory/source.ts";
import { beatOf, fitToSource } from "../../src/commands/fit.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { millis } from "../../src/core/types/units.ts";
import type { Source, TimedInput } from "../../src/ports.ts";
import { inputsOf, type Ran, rulesOnly, run } from "../support/paper.ts";
import { recordingTest } from "../support/shared.ts";

// Every recording but the two of two million rows, of which the first part is enough here.
const recordings = [
  "A_pmus_quotes_2min_CCBY4/quotes_sports.csv.gz",
  "B1_clob_weather_1min_MIT",
  "C_gamma_top50_polls_nolicence",
  "D_ws_recordings/aaimek_price_change_nolicence",
  "D_ws_recordings/caiooooo_l2_nolicence",
  "D_ws_recordings/nautilus_ws_json_LGPL3",
  "D_ws_recordings/signaldrift_mlb_nolicence",
  "D_ws_recordings/tickscope_MIT",
  "F_gamma_clob_rest_raw/borat_gamma_markets_nolicence",
  "F_gamma_clob_rest_raw/jeunemaitre_gamma_events_nolicence",
  "F_gamma_clob_rest_raw/polymarket_agents_MIT",
  "H_kalshi_weather_MIT",
] as const;

const MOST = 150_000;

async function openFirst(path: string): Promise<Source> {
  const source = await openRecording(path);
  return withHeartbeats(first(source, MOST), beatOf(source.info, millis(1000)));
}

function first(source: Source, most: number): Source {
  return {
    ...source,
    position: () => source.position(),
    read: async function* () {
      let left = most;
      for await (const batch of source.read()) {
        yield batch.slice(0, left);
        left -= batch.length;
        if (left <= 0) return;
      }
    },
  };
}

async function replay(source: Source): Promise<Ran> {
  return await run(source, { config: fitToSource(rulesOnly(), source.info).config });
}

for (const name of recordings) {
  recordingTest(
    `${name} is replayed to its end and every signal has one decision`,
    async (path) => {
      const { rows, state } = await replay(await openFirst(path(name)));
      const tallied = rows.filter(({ body }) => body.kind === "tally");
      assert.ok(tallied.length > 0, "nothing was tallied");
      assert.ok(state.account.cash >= 0);
      const seen = new Set<string>();
      for (const { body } of rows) {
        if (body.kind !== "record" || body.decision.kind !== "entry") continue;
        const { market, at } = body.decision.signal;
        assert.ok(!seen.has(`${market} ${at}`), `two decisions on one signal of ${market}`);
        seen.add(`${market} ${at}`);
        assert.ok(body.decision.verdict === "enter" || body.decision.refusals.length > 0);
      }
    },
  );
}

recordingTest("R-010 a real recording twice gives the same chain", async (path) => {
  const open = () => openFirst(path("B1_clob_weather_1min_MIT"));
  assert.equal((await replay(await open())).head, (await replay(await open())).head);
});

recordingTest(
  "R-256 cutting or altering a real recording after t changes nothing before t",
  async (path) => {
    const source = await openFirst(path("B1_clob_weather_1min_MIT"));
    const inputs = await inputsOf(source);
    const whole = await replay(memorySource(inputs, source.info));
    const at = inputs[Math.floor(inputs.length * 0.6)]?.at ?? assert.fail();
    const before = (rows: readonly LedgerRow[]) =>
      rows.filter((row) => row.at < at).map((row) => JSON.stringify(row));
    const expected = before(whole.rows);
    assert.ok(expected.length > 100);
    const cut = await replay(memorySource(inputs.filter((one) => one.at < at), source.info));
    assert.deepStrictEqual(before(cut.rows).slice(0, expected.length), expected);
    const altered = inputs.map((one) => one.at < at ? one : half(one));
    const other = await replay(memorySource(altered, source.info));
    assert.deepStrictEqual(before(other.rows), expected);
  },
);

/** A quote drawn toward one half, a market's end an hour later: another future. */
function half({ at, input }: TimedInput): TimedInput {
  if (input.kind !== "quote" || input.bid === 0 || input.ask === 0) return { at, input };
  const shift = Math.round((500_000 - input.bid) / 20_000) * 10_000;
  return { at: millis(at), input: { ...input, bid: input.bid + shift, ask: input.ask + shift } };
}
