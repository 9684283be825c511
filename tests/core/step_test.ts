import assert from "node:assert/strict";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { EntryDecision, ExitDecision, LedgerRow } from "../../src/core/types/effect.ts";
import type { Input } from "../../src/core/types/event.ts";
import type { FillId, VenueOrderId } from "../../src/core/types/ids.ts";
import type { Order } from "../../src/core/types/order.ts";
import { MICRO, price, shares, usdc } from "../../src/core/types/units.ts";
import { aFill, aMarket } from "../support/builders.ts";
import { parseDefaults } from "../support/defaults.ts";
import { aBook, type HandFed, handFed, spike } from "../support/engine.ts";

const defaults = parseDefaults();

/** Believes that most of a spike is undone, so that a spike leads to an order. */
const believer: Partial<EngineConfig> = {
  reversion: { ...defaults.reversion, priorMean: 0.6, priorSd: 0.5 },
  ensemble: { ...defaults.ensemble, autonomy: 0, maxTotalWeight: 0.6, weightMeanReversion: 0.6 },
};

function decisions(rows: readonly LedgerRow[]) {
  return rows.flatMap(({ body }) => body.kind === "record" ? [body.decision] : []);
}

function entries(rows: readonly LedgerRow[]): EntryDecision[] {
  return decisions(rows).filter((decision) => decision.kind === "entry");
}

function exits(rows: readonly LedgerRow[]): ExitDecision[] {
  return decisions(rows).filter((decision) => decision.kind === "exit");
}

function placed(rows: readonly LedgerRow[]): Order[] {
  return rows.flatMap(({ body }) => body.kind === "place" ? [body.order] : []);
}

function rulesOf(rows: readonly LedgerRow[]): string[] {
  return entries(rows).flatMap((decision) => decision.refusals.map((refusal) => refusal.rule));
}

/** An engine that holds the settled purchase its first spike led to. */
function holding(
  change: Partial<EngineConfig> = {},
): { engine: HandFed; order: Order; at: number } {
  const engine = handFed({ ...believer, ...change });
  const at = spike(engine, 55, 1);
  const [order] = placed(engine.rows);
  assert.ok(order !== undefined, "the spike led to no order");
  const fill = aFill(order);
  engine.feed({ kind: "orderAccepted", order: order.id, venueId: "v" as VenueOrderId }, at + 1);
  engine.feed({ kind: "orderFilled", fill }, at + 2);
  engine.feed({ kind: "fillSettled", fill: fill.id }, at + 3);
  return { engine, order, at: at + 3 };
}

Deno.test("a spike up that is expected to be undone buys NO, with the whole reasoning on record", () => {
  const engine = handFed(believer);
  spike(engine, 55);
  const [decision] = entries(engine.rows);
  assert.equal(decision?.verdict, "enter");
  assert.equal(decision.stance, "fade");
  assert.equal(decision.signal.direction, 1);
  assert.equal(decision.signal.confidence, 1);
  assert.equal(decision.token, aMarket().no);
  const [order] = placed(engine.rows);
  assert.equal(order?.decision, decision.id);
  assert.equal(order?.timeInForce, "FAK");
  assert.ok(order !== undefined && order.price > 450_000 - 1 && order.price <= 460_000);
});

Deno.test("the mirrored spike buys the mirrored token at the same price and size", () => {
  const up = handFed(believer);
  spike(up, 55);
  const down = handFed(believer);
  const market = aMarket({ yes: aMarket().no, no: aMarket().yes });
  spike(down, 55, 3, market);
  const [a] = placed(up.rows);
  const [b] = placed(down.rows);
  assert.equal(a?.outcome, "no");
  assert.equal(b?.outcome, "no");
  assert.deepStrictEqual([a?.price, a?.size, a?.plan], [b?.price, b?.size, b?.plan]);
});

Deno.test("a posterior below zero follows the spike instead of fading it", () => {
  const engine = handFed({
    ...believer,
    reversion: { ...defaults.reversion, priorMean: -0.6, priorSd: 0.5 },
  });
  spike(engine, 55);
  const [decision] = entries(engine.rows);
  assert.equal(decision?.stance, "follow");
  assert.equal(decision.token, aMarket().yes);
});

