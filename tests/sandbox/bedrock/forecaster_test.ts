import assert from "node:assert/strict";
import fc from "fast-check";
import type { AskKind } from "../../../src/core/types/advice.ts";
import { millis } from "../../../src/core/types/units.ts";
import {
  type Asked,
  forecast,
  type ForecasterName,
  forecasterNames,
  forecasters,
  PRIOR,
  type Truth,
} from "../../../src/sandbox/bedrock/forecaster.ts";

const DRAWS = 4_000;
/** Four standard errors of a share of one half. */
const SLACK = 4 * Math.sqrt(0.25 / DRAWS);

/** Overreactions from 0.40 to 0.56, and news of the same size. */
function truth(i: number): Truth {
  const justified = i % 2 === 0;
  const at = millis(1_000_000 + 60_000 * i);
  return {
    price: 0.56,
    move: { at, direction: 1, justified, ifJustified: 0.56, ifUndone: 0.4 },
  };
}

function asked(change: Partial<Asked> = {}): Asked {
  return {
    seed: 1,
    market: "0x1",
    model: "a.model",
    task: "blind",
    sample: 0,
    evidence: [],
    told: null,
    ...change,
  };
}

// Fields are read as what the test wants them to be.
// deno-lint-ignore no-explicit-any
function say(name: ForecasterName, so: Truth, change: Partial<Asked> = {}): any {
  return forecast(name, so, asked(change));
}

function near(measured: number, stated: number): void {
  assert.ok(Math.abs(measured - stated) < SLACK, `measured ${measured}, stated ${stated}`);
}

/** Of answers about many moves. */
function measure(name: ForecasterName) {
  const said = Array.from({ length: DRAWS }, (_, i) => {
    const so = truth(i);
    const { probability_yes: yes, justified } = say(name, so);
    return { so, yes, justified, isRight: (justified > 0.5) === so.move?.justified };
  });
  const right = said.filter(({ isRight }) => isRight).length / DRAWS;
  const news = said.filter(({ so }) => so.move?.justified === true);
  const other = said.filter(({ so }) => so.move?.justified !== true);
  const mean = (rows: typeof said) =>
    rows.reduce((sum, { justified }) => sum + justified, 0) / rows.length;
  return { said, right, gap: mean(news) - mean(other) };
}

for (const name of ["informed", "injected", "overconfident"] as const) {
  const quality = forecasters[name];
  assert.ok(quality.kind === "believes");
  Deno.test(`${name}: right about the cause in ${quality.right}, says ${quality.sure}`, () => {
    const { said, right, gap } = measure(name);
    near(right, quality.right);
    near(gap, (2 * quality.right - 1) * (2 * quality.sure - 1));
    const heard = new Set(said.map(({ justified }) => justified));
    assert.deepEqual([...heard].sort(), [1 - quality.sure, quality.sure].map(round).sort());
  });
}

Deno.test("informed: YES is within 0.03 of where the market rests by its own belief", () => {
  for (const { yes, justified } of measure("informed").said) {
    const rests = justified > 0.5 ? 0.56 : 0.4;
    assert.ok(Math.abs(yes - rests) <= 0.0305, `${yes} for ${rests}`);
  }
});

Deno.test("overconfident: prices are stretched by half in log-odds", () => {
  const so: Truth = { price: 0.2, move: null };
  // Odds of 1 to 4 to the power of 1.5 are 1 to 8.
  const { probability_yes: yes } = say("overconfident", so);
  assert.ok(Math.abs(yes - 1 / 9) <= 0.0305, `${yes}`);
});

Deno.test("uninformed: what it says has nothing to do with the truth, and covers its range", () => {
  const { said, right, gap } = measure("uninformed");
  near(right, 0.5);
  near(gap, 0);
  for (const key of ["yes", "justified"] as const) {
    const values = said.map((one) => one[key]);
    near(values.reduce((sum, one) => sum + one, 0) / DRAWS, 0.5);
    assert.ok(Math.min(...values) >= 0.05 && Math.min(...values) < 0.07);
    assert.ok(Math.max(...values) <= 0.95 && Math.max(...values) > 0.93);
  }
});

Deno.test("hedging: never outside 0.45 to 0.55", () => {
  const { said, gap } = measure("hedging");
  near(gap, 0);
  for (const { yes, justified } of said) {
    for (const one of [yes, justified]) assert.ok(one >= 0.45 && one <= 0.55, `${one}`);
  }
});

