import assert from "node:assert/strict";
import fc from "fast-check";
import { type SpikeRules, usualRules } from "../../../../src/core/simulate/spikes/rules.ts";
import { MarketWatch, type SpikeListener } from "../../../../src/core/simulate/spikes/watch.ts";
import { MICRO, millis } from "../../../../src/core/types/units.ts";

const MINUTE = 60_000;
const CENT = 10_000;

const rules = usualRules({
  windowMs: millis(10 * MINUTE),
  cadenceMs: millis(MINUTE),
  edges: false,
});
/** Only moves of 5 cents: one spike, one line. */
const five: SpikeRules = { ...rules, kinds: [{ measure: "move", least: 5 * CENT }] };

/** What a watch told, one line each. */
function listening(lines: string[]): SpikeListener {
  const cents = (twice: number) => twice / (2 * CENT);
  return {
    crossed: ({ from, to, spanMs }) =>
      void lines.push(`${cents(from)} to ${cents(to)} in ${spanMs / MINUTE} min`),
    measured: (_, horizon, later) =>
      void lines.push(`${horizon}: ${later === null ? "unknown" : cents(later)}`),
    decided: (_, back) => void lines.push(back ? "back first" : "beyond first"),
    ended: (_, { half, full, chanceOfHalf, chanceOfFull }) =>
      void lines.push(
        `half ${half} ${chanceOfHalf.toFixed(6)}, full ${full} ${chanceOfFull.toFixed(6)}`,
      ),
    seen: () => {},
  };
}

type Step = readonly [minute: number, mid: number, spread?: number];

/** A watch that has seen mids in cents at whole minutes, one cent wide unless said. */
function watched(steps: readonly Step[], given: SpikeRules = five) {
  const lines: string[] = [];
  const watch = new MarketWatch(given, listening(lines));
  for (const [minute, mid, spread = 1] of steps) look(watch, minute, mid, spread);
  return { watch, lines };
}

function look(watch: MarketWatch, minute: number, mid: number, spread: number): void {
  const half = spread * CENT / 2;
  watch.observe(millis(minute * MINUTE), mid * CENT - half, mid * CENT + half);
}

function flat(from: number, to: number, mid: number): Step[] {
  return Array.from({ length: to - from + 1 }, (_, i) => [from + i, mid]);
}

Deno.test("a first crossing is taken against the price of a window ago and locks the market", () => {
  const { lines } = watched([...flat(0, 10, 40), ...flat(11, 12, 45), ...flat(13, 60, 51)]);
  assert.deepEqual(lines.filter((line) => line.includes("to")), ["40 to 45 in 10 min"]);
});

Deno.test("a change just under the size is none, and the size itself is one", () => {
  assert.deepEqual(watched([...flat(0, 10, 40), [11, 44.99]]).lines, []);
  assert.equal(watched([...flat(0, 10, 40), [11, 45]]).lines.length, 1);
});

Deno.test("after an hour's lock there may be another, also one that began within it", () => {
  const crossings = (until: number) =>
    watched([...flat(0, 10, 40), ...flat(11, 69, 45), ...flat(70, until, 50)]).lines
      .filter((line) => line.includes("to"));
  assert.deepEqual(crossings(70), ["40 to 45 in 10 min"]);
  assert.deepEqual(crossings(71), ["40 to 45 in 10 min", "45 to 50 in 10 min"]);
});

Deno.test("neither a wide spread nor a start outside the range makes a spike", () => {
  assert.deepEqual(watched([...flat(0, 10, 40), [11, 50, 4]]).lines, []);
  const wideBefore: Step[] = flat(0, 10, 40).map(([minute, mid]) => [minute, mid, 4]);
  assert.deepEqual(watched([...wideBefore, [11, 50]]).lines, []);
  assert.deepEqual(watched([...flat(0, 10, 9.5), [11, 20]]).lines, []);
  assert.deepEqual(watched([...flat(0, 10, 90.5), [11, 80]]).lines, []);
  assert.equal(watched([...flat(0, 10, 90), [11, 80]]).lines.length, 1);
});

Deno.test("a horizon has the last price at or before it", () => {
  const { lines } = watched([
    ...flat(0, 10, 40),
    [11, 50],
    [12, 50],
    [15.5, 47],
    [16, 46],
    [17, 48],
    [26.5, 44],
  ]);
  // 11 + 5 = 16: the look of that minute counts; 11 + 15 = 26: that of 17 does.
  assert.deepEqual(lines, ["40 to 50 in 10 min", "0: 46", "1: 48", "back first"]);
});

Deno.test("nothing is compared across a silence, and what lies behind it is unknown", () => {
  const { lines } = watched([...flat(0, 10, 40), ...flat(11, 20, 50), ...flat(40, 52, 60)]);
  // 16 and 26 are within ten minutes of the last look at 20; 71 and 251 are not.
  assert.deepEqual(lines, ["40 to 50 in 10 min", "0: 50", "1: 50", "2: unknown", "3: unknown"]);
});

Deno.test("a market that ends is worth its settlement at every horizon still open", () => {
  const { watch, lines } = watched([...flat(0, 10, 40), ...flat(11, 20, 55)]);
  watch.settle(millis(21 * MINUTE), 2 * MICRO);
  // Up from 0.40 to 0.55: an efficient market touches 0.40 with 0.75, half-way with 0.857143
  // (refs/martingale_retracement.csv).
  assert.deepEqual(lines, [
    "40 to 55 in 10 min",
    "0: 55",
    "beyond first",
    "1: 100",
    "2: 100",
    "3: 100",
    "half false 0.857143, full false 0.750000",
  ]);
});

