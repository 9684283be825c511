import assert from "node:assert/strict";
import fc from "fast-check";
import {
  createRateBudget,
  type Scope,
  venueLimits,
} from "../../../src/adapters/polymarket/rate_budget.ts";
import { SimWall, turn } from "./rest_rig.ts";

const markets: readonly Scope[] = ["all", "gamma", "gammaMarkets"];

Deno.test("half the venue's limit goes at once, the next when the first is ten seconds old", async () => {
  const wall = new SimWall(1_000);
  const budget = createRateBudget({ wall });
  const at: number[] = [];
  await wall.run((async () => {
    for (let i = 0; i < 151; i++) {
      await budget.take(markets);
      at.push(wall.now());
    }
  })());
  // 300 Gamma market lists in 10 s (PROTOCOL 2.7), at a share of one half.
  assert.deepEqual(at.slice(0, 150), new Array(150).fill(1_000));
  assert.equal(at[150], 11_000);
});

Deno.test("a scope that is used up holds back only those who need it", async () => {
  const wall = new SimWall();
  const budget = createRateBudget({ wall, share: 1, limits: { data: 1 } });
  assert.equal(await budget.take(["all", "data"]), true);
  assert.equal(await wall.run(budget.take(["all", "clob"])), true);
  assert.equal(wall.now(), 0);
  assert.equal(await wall.run(budget.take(["all", "data"])), true);
  assert.equal(wall.now(), 10_000);
});

Deno.test("a wait for the budget ends with the caller's abort, and nothing is counted", async () => {
  const wall = new SimWall();
  const budget = createRateBudget({ wall, share: 1, limits: { data: 1 } });
  await budget.take(["data"]);
  const stop = new AbortController();
  const waiting = budget.take(["data"], stop.signal);
  await turn();
  stop.abort();
  assert.equal(await waiting, false);
  assert.equal(await budget.take(["data"], stop.signal), false);
  assert.equal(wall.clock.nextDue(), null, "no timer is left");
  assert.equal(await wall.run(budget.take(["data"])), true);
  assert.equal(wall.now(), 10_000);
});

Deno.test("a clock that is set back an hour does not stop the budget for an hour", async () => {
  const wall = new SimWall(7_200_000);
  let back = 0;
  const shifted = {
    now: () => wall.now() - back,
    sleep: (ms: number, signal?: AbortSignal) => wall.sleep(ms, signal),
  };
  const budget = createRateBudget({ wall: shifted, share: 1, limits: { data: 1 } });
  await budget.take(["data"]);
  back = 3_600_000;
  await wall.run(budget.take(["data"]));
  assert.equal(wall.now(), 7_200_000 + 10_000);
});

Deno.test("every limit at every share lets at least one through", () => {
  assert.throws(() => createRateBudget({ wall: new SimWall(), share: 0 }), RangeError);
  assert.throws(() => createRateBudget({ wall: new SimWall(), share: 1.01 }), RangeError);
  assert.ok(Object.values(venueLimits).every((limit) => Number.isSafeInteger(limit) && limit > 0));
});

Deno.test("no ten seconds, wherever they begin, see more than any limit", async () => {
  let waited = 0;
  const scopes: readonly (readonly Scope[])[] = [
    ["all"],
    ["all", "data"],
    ["all", "clob"],
    ["clob"],
  ];
  const call = fc.record({
    gap: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6_000 })),
    which: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        all: fc.integer({ min: 2, max: 9 }),
        data: fc.integer({ min: 1, max: 6 }),
        clob: fc.integer({ min: 1, max: 6 }),
      }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      fc.array(call, { minLength: 20, maxLength: 40 }),
      // Timers of a busy process come late, several at once.
      fc.nat(9_000),
      async (limits, share, calls, lateMs) => {
        const wall = new SimWall();
        const late = {
          now: () => wall.now(),
          sleep: (ms: number) => wall.sleep(Math.ceil((ms + lateMs) / 500) * 500),
        };
        const budget = createRateBudget({ wall: late, share, limits });
        const passed: { readonly at: number; readonly of: readonly Scope[] }[] = [];
        let start = 0;
        await wall.run(Promise.all(calls.map(async ({ gap, which }) => {
          const of = scopes[which] ?? [];
          await wall.sleep(start += gap);
          const asked = wall.now();
          await budget.take(of);
          if (wall.now() > asked) waited++;
          passed.push({ at: wall.now(), of });
        })));
        assert.equal(passed.length, calls.length, "everyone passes in the end");
        for (const scope of ["all", "data", "clob"] as const) {
          const times = passed.filter(({ of }) => of.includes(scope)).map(({ at }) => at);
          const allowed = Math.max(1, Math.floor(limits[scope] * share));
          for (const from of times) {
            const inWindow = times.filter((at) => at >= from && at < from + 10_000).length;
            assert.ok(inWindow <= allowed, `${inWindow} of ${scope}, ${allowed} allowed`);
          }
        }
      },
    ),
    { seed: 20_261_122, numRuns: 100 },
  );
  assert.ok(waited > 1_000, `only ${waited} had to wait: the property saw too little`);
});
