import assert from "node:assert/strict";
import { usdc } from "../../../src/core/types/units.ts";
import { vectorTest } from "../auth/vectors.ts";
import { ALICE, aListing, MARKET, NO, requestOf, START, YES } from "../exchange/rig.ts";
import { sortedShapeOf } from "../shape.ts";
import { aRig, type PublicRig, USUAL } from "./rig.ts";

/** Alice has bought ten at 0.46, and it has settled. */
function bought(): PublicRig {
  const rig = aRig();
  rig.exchange.fund(ALICE, { collateral: usdc(100_000_000), approved: true });
  const placed = rig.exchange.place(requestOf({ at: "0.46" }, `0x${"01".repeat(32)}`));
  assert.ok(placed.ok);
  rig.advance(60_000);
  rig.exchange.refreshBalance(ALICE);
  return rig;
}

const paths = {
  trades: `/data-api/v2/trades?user=${ALICE}`,
  positions: `/data-api/v2/positions?user=${ALICE}`,
  value: `/data-api/v2/value?user=${ALICE}`,
  activity: `/data-api/v2/activity?user=${ALICE}`,
  resolution: `/data-api/v2/resolutions?condition=${MARKET}`,
};

Deno.test("a resolution goes from posed over proposed to its payouts", async () => {
  const { get, exchange, journal, advance } = aRig();
  const row = async () => (await get(paths.resolution)).body.data[0];
  assert.deepEqual([(await row()).status, (await row()).payouts], ["posed", undefined]);
  exchange.propose(MARKET);
  journal.look();
  advance(60_000);
  assert.equal((await row()).status, "proposed");
  assert.equal((await row()).expected_settlement_time, "2026-11-22T02:00:00Z");
  assert.equal((await row()).proposed_price, "69");
  exchange.resolve(MARKET, "no");
  assert.deepEqual((await row()).payouts, [0, 1_000_000]);
  assert.equal((await row()).resolved_at, "2026-11-22T00:01:00Z");
});

Deno.test("half each pays half each", async () => {
  const { get, exchange } = aRig();
  exchange.resolve(MARKET, null);
  assert.deepEqual((await get(paths.resolution)).body.data[0].payouts, [500_000, 500_000]);
});

Deno.test("resolutions take 20 conditions of 64 digits, and need something", async () => {
  const { get } = aRig();
  const of = (list: string) => get(`/data-api/v2/resolutions?condition=${list}`);
  const ids = (count: number) => Array.from({ length: count }, () => MARKET).join(",");
  assert.equal((await of(ids(20))).status, 200);
  const refused = [await of(ids(21)), await of(MARKET.slice(0, -2)), await of("")];
  for (const { status, body } of refused) {
    assert.deepEqual([status, body.code, body.parameter, body.retryable], [
      400,
      "invalid_request",
      "condition",
      false,
    ]);
  }
  assert.deepEqual((await of(`0x${"ee".repeat(32)}`)).body.data, []);
  assert.equal((await get("/data-api/v2/resolutions?event_id=1")).body.data.length, 1);
});

Deno.test("an account's position, value, trades and activity follow from its trades", async () => {
  const { get, exchange } = bought();
  const [position] = (await get(paths.positions)).body.data;
  assert.deepEqual(
    [position.current_size, position.avg_price, position.current_price, position.status],
    [10, 0.46, 0.455, "OPEN"],
  );
  // 10 x 0.04 x 0.46 x 0.54
  assert.equal(position.entry_fees_usdc, 0.09936);
  assert.equal(position.unrealized_pnl, -0.05);
  assert.deepEqual((await get(paths.value)).body.data, { proxy_wallet: ALICE, value: 4.55 });
  assert.equal((await get(paths.trades)).body.data[0].price, 0.46);
  assert.equal((await get(paths.activity)).body.data[0].usdc_size, 4.6);
  assert.deepEqual((await get(`${paths.activity}&type=REDEEM`)).body.data, []);
  exchange.resolve(MARKET, "yes");
  const [won] = (await get(paths.positions)).body.data;
  assert.deepEqual([won.status, won.redeemable, won.current_value], ["REDEEMABLE", true, 10]);
  assert.deepEqual((await get(`${paths.positions}&status=OPEN`)).body.data, []);
});

