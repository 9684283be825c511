// Each refusal, brought about at an exchange, against the venue's own wording in ../shared.
import assert from "node:assert/strict";
import { millis, price, usdc } from "../../../src/core/types/units.ts";
import type { TokenId } from "../../../src/core/types/ids.ts";
import { refTest } from "../../support/shared.ts";
import { ALICE, answerOf, BOB, MARKET, micro, openRig, requestOf, type Rig, START } from "./rig.ts";

const SAMPLE_ID = "0xff354cd7ca7539dfa9c28d90943ab5779a4eac34b9b37a757d7b32bdfb11790b" as const;
const SAMPLE_TOKEN =
  "71321045679252212594626385532706912750332728571942532289631379312455583992563" as TokenId;
const EMPTY_HANDED = `0x${"ee".repeat(20)}` as const;

/** By the sample's name: what makes the venue say it. */
const provocations: Readonly<Record<string, (rig: Rig) => string>> = {
  "400_invalid_payload": ({ place }) => answerOf(place({ amounts: ["0", "10"] })),
  "400_min_size": ({ place }) => answerOf(place({ id: SAMPLE_ID, at: "0.5", size: "1.08" })),
  "400_tick": ({ place }) => answerOf(place({ id: SAMPLE_ID, amounts: ["4.555", "10"] })),
  "400_min_notional": ({ place }) => answerOf(place({ type: "FAK", amounts: ["0.5", "1"] })),
  "400_market_buy_decimals": ({ place }) =>
    answerOf(place({ type: "FOK", amounts: ["9.999", "20"] })),
  "400_market_buy_decimals_fine_tick": () => {
    const rig = openRig({}, { marketBuyDecimals: 5 }, "0.001");
    return answerOf(rig.place({ type: "FOK", amounts: ["9.999", "20"] }));
  },
  "400_buy_decimals": ({ place }) => answerOf(place({ amounts: ["4.5", "10.001"] })),
  "400_sell_decimals": ({ place }) => answerOf(place({ side: "sell", amounts: ["10.001", "4.5"] })),
  "400_amount_mismatch": ({ place }) =>
    answerOf(place({ side: "sell", amounts: ["19.69", "4.33"] })),
  "400_duplicated": ({ place }) => {
    place({ id: SAMPLE_ID });
    return answerOf(place({ id: SAMPLE_ID }));
  },
  "400_expiration": ({ place }) => answerOf(place({ type: "GTD", expiration: START / 1000 + 179 })),
  "400_post_only_crosses": ({ place }) => answerOf(place({ at: "0.6", postOnly: true })),
  "400_post_only_type": ({ place }) => answerOf(place({ type: "FAK", postOnly: true })),
  "400_fok": ({ place }) => answerOf(place({ type: "FOK", amounts: ["500", "1000"] })),
  "400_fak": ({ place }) => answerOf(place({ type: "FAK", amounts: ["4", "10"] })),
  "400_market_not_ready": () => answerOf(openRig({ startAt: millis(START + 1) }).place({})),
  "400_no_book": ({ place }) => answerOf(place({ token: SAMPLE_TOKEN })),
  "400_not_enough_balance_active": ({ exchange, place }) => {
    exchange.fund(EMPTY_HANDED, { collateral: usdc(45_967_864), approved: true });
    place({ who: EMPTY_HANDED, at: "0.4", size: "67" });
    return answerOf(place({ who: EMPTY_HANDED, at: "0.431", size: "50", postOnly: true }));
  },
  "400_allowance": () => {
    const rig = openRig({ fee: { rate: 0.04, exponent: 1 } });
    rig.exchange.fund(EMPTY_HANDED, { collateral: usdc(micro("100")) });
    return answerOf(rig.place({ who: EMPTY_HANDED, at: "0.45", size: "10" }));
  },
};

refTest("every refusal is worded as the venue words it", (read) => {
  const samples = JSON.parse(read("../../polymarket/samples/clob/order_errors.json"));
  for (const [name, provoke] of Object.entries(provocations)) {
    const fine = name.includes("active");
    const rig = openRig({}, {}, fine ? "0.001" : "0.01");
    rig.quote("sell", "0.5", "20");
    assert.equal(provoke(rig), samples[name]?.body.error, name);
  }
});