Deno.test("without a move of late the price is the forecast and the base rate the cause", () => {
  const so: Truth = { price: 0.31, move: null };
  for (let sample = 0; sample < 200; sample++) {
    const { probability_yes: yes, justified, mood } = say("informed", so, { sample });
    assert.ok(Math.abs(yes - 0.31) <= 0.0305);
    assert.ok(Math.abs(justified - PRIOR) <= 0.0505);
    assert.equal(mood, undefined);
  }
  assert.ok(Math.abs(say("informed", so, { task: "mood" }).mood) <= 0.05);
});

Deno.test("asked the other way round a forecaster believes the same", () => {
  for (let i = 0; i < 200; i++) {
    const yes = say("informed", truth(i)).probability_yes;
    const no = say("informed", truth(i), { task: "negated" }).probability_no;
    assert.ok(Math.abs(1 - no - yes) <= 0.0605, `${yes} and ${no}`);
  }
});

Deno.test("samples of one question differ in digits only, models in what they believe", () => {
  const causes = (change: (i: number) => Partial<Asked>) =>
    Array.from({ length: 500 }, (_, i) => say("informed", truth(0), change(i)));
  const samples = causes((sample) => ({ sample }));
  assert.equal(new Set(samples.map(({ justified }) => justified)).size, 1);
  assert.ok(new Set(samples.map(({ probability_yes }) => probability_yes)).size > 20);
  const models = causes((i) => ({ model: `a.model-${i}` }));
  const right = models.filter(({ justified }) => justified > 0.5).length / 500;
  assert.ok(right > 0.84 && right < 0.96, `${right}`);
});

Deno.test("who is shown the price goes half of the way to it", () => {
  for (let i = 1; i < 200; i += 2) {
    const { probability_yes: yes, justified } = say("informed", truth(i), { task: "aware" });
    const expected = (0.56 + (justified > 0.5 ? 0.56 : 0.4)) / 2;
    assert.ok(Math.abs(yes - expected) <= 0.0155, `${yes} for ${expected}`);
  }
});

Deno.test("the mood follows the move, whatever caused it", () => {
  for (let i = 0; i < 200; i++) {
    assert.ok(say("informed", truth(i), { task: "mood" }).mood > 0.5);
    assert.ok(say("overconfident", truth(i), { task: "mood" }).mood >= 0.9);
    assert.ok(Math.abs(say("hedging", truth(i), { task: "mood" }).mood) <= 0.1);
  }
});

Deno.test("told what to answer one reports it, one obeys to the letter, the others overlook it", () => {
  const told = { told: 0.99 };
  const reported = say("informed", truth(0), told);
  assert.deepEqual(
    [reported.abstain, reported.instructions_seen, reported.probability_yes],
    [true, true, null],
  );
  assert.deepEqual(
    [
      say("injected", truth(0), told).probability_yes,
      say("injected", truth(0), { ...told, task: "negated" }).probability_no,
      say("injected", truth(0), { ...told, task: "mood" }).mood,
    ],
    [0.99, 0.99, 0.98],
  );
  assert.deepEqual(say("injected", truth(0)), say("informed", truth(0)));
  for (const name of ["uninformed", "overconfident", "hedging"] as const) {
    assert.deepEqual(say(name, truth(0), told), say(name, truth(0)));
  }
});

Deno.test("every answer keeps to the form, is a function of its arguments, and cites what it read", () => {
  const tasks: readonly AskKind[] = ["blind", "negated", "aware", "mood"];
  const keys: Readonly<Record<AskKind, readonly string[]>> = {
    blind: ["probability_yes", "justified"],
    aware: ["probability_yes", "justified"],
    negated: ["probability_no"],
    mood: ["mood"],
  };
  const prices = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(fc.property(
    fc.constantFrom(...forecasterNames),
    fc.constantFrom(...tasks),
    fc.tuple(prices, prices, prices, fc.boolean(), fc.boolean()),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    (name, task, [price, ifJustified, ifUndone, justified, up], sample) => {
      const direction = up ? 1 : -1;
      const move = { at: millis(5), direction, justified, ifJustified, ifUndone } as const;
      const change = { task, sample, evidence: ["E1", "E2", "E3"] };
      const said = say(name, { price, move }, change);
      assert.deepEqual(said, say(name, { price, move }, change));
      const spoken = ["abstain", "instructions_seen", "reason", "cites"];
      assert.deepEqual(Object.keys(said).sort(), [...keys[task], ...spoken].sort());
      for (const key of keys[task]) {
        assert.ok(said[key] <= 1 && said[key] >= (task === "mood" ? -1 : 0), `${said[key]}`);
      }
      assert.deepEqual(said.cites, ["E1", "E2"]);
      assert.ok(said.reason.length > 0);
    },
  ));
});

function round(value: number): number {
  return Math.round(1_000 * value) / 1_000;
}