Deno.test("what lies in a silence before a settlement is unknown, what lies after it is worth that", () => {
  const { watch, lines } = watched([...flat(0, 10, 40), ...flat(11, 20, 55)]);
  watch.settle(millis(100 * MINUTE), 2 * MICRO);
  // 26 is within ten minutes of the last look at 20, 71 is in the silence, 251 behind the end.
  assert.deepEqual(lines, ["40 to 55 in 10 min", "0: 55", "1: 55", "2: unknown", "3: 100"]);
});

Deno.test("a market that went to its end and fell silent was over then", () => {
  const { watch, lines } = watched([...flat(0, 10, 40), ...flat(11, 20, 99.5)]);
  watch.end(millis(100 * MINUTE));
  // Half-way back is 0.6975: 0.005 / 0.3025, all of it 0.005 / 0.6.
  assert.deepEqual(lines.slice(1), [
    "0: 99.5",
    "1: 99.5",
    "2: 100",
    "3: 100",
    "half false 0.016529, full false 0.008333",
  ]);
});

Deno.test("a recording that ends within a cent of 0 or 1 settles there, any other stays open", () => {
  const ends = (mid: number, isWhole = true) => {
    const { watch, lines } = watched([...flat(0, 10, 40), [11, 30], [12, 30], [13, mid]]);
    watch.end(millis(13 * MINUTE), isWhole);
    return lines.slice(1);
  };
  assert.deepEqual(ends(1), [
    "beyond first",
    "0: 0",
    "1: 0",
    "2: 0",
    "3: 0",
    "half false 0.857143, full false 0.750000",
  ]);
  assert.deepEqual(ends(1, false).slice(1), ends(2).slice(1), "left before its end");
  assert.deepEqual(ends(2).slice(1), ["0: unknown", "1: unknown", "2: unknown", "3: unknown"]);
});

Deno.test("a quote that is withdrawn is no change, and one side moves the price as far as it proves", () => {
  const lines: string[] = [];
  const watch = new MarketWatch(five, listening(lines));
  for (let minute = 0; minute <= 11; minute++) look(watch, minute, minute < 11 ? 40 : 50, 1);
  watch.observe(millis(13 * MINUTE), 0, 60 * CENT);
  watch.observe(millis(17 * MINUTE), 0, 45 * CENT);
  watch.observe(millis(27 * MINUTE), 0, 0);
  watch.observe(millis(28 * MINUTE), 48 * CENT, 0);
  // An ask at 0.60 says nothing of 0.50; one at 0.45 does; none at all is no look.
  assert.deepEqual(lines.slice(1), [
    "0: 50",
    "back first",
    "1: 45",
    "2: unknown",
    "3: unknown",
  ]);
});

Deno.test("where quotes are made up around prices an absent side near the end is no obstacle", () => {
  const count = (edges: boolean) => {
    const lines: string[] = [];
    const watch = new MarketWatch({ ...five, edges }, listening(lines));
    for (let minute = 0; minute <= 10; minute++) look(watch, minute, 80, 2);
    watch.observe(millis(11 * MINUTE), 99 * CENT, 0);
    return lines;
  };
  assert.deepEqual(count(true), ["80 to 99.5 in 10 min"]);
  assert.deepEqual(count(false), []);
});

Deno.test("a market that never ends does not fill the memory with spikes that are open", () => {
  // Ten cents up or down every seventy minutes, 400 times.
  const steps = Array.from({ length: 400 * 14 }, (_, i): Step => {
    return [5 * i, Math.floor(i / 14) % 2 === 0 ? 40 : 50];
  });
  const { watch, lines } = watched(steps);
  watch.settle(millis(5 * steps.length * MINUTE), 0);
  assert.equal(lines.filter((line) => line.includes(" to ")).length, 399);
  assert.equal(lines.filter((line) => line.startsWith("half")).length, 300);
  assert.equal(lines.filter((line) => line.endsWith("unknown")).length, 0);
});

const paths = fc.array(fc.record({ step: fc.integer({ min: 1, max: 15 }), mid: price() }), {
  minLength: 5,
  maxLength: 120,
});

function price() {
  return fc.integer({ min: 2, max: 98 });
}

Deno.test("the other outcome's prices give the mirrored spikes and the same undone shares", () => {
  fc.assert(fc.property(paths, (path) => {
    const told = (mirror: boolean): string[] => {
      const lines: string[] = [];
      const sign = (twice: number) => mirror ? 2 * MICRO - twice : twice;
      const watch = new MarketWatch({ ...rules, kinds: five.kinds }, {
        crossed: ({ from, to }) => void lines.push(`${sign(from)} ${sign(to)}`),
        measured: (_, h, later) => void lines.push(`${h} ${later === null ? "-" : sign(later)}`),
        decided: (_, back) => void lines.push(`${back}`),
        ended: (_, { half, full, chanceOfHalf }) =>
          void lines.push(`${half} ${full} ${chanceOfHalf.toFixed(9)}`),
        seen: (ms, inRange) => void lines.push(`${ms} ${inRange}`),
      });
      let minute = 0;
      for (const { step, mid } of path) {
        minute += step;
        look(watch, minute, mirror ? 100 - mid : mid, 1);
      }
      watch.settle(millis((minute + 1) * MINUTE), mirror ? 0 : 2 * MICRO);
      return lines;
    };
    assert.deepEqual(told(true), told(false));
  }));
});

Deno.test("what is told of a prefix does not depend on what comes later", () => {
  fc.assert(fc.property(paths, fc.nat(100), (path, cut) => {
    const told = (length: number) => {
      let minute = 0;
      const steps = path.slice(0, length).map(({ step, mid }): Step => [minute += step, mid]);
      return watched(steps).lines;
    };
    const prefix = told(Math.min(cut, path.length));
    assert.deepEqual(told(path.length).slice(0, prefix.length), prefix);
  }));
});
