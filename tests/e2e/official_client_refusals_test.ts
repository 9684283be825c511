// What the venue refuses or loses, as its own client sees it: in the venue's words.
import assert from "node:assert/strict";
import {
  ClobClient,
  createL2Headers,
  orderToJsonV2,
  OrderType,
  Side,
  SignatureTypeV2,
} from "@polymarket/clob-client-v2";
import type { SignedOrder } from "@polymarket/clob-client-v2";
import { ANVIL_0, ANVIL_KEY_0 } from "../sandbox/auth/vectors.ts";
import { OTHER_KEY, STANDARD } from "../sandbox/private/rig.ts";
import { CENT, clientTest, fund, refusal, setFault, signerOf, TEN } from "./official_client.ts";

clientTest("what the market's rules forbid is refused in the venue's words", async ({ client }) => {
  // The client rounds prices off the grid without a word, but not on a finer grid of the caller's.
  const fine = { tickSize: "0.001", negRisk: false } as const;
  const offGrid = await client.orderBuilder.buildOrder({ ...TEN, price: 0.455 }, fine, 2);
  assert.match(
    refusal(await client.postOrder(offGrid)),
    /^order 0x[0-9a-f]{64} is invalid\. Price \(0\.455\) breaks minimum tick size rule: 0\.01$/,
  );
  assert.match(
    refusal(await client.createAndPostOrder({ ...TEN, size: 1 }, CENT)),
    /^order 0x[0-9a-f]{64} is invalid\. Size \(1\) lower than the minimum: 5$/,
  );
  assert.equal(
    refusal(
      await client.createAndPostMarketOrder(
        { tokenID: STANDARD.yes, amount: 0.5, side: Side.BUY },
        CENT,
        OrderType.FAK,
      ),
    ),
    "invalid amount for a marketable BUY order ($0.5), min size: $1",
  );
  const once = await client.createOrder(TEN, CENT);
  assert.equal((await client.postOrder(once)).status, "live");
  assert.match(refusal(await client.postOrder(once)), /is invalid\. Duplicated\.$/);
});

clientTest(
  "an account without money, approval or tokens is refused with the figures",
  async ({ again, client, venue }) => {
    assert.equal(
      refusal(await client.createAndPostOrder({ ...TEN, side: Side.SELL }, CENT)),
      "not enough balance / allowance: the balance is not enough -> balance: 0, sum of active " +
        "orders: 0, sum of matched orders: 0, order amount (inc. fees): 10000000",
    );
    const funderAddress = venue.keys.wallets(ANVIL_0).safe;
    const safe = again({ signatureType: SignatureTypeV2.POLY_GNOSIS_SAFE, funderAddress });
    assert.match(
      refusal(await safe.createAndPostOrder(TEN, CENT)),
      /the balance is not enough -> balance: 0,.* order amount \(inc\. fees\): 4500000$/,
    );
    fund(venue, funderAddress);
    venue.exchange.fund(funderAddress, { approved: false });
    assert.match(
      refusal(await safe.createAndPostOrder(TEN, CENT)),
      /the allowance is not enough -> spender: 0xE111180000d2663C0091e4f400237545B87B996B/,
    );
  },
);

clientTest(
  "who signs or owns an order that is not its own is refused",
  async ({ client, creds, venue }) => {
    const other = new ClobClient({ host: venue.url, chain: 137, signer: signerOf(OTHER_KEY) });
    const foreign = await other.createOrder(TEN, CENT);
    assert.equal(
      refusal(await client.postOrder(foreign)),
      "the order signer address has to be the address of the API KEY",
    );
    const order = await client.createOrder(TEN, CENT);
    const tampered = { ...order, takerAmount: "11000000" };
    assert.equal(refusal(await client.postOrder(tampered)), "invalid signature");

    const otherCreds = await other.createApiKey();
    const body = JSON.stringify(orderToJsonV2(order as Current, otherCreds.key, OrderType.GTC));
    const request = { method: "POST", requestPath: "/order", body };
    const headers = await createL2Headers(signerOf(ANVIL_KEY_0), creds, request);
    const response = await fetch(`${venue.url}/order`, {
      method: "POST",
      body,
      headers: headers as unknown as Record<string, string>,
    });
    assert.equal(response.status, 400);
    assert.deepEqual(await response.json(), {
      error: "the order owner has to be the owner of the API KEY",
    });
  },
);

type Current = Extract<SignedOrder, { readonly builder: string }>;

clientTest("orders of the old version are told so", async ({ client }) => {
  const old = await client.orderBuilder.buildOrder({ ...TEN, feeRateBps: 0 }, CENT, 1);
  assert.equal(
    refusal(await client.postOrder(old)),
    "invalid order version, please use the latest clob-client",
  );
});

clientTest(
  "new accounts can be sent to the deposit wallet flow",
  async ({ again, client, venue }) => {
    venue.accounts.depositWalletOnly = true;
    assert.equal(
      refusal(await client.createAndPostOrder(TEN, CENT)),
      "maker address not allowed, please use the deposit wallet flow",
    );
    const funderAddress = venue.keys.wallets(ANVIL_0).deposit;
    fund(venue, funderAddress);
    const deposit = again({ signatureType: SignatureTypeV2.POLY_1271, funderAddress });
    assert.equal((await deposit.createAndPostOrder(TEN, CENT)).status, "live");
  },
);

clientTest(
  "R-060 a POST whose answer is lost has placed its order, and sent again it is a duplicate",
  async ({ again, client, venue }) => {
    const lost = { name: "http5xx", after: true, path: "/order", method: "POST", times: 1 };
    setFault(venue, lost);
    assert.deepEqual(await client.createAndPostOrder(TEN, CENT), {
      error: "could not run the execution",
      status: 500,
    });
    assert.equal(venue.status().orderPosts, 1);
    assert.equal((await client.getOpenOrders()).length, 1);

    setFault(venue, lost);
    const stubborn = again({ retryOnError: true });
    assert.match(refusal(await stubborn.createAndPostOrder(TEN, CENT)), /Duplicated/);
    assert.equal(venue.status().orderPosts, 3);
    assert.equal((await client.getOpenOrders()).length, 2);
  },
);