refTest(
  "samples that nothing here provokes are the server's or not said",
  (read) => {
    const samples = JSON.parse(read("../../polymarket/samples/clob/order_errors.json"));
    const elsewhere = [
      "400_order_version_mismatch",
      "400_invalid_order_version",
      "400_invalid_signature",
      "400_owner_mismatch",
      "400_signer_mismatch",
      "400_deposit_wallet_required",
      // The venue's short forms: the long one with all four numbers is said instead.
      "400_not_enough_balance",
      "400_not_enough_balance_detail",
      "400_banned",
      "400_closed_only",
      "401",
      "403_geo",
      "403_cloudflare",
      "425",
      "429",
      "500_insert",
      "500_execution",
      "503_trading_disabled",
      "503_cancel_only",
      "503_post_only",
      "200_success_false",
    ];
    assert.deepEqual(
      Object.keys(samples).toSorted(),
      [...elsewhere, ...Object.keys(provocations)].toSorted(),
    );
  },
);

Deno.test("a refusal is a sentence of the venue and leaves no order", () => {
  const rig = openRig();
  const { id, ...result } = rig.place({ at: "0.5", size: "1.08" });
  assert.deepEqual(result, {
    ok: false,
    error: `order ${id} is invalid. Size (1.08) lower than the minimum: 5`,
  });
  assert.equal(rig.exchange.order(id), undefined);
  assert.deepEqual(rig.events, []);
});

Deno.test("a balance that is too small is told with all that is spoken for", () => {
  const rig = openRig({ fee: { rate: 0.04, exponent: 1 } });
  rig.quote("sell", "0.5", "20");
  rig.place({ at: "0.4", size: "100", postOnly: true });
  rig.place({ at: "0.5", size: "20" });
  const refused = rig.place({ at: "0.9", size: "1200" });
  // 20 shares at 0.50 are 10 dollars and a fee of 0.2; 1200 at 0.9 would cost 4.32 more in fees.
  assert.equal(
    answerOf(refused),
    "not enough balance / allowance: the balance is not enough -> balance: 1000000000, " +
      "sum of active orders: 40000000, sum of matched orders: 10200000, " +
      "order amount (inc. fees): 1084320000",
  );
});

Deno.test("a sale needs tokens and the approval of the market's own exchange contract", () => {
  const buy = (rig: Rig, who: typeof ALICE) => {
    rig.quote("sell", "0.5", "20");
    rig.place({ who, at: "0.5", size: "10" });
    rig.wait(10_000);
  };
  const spenders = [
    [{}, "0xE111180000d2663C0091e4f400237545B87B996B"],
    [{ negRiskId: "0x01" }, "0xe2222d279d744050d28e00520010520000310F59"],
    [{ negRiskId: "0x01", version: "v2" }, "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa"],
  ] as const;
  for (const [change, spender] of spenders) {
    const rig = openRig(change);
    assert.match(
      answerOf(rig.place({ side: "sell", at: "0.6" })),
      /balance: 0, sum of active orders: 0, .* order amount \(inc\. fees\): 10000000$/,
    );
    buy(rig, ALICE);
    assert.equal(rig.place({ side: "sell", at: "0.6", size: "6" }).ok, true);
    assert.match(
      answerOf(rig.place({ side: "sell", at: "0.6", size: "5" })),
      /balance: 10000000, sum of active orders: 6000000, .*: 0, .*: 5000000$/,
    );
    buy(rig, BOB);
    rig.exchange.fund(BOB, { approved: false });
    assert.match(
      answerOf(rig.place({ who: BOB, side: "sell", at: "0.6" })),
      new RegExp(`the allowance is not enough -> spender: ${spender}, allowance: 0, `),
    );
    assert.equal(rig.exchange.conditional(BOB, "711" as TokenId).allowances[spender], 0);
    assert.equal(rig.exchange.collateral(ALICE).allowances[spender], Number.MAX_SAFE_INTEGER);
  }
});

Deno.test("a resting order holds what is left of it", () => {
  const rig = openRig();
  rig.place({ at: "0.4", size: "100" });
  rig.quote("sell", "0.4", "30");
  assert.match(
    answerOf(rig.place({ at: "0.5", size: "2000" })),
    /sum of active orders: 28000000, sum of matched orders: 12000000,/,
  );
});

