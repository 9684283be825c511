import assert from "node:assert/strict";
import { parseHistory } from "../../../../src/adapters/polymarket/parse/history.ts";
import { AT } from "./payloads.ts";

const SECOND = AT / 1_000;

Deno.test("both forms of history give the same points, oldest first", () => {
  const points = [{ at: AT, price: 0.505 }, { at: AT + 60_000, price: 0.51 }];
  const data = [
    { timestamp: SECOND, price: 0.505, resolution_seconds: 60 },
    { timestamp: SECOND + 60, price: "0.51", resolution_seconds: 0 },
  ];
  const history = [{ t: SECOND, p: 0.505 }, { t: SECOND + 60, p: 0.51 }];
  const page = JSON.stringify({ data, pagination: { has_more: false, next_cursor: null } });
  assert.deepEqual(parseHistory(page), { ok: true, value: points });
  assert.deepEqual(parseHistory(JSON.stringify({ history })), { ok: true, value: points });
  assert.deepEqual(parseHistory('{"history":[]}'), { ok: true, value: [] });
});

Deno.test("R-130 points out of order are put in order, and a repeated time keeps the later", () => {
  const history = [{ t: SECOND + 60, p: 0.3 }, { t: SECOND, p: 0.1 }, { t: SECOND, p: 0.2 }];
  const points = [{ at: AT, price: 0.2 }, { at: AT + 60_000, price: 0.3 }];
  assert.deepEqual(parseHistory(JSON.stringify({ history })), { ok: true, value: points });
});

Deno.test("a settled price is a price, and a point that is none refuses the answer", () => {
  const read = (p: unknown, t: unknown = SECOND) => {
    const parsed = parseHistory(JSON.stringify({ history: [{ t, p }] }));
    return parsed.ok ? parsed.value[0]?.price : parsed.error.reason;
  };
  assert.equal(read(1), 1);
  assert.equal(read(0), 0);
  assert.equal(read(0.1234567891), 0.1234567891);
  assert.equal(read(1.01), "price");
  assert.equal(read(-0.01), "price");
  assert.equal(read("high"), "price");
  assert.equal(read(null), "wrongType");
  assert.equal(read(0.5, 12), "time");
  assert.equal(read(0.5, null), "wrongType");
});

Deno.test("an answer of another endpoint is no history", () => {
  for (const body of ["[]", "{}", '{"error":"x"}', '{"data":{}}', "1"]) {
    const parsed = parseHistory(body);
    assert.ok(!parsed.ok && parsed.error.reason === "wrongType", body);
  }
});
