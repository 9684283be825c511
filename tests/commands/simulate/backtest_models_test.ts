import assert from "node:assert/strict";
import { memoryLedger } from "../../../src/adapters/memory/ledger.ts";
import { memorySource } from "../../../src/adapters/memory/source.ts";
import { memoryTape } from "../../../src/adapters/memory/tape.ts";
import { reportInput } from "../../../src/commands/closing.ts";
import { armed } from "../../../src/commands/fit.ts";
import { beginAgain, paperHeader, paperRun } from "../../../src/commands/paper_run.ts";
import { runWithModels } from "../../../src/commands/simulate/backtest_models.ts";
import { systemWall } from "../../../src/commands/wall.ts";
import type { EngineConfig } from "../../../src/core/types/config.ts";
import type { MarketId } from "../../../src/core/types/ids.ts";
import { millis } from "../../../src/core/types/units.ts";
import type { Advisor, Source, SourceInput, TimedInput } from "../../../src/ports.ts";
import { aiBill } from "../../../src/report/ai_bill.ts";
import { anAdvice } from "../../support/advice.ts";
import { modelsAlone } from "../../support/arms_world.ts";
import { aModel } from "../../support/opinions.ts";
import { type After, spikeSource } from "../../support/spike_source.ts";

const config: EngineConfig = {
  ...modelsAlone,
  ai: {
    ...modelsAlone.ai,
    enabled: true,
    arm: "ai",
    models: [{ ...aModel("amazon.nova-lite-v1:0"), id: "amazon.nova-lite-v1:0" }],
  },
};
const quiet = { stopped: () => false, progress: () => {} };

/** Says of every jump that nothing justifies it. */
const sceptic: Advisor = {
  ask: ({ id }, emit) =>
    emit({ kind: "advised", advice: anAdvice(id, { yes: 0.4, aware: 0.4, justified: 0.05 }) }),
  close: () => {},
};

/** The jumps, and every market settled for NO at the end. */
async function settled(markets: readonly (readonly After[])[]): Promise<Source> {
  const inputs = (await Array.fromAsync(spikeSource({ markets }).read())).flat();
  const at = inputs.at(-1)?.at ?? millis(0);
  const ends = markets.map((_, i): TimedInput => {
    return { at, input: { kind: "resolved", market: `m${i}` as MarketId, winner: "no" } };
  });
  return memorySource([...inputs, ...ends], { cadenceMs: millis(10_000) });
}

/** A run with models over made-up jumps, and a recording of it. */
async function recorded() {
  const markets = Array.from({ length: 12 }, (_, i): After[] => [
    { ms: 600_000, bid: i % 3 === 0 ? 70 : 40, ask: i % 3 === 0 ? 71 : 41 },
  ]);
  const who = armed(config, true);
  const ledger = memoryLedger();
  const tape = memoryTape();
  ledger.begin(
    paperHeader({ name: "jumps", config: who.config, seed: 1 }, { version: "0", assumptions: [] }),
  );
  await paperRun({
    ...quiet,
    source: await settled(markets),
    config: who.config,
    seed: 1,
    ledger,
    begin: beginAgain(who, 1, ledger),
    tape: { tape, events: 0 },
    inbox: null,
    notifiers: [],
    advisor: sceptic,
    speed: Infinity,
    wall: systemWall,
  });
  const inputs = tape.events.map(({ seq: _seq, at, ...input }) => {
    return { at, input: input as SourceInput };
  });
  const about = { cadenceMs: millis(10_000) };
  return {
    facts: reportInput(ledger).facts,
    source: (answers: boolean): Source =>
      memorySource(inputs, answers ? { ...about, answers: true } : about),
  };
}

Deno.test("recorded answers are heard again: the same trades, and the bill they came with", async () => {
  const { facts, source } = await recorded();
  assert.equal(facts.arm, "ai");
  const found = await runWithModels({ ...quiet, source: source(true), config, seed: 1 });
  assert.ok(found !== null && found.bill > 0);
  assert.equal(found.bill, aiBill(facts.ai));
  assert.ok(found.closed.length > 3, `${found.closed.length} trades`);
  assert.deepEqual(found.closed, facts.trades.closed());
});

Deno.test("a recording without answers, or models that nobody is to hear, give no such account", async () => {
  const { source } = await recorded();
  const run = { ...quiet, seed: 1 };
  assert.equal(await runWithModels({ ...run, source: source(false), config }), null);
  const silent = { ...config, ensemble: { ...config.ensemble, autonomy: 0 } };
  assert.equal(await runWithModels({ ...run, source: source(true), config: silent }), null);
});
