import assert from "node:assert/strict";
import { createKeys } from "../../../src/sandbox/auth/keys.ts";
import { l2Signature, verifyL2 } from "../../../src/sandbox/auth/l2.ts";
import {
  ANVIL_0,
  headersOf,
  RECORDED_AT,
  RECORDED_CREDENTIALS,
  signedRequests,
  vectorTest,
} from "./vectors.ts";

const at = { nowSeconds: RECORDED_AT, toleranceSeconds: 60 };
const request = { method: "POST", path: "/order", body: '{"a":1}' };
const keys = createKeys(1);
keys.add(ANVIL_0, RECORDED_CREDENTIALS);

function headers(signature: string): Headers {
  return new Headers({
    POLY_ADDRESS: ANVIL_0,
    POLY_SIGNATURE: signature,
    POLY_TIMESTAMP: String(RECORDED_AT),
    POLY_API_KEY: RECORDED_CREDENTIALS.apiKey,
    POLY_PASSPHRASE: RECORDED_CREDENTIALS.passphrase,
  });
}

const good = headers(l2Signature(RECORDED_CREDENTIALS.secret, String(RECORDED_AT), request));

// RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
Deno.test("the L2 signature is HMAC-SHA256 in url-safe base64 with its padding", () => {
  const signature = l2Signature("SmVmZQ==", "what do ya want ", {
    method: "for ",
    path: "nothing",
    body: "?",
  });
  const rfc = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  const bytes = Uint8Array.from(rfc.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
  const wanted = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  assert.equal(signature, wanted);
  assert.equal(l2Signature("SmVmZQ", "what do ya want for nothing?", EMPTY), wanted, "unpadded");
});

const EMPTY = { method: "", path: "", body: "" };

Deno.test("a secret is read in either alphabet of base64", () => {
  const [standard, urlSafe] = ["+/+/", "-_-_"].map((secret) => l2Signature(secret, "1", request));
  assert.equal(standard, urlSafe);
});

Deno.test("a request is its key's when every header and every byte is right", () => {
  assert.equal(verifyL2(good, request, keys, at)?.apiKey, RECORDED_CREDENTIALS.apiKey);
});

Deno.test("a request is nobody's when a header is missing, empty or another's", () => {
  const changed: Record<string, string> = {
    POLY_ADDRESS: "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
    POLY_SIGNATURE: good.get("POLY_SIGNATURE")?.replace("=", "") ?? "",
    POLY_TIMESTAMP: String(RECORDED_AT + 1),
    POLY_API_KEY: "00000000-0000-4000-8000-000000000002",
    POLY_PASSPHRASE: "1".repeat(64),
  };
  for (const [name, value] of Object.entries(changed)) {
    const without = new Headers(good);
    without.delete(name);
    const other = new Headers(good);
    other.set(name, value);
    assert.equal(verifyL2(without, request, keys, at), null, `without ${name}`);
    assert.equal(verifyL2(other, request, keys, at), null, `other ${name}`);
  }
});

Deno.test("a request is nobody's when method, path or one byte of the body differs", () => {
  const others = [
    { ...request, method: "DELETE" },
    { ...request, path: "/orders" },
    { ...request, path: "/order?x=1" },
    { ...request, body: '{"a": 1}' },
    { ...request, body: "" },
  ];
  for (const other of others) assert.equal(verifyL2(good, other, keys, at), null);
});

Deno.test("a request is nobody's when its clock is further off than the tolerance", () => {
  for (const [off, taken] of [[60, true], [61, false], [-60, true], [-61, false]] as const) {
    const caller = verifyL2(good, request, keys, { ...at, nowSeconds: RECORDED_AT + off });
    assert.equal(caller !== null, taken, `${off} s off`);
  }
});

vectorTest("every recorded L2 signature is good, and no altered one is", (read) => {
  const requests = signedRequests(read).filter(({ path }) => !path.startsWith("/auth/"));
  assert.equal(requests.length, 18);
  for (const recorded of requests) {
    const { method, path, label } = recorded;
    const sent = { method, path, body: recorded.body ?? "" };
    const caller = verifyL2(headersOf(recorded), sent, keys, at);
    assert.equal(caller?.address, ANVIL_0, label);
    const signature = recorded.headers["poly_signature"] ?? "";
    for (let i = 0; i < signature.length; i++) {
      const other = headersOf(recorded);
      const letter = signature[i] === "A" ? "B" : "A";
      other.set("POLY_SIGNATURE", signature.slice(0, i) + letter + signature.slice(i + 1));
      assert.equal(verifyL2(other, sent, keys, at), null, `${label}, letter ${i}`);
    }
    for (let i = 0; i < sent.body.length; i++) {
      const letter = sent.body[i] === "~" ? "!" : "~";
      const body = sent.body.slice(0, i) + letter + sent.body.slice(i + 1);
      assert.equal(verifyL2(headersOf(recorded), { ...sent, body }, keys, at), null, label);
    }
  }
});