// 20 shares at the limit of 0.50 cost 0.20 of fee; the same dollars at 0.25 buy 40, at 0.30.
Deno.test("an order of dollars is checked for the fee of the shares it would get", () => {
  const rich = (delay: number, dollars: string) => {
    const rig = openRig({ fee: { rate: 0.04, exponent: 1 }, takerDelayMs: millis(delay) });
    rig.exchange.fund(EMPTY_HANDED, { collateral: usdc(micro(dollars)), approved: true });
    return rig;
  };
  const spend = { who: EMPTY_HANDED, type: "FAK", amounts: ["10", "20"] } as const;
  const poor = rich(0, "10.299999");
  poor.quote("sell", "0.25", "100");
  assert.match(answerOf(poor.place(spend)), /balance: 10299999, .* \(inc\. fees\): 10300000$/);
  const enough = rich(0, "10.3");
  enough.quote("sell", "0.25", "100");
  assert.equal(answerOf(enough.place(spend)), "matched");
  // One that waits is checked again when it arrives.
  const late = rich(500, "10.299999");
  late.quote("sell", "0.5", "100");
  const waiting = late.place(spend);
  assert.equal(answerOf(waiting), "delayed");
  late.quote("sell", "0.25", "100");
  late.wait(500);
  assert.equal(late.exchange.order(waiting.id)?.status, "UNMATCHED");
});

const minimums: readonly (readonly [string, readonly [string, string], string])[] = [
  ["GTC", ["2.495", "4.99"], "lower than the minimum: 5"],
  ["GTC", ["2.5", "5"], "matched"],
  ["GTC", ["0.05", "5"], "live"],
  ["FAK", ["0.99", "1.98"], "marketable BUY order ($0.99), min size: $1"],
  ["FAK", ["1", "2"], "matched"],
  ["FOK", ["1", "2"], "matched"],
];

Deno.test("R-086 resting orders need five shares, orders that take a dollar", () => {
  for (const [type, amounts, wanted] of minimums) {
    const rig = openRig();
    rig.quote("sell", "0.5", "20");
    const answer = answerOf(rig.place({ type: type as "GTC", amounts }));
    assert.ok(answer.endsWith(wanted), `${type} ${amounts}: ${answer}`);
  }
  const cheap = openRig();
  cheap.quote("sell", "0.1", "20");
  assert.match(answerOf(cheap.place({ at: "0.1", size: "9" })), /marketable BUY order \(\$0\.9\)/);
  assert.match(
    answerOf(cheap.place({ side: "sell", type: "FAK", at: "0.1", size: "9" })),
    /marketable SELL order \(\$0\.9\)/,
  );
});

Deno.test("a closed market has no book, one paused or not yet open is not ready", () => {
  const early = openRig({ startAt: millis(START + 1) });
  assert.match(answerOf(early.place({})), /^the market is not yet ready/);
  early.wait(1);
  assert.equal(answerOf(early.place({})), "live");
  const rig = openRig();
  rig.exchange.status(MARKET).accepting = false;
  assert.equal(
    answerOf(rig.place({})),
    "the market is not yet ready to process new orders",
  );
  rig.exchange.resolve(MARKET, "yes");
  assert.equal(answerOf(rig.place({})), "the orderbook 711 does not exist");
  assert.equal(answerOf(rig.place({ token: "9" as TokenId })), "the orderbook 9 does not exist");
});

Deno.test("an expiration is for GTD only and at least three minutes ahead", () => {
  const rig = openRig();
  const seconds = START / 1000;
  assert.equal(answerOf(rig.place({ type: "GTD" })), "invalid expiration");
  assert.equal(answerOf(rig.place({ expiration: seconds + 600 })), "invalid expiration");
  assert.equal(
    answerOf(rig.place({ type: "GTD", expiration: seconds + 180.5 })),
    "invalid expiration",
  );
  assert.equal(answerOf(rig.place({ type: "GTD", expiration: seconds + 180 })), "live");
});

Deno.test("a price is checked against the grid of the day", () => {
  const rig = openRig();
  assert.match(answerOf(rig.place({ at: "0.455" })), /breaks minimum tick size rule: 0\.01$/);
  rig.exchange.setTickSize(MARKET, price(1_000));
  assert.equal(answerOf(rig.place({ at: "0.455" })), "live");
  assert.throws(() => rig.exchange.setTickSize(MARKET, price(20_000)), /not a tick size/);
});

Deno.test("words for amounts make the amounts the venue expects", () => {
  const { makerAmount, takerAmount } = requestOf({ side: "sell", at: "0.22", size: "19.69" }, "0x");
  assert.deepEqual([makerAmount, takerAmount], [19_690_000, 4_331_800]);
});
