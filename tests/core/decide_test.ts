import assert from "node:assert/strict";
import { evolve } from "../../src/core/evolve.ts";
import type { PendingSpike } from "../../src/core/types/account.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { Input } from "../../src/core/types/event.ts";
import type { FillId, MarketId, OrderId, TokenId } from "../../src/core/types/ids.ts";
import { MICRO, millis, price, probability, type Seq, shares } from "../../src/core/types/units.ts";
import { aFill, aMarket, anOrder, NOON } from "../support/builders.ts";
import { aBook, handFed } from "../support/engine.ts";
import { accepted, bought, cancels, cents, holding, placed } from "./exit/holding.ts";
import { elsewhere, loose } from "./risk/view.ts";

const beat: Input = { kind: "heartbeat" };
const HOUR = 3_600_000;
const { yes, id } = aMarket();

function asked(kind: "haltRequested" | "reduceRequested" | "flattenRequested"): Input {
  return { kind, by: "me", reason: "test", command: "c" };
}

function kinds(rows: readonly LedgerRow[]): string[] {
  return rows.map(({ body }) => body.kind);
}

/** A held position of one market, and entries in flight in it and in another. */
function withEntries() {
  const engine = holding();
  const here = anOrder({ id: "2000001.2" as OrderId });
  const there = elsewhere(1, { timeInForce: "GTD" });
  engine.put({ kind: "place", order: here }, { kind: "place", order: there });
  return { engine, here, there };
}

Deno.test("R-034 an order without an answer is asked to be canceled after thirty seconds, once", () => {
  const { engine } = withEntries();
  assert.deepStrictEqual(cancels(engine.feed(beat, 30_000)), []);
  assert.deepStrictEqual(cancels(engine.feed(beat, 30_001)), ["no answer", "no answer"]);
  assert.deepStrictEqual(cancels(engine.feed(beat, 31_000)), []);
});

Deno.test("R-034 the end of an order that fills at once is asked for; one may rest as long as it likes", () => {
  const { engine, here, there } = withEntries();
  engine.put(accepted(here), accepted(there));
  assert.deepStrictEqual(cancels(engine.feed(beat, 30_000)), []);
  const asked = engine.feed(beat, HOUR).flatMap(({ body }) =>
    body.kind === "cancel" ? [body.order] : []
  );
  assert.deepStrictEqual(asked, [here.id]);
});

Deno.test("R-072 every command that stops entries calls those in flight back, in its own step", () => {
  for (const kind of ["haltRequested", "reduceRequested", "flattenRequested"] as const) {
    const { engine } = withEntries();
    const rows = engine.feed(asked(kind), 1000);
    assert.deepStrictEqual(cancels(rows), [kind, kind]);
    assert.deepStrictEqual(cancels(engine.feed(asked(kind), 1001)), []);
  }
});

Deno.test("a sale in flight is not called back by a command", () => {
  const engine = holding();
  const [sale] = placed(engine.feed(aBook(34, 36), 1000));
  assert.ok(sale !== undefined);
  assert.deepStrictEqual(cancels(engine.feed(asked("haltRequested"), 1001)), []);
});

Deno.test("nor by the heartbeats after it", () => {
  const engine = holding();
  const [sale] = placed(engine.feed(aBook(34, 36), 1000));
  assert.ok(sale !== undefined);
  engine.feed(asked("reduceRequested"), 1001);
  assert.deepStrictEqual(cancels(engine.feed(beat, 2000)), []);
});

Deno.test("a halt that a limit set calls entries back with the next heartbeat", () => {
  const { engine } = withEntries();
  engine.put({
    kind: "halt",
    halt: {
      mode: "reducing",
      reason: "drawdown",
      by: "risk",
      at: NOON,
      value: 1,
      limit: 1,
      note: null,
    },
  });
  assert.deepStrictEqual(cancels(engine.feed(beat, 1000)), ["entries blocked", "entries blocked"]);
});

Deno.test("the end of a run calls every open order back", () => {
  const { engine, here, there } = withEntries();
  engine.put(accepted(there), { kind: "cancel", order: here.id, reason: "asked before" });
  const rows = engine.feed({ kind: "ended" }, 1000);
  const canceled = rows.flatMap(({ body }) => body.kind === "cancel" ? [body.order] : []);
  assert.deepStrictEqual(canceled, [there.id]);
});

