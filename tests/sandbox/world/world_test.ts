import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { MICRO, millis, price, usdc } from "../../../src/core/types/units.ts";
import { createExchange } from "../../../src/sandbox/exchange/exchange.ts";
import type { Hex, OrderRequest, SandboxClock } from "../../../src/sandbox/types.ts";
import type { Scenario } from "../../../src/sandbox/world/scenario.ts";
import { createWorld } from "../../../src/sandbox/world/world.ts";
import { scenarios } from "../../../src/sandbox/world/scenarios.ts";
import { aWorld, type Rig, type SeenMarket, shipped, START, still } from "./rig.ts";

function digest(scenario: Scenario, seed: number): string {
  const hash = createHash("sha256");
  const { run } = aWorld(scenario, {
    seed,
    keep: false,
    check: (event) => hash.update(JSON.stringify(event)),
  });
  run(300);
  return hash.digest("hex");
}

Deno.test("the same seed gives the same events, another seed others", () => {
  const first = digest(shipped("default"), 7);
  assert.equal(digest(shipped("default"), 7), first);
  assert.notEqual(digest(shipped("default"), 8), first);
});

Deno.test("neighbouring seeds do not share their markets", () => {
  const [first, second] = [1, 2].map((seed) =>
    new Set(aWorld(still, { seed }).exchange.markets().map(({ yes }) => yes))
  );
  assert.equal(first?.union(second ?? new Set()).size, 24);
});

/** The size that a large scenario is cut to; its full size has a test of its own. */
function cut(scenario: Scenario): Scenario {
  return {
    ...scenario,
    markets: Math.min(scenario.markets, 100),
    messagesPerSecond: Math.min(scenario.messagesPerSecond, 100),
  };
}

function checkBook({ bids, asks, tickSize, isResolved, listed }: SeenMarket): void {
  const bid = Math.max(0, ...bids.keys());
  const ask = Math.min(MICRO, ...asks.keys());
  assert.ok(bid < ask, `${listed.slug}: ${bid} against ${ask}`);
  if (isResolved) assert.equal(bids.size + asks.size, 0);
  for (const price of [...bids.keys(), ...asks.keys()]) {
    assert.equal(price % tickSize, 0, `${listed.slug}: ${price} on ticks of ${tickSize}`);
  }
}

for (const [name, scenario] of Object.entries(scenarios)) {
  Deno.test(`scenario ${name} runs ten minutes with books on the grid and never crossed`, () => {
    let count = 0;
    const { run, exchange } = aWorld(cut(scenario), {
      keep: false,
      check: (event, market) => {
        count++;
        if (event.kind === "levels") checkBook(market);
      },
    });
    run(600);
    assert.ok(count > 600, `${count} events`);
    assert.ok(exchange.markets().length >= Math.min(scenario.markets, 100));
  });
}

Deno.test("firehose-full lists 20,000 tokens and sends 10,000 messages a second", () => {
  let messages = 0;
  const { run, exchange } = aWorld(shipped("firehose-full"), {
    keep: false,
    check: (event) => messages += event.kind === "levels" ? 1 : 0,
  });
  assert.equal(exchange.markets().length, 10_000);
  messages = 0;
  run(4);
  assert.ok(Math.abs(messages / 40_000 - 1) < 0.03, `${messages} in four seconds`);
});

Deno.test("the message rate is the scenario's within a few percent, and busy markets get more", () => {
  const counts = new Map<string, number>();
  const { run } = aWorld({ ...shipped("calm"), messagesPerSecond: 100 }, {
    keep: false,
    check: (event, { listed: { id } }) => {
      if (event.kind === "levels") counts.set(id, (counts.get(id) ?? 0) + 1);
    },
  });
  counts.clear();
  run(300);
  const each = [...counts.values()];
  const total = each.reduce((sum, count) => sum + count, 0);
  assert.ok(Math.abs(total / 30_000 - 1) < 0.03, `${total} in 300 seconds`);
  assert.ok(Math.max(...each) > 3 * Math.min(...each));
});

Deno.test("prices of a neg-risk family add to about 1, moves or not", () => {
  const rig = aWorld(shipped("negrisk"), { keep: false });
  for (let minute = 0; minute < 40; minute++) {
    rig.run(60);
    for (const { sum, slack, slug } of families(rig)) {
      assert.ok(
        Math.abs(sum - 1) <= slack,
        `${slug} after ${minute} min: ${sum}, not within ${slack}`,
      );
    }
  }
  assert.ok(rig.world.script().some(({ kind }) => kind === "overreaction"));
});

