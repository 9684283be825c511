import assert from "node:assert/strict";
import type { ApiKey } from "../../../src/sandbox/auth/keys.ts";
import { aRig, errorOf, fieldsOf, NEG_RISK, OTHER, STANDARD } from "./rig.ts";
import type { Rig } from "./rig.ts";

async function placed(rig: Rig, ...markets: (typeof STANDARD)[]): Promise<string[]> {
  const ids: string[] = [];
  for (const market of markets) {
    const { id, ...answer } = await rig.post({ market });
    assert.equal(fieldsOf(answer)["status"], "live");
    ids.push(id);
  }
  return ids;
}

function otherKey(rig: Rig): ApiKey {
  const made = rig.keys.create(OTHER, 0n);
  assert.ok(made !== null);
  return { ...made, address: OTHER };
}

Deno.test("an order is cancelled by its id, once", async () => {
  const rig = aRig();
  const [id = ""] = await placed(rig, STANDARD);
  const answer = await rig.ask("DELETE", "/order", { orderID: id });
  assert.deepEqual(fieldsOf(answer), { canceled: [id], not_canceled: {} });
  const again = fieldsOf(await rig.ask("DELETE", "/order", { orderID: id }));
  assert.deepEqual(again["canceled"], []);
  assert.deepEqual(Object.keys(again["not_canceled"] as object), [id]);
});

Deno.test("several are cancelled at once, and each that is not has its reason", async () => {
  const rig = aRig();
  const [one = "", two = ""] = await placed(rig, STANDARD, NEG_RISK);
  const unknown = `0x${"12".repeat(32)}`;
  const answer = fieldsOf(await rig.ask("DELETE", "/orders", [one, two, two, unknown]));
  assert.deepEqual(answer["canceled"], [one, two]);
  assert.deepEqual(Object.keys(answer["not_canceled"] as object), [unknown]);
});

Deno.test("ids are taken in either case", async () => {
  const rig = aRig();
  const [id = ""] = await placed(rig, STANDARD);
  const answer = await rig.ask("DELETE", "/order", { orderID: `0x${id.slice(2).toUpperCase()}` });
  assert.deepEqual(fieldsOf(answer)["canceled"], [id]);
});

Deno.test("everything is cancelled, or everything of a market or a token", async () => {
  const rig = aRig();
  const [one = "", two = "", three = ""] = await placed(rig, STANDARD, NEG_RISK, STANDARD);
  const path = "/cancel-market-orders";
  const byMarket = await rig.ask("DELETE", path, { market: NEG_RISK.id });
  assert.deepEqual(fieldsOf(byMarket), { canceled: [two], not_canceled: {} });
  const byToken = await rig.ask("DELETE", path, { asset_id: NEG_RISK.yes });
  assert.deepEqual(fieldsOf(byToken)["canceled"], []);
  assert.equal(errorOf(await rig.ask("DELETE", path, {})), "Invalid order payload");
  const rest = await rig.ask("DELETE", "/cancel-all");
  assert.deepEqual(new Set(fieldsOf(rest)["canceled"] as string[]), new Set([one, three]));
});

Deno.test("a key cancels its own orders only", async () => {
  const rig = aRig();
  const [id = ""] = await placed(rig, STANDARD);
  const other = otherKey(rig);
  const single = fieldsOf(await rig.ask("DELETE", "/order", { orderID: id }, other));
  const all = fieldsOf(await rig.ask("DELETE", "/cancel-all", undefined, other));
  assert.deepEqual([single["canceled"], all["canceled"]], [[], []]);
  assert.equal(rig.exchange.openOrders(rig.caller.apiKey).length, 1);
});

Deno.test("what is no id, or too many of them, is refused", async () => {
  const rig = aRig();
  assert.equal(errorOf(await rig.ask("DELETE", "/order", { orderID: "12" })), "Invalid orderID");
  assert.equal(errorOf(await rig.ask("DELETE", "/order", {})), "Invalid orderID");
  assert.equal(errorOf(await rig.ask("DELETE", "/order", [])), "Invalid order payload");
  assert.equal(errorOf(await rig.ask("DELETE", "/orders", ["0xab", 1])), "Invalid orderID");
  assert.equal(errorOf(await rig.ask("DELETE", "/orders", {})), "Invalid order payload");
  assert.equal(
    errorOf(await rig.ask("DELETE", "/orders", Array.from({ length: 1_001 }, () => "0xab"))),
    "Too many orders in payload, max allowed: 1000",
  );
});

Deno.test("nothing is cancelled without good L2 headers", async () => {
  const rig = aRig();
  await placed(rig, STANDARD);
  for (const path of ["/order", "/orders", "/cancel-all", "/cancel-market-orders"]) {
    assert.equal((await rig.app.request(path, { method: "DELETE" })).status, 401, path);
  }
  assert.equal(rig.exchange.openOrders(rig.caller.apiKey).length, 1);
});
