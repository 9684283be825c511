import assert from "node:assert/strict";
import { onePass } from "../../src/commands/one_pass.ts";
import { openEngine } from "../../src/core/step.ts";
import type { Arms } from "../../src/core/types/advice.ts";
import type { LinkId, QuestionId } from "../../src/core/types/ids.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import { askBody } from "../support/ai_rows.ts";
import { question } from "../support/opinions.ts";
import { parseDefaults } from "../support/defaults.ts";
import { millis, usdc } from "../../src/core/types/units.ts";
import { aFill, anOrder, NOON } from "../support/builders.ts";

function anEngine(arms?: Arms): EngineState {
  const state = openEngine(parseDefaults(), 1, arms);
  state.links.set(1 as LinkId, new Set());
  return state;
}

/** Grid steps after the first look until a pass is over. */
function steps(state: EngineState, most = 100): number {
  const done = onePass(state);
  for (let step = 0; step < most; step++) {
    state.gridIndex = 500 + step;
    if (done()) return step;
  }
  return most;
}

Deno.test("a pass is over two samples after the first book", () => {
  assert.equal(steps(anEngine()), 2);
});

Deno.test("before anything is up no pass ends", () => {
  const state = anEngine();
  assert.equal(onePass(state)(), false);
  state.links.clear();
  assert.equal(steps(state), 100);
});

Deno.test("a pass waits for a match to settle, but not for ever", () => {
  const state = anEngine();
  const fill = aFill(anOrder());
  const waiting = { fill, at: millis(NOON), basisSold: usdc(0), realized: usdc(0) };
  state.account = { ...state.account, unsettled: new Map([[fill.id, waiting]]) };
  assert.equal(steps(state), 32);
});

Deno.test("a pass waits for the question of an arm that is only measured, until it is decided", () => {
  const state = anEngine({ trading: "noAi", shadows: ["ai"] });
  const [shadow] = state.shadows as [EngineState];
  const id = "7.1" as QuestionId;
  const { question: asked, signal, dueAt, spike } = askBody(question(id, NOON));
  const pending = { question: asked, signal, dueAt, spike, restarted: false };
  shadow.account = { ...shadow.account, asked: new Map([[id, pending]]) };
  assert.equal(steps(state), 32);
  shadow.account = { ...shadow.account, asked: new Map() };
  assert.equal(steps(state), 2);
});
