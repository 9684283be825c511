import assert from "node:assert/strict";
import { privateKeyToAccount } from "viem/accounts";
import { l1Headers } from "../auth/l1_headers.ts";
import { ANVIL_KEY_0, RECORDED_AT } from "../auth/vectors.ts";
import { aRig, errorOf, fieldsOf, OTHER, OTHER_KEY } from "./rig.ts";
import type { Answer, Rig } from "./rig.ts";

async function ask(rig: Rig, method: string, path: string, nonce: bigint): Promise<Answer> {
  const { chain } = rig.options;
  const seconds = Math.floor(rig.clock.now() / 1_000);
  const headers = await l1Headers(OTHER_KEY, { chain, nonce, seconds });
  const response = await rig.app.request(path, { method, headers });
  return { status: response.status, body: await response.json() };
}

const CREATE = ["POST", "/auth/api-key"] as const;
const DERIVE = ["GET", "/auth/derive-api-key"] as const;

Deno.test("a key is made once for a nonce, and derived as often as one likes", async () => {
  const rig = aRig();
  assert.equal(errorOf(await ask(rig, ...DERIVE, 0n)), "Could not derive api key!");
  const made = fieldsOf(await ask(rig, ...CREATE, 0n));
  assert.deepEqual(Object.keys(made), ["apiKey", "secret", "passphrase"]);
  assert.equal(errorOf(await ask(rig, ...CREATE, 0n)), "Could not create api key");
  assert.deepEqual(fieldsOf(await ask(rig, ...DERIVE, 0n)), made);
  assert.deepEqual(fieldsOf(await ask(rig, ...DERIVE, 0n)), made);
});

Deno.test("a key works at once, is listed, and is gone when it is deleted", async () => {
  const rig = aRig();
  await ask(rig, ...CREATE, 0n);
  await ask(rig, ...CREATE, 1n);
  const [key, second] = rig.keys.of(OTHER);
  assert.ok(key !== undefined && second !== undefined);
  const list = await rig.ask("GET", "/auth/api-keys", undefined, key);
  assert.deepEqual(fieldsOf(list), { apiKeys: [key.apiKey, second.apiKey] });
  const gone = await rig.ask("DELETE", "/auth/api-key", undefined, key);
  assert.deepEqual([gone.status, gone.body], [200, "OK"]);
  const after = await rig.ask("GET", "/auth/api-keys", undefined, key);
  assert.equal(errorOf(after, 401), "Unauthorized/Invalid api key");
  assert.equal((await rig.ask("GET", "/auth/api-keys", undefined, second)).status, 200);
});

Deno.test("without good L1 headers no key is made or derived", async () => {
  const rig = aRig();
  const unsigned = await rig.app.request("/auth/api-key", { method: "POST" });
  assert.equal(unsigned.status, 401);
  assert.deepEqual(await unsigned.json(), { error: "Invalid L1 Request headers" });
  rig.options.chain = 80_002;
  const account = privateKeyToAccount(ANVIL_KEY_0);
  const headers = {
    POLY_ADDRESS: account.address,
    POLY_SIGNATURE: await account.signMessage({ message: "something else" }),
    POLY_TIMESTAMP: String(RECORDED_AT),
    POLY_NONCE: "0",
  };
  const wrong = await rig.app.request("/auth/derive-api-key", { headers });
  assert.equal(wrong.status, 401);
});
