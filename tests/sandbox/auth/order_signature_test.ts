import assert from "node:assert/strict";
import {
  exchangeOf,
  orderId,
  recoverSigner,
  retiredDomains,
} from "../../../src/sandbox/auth/order_signature.ts";
import type { ExchangeDomain, OrderStruct } from "../../../src/sandbox/auth/order_signature.ts";
import { parsePlacement } from "../../../src/sandbox/private/payload.ts";
import type { Placement } from "../../../src/sandbox/private/payload.ts";
import type { Hex } from "../../../src/sandbox/types.ts";
import { anOrder, sign } from "./orders.ts";
import { ANVIL_0, flippedBytes, signedRequests, vectorTest } from "./vectors.ts";

const DEPOSIT = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
const standard = exchangeOf({ version: "v1", negRiskId: null }, 137);
const negRisk = exchangeOf({ version: "v1", negRiskId: "0x01" }, 137);
const protocolV2 = exchangeOf({ version: "v2", negRiskId: null }, 137);

Deno.test("R-054 the neg-risk flag and the version of a market choose the contract", () => {
  assert.deepEqual(standard, {
    version: "2",
    chain: 137,
    contract: "0xe111180000d2663c0091e4f400237545b87b996b",
  });
  assert.equal(negRisk.contract, "0xe2222d279d744050d28e00520010520000310f59");
  assert.equal(protocolV2.contract, "0xe3333700ca9d93003f00f0f71f8515005f6c00aa");
  assert.equal(protocolV2.version, "3");
  const amoy = exchangeOf({ version: "v2", negRiskId: null }, 80_002);
  assert.equal(amoy.contract, "0x9fe6e61422adb6f610d8597f9684b16912d50c3d");
});

Deno.test("the key that signed is found, for every signature type and contract", async () => {
  for (const domain of [standard, negRisk, protocolV2]) {
    for (const signatureType of [0, 1, 2, 3] as const) {
      const maker = signatureType === 0 ? ANVIL_0 : DEPOSIT;
      const signer = signatureType === 3 ? DEPOSIT : ANVIL_0;
      const order = anOrder({ signatureType, maker, signer });
      assert.equal(await recoverSigner(order, await sign(order, domain), domain), ANVIL_0);
    }
  }
});

Deno.test("R-054 a signature for another contract or version is not the key's", async () => {
  for (const signatureType of [0, 3] as const) {
    const order = anOrder({ signatureType, signer: signatureType === 3 ? DEPOSIT : ANVIL_0 });
    const signature = await sign(order, standard);
    for (const domain of [negRisk, protocolV2, { ...standard, chain: 80_002 }]) {
      assert.notEqual(await recoverSigner(order, signature, domain), ANVIL_0);
    }
  }
});

Deno.test("a signature of one order is not the key's under another", async () => {
  const order = anOrder();
  const signature = await sign(order, standard);
  const others: Partial<OrderStruct>[] = [
    { salt: 1n },
    { maker: DEPOSIT },
    { signer: DEPOSIT },
    { tokenId: 1235n },
    { makerAmount: 4_500_001n },
    { takerAmount: 10_000_001n },
    { side: "sell" },
    { signatureType: 1 },
    { timestamp: 1n },
    { metadata: `0x01${"00".repeat(31)}` },
    { builder: `0x01${"00".repeat(31)}` },
  ];
  for (const change of others) {
    const other = anOrder(change);
    assert.notEqual(await recoverSigner(other, signature, standard), ANVIL_0);
    assert.notEqual(orderId(other, standard), orderId(order, standard));
  }
});

Deno.test("bytes that are no signature are nobody's", async () => {
  const order = anOrder();
  const signature = await sign(order, standard);
  const wrong: Hex[] = [
    "0x00",
    `0x${"00".repeat(64)}1b`,
    `0x${"ff".repeat(64)}1b`,
    signature.slice(0, -2) as Hex,
    `${signature}00`,
    // v of 0 and 1, which libraries take for 27 and 28 and the contract does not.
    `${signature.slice(0, -2)}00` as Hex,
    `${signature.slice(0, -2)}01` as Hex,
  ];
  for (const bytes of wrong) assert.equal(await recoverSigner(order, bytes, standard), null, bytes);
});