Deno.test("no order leaves after the end, and a target rests again with the next run", () => {
  const engine = holding({ exit: { style: "maker" } });
  const [target] = placed(engine.feed(aBook(40, 41), 1000));
  assert.ok(target !== undefined);
  assert.deepStrictEqual(cancels(engine.feed({ kind: "ended" }, 2000)), ["the run ends"]);
  const gone = { kind: "orderCanceled", order: target.id, reason: "asked" } as const;
  assert.deepStrictEqual(kinds(engine.feed(gone, 3000)), ["orderCanceled"]);
  const next: Input[] = [
    { kind: "started", version: "1", configHash: "x", config: null },
    { kind: "listed", market: aMarket() },
    { kind: "feedUp", token: yes, link: null },
    aBook(40, 41),
  ];
  const rows = next.flatMap((input) => engine.feed(input, 4000));
  assert.deepStrictEqual(placed(rows).map(({ purpose }) => purpose), ["target"]);
});

Deno.test("rejections of one token after the other halt, and a resume begins anew", () => {
  const engine = handFed();
  const reject = (n: number) => {
    const order = elsewhere(n);
    const row: LedgerRow = { seq: 1 as Seq, n: 0, at: NOON, body: { kind: "place", order } };
    engine.state.account = evolve(engine.state.account, row);
    return engine.feed({ kind: "orderRejected", order: order.id, reason: "no balance" }, n);
  };
  const halts = (rows: readonly LedgerRow[]) =>
    rows.flatMap(({ body }) => body.kind === "halt" ? [body.halt] : []);
  assert.deepStrictEqual([1, 2, 3, 4].flatMap((n) => halts(reject(n))), []);
  const [halt] = halts(reject(5));
  assert.deepStrictEqual(
    [halt?.reason, halt?.mode, halt?.value, halt?.limit],
    ["rejectionsInRow", "reducing", 5, 5],
  );
  engine.feed({ kind: "resumeRequested", by: "me", reason: "funded", command: "c" }, 6);
  assert.deepStrictEqual([engine.state.account.risk.halts, halts(reject(7))], [[], []]);
});

Deno.test("R-021 a fill that fits nothing stops entries, with what was told, each time one comes", () => {
  const engine = holding();
  const strange = aFill(anOrder({ id: "9.9" as OrderId }));
  const over = aFill(bought, { id: "o" as FillId, side: "sell", size: shares(11 * MICRO) });
  for (const fill of [strange, over]) {
    const [halt] = engine.feed({ kind: "orderFilled", fill }, 1000).flatMap(({ body }) =>
      body.kind === "halt" ? [body.halt] : []
    );
    assert.deepStrictEqual([halt?.mode, halt?.reason], ["reducing", "strangeFill"]);
    for (const part of [fill.id, fill.order, fill.side]) assert.ok(halt?.note?.includes(part));
  }
  assert.deepStrictEqual(kinds(engine.feed({ kind: "orderFilled", fill: over }, 2000)), [
    "orderFilled",
  ]);
});

Deno.test("without a book the entries of that market are called back, no others", () => {
  const losing: Input[] = [
    { kind: "feedDown", token: yes, reason: "socket" },
    { kind: "tickSize", token: yes, tickSize: price(1_000) },
  ];
  for (const input of losing) {
    const { engine, here } = withEntries();
    const rows = engine.feed(input, 1000);
    const canceled = rows.flatMap(({ body }) => body.kind === "cancel" ? [body.order] : []);
    assert.deepStrictEqual(canceled, [here.id]);
  }
});

Deno.test("the end of a sale, whatever it is, leads to a look at what is left", () => {
  for (const kind of ["orderCanceled", "orderRejected"] as const) {
    const engine = holding({ exit: { retryMs: millis(0) } });
    const [sale] = placed(engine.feed(aBook(34, 36), 1000));
    assert.ok(sale !== undefined);
    const rows = engine.feed({ kind, order: sale.id, reason: "r" }, 1001);
    assert.deepStrictEqual(placed(rows).map(({ purpose }) => purpose), ["stop"]);
  }
});

Deno.test("a heartbeat looks at every position, not only those whose market speaks", () => {
  const until = millis(NOON + 4_000);
  const plan = { kind: "spike", target: null, stop: null, until } as const;
  const engine = holding({ order: { plan } });
  assert.deepStrictEqual(placed(engine.feed(beat, 3_999)), []);
  assert.equal(placed(engine.feed(beat, 4_000))[0]?.purpose, "time");
});

