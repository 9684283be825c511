import assert from "node:assert/strict";
import type { EngineEvent, Input } from "../../src/core/types/event.ts";
import type { OrderId } from "../../src/core/types/ids.ts";
import { millis, seq } from "../../src/core/types/units.ts";
import { aMarket, NOON } from "../support/builders.ts";
import { aBook } from "../support/engine.ts";
import { holding } from "../core/exit/holding.ts";
import { aLedger, aRig, halt } from "./rig.ts";

const beat: Input = { kind: "heartbeat" };

/** An engine that holds a position which this input makes it sell. */
const falls = aBook(34, 36);

Deno.test("R-058 tape, ledger, broker, notifiers: in this order, for every event", () => {
  const rig = aRig({}, { state: holding().state });
  rig.engine.emit(falls);
  const id = `${rig.state.lastSeq}.2`;
  assert.deepStrictEqual(rig.log, [
    "tape book",
    "ledger record place",
    `place ${id}`,
    "notify record",
    "notify place",
  ]);
});

Deno.test("every input gets the next seq and the time of the clock", () => {
  const heard: EngineEvent[] = [];
  const rig = aRig({ hear: (event) => void heard.push(event) });
  for (const at of [0, 0, 5]) {
    rig.clock.advanceTo(millis(NOON + at));
    rig.engine.emit(beat);
  }
  assert.deepStrictEqual(heard.map(({ seq, at }) => [seq, at]), [
    [1, NOON],
    [2, NOON],
    [3, NOON + 5],
  ]);
  assert.equal(rig.engine.lastSeq(), 3);
});

Deno.test("nothing has happened before the first event", () => {
  assert.equal(aRig().engine.lastSeq(), 0);
});

Deno.test("an input emitted while another is worked on waits its turn, in order", () => {
  const kinds: string[] = [];
  let depth = 0;
  const rig = aRig({
    hear(event, emit) {
      depth += 1;
      assert.equal(depth, 1, "an event was worked on inside another");
      kinds.push(`${event.seq} ${event.kind}`);
      if (event.kind === "ended") {
        emit({ kind: "orderCanceled", order: "a" as OrderId, reason: "r" });
        emit({ kind: "orderCanceled", order: "b" as OrderId, reason: "r" });
        assert.equal(kinds.length, 1, "emit did not wait");
      }
      if (event.kind === "orderCanceled" && event.order === "a") {
        emit({ kind: "orderRejected", order: "c" as OrderId, reason: "r" });
      }
      depth -= 1;
    },
  });
  rig.engine.emit({ kind: "ended" });
  assert.deepStrictEqual(kinds, [
    "1 ended",
    "2 orderCanceled",
    "3 orderCanceled",
    "4 orderRejected",
  ]);
});

Deno.test("R-058 R-072 without its row on disk no order leaves, and none after it", () => {
  const broken = {
    ...aRig().rows,
    append: () => {
      throw new Error("the disk is full");
    },
  };
  const rig = aRig({}, { state: holding().state, rows: broken });
  assert.throws(() => rig.engine.emit(falls), /disk is full/);
  assert.deepStrictEqual(rig.log, ["tape book"]);
  // Whoever has not heard of it and goes on emitting moves nothing.
  const before = rig.engine.lastSeq();
  rig.engine.emit(beat);
  rig.engine.emit(falls);
  assert.equal(rig.engine.lastSeq(), before);
  assert.deepStrictEqual(rig.log, ["tape book"]);
});

Deno.test("a disk that recovers does not wake an engine that failed to write", () => {
  let writes = 0;
  const { rows } = aRig();
  const flaky = {
    ...rows,
    append: (made: Parameters<typeof rows.append>[0]) => {
      writes += 1;
      if (writes === 1) throw new Error("the disk is full");
      return rows.append(made);
    },
  };
  const rig = aRig({}, { state: holding().state, rows: flaky });
  assert.throws(() => rig.engine.emit(falls), /disk is full/);
  rig.engine.emit(beat);
  assert.equal(writes, 1);
  assert.deepStrictEqual(rig.log.filter((line) => line.startsWith("place")), []);
});

Deno.test("an event that cannot be taped is not acted upon", () => {
  const tape = {
    append: () => {
      throw new Error("no space");
    },
    flush: () => {},
    close: () => {},
  };
  const rig = aRig({}, { state: holding().state, tape });
  assert.throws(() => rig.engine.emit(falls), /no space/);
  assert.deepStrictEqual(rig.log, []);
});

Deno.test("an exception of the core ends the run before anything is written or sent", () => {
  const { state } = holding();
  Object.defineProperty(state.config.risk, "maxDailyLoss", {
    get: () => {
      throw new Error("R-178 a limit cannot be computed");
    },
  });
  const rig = aRig({}, { state });
  assert.throws(() => rig.engine.emit(beat), /cannot be computed/);
  assert.deepStrictEqual(rig.log, ["tape heartbeat"]);
});

Deno.test("R-051 a queue without end is refused, not grown", () => {
  let waiting = 0;
  const rig = aRig({
    hear(event, emit) {
      if (event.kind !== "ended") return;
      for (;; waiting++) emit({ kind: "orderCanceled", order: "a" as OrderId, reason: "r" });
    },
  });
  assert.throws(() => rig.engine.emit({ kind: "ended" }), /Cannot queue orderCanceled: 100000/);
  assert.equal(waiting, 100_000);
});

Deno.test("the tape has what came from outside and the end of the session, the ledger the rest", () => {
  const rig = aRig();
  rig.engine.emit({ kind: "listed", market: aMarket() });
  rig.engine.emit(halt("c").input);
  rig.engine.emit({ kind: "resolved", market: aMarket().id, winner: null });
  rig.engine.emit({ kind: "orderCanceled", order: "a" as OrderId, reason: "r" });
  rig.engine.emit({ kind: "ended" });
  assert.deepStrictEqual(rig.log.filter((line) => line.startsWith("tape")), [
    "tape listed",
    "tape resolved",
    "tape ended",
  ]);
  assert.deepStrictEqual([...rig.ledger.read()].map(({ seq, n, body }) => [seq, n, body.kind]), [
    [2, 0, "haltRequested"],
    [3, 0, "resolved"],
    [4, 0, "orderCanceled"],
    [5, 1, "mark"],
    [5, 2, "tally"],
  ]);
});

Deno.test("an event without rows opens no entry in the ledger", () => {
  const rig = aRig();
  rig.engine.emit({ kind: "listed", market: aMarket() });
  assert.deepStrictEqual(rig.log, ["tape listed"]);
});

Deno.test("rows that were on disk already are carried out again but told to nobody", () => {
  const first = aRig({}, { state: holding().state });
  first.engine.emit(falls);
  const again = aRig({}, { state: holding().state }, aLedger([...first.ledger.read()]));
  again.engine.emit(falls);
  assert.deepStrictEqual(again.log.filter((line) => /^(place|notify)/.test(line)), [
    `place ${seq(again.state.lastSeq)}.2`,
  ]);
  assert.equal(again.ledger.head(), first.ledger.head());
});
