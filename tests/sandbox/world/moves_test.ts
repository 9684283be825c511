import assert from "node:assert/strict";
import type { Scenario, TimetableEntry } from "../../../src/sandbox/world/scenario.ts";
import { aWorld, type Rig, shipped, START, still } from "./rig.ts";

function withTimetable(entries: readonly TimetableEntry[], part: Partial<Scenario> = {}): Rig {
  return aWorld({ ...still, ...part, timetable: entries });
}

/** Half a tick of quotes, and what they rest on. */
const QUOTES = 0.015;

function near(actual: number, wanted: number, slack: number): void {
  assert.ok(Math.abs(actual - wanted) <= slack, `${actual}, wanted ${wanted} within ${slack}`);
}

Deno.test("news stays where it went", () => {
  const rig = withTimetable([{ at: 60, kind: "news", market: 2, size: 0.15, riseSeconds: 20 }]);
  const market = rig.market(2);
  const before = rig.mid(market);
  rig.run(70.5);
  near(rig.mid(market) - before, 0.075, 0.03);
  rig.run(15);
  near(rig.mid(market) - before, 0.15, QUOTES);
  rig.run(3_600);
  near(rig.mid(market) - before, 0.15, QUOTES);
  const [{ size = 0, ...told } = {}, ...more] = rig.world.script();
  assert.deepEqual(more, []);
  assert.deepEqual(told, { at: START + 60_000, market: market.id, kind: "news", reverts: 0 });
  near(size, 0.15, 1e-9);
});

for (const reverts of [1, 0.7, 0.3]) {
  for (const size of [0.18, -0.18]) {
    Deno.test(`an overreaction of ${size} is undone to ${reverts}, half of it after a half-life`, () => {
      const rig = withTimetable([{
        at: 60,
        kind: "overreaction",
        market: 0,
        size,
        reverts,
        halfLifeSeconds: 120,
        riseSeconds: 4,
      }]);
      const market = rig.market(0);
      const before = rig.mid(market);
      rig.run(66);
      near(rig.mid(market) - before, size, QUOTES + 0.01);
      rig.run(118);
      // Half in log-odds, which is half in dollars but for the curve between.
      near(rig.mid(market) - before, size * (1 - reverts / 2), QUOTES + 0.02);
      rig.run(1_200);
      near(rig.mid(market) - before, size * (1 - reverts), QUOTES);
    });
  }
}

Deno.test("a sweep takes several levels of one side at once and the quotes return", () => {
  const rig = withTimetable([{
    at: 30,
    kind: "sweep",
    market: 1,
    size: 0.05,
    reverts: 1,
    halfLifeSeconds: 15,
    riseSeconds: 0,
  }], { trades: 0 });
  const market = rig.market(1);
  const top = () => {
    const book = rig.exchange.book(market.yes);
    return [book?.bids.at(-1)?.price ?? 0, book?.asks.at(-1)?.price ?? 0] as const;
  };
  rig.run(29);
  const [bid, ask] = top();
  rig.events.length = 0;
  rig.run(1.5);
  const prints = rig.events.filter((event) => event.kind === "print");
  assert.ok(new Set(prints.map(({ price }) => price)).size >= 4, "prints on several levels");
  assert.ok(prints.every(({ side, market: id }) => side === "buy" && id === market.id));
  const [held, swept] = top();
  assert.equal(held, bid);
  near((swept - ask) / 1e6, 0.05, 0.011);
  rig.run(120);
  near((top()[1] - ask) / 1e6, 0, 0.011);
});

/** Of the moves of a kind, sum of what later mids show undone, over their sum. */
function undone(
  scenario: Scenario,
  kind: string,
  laterSeconds: number,
): { share: number; n: number } {
  const rig = aWorld(scenario, { keep: false, seed: 3 });
  rig.run(7_200);
  let [moved, back, n] = [0, 0, 0];
  const script = rig.world.script();
  for (const move of script) {
    if (move.kind !== kind || move.at > START + 7_200_000 - laterSeconds * 1_000) continue;
    const others = script.filter(({ market, at }) =>
      market === move.market && at > move.at && at < move.at + laterSeconds * 1_000
    );
    if (others.length > 0) continue;
    const { yes } = rig.exchange.market(move.market) ?? { yes: null };
    assert.ok(yes !== null);
    const priceAt = (ms: number) => {
      const at = ms as typeof START;
      return (rig.world.history(yes, at, at, 1_000 as typeof START)[0]?.price ?? NaN) / 1e6;
    };
    moved += Math.abs(move.size);
    back += Math.sign(move.size) *
      (priceAt(move.at) + move.size - priceAt(move.at + laterSeconds * 1_000));
    n++;
  }
  return { share: back / moved, n };
}

const lively: Scenario = {
  ...shipped("default"),
  volatility: 0.01,
  markets: 80,
  negRisk: 0,
  messagesPerSecond: 8,
};