Deno.test("a deposit wallet's signature is refused without its wrapper", async () => {
  const order = anOrder({ signatureType: 3, maker: DEPOSIT, signer: DEPOSIT });
  const wrapped = await sign(order, standard);
  assert.equal(await recoverSigner(order, wrapped.slice(0, 132) as Hex, standard), null);
  const bare = await sign({ ...order, signatureType: 0 }, standard);
  assert.equal(await recoverSigner(order, bare, standard), null);
});

Deno.test("the domains of old clients have version 1, for the old contracts and the new", () => {
  const retired = retiredDomains(negRisk);
  assert.ok(retired.every(({ version, chain }) => version === "1" && chain === 137));
  assert.deepEqual(retired.map(({ contract }) => contract), [
    negRisk.contract,
    "0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e",
    "0xc5d563a36ae78145c45a50134d48a1215220f80a",
  ]);
});

/** A recorded order, and the contract that `order_eip712_digests.json` says it was signed for. */
interface Digest {
  readonly label: string;
  readonly verifyingContract: Hex;
  readonly domainVersion: "2" | "3";
  readonly eip712Digest: Hex;
}

function recordedOrders(read: <T>(file: string) => T) {
  const bodies = signedRequests(read).filter(({ method, path }) =>
    method === "POST" && path === "/order"
  );
  const digests = read<readonly Digest[]>("order_eip712_digests.json");
  return bodies.map(({ label, body }) => {
    const digest = digests.find((one) => one.label === label);
    assert.ok(digest !== undefined, label);
    const parsed = parsePlacement(JSON.parse(body ?? ""));
    assert.ok(parsed.ok, label);
    const { domainVersion: version, verifyingContract } = digest;
    const contract = verifyingContract.toLowerCase() as Hex;
    const domain: ExchangeDomain = { version, chain: 137, contract };
    return { label, digest: digest.eip712Digest, placement: parsed.value, domain };
  });
}

async function refusesEveryByte(
  { struct, signature }: Pick<Placement, "struct" | "signature">,
  domain: ExchangeDomain,
): Promise<void> {
  for (const other of flippedBytes(signature)) {
    assert.notEqual(await recoverSigner(struct, other, domain), ANVIL_0, other);
  }
}

vectorTest("the nine recorded orders have their digests and their signer", async (read) => {
  const orders = recordedOrders(read);
  assert.equal(orders.length, 9);
  for (const { label, digest, placement, domain } of orders) {
    const { struct, signature } = placement;
    assert.equal(orderId(struct, domain), digest, label);
    assert.equal(await recoverSigner(struct, signature, domain), ANVIL_0, label);
  }
});

vectorTest("no recorded signature with one byte changed is the key's", async (read) => {
  for (const { placement, domain } of recordedOrders(read)) {
    await refusesEveryByte(placement, domain);
  }
});

vectorTest("the deposit-wallet vector of the official Python client verifies", async (read) => {
  const vector = read<{
    readonly domain: { readonly version: "2"; readonly verifyingContract: Hex };
    readonly order: Record<string, unknown>;
    readonly expectedSignature: Hex;
  }>("py_v2_poly1271_vector.json");
  const parsed = parsePlacement({
    order: {
      ...vector.order,
      salt: Number(vector.order["salt"]),
      expiration: "0",
      signature: vector.expectedSignature,
    },
    owner: "somebody",
    orderType: "GTC",
  });
  assert.ok(parsed.ok);
  const { version, verifyingContract } = vector.domain;
  const domain = { version, chain: 80_002, contract: verifyingContract };
  const { struct, signature } = parsed.value;
  assert.equal(await recoverSigner(struct, signature, domain), ANVIL_0);
  await refusesEveryByte(parsed.value, domain);
});
