import assert from "node:assert/strict";
import { backoffMs, retryAfterMs, usualBackoff } from "../../../src/adapters/polymarket/backoff.ts";

Deno.test("waits double from 250 ms to 30 s, and chance takes any part of them", () => {
  const most = [1, 2, 3, 4, 5, 6, 7, 8, 9, 60].map((n) => backoffMs(n, 0.999_999, usualBackoff));
  // 250 * 2^(n-1) bounded by 30,000, less a millisecond: the interval is open above.
  assert.deepEqual(most, [249, 499, 999, 1999, 3999, 7999, 15999, 29999, 29999, 29999]);
  assert.equal(backoffMs(3, 0.5, usualBackoff), 500);
  assert.equal(backoffMs(3, 0, usualBackoff), 0);
});

const at = (headers: Record<string, string>, now = 0) => retryAfterMs(new Headers(headers), now);

Deno.test("R-064 Retry-After is read as seconds", () => {
  assert.equal(at({ "retry-after": "7" }), 7_000);
  assert.equal(at({ "retry-after": " 0 " }), 0);
});

Deno.test("R-064 Retry-After is read as a date, from the answer's own clock where it has one", () => {
  // RFC 9110 5.6.7 gives this instant as 784111777 in Unix time.
  const date = "Sun, 06 Nov 1994 08:49:37 GMT";
  const unix = 784_111_777_000;
  assert.equal(at({ "retry-after": date }, unix - 4_000), 4_000);
  assert.equal(at({ "retry-after": date }, unix + 4_000), 0, "the past asks for no wait");
  const headers = { "retry-after": date, date: "Sun, 06 Nov 1994 08:49:07 GMT" };
  assert.equal(at(headers, unix + 86_400_000), 30_000, "a clock that is a day off does no harm");
  assert.equal(at({ "retry-after": "Sunday, 06-Nov-94 08:49:37 GMT" }, unix - 1_000), 1_000);
});

Deno.test("a Retry-After that cannot be read is none", () => {
  // Date.parse makes years of the first three.
  for (const text of ["-5", "1.5", "1e3", "soon", "", "9999999999", "Sun, nonsense GMT"]) {
    assert.equal(at({ "retry-after": text }), null, text);
  }
  assert.equal(at({}), null);
});