Deno.test("drawn overreactions are undone as far as their rule says", () => {
  const { moves } = shipped("reverting");
  const rule = { ...moves.overreaction, perHour: 40, reverts: [0.75, 0.75] as const };
  const { share, n } = undone(
    { ...lively, moves: { ...moves, overreaction: rule } },
    "overreaction",
    2_400,
  );
  assert.ok(n >= 30, `${n} moves`);
  near(share, 0.75, 0.06);
});

Deno.test("drawn news is not undone", () => {
  const { moves } = shipped("news");
  const news = { ...moves.news, perHour: 40 };
  const { share, n } = undone({ ...lively, moves: { ...moves, news } }, "news", 2_400);
  assert.ok(n >= 30, `${n} moves`);
  near(share, 0, 0.06);
});

Deno.test("the demo shows within 90 minutes what it promises, whatever the seed", () => {
  for (const seed of [1, 2, 3, 4]) {
    const rig = aWorld({ ...shipped("demo"), messagesPerSecond: 4 }, { keep: false, seed });
    rig.run(5_400);
    const kinds = rig.world.script().map(({ kind }) => kind);
    const count = (wanted: string) => kinds.filter((kind) => kind === wanted).length;
    assert.ok(count("overreaction") >= 20, `${count("overreaction")} overreactions`);
    assert.ok(count("news") >= 4, `${count("news")} news`);
    assert.ok(count("sweep") >= 1, `${count("sweep")} sweeps`);
  }
});

Deno.test("a price that passes 0.96 or 0.04 has a finer tick from then on, once", () => {
  const rig = withTimetable([
    { at: 20, kind: "news", market: 0, size: 0.9, riseSeconds: 60 },
    { at: 20, kind: "news", market: 1, size: -0.9, riseSeconds: 60 },
  ]);
  const ids = [rig.market(0).id, rig.market(1).id];
  rig.run(1_000);
  const changes = rig.events.filter((event) => event.kind === "tickSize");
  assert.deepEqual(
    changes.map(({ market, from, to }) => [market, from, to]).sort(),
    [
      [ids[0], 10_000, 1_000],
      [ids[1], 10_000, 1_000],
    ].sort(),
  );
  for (const change of changes) {
    const own = rig.events.filter((event) => "market" in event && event.market === change.market);
    const next = own.slice(own.indexOf(change) + 1).find((event) => event.kind === "levels");
    assert.ok(next?.kind === "levels" && next.at === change.at, "quotes follow at once");
    assert.ok(
      rig.world.script().some(({ kind, market, at }) =>
        kind === "tickSize" && market === change.market && at === change.at
      ),
    );
  }
});

Deno.test("a market runs to its end, is proposed, resolves, and makes room for another", () => {
  const scenario: Scenario = {
    ...still,
    markets: 6,
    endings: [{ weight: 1, seconds: [300, 400] }],
    resolving: { runSeconds: 60, proposedSeconds: 120, renew: true },
  };
  const rig = aWorld(scenario);
  const { id, yes, endAt } = rig.market(0);
  rig.run((endAt - START) / 1_000 - 2);
  const mid = rig.mid(rig.market(0));
  assert.ok(mid > 0.95 || mid < 0.05, `${mid} at the end`);
  assert.equal(rig.exchange.status(id).uma, "none");
  rig.run(4);
  assert.equal(rig.exchange.status(id).uma, "proposed");
  const book = rig.exchange.book(yes);
  assert.equal((mid > 0.5 ? book?.asks : book?.bids)?.length, 0);
  rig.run(122);
  const status = rig.exchange.status(id);
  assert.deepEqual(status.payouts, mid > 0.5 ? [1_000_000, 0] : [0, 1_000_000]);
  assert.ok(rig.events.some((event) => event.kind === "resolved" && event.market === id));
  rig.run(300);
  assert.ok(rig.exchange.markets().length >= 12, "new markets came");
  const open = rig.exchange.markets().filter((market) => !rig.exchange.status(market.id).closed);
  assert.equal(open.length, 6);
});

Deno.test("markets end with YES as often as their prices say, and a family with one YES", () => {
  let [expected, won, spread] = [0, 0, 0];
  for (let seed = 0; seed < 40; seed++) {
    const rig = aWorld({
      ...still,
      markets: 24,
      negRisk: 0.3,
      prices: [0.1, 0.3],
      messagesPerSecond: 0,
      endings: [{ weight: 1, seconds: [100, 100] }],
      resolving: { runSeconds: 60, proposedSeconds: 20, renew: false },
    }, { seed, keep: false });
    const chances = rig.exchange.markets().map((market) => rig.mid(market));
    rig.run(200);
    const wins = new Map<string, number>();
    rig.exchange.markets().forEach((market, i) => {
      const yes = rig.exchange.status(market.id).payouts?.[0] === 1_000_000;
      const p = chances[i] ?? 0;
      if (market.negRiskId !== null) {
        wins.set(market.negRiskId, (wins.get(market.negRiskId) ?? 0) + (yes ? 1 : 0));
        return;
      }
      expected += p;
      spread += p * (1 - p);
      won += yes ? 1 : 0;
    });
    assert.ok([...wins.values()].every((count) => count === 1));
  }
  near(won, expected, 3 * Math.sqrt(spread));
});
