// What the venue sends and what the sandbox sends in its place: the same keys in the same order,
// the same kinds of values.
import assert from "node:assert/strict";
import { millis, price, shares } from "../../../src/core/types/units.ts";
import { userChannel } from "../../../src/sandbox/private/user_channel.ts";
import { RECORDED_CREDENTIALS, vectorTest } from "../auth/vectors.ts";
import { aRig, fieldsOf, STANDARD } from "./rig.ts";
import type { Rig } from "./rig.ts";

/** Keys and kinds; of an array, those of its first element. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.entries(value).map(([key, one]) => [key, shape(one)]);
}

function sample(read: <T>(file: string) => T, file: string): unknown {
  return shape(read<unknown>(`../${file}`));
}

const CROSS = { makerAmount: 4_600_000n, takerAmount: 10_000_000n };

async function answers(rig: Rig): Promise<Record<string, unknown>> {
  const live = await rig.post();
  const matched = await rig.post({ order: CROSS });
  rig.clock.advanceTo(millis(rig.clock.now() + 60_000));
  const open = await rig.ask("GET", "/data/orders");
  const single = await rig.ask("GET", `/data/order/${matched.id}`);
  const trades = await rig.ask("GET", "/data/trades");
  const none = await rig.ask("GET", "/data/trades?id=none");
  const cancelled = await rig.ask("DELETE", "/orders", [live.id, matched.id]);
  const heartbeat = await rig.ask("POST", "/v1/heartbeats", { heartbeat_id: "" });
  const closedOnly = await rig.ask("GET", "/auth/ban-status/closed-only");
  return {
    "clob/order_response_live.json": live.body,
    "clob/order_response_matched.json": matched.body,
    "clob/open_orders_page.json": open.body,
    "clob/order_single.json": single.body,
    "clob/trades_page.json": trades.body,
    "clob/trades_end_page.json": none.body,
    "clob/heartbeat_response.json": heartbeat.body,
    "clob/closed_only.json": closedOnly.body,
    "clob/cancel_response.json": fieldsOf(cancelled),
  };
}

vectorTest("answers have the keys and kinds of the venue's samples", async (read) => {
  for (const [file, body] of Object.entries(await answers(aRig()))) {
    if (file === "clob/cancel_response.json") {
      // The keys of not_canceled are ids.
      const { canceled, not_canceled: kept } = body as Record<string, unknown>;
      assert.deepEqual([shape(canceled), Object.values(kept as object).map(shape)], [
        ["string"],
        ["string"],
      ]);
    } else assert.deepEqual(shape(body), sample(read, file), file);
  }
});

vectorTest("a failed trade has the keys and kinds of the venue's sample", async (read) => {
  const rig = aRig();
  rig.exchange.faults.failTrades = true;
  await rig.post({ order: CROSS });
  rig.clock.advanceTo(millis(rig.clock.now() + 60_000));
  const { body } = await rig.ask("GET", "/data/trades");
  assert.deepEqual(shape(body), sample(read, "clob/trades_failed.json"));
});

vectorTest(
  "messages of the user channel have the keys and kinds of the venue's samples",
  async (read) => {
    const rig = aRig();
    const channel = userChannel({ keys: rig.keys });
    const told: Record<string, unknown>[] = [];
    channel.onOpen((text) => told.push(JSON.parse(text)), () => assert.fail("hung up"));
    rig.exchange.listen((event) => channel.onEvent(event));
    const subscribe = read<object>("../ws_user/subscribe.json");
    channel.onMessage(
      JSON.stringify({ ...subscribe, auth: RECORDED_CREDENTIALS, markets: [STANDARD.id] }),
    );
    const first = await rig.post();
    rig.exchange.sweep(STANDARD.id, "sell", price(450_000), shares(4_000_000));
    await rig.ask("DELETE", "/order", { orderID: first.id });
    await rig.post({ order: CROSS });
    rig.clock.advanceTo(millis(rig.clock.now() + 60_000));

    const orders = told.filter((one) => one["event_type"] === "order" && one["id"] === first.id);
    const trades = told.filter((one) =>
      one["event_type"] === "trade" && one["taker_order_id"] !== first.id
    );
    const byKind: Record<string, unknown> = {
      "ws_user/order_placement.json": orders[0],
      "ws_user/order_update_partial.json": orders[1],
      "ws_user/order_cancellation.json": orders[2],
      "ws_user/trade_matched.json": trades.find(({ status }) => status === "MATCHED"),
      "ws_user/trade_mined.json": trades.find(({ status }) => status === "MINED"),
      "ws_user/trade_confirmed.json": trades.find(({ status }) => status === "CONFIRMED"),
    };
    for (const [file, message] of Object.entries(byKind)) {
      assert.deepEqual(shape(message), sample(read, file), file);
    }
  },
);
