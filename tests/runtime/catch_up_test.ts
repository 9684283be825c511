import assert from "node:assert/strict";
import type { LedgerBody, LedgerRow } from "../../src/core/types/effect.ts";
import type { OrderId } from "../../src/core/types/ids.ts";
import { millis, type Seq } from "../../src/core/types/units.ts";
import { catchUp, DivergedError } from "../../src/runtime/catch_up.ts";
import { NOON } from "../support/builders.ts";
import { aLedger, halt } from "./rig.ts";

function row(seq: number, n: number, body: LedgerBody): LedgerRow {
  return { seq: seq as Seq, n, at: millis(NOON + seq), body };
}

function ended(seq: number, n: number, order = "a"): LedgerRow {
  return row(seq, n, { kind: "cancel", order: order as OrderId, reason: "r" });
}

const stored = [ended(1, 1), ended(1, 2), ended(4, 1), ended(4, 2), ended(9, 1)];

Deno.test("an empty ledger takes everything", () => {
  const ledger = aLedger();
  const sink = catchUp(ledger);
  assert.equal(sink.catchingUp(), false);
  assert.deepStrictEqual(sink.append(stored.slice(0, 2)), stored.slice(0, 2));
  assert.deepStrictEqual([...ledger.read()], stored.slice(0, 2));
});

Deno.test("what is there is compared and not written again, what comes after is written", () => {
  const ledger = aLedger(stored);
  const sink = catchUp(ledger);
  assert.deepStrictEqual(sink.append(stored.slice(0, 2)), []);
  assert.deepStrictEqual(sink.append(stored.slice(2, 4)), []);
  assert.equal(sink.catchingUp(), true);
  assert.deepStrictEqual(sink.append(stored.slice(4)), []);
  assert.equal(sink.catchingUp(), false);
  assert.equal(ledger.count(), 5);
  assert.deepStrictEqual(sink.append([ended(10, 1)]), [ended(10, 1)]);
  assert.deepStrictEqual([...ledger.read()], [...stored, ended(10, 1)]);
});

Deno.test("an event of which only some rows are on disk is completed", () => {
  const ledger = aLedger([ended(1, 1)]);
  assert.deepStrictEqual(catchUp(ledger).append([ended(1, 1), ended(1, 2)]), [ended(1, 2)]);
  assert.equal(ledger.count(), 2);
});

Deno.test("any difference stops the run and writes nothing", () => {
  const others = [
    ended(1, 1, "b"),
    ended(2, 1),
    ended(1, 2),
    { ...ended(1, 1), at: millis(NOON) },
  ];
  for (const other of others) {
    const ledger = aLedger(stored);
    assert.throws(() => catchUp(ledger).append([other]), DivergedError);
    assert.equal(ledger.count(), 5);
  }
});

Deno.test("the error names the event and shows both sides", () => {
  const sink = catchUp(aLedger(stored));
  assert.throws(() => sink.append([ended(1, 1, "b")]), (error) => {
    assert.ok(error instanceof DivergedError);
    assert.match(error.message, /event 1 .*"order":"a".*"order":"b"/);
    return true;
  });
});

Deno.test("the order of keys is no difference", () => {
  const [one] = stored;
  assert.ok(one !== undefined);
  const turned = { body: { reason: "r", order: "a", kind: "cancel" }, at: one.at, n: 1, seq: 1 };
  assert.deepStrictEqual(catchUp(aLedger([one])).append([turned as unknown as LedgerRow]), []);
});

Deno.test("commands of people are found with their place, and nothing else is one", () => {
  const ledger = aLedger([
    ended(1, 1),
    row(3, 0, halt("c1").input),
    row(3, 1, { kind: "cancel", order: "a" as OrderId, reason: "haltRequested" }),
    row(8, 0, { ...halt("c2").input, kind: "resumeRequested" }),
  ]);
  const sink = catchUp(ledger);
  assert.deepStrictEqual(sink.commands.map(({ seq, at, input }) => [seq, at, input.command]), [
    [3, NOON + 3, "c1"],
    [8, NOON + 8, "c2"],
  ]);
  assert.deepStrictEqual([0, 2, 3, 7, 8].map((seq) => sink.commandAfter(seq)?.seq ?? null), [
    3,
    3,
    8,
    8,
    null,
  ]);
});