Deno.test("without evidence either way a spike is left alone, and the record says so", () => {
  const engine = handFed();
  spike(engine, 55);
  assert.deepStrictEqual(placed(engine.rows), []);
  assert.deepStrictEqual(rulesOf(engine.rows), ["leaveAlone"]);
});

Deno.test("a move of one tick is nobody's spike", () => {
  const engine = handFed(believer);
  spike(engine, 41, 20);
  assert.deepStrictEqual(entries(engine.rows), []);
});

Deno.test("R-080 R-082 a market whose fee is not known is not entered", () => {
  const engine = handFed(believer);
  spike(engine, 55, 3, aMarket({ fee: null }));
  assert.deepStrictEqual(rulesOf(engine.rows), ["feeUnknown"]);
});

Deno.test("R-191 a market of unknown end or volume is refused, not assumed", () => {
  for (
    const [change, rule] of [[{ endAt: null }, "timeLeft"], [
      { volume24h: null },
      "volume",
    ]] as const
  ) {
    const engine = handFed(believer);
    spike(engine, 55, 3, aMarket(change));
    assert.ok(rulesOf(engine.rows).includes(rule), `${rule} of ${rulesOf(engine.rows)}`);
    assert.deepStrictEqual(placed(engine.rows), []);
  }
});

Deno.test("R-233 an expected gain above the ceiling is refused as suspect", () => {
  const engine = handFed({ ...believer, entry: { ...defaults.entry, maxEdge: price(10_000) } });
  spike(engine, 55);
  assert.deepStrictEqual(rulesOf(engine.rows), ["edgeCeiling"]);
});

Deno.test("R-087 a stake under the minimum is refused, never rounded up", () => {
  const engine = handFed({ ...believer, initialCapital: usdc(MICRO / 2) });
  spike(engine, 55);
  assert.deepStrictEqual(placed(engine.rows), []);
  assert.equal(entries(engine.rows)[0]?.verdict, "refused");
});

Deno.test("a stake that could not be sold at its stop is not bought", () => {
  const engine = handFed({
    ...believer,
    risk: { ...defaults.risk, maxPositionSize: usdc(1_100_000) },
  });
  spike(engine, 55);
  assert.deepStrictEqual(rulesOf(engine.rows), ["exitMinimum"]);
});

Deno.test("R-202 every found spike has one decision; R-032 the refractory time gives no second", () => {
  const engine = handFed(believer);
  spike(engine, 55, 8);
  assert.equal(entries(engine.rows).length, 1);
});

Deno.test("R-026 while a position is open or unsettled its market is not entered again", () => {
  const { engine, at } = holding();
  let time = Math.ceil(at / 10_000) * 10_000;
  for (let i = 0; i < 60; i++) {
    time += 10_000;
    // The stop is far below: the position stays open while a second spike comes.
    engine.feed(aBook(i < 30 ? 55 : 47, i < 30 ? 56 : 48), time);
    engine.feed({ kind: "heartbeat" }, time);
  }
  assert.equal(placed(engine.rows).filter((order) => order.purpose === "entry").length, 1);
  assert.ok(rulesOf(engine.rows).includes("marketBusy"), rulesOf(engine.rows).join());
});

Deno.test("target and stop sell when the bid is there, a slippage below at the least", () => {
  for (const [bid, purpose] of [[46, "target"], [65, "stop"]] as const) {
    const { engine, order, at } = holding();
    const rows = engine.feed(aBook(bid, bid + 1), at + 1000);
    const [sale] = placed(rows);
    assert.equal(sale?.purpose, purpose);
    assert.equal(sale?.side, "sell");
    assert.equal(sale?.size, order.size);
    const from = purpose === "target" ? order.plan?.target ?? 0 : (100 - bid - 1) * 10_000;
    assert.equal(sale?.price, from - 10_000);
    assert.equal(exits(rows)[0]?.verdict, "exit");
  }
});

