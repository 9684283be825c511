import assert from "node:assert/strict";
import { usdc } from "../../../src/core/types/units.ts";
import { exchangeOf } from "../../../src/sandbox/auth/order_signature.ts";
import type { SignatureType } from "../../../src/sandbox/auth/wallets.ts";
import { walletOfType } from "../../../src/sandbox/auth/wallets.ts";
import { ANVIL_0, RECORDED_CREDENTIALS } from "../auth/vectors.ts";
import {
  aRig,
  errorOf,
  fieldsOf,
  NEG_RISK,
  OTHER,
  OTHER_KEY,
  PROTOCOL_V2,
  STANDARD,
} from "./rig.ts";
import type { Rig, Sending } from "./rig.ts";

const INVALID_SIGNATURE = "invalid signature";
const WRONG_SIGNER = "the order signer address has to be the address of the API KEY";

/** An order of this signature type by the key's own wallet. */
function typed(rig: Rig, signatureType: SignatureType): Sending {
  const wallets = rig.keys.wallets(ANVIL_0);
  const maker = walletOfType(wallets, signatureType);
  const signer = signatureType === 3 ? maker : wallets.eoa;
  return { order: { signatureType, maker, signer } };
}

Deno.test("an order that rests is live under its EIP-712 digest", async () => {
  const rig = aRig();
  const { id, ...answer } = await rig.post();
  assert.deepEqual(fieldsOf(answer), {
    errorMsg: "",
    orderID: id,
    takingAmount: "",
    makingAmount: "",
    status: "live",
    success: true,
  });
  const order = rig.exchange.order(id);
  assert.equal(order?.owner, RECORDED_CREDENTIALS.apiKey);
  assert.equal(order?.maker, ANVIL_0);
  assert.equal(order?.price, 450_000);
});

Deno.test("an order that crosses is matched, with decimal amounts and no hashes", async () => {
  const rig = aRig();
  const cross = { makerAmount: 4_600_000n, takerAmount: 10_000_000n };
  const { id, ...answer } = await rig.post({ order: cross });
  const { tradeIDs, ...rest } = fieldsOf(answer);
  assert.deepEqual(rest, {
    errorMsg: "",
    orderID: id,
    takingAmount: "10",
    makingAmount: "4.6",
    status: "matched",
    transactionsHashes: [],
    success: true,
  });
  assert.deepEqual(tradeIDs, rig.exchange.order(id)?.trades);
  assert.equal((tradeIDs as string[]).length, 1);
});

Deno.test("R-053 orders of all four signature types are taken, each of its wallet", async () => {
  for (const type of [0, 1, 2, 3] as const) {
    const rig = aRig();
    const sending = typed(rig, type);
    const maker = sending.order?.maker ?? ANVIL_0;
    rig.exchange.fund(maker, { collateral: usdc(100_000_000), approved: true });
    const { id, ...answer } = await rig.post(sending);
    assert.equal(fieldsOf(answer)["status"], "live", `type ${type}`);
    assert.equal(rig.exchange.order(id)?.maker, maker);
  }
});

Deno.test("R-054 every kind of market wants the signature of its own contract", async () => {
  const rig = aRig();
  const kinds = [STANDARD, NEG_RISK, PROTOCOL_V2];
  for (const market of kinds) {
    assert.equal(fieldsOf(await rig.post({ market }))["status"], "live", market.slug);
    for (const other of kinds.filter((one) => one !== market)) {
      const domain = exchangeOf(other, 137);
      assert.equal(errorOf(await rig.post({ market, domain })), INVALID_SIGNATURE);
    }
    const amoy = exchangeOf(market, 80_002);
    assert.equal(errorOf(await rig.post({ market, domain: amoy })), INVALID_SIGNATURE);
  }
});

Deno.test("an order signed for version 1 of the contract is told so", async () => {
  const rig = aRig();
  const domain = { ...exchangeOf(STANDARD, 137), version: "1" } as const;
  assert.equal(errorOf(await rig.post({ domain })), "order_version_mismatch");
  const contract = "0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e";
  const old = { ...domain, contract } as const;
  assert.equal(errorOf(await rig.post({ domain: old })), "order_version_mismatch");
});

Deno.test("an order of another owner or signer is refused in the venue's words", async () => {
  const rig = aRig();
  const owner = "00000000-0000-4000-8000-000000000009";
  assert.equal(
    errorOf(await rig.post({ owner })),
    "the order owner has to be the owner of the API KEY",
  );
  assert.equal(
    errorOf(await rig.post({ order: { maker: OTHER, signer: OTHER }, privateKey: OTHER_KEY })),
    WRONG_SIGNER,
  );
  assert.equal(errorOf(await rig.post({ privateKey: OTHER_KEY })), INVALID_SIGNATURE);
});

