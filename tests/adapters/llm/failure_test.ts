import assert from "node:assert/strict";
import { failureOf, scrub } from "../../../src/adapters/llm/failure.ts";

/** An error as the SDK throws it. */
function named(name: string, message: string, status?: number): Error {
  const error = Object.assign(new Error(message), { name });
  return status === undefined
    ? error
    : Object.assign(error, { $metadata: { httpStatusCode: status } });
}

Deno.test("without credentials, and with a host that was not granted, nothing is tried again", () => {
  const none = failureOf(named("CredentialsProviderError", "Could not load from x"), []);
  assert.deepEqual(none, {
    reason: "denied",
    billable: false,
    again: false,
    detail: "CredentialsProviderError",
  });
  const refused = failureOf(named("NotCapable", "Requires net access to x:443"), []);
  assert.deepEqual([refused.reason, refused.billable, refused.again], [
    "unreachable",
    false,
    false,
  ]);
});

Deno.test("what never connected is free, what was lost on the way may not be", () => {
  const connect = new TypeError(
    "error sending request for url (https://x): client error (Connect)",
  );
  assert.equal(failureOf(connect, []).billable, false);
  const lost = new TypeError("error sending request: client error (SendRequest)");
  assert.equal(failureOf(lost, []).billable, true);
  assert.equal(failureOf("a string", []).reason, "unreachable");
});

Deno.test("a denial quotes nothing when it may quote the request, else it is scrubbed", () => {
  const message = "The canonical string was x-amz-security-token:abc";
  assert.equal(
    failureOf(named("InvalidSignatureException", message, 403), []).detail,
    "InvalidSignatureException (HTTP 403)",
  );
  assert.equal(
    failureOf(named("AccessDeniedException", "no access to the model", 403), []).detail,
    "AccessDeniedException (HTTP 403): no access to the model",
  );
});

Deno.test("words are scrubbed of secrets, known or not, kept short and on one line", () => {
  assert.equal(scrub("key s3cr3t!", ["s3cr3t!"]), "key [redacted]");
  assert.equal(scrub("AKIAIOSFODNN7EXAMPLE is bad", []), "[redacted] is bad");
  assert.equal(scrub("token FwoGZXIvYXdzEJr//////////wEaDHI5", []), "token [redacted]");
  assert.equal(scrub("a\n\u001b[31mb\u202e", []), "a [31mb");
  assert.equal(
    scrub("model amazon.nova-lite-v1:0 is unknown", []),
    "model amazon.nova-lite-v1:0 is unknown",
  );
  assert.ok(scrub("x ".repeat(5_000), []).length <= 200);
  const late = `${"x ".repeat(95)}${"k3y".repeat(20)}`;
  assert.ok(!scrub(late, []).includes("k3y"));
});
