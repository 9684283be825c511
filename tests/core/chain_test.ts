import assert from "node:assert/strict";
import fc from "fast-check";
import { chainRows, isBefore, rowText } from "../../src/core/chain.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { anyRows, group, row } from "../contract/ledger_rows.ts";

/** Not a hash: shows what would be hashed. */
const show = (text: string) => `<${text}>`;
const start = { head: "start", last: null };

Deno.test("a row's text holds the hash before it, its number, its time and its body", () => {
  const [first, second] = chainRows(start, group(3, 1), show);
  assert.ok(first && second);
  assert.equal(
    rowText(first),
    '["start",3,0,1700000000003,{"kind":"orderAccepted","order":"3.0","venueId":"0x3"}]',
  );
  assert.equal(first.hash, show(rowText(first)));
  assert.equal(second.previous, first.hash);
});

Deno.test("rows linked at once and one by one are the same chain", () => {
  fc.assert(fc.property(anyRows, (rows) => {
    let end: Parameters<typeof chainRows>[0] = start;
    const single = rows.flatMap((row) => {
      const linked = chainRows(end, [row], (text) => String(text.length));
      const last = linked.at(-1);
      if (last !== undefined) end = { head: last.hash, last };
      return linked;
    });
    assert.deepEqual(chainRows(start, rows, (text) => String(text.length)), single);
  }));
});

Deno.test("a number that is no row number, or a time that is none, is refused", () => {
  for (const bad of [{ seq: 0 }, { seq: 1.5 }, { n: -1 }, { n: 0.5 }, { seq: NaN }, { at: 0.5 }]) {
    const wrong = { ...row(1, 1), ...bad } as LedgerRow;
    assert.throws(() => chainRows(start, [wrong], show), RangeError);
  }
});

Deno.test("rows are ordered by event first", () => {
  assert.ok(isBefore({ seq: 1, n: 9 }, { seq: 2, n: 0 }));
  assert.ok(isBefore({ seq: 2, n: 0 }, { seq: 2, n: 1 }));
  assert.ok(!isBefore({ seq: 2, n: 1 }, { seq: 2, n: 1 }));
});