Deno.test("events that ask for nothing make no row but their own", () => {
  const engine = holding();
  const silent: Input[] = [
    { kind: "listed", market: aMarket() },
    { kind: "skipped", reason: "torn", count: 1 },
    aBook(40, 41),
    { kind: "trade", token: yes, side: "buy", price: cents(41), size: anOrder().size },
    { kind: "feedUp", token: "stranger" as TokenId, link: null },
  ];
  for (const input of silent) assert.deepStrictEqual(engine.feed(input, 1), [], input.kind);
  const own: Input[] = [
    accepted(anOrder()),
    { kind: "reconciled", open: [] },
    { kind: "resumeRequested", by: "me", reason: "r", command: "c" },
  ];
  for (const input of own) assert.deepStrictEqual(kinds(engine.feed(input, 1)), [input.kind]);
});

const aSpike: PendingSpike = {
  market: id,
  category: "politics",
  direction: 1,
  mid: probability(0.5),
  anchor: probability(0.4),
  dueAt: millis(NOON + HOUR),
};

/** An engine that waits to measure a spike from .40 to .50, with the book now at .40/.41. */
function waiting(spikes: readonly PendingSpike[] = [aSpike]) {
  const engine = handFed({ risk: loose });
  engine.feed({ kind: "listed", market: aMarket() }, 0);
  engine.feed(aBook(40, 41), 0);
  const { account } = engine.state;
  engine.state.account = { ...account, learnt: { ...account.learnt, spikes } };
  return engine;
}

function measures(rows: readonly LedgerRow[]) {
  return rows.flatMap(({ body }) => body.kind === "measure" ? [body] : []);
}

Deno.test("a spike is measured at its horizon, not before, and once", () => {
  const engine = waiting();
  assert.deepStrictEqual(measures(engine.feed(beat, HOUR - 1)), []);
  const [found] = measures(engine.feed(beat, HOUR));
  assert.equal(found?.by, "horizon");
  assert.equal(found.later, 0.405);
  assert.ok(Math.abs((found.undone ?? NaN) - 0.95) < 1e-12);
  assert.deepStrictEqual(measures(engine.feed(beat, HOUR + 1)), []);
});

Deno.test("a spike without a price to measure it waits as long again and is then given up", () => {
  const engine = waiting();
  engine.feed({ kind: "feedDown", token: yes, reason: "x" }, 1);
  assert.deepStrictEqual(measures(engine.feed(beat, HOUR)), []);
  assert.deepStrictEqual(measures(engine.feed(beat, 2 * HOUR - 1)), []);
  const [found] = measures(engine.feed(beat, 2 * HOUR));
  assert.deepStrictEqual([found?.undone, found?.by], [null, "horizon"]);
  assert.deepStrictEqual(engine.state.account.learnt.spikes, []);
  assert.equal(engine.state.account.learnt.reversion.size, 0);
});

Deno.test("a price that comes late still measures it", () => {
  const engine = waiting();
  engine.feed({ kind: "feedDown", token: yes, reason: "x" }, 1);
  engine.feed(beat, HOUR);
  engine.feed({ kind: "feedUp", token: yes, link: null }, HOUR + 1);
  engine.feed(aBook(45, 46), HOUR + 2);
  const [found] = measures(engine.feed(beat, HOUR + 3));
  assert.ok(Math.abs((found?.undone ?? NaN) - 0.45) < 1e-12);
});

Deno.test("no spike is measured on one-sided or crossed quotes", () => {
  for (const ask of [0, 400_000, 390_000]) {
    const engine = waiting();
    const quote = { bid: 400_000, bidSize: 1e6, ask, askSize: 1e6 };
    engine.feed({ kind: "quote", token: yes, ...quote }, 1);
    assert.deepStrictEqual(measures(engine.feed(beat, HOUR)), []);
  }
});

Deno.test("the end of a market measures its own spikes, void as a half", () => {
  const other = { ...aSpike, market: "m9" as MarketId };
  for (const [winner, undone] of [["yes", -2], ["no", 2], [null, 0]] as const) {
    const engine = waiting([aSpike, other]);
    const found = measures(engine.feed({ kind: "resolved", market: id, winner }, 5));
    assert.deepStrictEqual(found.map((m) => [m.by, m.undone]), [["resolution", undone]]);
    assert.deepStrictEqual(engine.state.account.learnt.spikes, [other]);
  }
});