Deno.test("a wallet that is not the signer's own cannot be the maker", async () => {
  const rig = aRig();
  for (const signatureType of [0, 1, 2] as const) {
    const order = { signatureType, maker: OTHER } as const;
    assert.equal(errorOf(await rig.post({ order })), INVALID_SIGNATURE, `type ${signatureType}`);
  }
  const foreign = { signatureType: 3, maker: OTHER, signer: OTHER } as const;
  assert.equal(errorOf(await rig.post({ order: foreign })), WRONG_SIGNER);
  const bare = { signatureType: 3, maker: ANVIL_0, signer: ANVIL_0 } as const;
  assert.equal(errorOf(await rig.post({ order: bare })), WRONG_SIGNER);
});

Deno.test("a deposit wallet that was registered takes the place of the derived one", async () => {
  const rig = aRig();
  rig.keys.registerWallet(ANVIL_0, 3, OTHER);
  rig.exchange.fund(OTHER, { collateral: usdc(100_000_000), approved: true });
  const order = { signatureType: 3, maker: OTHER, signer: OTHER } as const;
  assert.equal(fieldsOf(await rig.post({ order }))["status"], "live");
});

Deno.test("an option sends other makers to the deposit wallet flow", async () => {
  const rig = aRig();
  rig.options.depositWalletOnly = true;
  const wallet = rig.keys.wallets(ANVIL_0).deposit;
  rig.exchange.fund(wallet, { collateral: usdc(100_000_000), approved: true });
  for (const type of [0, 1, 2] as const) {
    assert.equal(
      errorOf(await rig.post(typed(rig, type))),
      "maker address not allowed, please use the deposit wallet flow",
    );
  }
  assert.equal(fieldsOf(await rig.post(typed(rig, 3)))["status"], "live");
});

Deno.test("a banned address cannot trade, one in closed-only mode can only sell", async () => {
  const rig = aRig();
  rig.options.restricted.set(ANVIL_0, "closedOnly");
  const mode = `'${ANVIL_0}' address in closed only mode`;
  assert.equal(errorOf(await rig.post()), mode);
  const sale = { side: "sell", makerAmount: 10_000_000n, takerAmount: 4_500_000n } as const;
  assert.match(errorOf(await rig.post({ order: sale })), /not enough balance/);
  rig.options.restricted.set(ANVIL_0, "banned");
  assert.equal(errorOf(await rig.post({ order: sale })), `'${ANVIL_0}' address banned`);
});

Deno.test("an order for a token that is not listed has no order book", async () => {
  const rig = aRig();
  const answer = await rig.post({ order: { tokenId: 77n } });
  assert.equal(errorOf(answer), "the orderbook 77 does not exist");
});

Deno.test("what the exchange objects to is answered in its words", async () => {
  const rig = aRig();
  const { id, ...offGrid } = await rig.post({
    order: { makerAmount: 4_550_000n, takerAmount: 10_000_000n },
  });
  assert.equal(
    errorOf(offGrid),
    `order ${id} is invalid. Price (0.455) breaks minimum tick size rule: 0.01`,
  );
  const { body } = await rig.bodyOf();
  assert.equal((await rig.ask("POST", "/order", body)).status, 200);
  assert.match(errorOf(await rig.ask("POST", "/order", body)), /is invalid. Duplicated\.$/);
});

Deno.test("nothing is placed or read without good L2 headers", async () => {
  const rig = aRig();
  const { id, body } = await rig.bodyOf();
  const text = JSON.stringify(body);
  const response = await rig.app.request("/order", { method: "POST", body: text });
  assert.equal(response.status, 401);
  assert.deepEqual(await response.json(), { error: "Unauthorized/Invalid api key" });
  const nonsense = await rig.app.request("/order", { method: "POST", body: "{" });
  assert.equal(nonsense.status, 401);
  assert.equal(rig.exchange.order(id), undefined);
  assert.equal(errorOf(await rig.ask("POST", "/order", "{")), "Invalid order payload");
});

Deno.test("a batch answers for each order in its turn, refusals with success", async () => {
  const rig = aRig();
  const first = await rig.bodyOf();
  const poor = await rig.bodyOf({
    order: { makerAmount: 450_000_000_000n, takerAmount: 10n ** 12n },
  });
  const last = await rig.bodyOf({ market: NEG_RISK });
  const answer = await rig.ask("POST", "/orders", [first.body, poor.body, {}, last.body]);
  const rows = fieldsOf(answer) as unknown as Record<string, unknown>[];
  assert.deepEqual(rows.map(({ orderID }) => orderID), [first.id, "", "", last.id]);
  assert.match(String(rows[1]?.["errorMsg"]), /^not enough balance/);
  assert.deepEqual(rows[2], {
    errorMsg: "Invalid order payload",
    orderID: "",
    takingAmount: "",
    makingAmount: "",
    status: "",
    success: true,
  });
});

Deno.test("a batch holds one to fifteen orders", async () => {
  const rig = aRig();
  const many = Array.from({ length: 16 }, () => ({}));
  assert.equal(
    errorOf(await rig.ask("POST", "/orders", many)),
    "Too many orders in payload: 16, max allowed: 15",
  );
  assert.equal((await rig.ask("POST", "/orders", many.slice(1))).status, 200);
  assert.equal(errorOf(await rig.ask("POST", "/orders", [])), "Invalid order payload");
  assert.equal(errorOf(await rig.ask("POST", "/orders", {})), "Invalid order payload");
});
