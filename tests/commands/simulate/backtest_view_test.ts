import assert from "node:assert/strict";
import type { LaneResult } from "../../../src/commands/simulate/backtest_lanes.ts";
import { allSpecs, HEADLINE, type Study } from "../../../src/commands/simulate/backtest_study.ts";
import { trialsOf, viewOf } from "../../../src/commands/simulate/backtest_view.ts";
import type { GroupId } from "../../../src/core/types/ids.ts";
import { millis, usdc } from "../../../src/core/types/units.ts";
import type { Trade } from "../../../src/report/trade_fold.ts";
import { parseDefaults } from "../../support/defaults.ts";

/** Forty events of which nearly all gain: nothing in the figures stands against "better". */
const gains = Array.from({ length: 40 }, (_, i) => {
  const trade: Partial<Trade> = {
    group: `g${i}` as GroupId,
    orders: [],
    closedAt: millis(i * 3_600_000),
    spent: usdc(1_000_000),
    received: usdc(i % 10 === 0 ? 950_000 : 1_100_000 + 1_000 * i),
    payout: usdc(0),
    fees: usdc(0),
  };
  return trade as Trade;
});

function studyWith(lookAhead: Study["lookAhead"]): Study {
  const lanes = allSpecs(parseDefaults()).map(({ name }): LaneResult => ({
    name,
    closed: gains,
    open: [],
    decisions: gains.length,
    spreadOf: new Map(),
    made: { rows: 0, hash: "" },
  }));
  const run = {
    end: "ended",
    lanes,
    inputs: 1,
    first: null,
    last: null,
    markAt: () => null,
  } as const;
  return { run, lookAhead, nulls: [], models: null, complete: true };
}

/** What is shown and what is registered. */
function verdicts(lookAhead: Study["lookAhead"]): readonly string[] {
  const study = studyWith(lookAhead);
  const about = { dataHash: "d", recordings: ["d"], selection: null, assumed: "{}", seed: 1 };
  const attempt = { ...about, configHash: "c" };
  const head = { ...about, at: 0, command: "" };
  const counted = [{ name: HEADLINE, strategy: "as configured", configHash: "c" }];
  const trials = trialsOf(study, head, counted, []);
  const view = viewOf({ study, attempt, seed: 1, notes: [], trials, before: 0, reproduce: [] });
  return [view.verdict, trials[0]?.verdict ?? ""];
}

Deno.test("nothing is called better, shown or registered, that did not pass the look-ahead check", () => {
  const checked = { at: millis(1), rows: 9, differing: [] };
  const [better, unclear] = [/^better than doing nothing/, /^not distinguishable from nothing$/];
  for (
    const [lookAhead, said] of [
      [{ ...checked, passed: true }, better],
      [{ ...checked, passed: false }, unclear],
      [null, unclear],
    ] as const
  ) for (const verdict of verdicts(lookAhead)) assert.match(verdict, said);
});
