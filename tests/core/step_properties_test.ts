// What must hold of `step` whatever comes, and in whatever order.
import assert from "node:assert/strict";
import fc from "fast-check";
import { isFinal } from "../../src/core/evolve.ts";
import { shadowBody } from "../../src/core/fold_row.ts";
import { equityOf } from "../../src/core/marks.ts";
import { step } from "../../src/core/step.ts";
import type { Arm } from "../../src/core/types/advice.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import { foldRows } from "../../src/report/fold.ts";
import { heldOf, netOf } from "../../src/report/trade_fold.ts";
import { Invariants } from "../sim/faults_invariants.ts";
import { stories, type Story } from "./step_moves.ts";
import { type Listen, StepWorld } from "./step_world.ts";

const RUNS = 100;
/** The venue answers within the second by then, and every wait of the engine is over. */
const QUIET_SECONDS = 60;

function play(story: Story, listen: Listen = {}): StepWorld {
  const world = new StepWorld(story, listen);
  for (const move of story.moves) world.play(move);
  return world;
}

function played(story: Story): StepWorld {
  const world = play(story);
  world.quieten(QUIET_SECONDS);
  return world;
}

function statesOf(state: EngineState): readonly EngineState[] {
  return [state, ...state.shadows];
}

function always(seed: number, holds: (story: Story) => void): void {
  fc.assert(fc.property(stories, holds), { numRuns: RUNS, seed });
}

Deno.test("R-245 R-072 money adds up, limits hold and every order has its reason, row by row", () => {
  const counts = new Map<string, number>();
  always(1, (any) => {
    // An account that begins anew is another one.
    const story = { ...any, mayChange: false };
    const seen = new Map<Arm, Invariants>();
    play(story, {
      onRow(row, { state, config }) {
        for (const { arm, isShadow } of statesOf(state)) {
          const known = seen.get(arm) ?? new Invariants(config, story.isHonest);
          seen.set(arm, known);
          const body = isShadow ? shadowBody(arm, row.body) : row.body;
          if (body !== null) known.take({ ...row, body });
        }
      },
    });
    for (const own of seen.values()) {
      for (const [name, by] of own.counts) counts.set(name, (counts.get(name) ?? 0) + by);
    }
  });
  const wanted = {
    "placed entry": 200,
    "placed target": 20,
    "placed flatten": 20,
    "placed time": 5,
    "placed stop": 2,
    ask: 50,
    cancel: 50,
    orderRejected: 20,
    fillReverted: 50,
    halt: 5,
    resolved: 20,
  };
  for (const [name, least] of Object.entries(wanted)) {
    assert.ok((counts.get(name) ?? 0) >= least, `${name}: ${counts.get(name) ?? 0} of ${least}`);
  }
});

Deno.test("R-161 R-257 the rows give every account again, and the same events the same rows", () => {
  always(2, (story) => {
    const world = play(story, {
      onRestart(before, after) {
        const accounts = (state: EngineState) => statesOf(state).map(({ account }) => account);
        assert.deepStrictEqual(accounts(after), accounts(before));
      },
    });
    if (story.mayChange) return;
    const again = world.open();
    const rows = world.events.flatMap((event) => [...step(again, event)]);
    assert.equal(JSON.stringify(rows), JSON.stringify(world.rows));
  });
});

Deno.test("R-035 once a venue does what it is asked, everything that was begun comes to an end", () => {
  always(3, (any) => {
    const { state } = played({ ...any, isHonest: true });
    for (const { arm, account, markets, worth } of statesOf(state)) {
      for (const { order: { id, purpose }, status } of account.orders.values()) {
        assert.ok(isFinal(status), `${arm}: ${purpose} ${id} is ${status} at the end`);
      }
      assert.deepStrictEqual([account.unsettled.size, account.asked.size], [0, 0]);
      for (const token of [...account.exitBlocked.keys(), ...worth.keys()]) {
        assert.ok(account.positions.has(token), `${token} is remembered and not held`);
      }
      if (account.positions.size > 0) continue;
      assert.equal(equityOf({ account, markets, worth }).equity, account.cash);
    }
  });
});

Deno.test("reports say of orders and money what the accounts do", () => {
  always(4, (story) => {
    const { state, rows, config } = played(story);
    const facts = foldRows(rows, config.initialCapital);
    for (const { arm, isShadow, account } of statesOf(state)) {
      const own = isShadow ? facts.shadows.get(arm) ?? assert.fail() : facts;
      const open = own.trades.open();
      const trades = [...own.trades.closed(), ...open];
      const earned = trades.reduce((sum, trade) => sum + netOf(trade), 0);
      const begun = isShadow ? facts.change?.capital : undefined;
      assert.equal((begun ?? config.initialCapital) + earned, account.cash, `cash of ${arm}`);
      if ("account" in own) assert.deepStrictEqual(own.account, account);
      assert.deepStrictEqual(
        new Map(open.map((trade) => [trade.token, heldOf(trade)])),
        new Map([...account.positions.values()].map(({ token, shares }) => [token, shares])),
      );
      for (const { order: { id }, status } of account.orders.values()) {
        assert.equal(own.orders.byId.get(id)?.status, status, `order ${id} of ${arm}`);
      }
    }
  });
});