/** Sums of mids; each may be off by what its quotes do not follow, about a spread and a tick. */
function families({ exchange, mid }: Rig): { sum: number; slack: number; slug: string }[] {
  const found = new Map<string, { sum: number; slack: number; slug: string }>();
  for (const market of exchange.markets()) {
    const book = exchange.book(market.yes);
    const [bid, ask] = [book?.bids.at(-1)?.price ?? 0, book?.asks.at(-1)?.price ?? MICRO];
    const family = found.get(market.event.id) ?? { sum: 0, slack: 0, slug: market.event.slug };
    family.sum += mid(market);
    family.slack += Math.max(10_000, ask - bid) / MICRO;
    found.set(market.event.id, family);
  }
  return [...found.values()];
}

const account = `0x${"a1".repeat(20)}` as Hex;

function anOrder(rig: Rig, place: number, part: Partial<OrderRequest>): OrderRequest {
  return {
    id: `0x${place.toString(16).padStart(64, "0")}`,
    maker: account,
    owner: "key",
    token: rig.market(place % 10).yes,
    side: "buy",
    makerAmount: 40_000_000,
    takerAmount: 50_000_000,
    type: "GTC",
    postOnly: false,
    expiration: 0,
    deferExec: false,
    ...part,
  };
}

Deno.test("what users do changes no move and no resolution", () => {
  const scenario: Scenario = {
    ...shipped("resolution"),
    moves: { ...shipped("default").moves, news: { ...shipped("default").moves.news, perHour: 60 } },
  };
  const told = (isBusy: boolean) => {
    const rig = aWorld(scenario, { keep: false });
    rig.exchange.fund(account, { collateral: usdc(1e10), approved: true });
    let taken = 0;
    for (let i = 0; i < 60; i++) {
      rig.run(10);
      if (!isBusy) continue;
      const placed = rig.exchange.place(anOrder(rig, i, {}));
      if (placed.ok && placed.takingAmount > 0) taken++;
    }
    if (isBusy) assert.ok(taken > 10, `${taken} orders took something`);
    // A tick changes by the quotes, which users do touch.
    return rig.world.script().filter(({ kind }) => kind !== "tickSize");
  };
  const alone = told(false);
  assert.ok(alone.length > 20);
  assert.deepEqual(told(true), alone);
});

Deno.test("what a user took is shown again within seconds", () => {
  const rig = aWorld({ ...still, messagesPerSecond: 0 });
  rig.exchange.fund(account, { collateral: usdc(1e12), approved: true });
  rig.run(1);
  const { yes } = rig.market(0);
  const before = rig.exchange.book(yes)?.asks.at(-1);
  const size = 3_000_000_000;
  rig.exchange.place(anOrder(rig, 0, { makerAmount: size * 0.9, takerAmount: size }));
  assert.notDeepEqual(rig.exchange.book(yes)?.asks.at(-1), before);
  rig.run(3);
  assert.equal(rig.exchange.book(yes)?.asks.at(-1)?.price, before?.price);
});

Deno.test("a fault that changes a tick or resolves a market does not stop the world", () => {
  const rig = aWorld({ ...shipped("default"), endings: [{ weight: 1, seconds: [200, 500] }] });
  rig.run(30);
  const markets = rig.exchange.markets();
  markets.slice(0, 20).forEach(({ id }, i) =>
    rig.exchange.setTickSize(id, price(i % 2 === 0 ? 100_000 : 1_000))
  );
  const winners = [null, "yes", "no"] as const;
  markets.slice(10, 30).forEach(({ id }, i) => rig.exchange.resolve(id, winners[i % 3] ?? null));
  rig.run(10);
  for (const { id, slug } of markets.slice(0, 10)) {
    const market = rig.seen.get(id);
    assert.ok(market !== undefined && market.bids.size + market.asks.size > 0, slug);
    checkBook(market);
  }
  rig.run(1_500);
  assert.ok(markets.every(({ id }) => rig.exchange.status(id).closed));
  const later = millis(START + 60_000);
  const paid = markets.slice(10, 13).map(({ yes }) =>
    rig.world.history(yes, later, later, millis(1))[0]?.price
  );
  assert.deepEqual(paid, [500_000, 999_500, 500]);
});

Deno.test("a long pause of the clock is not made up for in messages", () => {
  const timers: (() => void)[] = [];
  let now = START;
  const clock: SandboxClock = {
    now: () => now,
    after: (_, run) => (timers.push(run), { cancel: () => {} }),
  };
  const exchange = createExchange({ clock, seed: 1 });
  createWorld({ exchange, clock, seed: 1, scenario: still }).start();
  let messages = 0;
  exchange.listen(() => messages++);
  now = millis(START + 3_600_000);
  timers.shift()?.();
  // A second of 12 messages, and some of them prints, which come with their levels.
  assert.ok(messages > 3 && messages < 30, `${messages} at once`);
});
