import assert from "node:assert/strict";
import { openRecording } from "../../src/adapters/replay/open.ts";
import { withHeartbeats } from "../../src/adapters/replay/heartbeats.ts";
import { beatOf, fitToSource } from "../../src/commands/fit.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { Outcome } from "../../src/core/types/market.ts";
import { millis, price } from "../../src/core/types/units.ts";
import type { Source, SourceInput, TimedInput } from "../../src/ports.ts";
import { rulesOnly, run, tradedSource } from "../support/paper.ts";
import { recordingTest } from "../support/shared.ts";

/** The same recording told by somebody who calls every YES a NO. */
function mirrored(source: Source): Source {
  return {
    ...source,
    position: () => source.position(),
    read: async function* () {
      for await (const batch of source.read()) {
        yield batch.map(({ at, input }): TimedInput => ({ at, input: swapped(input) }));
      }
    },
  };
}

function swapped(input: SourceInput): SourceInput {
  if (input.kind === "listed") {
    const { market } = input;
    return { ...input, market: { ...market, yes: market.no, no: market.yes } };
  }
  if (input.kind !== "resolved" || input.winner === null) return input;
  const winner: Outcome = input.winner === "yes" ? "no" : "yes";
  return { ...input, winner };
}

/** What was traded, by token and price: words that do not depend on which outcome is called YES. */
function trades(rows: readonly LedgerRow[]): string[] {
  return rows.flatMap(({ at, body }) => {
    if (body.kind === "place") {
      const { token, side, price: limit, size, purpose } = body.order;
      return [`${at} ${purpose} ${side} ${size} of ${token} at ${limit}`];
    }
    if (body.kind === "orderFilled") {
      const { token, size, value, fee } = body.fill;
      return [`${at} filled ${size} of ${token} for ${value} and ${fee}`];
    }
    return body.kind === "mark" ? [`${at} equity ${body.equity}`] : [];
  });
}

function signals(rows: readonly LedgerRow[]) {
  return rows.flatMap(({ body }) =>
    body.kind === "record" && body.decision.kind === "entry" ? [body.decision] : []
  );
}

async function assertMirrored(
  source: () => Promise<Source>,
  config: EngineConfig,
): Promise<number> {
  const plain = await run(await source(), { config });
  const other = await run(mirrored(await source()), { config });
  assert.deepStrictEqual(trades(other.rows), trades(plain.rows));
  const [a, b] = [signals(plain.rows), signals(other.rows)];
  assert.equal(b.length, a.length);
  a.forEach((decision, i) => {
    const twin = b[i] ?? assert.fail();
    assert.equal(twin.signal.direction, -decision.signal.direction);
    assert.equal(twin.token, decision.token);
    assert.deepStrictEqual(
      twin.refusals.map(({ rule }) => rule),
      decision.refusals.map(({ rule }) => rule),
    );
    assert.ok(Math.abs(twin.signal.mid + decision.signal.mid - 1) < 1e-12);
  });
  return trades(plain.rows).length;
}

Deno.test("a whole replay told with YES and NO swapped makes the same trades", async () => {
  const traded = await assertMirrored(() => Promise.resolve(tradedSource()), rulesOnly());
  assert.ok(traded > 50, `${traded} rows of trades`);
});

recordingTest(
  "so does one of recorded temperature markets, with limits that let it trade",
  async (path) => {
    const file = path("B1_clob_weather_1min_MIT/weather_prices.csv.gz");
    const open = async () => {
      const source = await openRecording(file);
      return withHeartbeats(source, beatOf(source.info, millis(1000)));
    };
    const { config } = fitToSource(eager(), (await open()).info);
    const traded = await assertMirrored(open, config);
    assert.ok(traded > 10, `${traded} rows of trades`);
  },
);

/** A belief in reversion so strong that recorded markets are traded: for tests, not for money. */
function eager(): EngineConfig {
  const config = rulesOnly();
  return {
    ...config,
    reversion: { ...config.reversion, priorMean: 0.9, priorSpikes: 1000, priorSd: 0.1 },
    ensemble: { ...config.ensemble, weightMeanReversion: 0.9, maxTotalWeight: 0.95 },
    entry: { ...config.entry, maxEdge: price(900_000) },
    universe: { ...config.universe, minTimeLeftMs: 0 as typeof config.universe.minTimeLeftMs },
  };
}
