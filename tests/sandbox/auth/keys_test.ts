import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createKeys } from "../../../src/sandbox/auth/keys.ts";
import { walletsOf } from "../../../src/sandbox/auth/wallets.ts";
import { ANVIL_0, RECORDED_CREDENTIALS } from "./vectors.ts";

const OTHER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

Deno.test("one nonce gives one set of credentials, in the form of the venue", () => {
  const keys = createKeys(7);
  const made = keys.create(ANVIL_0, 0n);
  assert.ok(made !== null);
  assert.match(made.apiKey, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.equal(Buffer.from(made.secret, "base64").length, 32);
  assert.equal(made.secret.length, 44);
  assert.match(made.passphrase, /^[0-9a-f]{64}$/);
  assert.deepEqual(keys.derive(ANVIL_0, 0n), made);
  assert.equal(keys.create(ANVIL_0, 0n), null, "a nonce that is used makes no second key");
});

Deno.test("credentials depend on seed, address and nonce, and on nothing else", () => {
  const one = createKeys(7).create(ANVIL_0, 0n);
  assert.deepEqual(createKeys(7).create(ANVIL_0, 0n), one);
  const others = [
    createKeys(8).create(ANVIL_0, 0n),
    createKeys(7).create(OTHER, 0n),
    createKeys(7).create(ANVIL_0, 1n),
  ];
  assert.equal(new Set([one, ...others].map((made) => made?.secret)).size, 4);
});

Deno.test("a key that was never made, or was deleted, cannot be derived or found", () => {
  const keys = createKeys(7);
  assert.equal(keys.derive(ANVIL_0, 0n), null);
  const made = keys.create(ANVIL_0, 0n);
  keys.remove(made?.apiKey ?? "");
  assert.equal(keys.derive(ANVIL_0, 0n), null);
  assert.equal(keys.find(made?.apiKey ?? ""), undefined);
  assert.equal(keys.create(ANVIL_0, 0n), null, "its nonce is spent");
  assert.ok(keys.create(ANVIL_0, 1n) !== null);
});

Deno.test("keys are listed by address, in whatever case it is written", () => {
  const keys = createKeys(7);
  keys.create(ANVIL_0, 0n);
  keys.add("0xF39FD6E51AAD88F6F4CE6AB8827279CFFFB92266", RECORDED_CREDENTIALS);
  keys.create(OTHER, 0n);
  assert.equal(keys.of(ANVIL_0).length, 2);
  assert.equal(keys.find(RECORDED_CREDENTIALS.apiKey)?.address, ANVIL_0);
});

Deno.test("a registered wallet takes the place of the derived one, and of no other", () => {
  const keys = createKeys(7);
  assert.deepEqual(keys.wallets(ANVIL_0), walletsOf(ANVIL_0));
  keys.registerWallet(ANVIL_0, 3, "0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
  assert.deepEqual(keys.wallets(ANVIL_0), { ...walletsOf(ANVIL_0), deposit: OTHER });
  assert.deepEqual(keys.wallets(OTHER), walletsOf(OTHER));
});
