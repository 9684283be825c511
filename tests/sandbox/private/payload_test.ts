import assert from "node:assert/strict";
import { parsePlacement } from "../../../src/sandbox/private/payload.ts";

const ADDRESS = `0x${"Ab".repeat(20)}`;

function body(order: Record<string, unknown> = {}, around: Record<string, unknown> = {}) {
  return {
    deferExec: false,
    postOnly: false,
    order: {
      salt: 12,
      maker: ADDRESS,
      signer: ADDRESS,
      tokenId: "1234",
      makerAmount: "4500000",
      takerAmount: "10000000",
      side: "BUY",
      signatureType: 0,
      timestamp: "1795305600000",
      expiration: "0",
      metadata: `0x${"00".repeat(32)}`,
      builder: `0x${"00".repeat(32)}`,
      signature: "0x0A",
      ...order,
    },
    owner: "somebody",
    orderType: "GTC",
    ...around,
  };
}

function without(fields: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));
}

Deno.test("a body of the current form is read, with addresses and bytes in lower case", () => {
  const parsed = parsePlacement(body({ expiration: "1795309200" }, { postOnly: true }));
  assert.deepEqual(parsed, {
    ok: true,
    value: {
      struct: {
        salt: 12n,
        maker: ADDRESS.toLowerCase(),
        signer: ADDRESS.toLowerCase(),
        tokenId: 1234n,
        makerAmount: 4_500_000n,
        takerAmount: 10_000_000n,
        side: "buy",
        signatureType: 0,
        timestamp: 1_795_305_600_000n,
        metadata: `0x${"00".repeat(32)}`,
        builder: `0x${"00".repeat(32)}`,
      },
      signature: "0x0a",
      owner: "somebody",
      type: "GTC",
      postOnly: true,
      deferExec: false,
      expiration: 1_795_309_200,
    },
  });
});

Deno.test("deferExec and postOnly may be left out, and are false then", () => {
  const parsed = parsePlacement(without(without(body(), "deferExec"), "postOnly"));
  assert.ok(parsed.ok);
  assert.deepEqual([parsed.value.deferExec, parsed.value.postOnly], [false, false]);
});

Deno.test("a body that lacks a field, or has one too many, is no order", () => {
  const good = body();
  const wrong: unknown[] = [
    ...["order", "owner", "orderType"].map((key) => without(good, key)),
    ...Object.keys(good.order).map((key) => ({ ...good, order: without(good.order, key) })),
    body({}, { extra: 1 }),
    body({ taker: ADDRESS }),
    undefined,
    null,
    [],
    "order",
  ];
  for (const one of wrong) {
    assert.deepEqual(parsePlacement(one), { ok: false, error: "Invalid order payload" });
  }
});

Deno.test("a field of the wrong type or out of range makes the body no order", () => {
  const wrong: Record<string, readonly unknown[]> = {
    salt: ["12", -1, 1.5, 2 ** 53, null],
    maker: ["0x12", ADDRESS.slice(2), 5],
    signer: [`${ADDRESS}00`],
    tokenId: [1234, "0x12", "-1", "1.5", "01", "", String(1n << 256n)],
    makerAmount: [4_500_000, "0", "-1", "4.5", "9007199254740993"],
    takerAmount: ["0", "1e6"],
    side: ["buy", 0, "Buy"],
    signatureType: ["0", 4, -1, null],
    timestamp: [1_795_305_600_000, "now"],
    expiration: [0, "never", "9007199254740993"],
    metadata: ["0x00"],
    builder: ["", null],
    signature: ["0x", "abc", "0xabc", 1],
  };
  for (const [key, values] of Object.entries(wrong)) {
    for (const value of values) {
      const parsed = parsePlacement(body({ [key]: value }));
      assert.equal(parsed.ok, false, `${key}: ${JSON.stringify(value)}`);
    }
  }
  for (
    const around of [{ orderType: "IOC" }, { owner: "" }, { owner: 1 }, { postOnly: "true" }, {
      deferExec: 0,
    }]
  ) {
    assert.equal(parsePlacement(body({}, around)).ok, false, JSON.stringify(around));
  }
});

Deno.test("the twelve signed fields of an old client are told apart from nonsense", () => {
  const current = body().order;
  const kept = Object.entries(current)
    .filter(([key]) => !["timestamp", "metadata", "builder"].includes(key));
  const old = { ...Object.fromEntries(kept), taker: ADDRESS, nonce: "0", feeRateBps: "0" };
  assert.deepEqual(parsePlacement({ ...body(), order: old }), {
    ok: false,
    error: "invalid order version, please use the latest clob-client",
  });
  const mixed = { ...current, nonce: "0", feeRateBps: "0" };
  assert.deepEqual(parsePlacement({ ...body(), order: mixed }), {
    ok: false,
    error: "Invalid order payload",
  });
});
