import assert from "node:assert/strict";
import { oneLine, troubleOf } from "../../../src/adapters/polymarket/failure.ts";

/** Thrown by Deno 2.9.6 on Linux; texts taken from it. */
const deno = (cause: string) => new TypeError("fetch failed", { cause: new Error(cause) });

Deno.test("what Deno throws is named in plain words", () => {
  const texts: readonly (readonly [unknown, string, string])[] = [
    [
      deno(
        "error sending request for url (https://clob.test/refused): client error (Connect): " +
          "dns error: failed to lookup address information: Name or service not known",
      ),
      "twice",
      "name not found",
    ],
    [
      deno(
        "error sending request for url (http://127.0.0.1:1/): client error (Connect): " +
          "tcp connect error: Connection refused (os error 111)",
      ),
      "twice",
      "connection refused",
    ],
    [
      deno("client error (Connect): tcp connect error: Network is unreachable (os error 101)"),
      "twice",
      "network unreachable",
    ],
    [
      new TypeError("Fetch failed: Requests to port 9 are blocked"),
      "never",
      "its port is one that fetch refuses to ask",
    ],
    [
      deno("client error (Connect): invalid peer certificate: UnknownIssuer"),
      "never",
      "its certificate is not accepted",
    ],
    [
      deno("client error (SendRequest): connection closed before message completed"),
      "often",
      "the connection was closed before the answer was complete",
    ],
    [
      new TypeError("error reading a body from connection"),
      "often",
      "the connection was closed before the answer was complete",
    ],
  ];
  for (const [error, again, words] of texts) assert.deepEqual(troubleOf(error), { again, words });
});

Deno.test("a missing permission is named as one and never tried again", () => {
  const trouble = troubleOf(
    new Deno.errors.NotCapable('Requires net access to "clob.test:443"'),
  );
  assert.deepEqual(trouble, {
    again: "never",
    words: 'refused by Deno permissions: Requires net access to "clob.test:443"',
  });
});

Deno.test("what is not known keeps its own words, without its address", () => {
  assert.deepEqual(
    troubleOf(deno("error for https://certificate.test/refused: something new")),
    { again: "often", words: "error for something new" },
  );
  assert.deepEqual(troubleOf("text"), { again: "often", words: "unknown network error" });
});

Deno.test("text of others becomes one short line that a terminal can show", () => {
  assert.equal(oneLine("a\x1b[31m\r\nb\u202e\u2028c"), "a [31m b c");
  assert.equal([...oneLine("\u{1f600}".repeat(500))].length, 160);
  assert.ok(oneLine("x".repeat(161)).endsWith("x..."));
});