Deno.test("R-255 when stop and target fall together the stop counts", () => {
  const { engine, order, at } = holding({
    exit: { ...defaults.exit, targetFraction: 0.5, stopFraction: 0.5 },
  });
  const held = engine.state.account.positions.get(order.token);
  assert.ok(held !== undefined && held.plan.stop !== null);
  const both = { ...held, plan: { ...held.plan, target: held.plan.stop } };
  const positions = new Map(engine.state.account.positions).set(order.token, both);
  engine.state.account = { ...engine.state.account, positions };
  assert.equal(placed(engine.feed(aBook(63, 64), at + 1000))[0]?.purpose, "stop");
});

Deno.test("a trade that had its time is left at the bid", () => {
  const { engine, at } = holding();
  engine.feed(aBook(54, 55), at + 3_599_000);
  const rows = engine.feed({ kind: "heartbeat" }, at + 3_600_000);
  assert.equal(placed(rows)[0]?.purpose, "time");
});

Deno.test("R-023 R-024 shares of an unsettled match are not sold, and that is said once", () => {
  const engine = handFed(believer);
  const at = spike(engine, 55, 1);
  const [order] = placed(engine.rows);
  assert.ok(order !== undefined);
  engine.feed({ kind: "orderFilled", fill: aFill(order) }, at + 2);
  const said = [1, 2, 3].flatMap((i) => exits(engine.feed(aBook(65, 66), at + i * 1000)));
  assert.deepStrictEqual(said.map((d) => d.refusals[0]?.rule), ["unsettled"]);
  const fill = `${order.id}/1` as FillId;
  const rows = engine.feed({ kind: "fillSettled", fill }, at + 5000);
  assert.equal(placed(rows)[0]?.purpose, "stop");
});

Deno.test("no stop is read off a crossed book", () => {
  const { engine, at } = holding();
  const crossed: Input = {
    kind: "book",
    token: aMarket().yes,
    bids: [{ price: price(700_000), size: shares(MICRO) }],
    asks: [{ price: price(600_000), size: shares(MICRO) }],
  };
  assert.deepStrictEqual(placed(engine.feed(crossed, at + 1000)), []);
});

Deno.test("R-184 reducing lets exits through and no entry; halted lets nothing through", () => {
  const asked = (kind: "reduceRequested" | "haltRequested"): Input => {
    return { kind, by: "me", reason: "test", command: "c" };
  };
  const reducing = holding();
  reducing.engine.feed(asked("reduceRequested"), reducing.at + 1);
  assert.equal(placed(reducing.engine.feed(aBook(65, 66), reducing.at + 2)).length, 1);

  const halted = holding();
  halted.engine.feed(asked("haltRequested"), halted.at + 1);
  const rows = halted.engine.feed(aBook(65, 66), halted.at + 2);
  assert.deepStrictEqual(placed(rows), []);
  assert.equal(exits(rows)[0]?.refusals[0]?.rule, "halted");

  const engine = handFed(believer);
  engine.feed(asked("reduceRequested"), 0);
  spike(engine, 55);
  assert.deepStrictEqual(rulesOf(engine.rows), ["reducing"]);
});

Deno.test("R-072 after a halt no order is placed until somebody resumes", () => {
  const engine = handFed(believer);
  engine.feed({ kind: "haltRequested", by: "me", reason: "lunch", command: "c" }, 0);
  spike(engine, 55);
  assert.deepStrictEqual(placed(engine.rows), []);
  assert.deepStrictEqual(rulesOf(engine.rows), ["halted"]);
});

Deno.test("R-273 R-274 flatten blocks entries, cancels them and sells, in a halted state too", () => {
  const { engine, at } = holding();
  engine.feed({ kind: "haltRequested", by: "me", reason: "x", command: "c1" }, at + 1);
  const rows = engine.feed(
    { kind: "flattenRequested", by: "me", reason: "x", command: "c2" },
    at + 2,
  );
  assert.deepStrictEqual(placed(rows).map((order) => order.purpose), ["flatten"]);
});

Deno.test("R-106 after a tick change nothing is decided until a new snapshot", () => {
  const { engine, at } = holding();
  engine.feed({ kind: "tickSize", token: aMarket().yes, tickSize: price(1_000) }, at + 1);
  const level: Input = {
    kind: "level",
    token: aMarket().yes,
    side: "buy",
    price: price(700_000),
    size: shares(MICRO),
  };
  assert.deepStrictEqual(placed(engine.feed(level, at + 2)), []);
  assert.equal(engine.state.tally.skipped.get("noSnapshot"), 1);
  assert.equal(placed(engine.feed(aBook(65, 66), at + 3)).length, 1);
});