Deno.test("a market's trades are public, newest first, and come in pages", async () => {
  const { get, exchange } = aRig();
  for (let i = 1; i <= 3; i++) {
    exchange.sweep(MARKET, "buy", 460_000 as never, i * 1_000_000 as never);
  }
  const of = (query: string) => get(`/data-api/v2/trades?condition=${MARKET}${query}`);
  const sizes = (body: { data: readonly { size: number }[] }) => body.data.map(({ size }) => size);
  assert.deepEqual(sizes((await of("")).body), [3, 2, 1]);
  const first = (await of("&limit=2")).body;
  assert.deepEqual([sizes(first), first.pagination.has_more], [[3, 2], true]);
  const second = (await of(`&limit=2&cursor=${first.pagination.next_cursor}`)).body;
  assert.deepEqual([sizes(second), second.pagination.next_cursor], [[1], null]);
  assert.equal((await of("&offset=1")).status, 400);
  assert.deepEqual(sizes((await of("&side=SELL")).body), []);
});

Deno.test("an account has to be named by its address", async () => {
  const { get } = aRig();
  for (const name of ["positions", "value", "activity"]) {
    const { status, body } = await get(`/data-api/v2/${name}`);
    assert.deepEqual([status, body.parameter], [400, "user"], name);
  }
});

Deno.test("an address may be written with capitals", async () => {
  const { get } = bought();
  const upper = `0x${ALICE.slice(2).toUpperCase()}`;
  assert.equal((await get(`/data-api/v2/positions?user=${upper}`)).body.data.length, 1);
});

vectorTest("answers of the Data API have the keys and kinds of the samples", async (read) => {
  const rig = bought();
  const { get, exchange, journal } = rig;
  const more = "&limit=1";
  const answers: Record<string, unknown> = {
    "positions_page.json": (await get(paths.positions)).body,
    "value.json": (await get(paths.value)).body,
    "activity_page.json": (await get(paths.activity)).body,
    "prices_history_page.json":
      (await get(`/data-api/v2/prices-history?token_id=${YES}&interval=1h`)).body,
    "error_400.json": (await get("/data-api/v2/value")).body,
  };
  for (const side of ["buy", "sell"] as const) {
    exchange.place(
      requestOf(
        { side, at: side === "buy" ? "0.46" : "0.44", size: "5" },
        `0x${side === "buy" ? "02".repeat(32) : "03".repeat(32)}`,
      ),
    );
  }
  answers["trades_page.json"] = (await get(`${paths.trades}${more}`)).body;
  exchange.sweep(MARKET, "buy", 460_000 as never, 1_000_000 as never);
  exchange.propose(MARKET);
  journal.look();
  answers["resolutions_proposed.json"] = (await get(paths.resolution)).body;
  exchange.resolve(MARKET, "no");
  answers["resolutions_resolved.json"] = (await get(paths.resolution)).body;
  for (const [file, body] of Object.entries(answers)) {
    assert.deepEqual(sortedShapeOf(body), sortedShapeOf(read(`../data_v2/${file}`)), file);
  }
});

vectorTest("the geoblock answer is the venue's, blocked when the fault is on", async (read) => {
  const { get, faults } = aRig();
  const shape = (file: string) => sortedShapeOf(read(`../geoblock/${file}`));
  const open = await get("/api/geoblock");
  assert.deepEqual([open.body.blocked, sortedShapeOf(open.body)], [
    false,
    shape("not_blocked.json"),
  ]);
  faults.set({ name: "geoblock403", args: {}, scope: {}, forMs: null, times: null });
  const shut = await get("/api/geoblock");
  assert.deepEqual([shut.body.blocked, sortedShapeOf(shut.body)], [true, shape("blocked.json")]);
  assert.equal(faults.list()[0]?.acted, 1);
});

Deno.test("positions of NO and of makers are kept apart from those of YES", async () => {
  const rig = aRig(aListing({ ...USUAL, fee: null }));
  rig.exchange.fund(ALICE, { collateral: usdc(100_000_000), approved: true });
  const id = `0x${"04".repeat(32)}` as const;
  const rested = rig.exchange.place(requestOf({ outcome: "no", at: "0.5", size: "10" }, id));
  assert.ok(rested.ok && rested.status === "live");
  // A bid of 0.50 for NO is an offer of YES at 0.50.
  rig.exchange.sweep(MARKET, "buy", 500_000 as never, 500_000_000 as never);
  const [row] = (await rig.get(paths.trades)).body.data;
  assert.deepEqual([row.token_id, row.side, row.size, row.price, row.outcome], [
    NO,
    "BUY",
    10,
    0.5,
    "No",
  ]);
  assert.equal(row.timestamp, START / 1_000);
});
