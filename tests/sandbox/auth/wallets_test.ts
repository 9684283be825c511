import assert from "node:assert/strict";
import { isSignatureType, walletOfType, walletsOf } from "../../../src/sandbox/auth/wallets.ts";
import { ANVIL_0 } from "./vectors.ts";

// Test values of the venue's Rust client (Polymarket/rs-clob-client, src/lib.rs).
const PROXY = "0x365f0ca36ae1f641e02fe3b7743673da42a13a70";
const SAFE = "0xd93b25cb943d14d0d34fbaf01fc93a0f8b5f6e47";

Deno.test("proxy and Safe of a key are where the venue's factories put them", () => {
  const { eoa, proxy, safe } = walletsOf("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
  assert.deepEqual({ eoa, proxy, safe }, { eoa: ANVIL_0, proxy: PROXY, safe: SAFE });
});

Deno.test("every key has a deposit wallet of its own", () => {
  const one = walletsOf(ANVIL_0);
  const other = walletsOf("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
  assert.match(one.deposit, /^0x[0-9a-f]{40}$/);
  assert.equal(new Set([...Object.values(one), ...Object.values(other)]).size, 8);
  assert.deepEqual(walletsOf(ANVIL_0), one);
});

Deno.test("signature types 0 to 3 name the key, its proxy, its Safe and its deposit wallet", () => {
  const wallets = walletsOf(ANVIL_0);
  const { eoa, proxy, safe, deposit } = wallets;
  const byType = ([0, 1, 2, 3] as const).map((type) => walletOfType(wallets, type));
  assert.deepEqual(byType, [eoa, proxy, safe, deposit]);
  assert.deepEqual([0, 3, 4, -1, 1.5, "1", null].map(isSignatureType), [
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