Deno.test("R-107 a tick change to the same tick changes nothing", () => {
  const engine = handFed();
  spike(engine, 40, 1);
  const before = engine.state.markets.get(aMarket().id)?.book.bids.prices.length;
  engine.feed({ kind: "tickSize", token: aMarket().yes, tickSize: price(10_000) }, 4_000_000);
  assert.equal(engine.state.markets.get(aMarket().id)?.book.bids.prices.length, before);
});

Deno.test("R-128 after an outage the old book is gone, and resting entries are called back", () => {
  const engine = handFed({ ...believer, entry: { ...defaults.entry, style: "maker" } });
  const at = spike(engine, 55, 1, aMarket({ minOrder: shares(4 * MICRO) }));
  const [order] = placed(engine.rows);
  assert.equal(order?.postOnly, true);
  const rows = engine.feed({ kind: "feedDown", token: aMarket().yes, reason: "socket" }, at + 1);
  assert.deepStrictEqual(rows.map(({ body }) => body.kind), ["cancel"]);
  engine.feed({ kind: "feedUp", token: aMarket().yes, link: null }, at + 2);
  assert.equal(engine.state.markets.get(aMarket().id)?.book.bids.prices.length, 0);
});

Deno.test("R-150 an event of an unknown token is counted and ignored", () => {
  const engine = handFed();
  engine.feed(aBook(40, 41), 0);
  assert.equal(engine.state.tally.skipped.get("unknownToken"), 1);
});

Deno.test("R-146 fresh metadata does not revive a market that resolved", () => {
  const engine = handFed();
  engine.feed({ kind: "listed", market: aMarket() }, 0);
  engine.feed({ kind: "resolved", market: aMarket().id, winner: "yes" }, 1);
  engine.feed({ kind: "listed", market: aMarket() }, 2);
  assert.equal(engine.state.markets.get(aMarket().id)?.market.accepting, false);
});

Deno.test("R-137 a tape on which nothing but our own order happened gives no detection", () => {
  const engine = handFed(believer);
  spike(engine, 40, 60);
  assert.deepStrictEqual(engine.state.tally.layers.get("cusum"), undefined);
});

Deno.test("three losses in a row trip the breaker once, with its end in the row", () => {
  const { engine, at } = holding();
  const { account } = engine.state;
  engine.state.account = { ...account, risk: { ...account.risk, consecutiveLosses: 2 } };
  const [sale] = placed(engine.feed(aBook(70, 71), at + 1000));
  assert.ok(sale !== undefined);
  const fill = aFill(sale);
  engine.feed({ kind: "orderFilled", fill }, at + 2000);
  const rows = engine.feed({ kind: "fillSettled", fill: fill.id }, at + 3000);
  const trip = rows.find(({ body }) => body.kind === "trip")?.body;
  assert.ok(trip?.kind === "trip");
  assert.equal(trip.value, 3);
  assert.equal(trip.until, rows[0] === undefined ? 0 : rows[0].at + 1_800_000);
});

Deno.test("a logged spike is measured at its horizon and moves the posterior", () => {
  const engine = handFed();
  const at = spike(engine, 55, 1);
  engine.feed(aBook(50, 51), at + 3_600_000);
  const rows = engine.feed({ kind: "heartbeat" }, at + 3_600_000);
  const measured = rows.find(({ body }) => body.kind === "measure")?.body;
  assert.ok(measured?.kind === "measure");
  assert.ok(measured.undone !== null && Math.abs(measured.undone - 1 / 3) < 0.01);
  assert.equal(engine.state.account.learnt.reversion.get("politics")?.spikes, 1);
});

Deno.test("a market that resolves inside the horizon is settled, not dropped", () => {
  const engine = handFed();
  const at = spike(engine, 55, 1);
  const rows = engine.feed({ kind: "resolved", market: aMarket().id, winner: "yes" }, at + 1000);
  const measured = rows.find(({ body }) => body.kind === "measure")?.body;
  assert.ok(measured?.kind === "measure" && measured.by === "resolution");
  assert.equal(measured.undone, -2);
});
