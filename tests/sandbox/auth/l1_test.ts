import assert from "node:assert/strict";
import { verifyL1 } from "../../../src/sandbox/auth/l1.ts";
import { l1Headers } from "./l1_headers.ts";
import {
  ANVIL_0,
  ANVIL_KEY_0,
  flippedBytes,
  headersOf,
  RECORDED_AT,
  signedRequests,
  vectorTest,
} from "./vectors.ts";

const at = { nowSeconds: RECORDED_AT, toleranceSeconds: 60 };

function headers({ chain = 137, nonce = 0n } = {}): Promise<Headers> {
  return l1Headers(ANVIL_KEY_0, { chain, nonce, seconds: RECORDED_AT });
}

Deno.test("a wallet's signature over time and nonce proves its address", async () => {
  const who = await verifyL1(await headers({ nonce: 12n }), at, 137);
  assert.deepEqual(who, { address: ANVIL_0, nonce: 12n });
});

Deno.test("an L1 signature of the other chain proves nothing", async () => {
  const amoy = await headers({ chain: 80_002 });
  assert.equal(await verifyL1(amoy, at, 137), null);
  assert.deepEqual(await verifyL1(amoy, at, 80_002), { address: ANVIL_0, nonce: 0n });
});

Deno.test("L1 headers are refused when one is missing or another than was signed", async () => {
  const good = await headers();
  const changed: Record<string, string> = {
    POLY_ADDRESS: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    POLY_SIGNATURE: "0x00",
    POLY_TIMESTAMP: String(RECORDED_AT + 1),
    POLY_NONCE: "1",
  };
  for (const [name, value] of Object.entries(changed)) {
    const without = new Headers(good);
    without.delete(name);
    assert.equal(await verifyL1(without, at, 137), null, `without ${name}`);
    const other = new Headers(good);
    other.set(name, value);
    assert.equal(await verifyL1(other, at, 137), null, `other ${name}`);
  }
});

Deno.test("L1 headers are refused when their time is further off than the tolerance", async () => {
  const good = await headers();
  for (const [off, taken] of [[60, true], [61, false], [-60, true], [-61, false]] as const) {
    const who = await verifyL1(good, { ...at, nowSeconds: RECORDED_AT + off }, 137);
    assert.equal(who !== null, taken, `${off} s off`);
  }
});

vectorTest("the recorded L1 signatures are good, and none with a byte changed is", async (read) => {
  const requests = signedRequests(read).filter(({ path }) => path.startsWith("/auth/"));
  assert.equal(requests.length, 2);
  for (const request of requests) {
    assert.deepEqual(await verifyL1(headersOf(request), at, 137), { address: ANVIL_0, nonce: 0n });
    for (const signature of flippedBytes(request.headers["poly_signature"] ?? "")) {
      const other = headersOf(request);
      other.set("POLY_SIGNATURE", signature);
      assert.equal(await verifyL1(other, at, 137), null, signature);
    }
  }
});
