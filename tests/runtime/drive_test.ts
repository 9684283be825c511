import assert from "node:assert/strict";
import { memorySource } from "../../src/adapters/memory/source.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { OrderId } from "../../src/core/types/ids.ts";
import { millis } from "../../src/core/types/units.ts";
import type { Source, SourceInput, TimedInput } from "../../src/ports.ts";
import { drive, type DriveInput, type Wall } from "../../src/runtime/drive.ts";
import { anOrder, NOON } from "../support/builders.ts";
import { run, tradedSource } from "../support/paper.ts";
import { holding } from "../core/exit/holding.ts";
import { aLedger, aRig, halt, header, type Rig, StickyInbox } from "./rig.ts";
import { memoryLedger } from "../../src/adapters/memory/ledger.ts";
import { aBook } from "../support/engine.ts";

function said(afterMs: number, input: SourceInput = { kind: "heartbeat" }): TimedInput {
  return { at: millis(NOON + afterMs), input };
}

/** A wall whose time passes while somebody sleeps, and `workMs` each time it is looked at. */
function aWall(workMs = 0): Wall & { readonly naps: number[] } {
  let now = 0;
  const naps: number[] = [];
  return {
    naps,
    now: () => (now += workMs),
    sleep(ms) {
      naps.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

interface Driven {
  readonly rig: Rig;
  readonly end: string;
  /** Wall time and time after noon of every event the broker heard. */
  readonly heard: readonly (readonly [number, number, string])[];
}

async function driven(
  inputs: readonly TimedInput[],
  change: Partial<DriveInput> = {},
  rig: Rig | null = null,
): Promise<Driven> {
  const wall = change.wall ?? aWall();
  const heard: [number, number, string][] = [];
  const used = rig ?? aRig({
    hear: (event) => void heard.push([wall.now(), event.at - NOON, event.kind]),
  });
  const end = await drive({
    source: memorySource(inputs),
    engine: used.engine,
    clock: used.clock,
    wall,
    inbox: null,
    tape: null,
    speed: Infinity,
    rows: used.rows,
    stopped: () => false,
    progress: () => {},
    ...change,
  });
  return { rig: used, end, heard };
}

const HOURS = [0, 3_600_000, 7_200_000].map((at) => said(at));

Deno.test("a source that never said anything leaves no row: there is no time to write", async () => {
  const { rig, end } = await driven([]);
  assert.deepEqual([end, rig.ledger.count(), rig.log], ["ended", 0, []]);
});

Deno.test("at full speed nobody sleeps, and every event has its own time", async () => {
  const wall = aWall();
  const { heard, end } = await driven(HOURS, { wall });
  assert.equal(end, "ended");
  assert.deepStrictEqual(wall.naps.filter((ms) => ms > 0), []);
  assert.deepStrictEqual(heard.map(([, at, kind]) => [at, kind]), [
    [0, "heartbeat"],
    [3_600_000, "heartbeat"],
    [7_200_000, "heartbeat"],
    [7_200_000, "ended"],
  ]);
});

Deno.test("paced, recording time passes `speed` times as fast as the wall", async () => {
  const { heard } = await driven([said(0), said(60_000), said(61_500)], { speed: 60 });
  assert.deepStrictEqual(heard.map(([wall, at]) => [wall, at]), [
    [0, 0],
    [1000, 60_000],
    [1025, 61_500],
    [1025, 61_500],
  ]);
});

Deno.test("who is late does not sleep, and catches up", async () => {
  const wall = aWall(7);
  const { heard } = await driven(Array.from({ length: 50 }, (_, i) => said(i)), { wall, speed: 1 });
  assert.equal(heard.length, 51);
  assert.ok(wall.naps.every((ms) => ms <= 0));
});

Deno.test("no sleep is longer than the time between two looks at the inbox", async () => {
  const wall = aWall();
  const inbox = new StickyInbox();
  await driven([said(0), said(10_000)], { wall, inbox, speed: 1 });
  assert.ok(wall.naps.every((ms) => ms <= 200));
  assert.equal(wall.naps.reduce((a, b) => a + b), 10_000);
  assert.ok(inbox.polls >= 50 && inbox.polls <= 52, `${inbox.polls}`);
});

Deno.test("timers fall due between two inputs, each at its own time, paced or not", async () => {
  for (const speed of [Infinity, 10]) {
    const due: number[] = [];
    const rig = aRig();
    for (const at of [400, 1_000, 12_345]) {
      rig.clock.after(millis(at), () => due.push(rig.clock.now() - NOON));
    }
    await driven([said(0), said(10_000)], { speed }, rig);
    assert.deepStrictEqual(due, [400, 1_000]);
  }
});

Deno.test("a timer of the time of an input runs before it", async () => {
  const rig = aRig({ hear: (event) => void rig.log.push(`heard ${event.kind}`) });
  rig.clock.after(millis(500), () => rig.log.push("timer"));
  await driven([said(500)], {}, rig);
  assert.deepStrictEqual(rig.log.filter((line) => /^(timer|heard)/.test(line)), [
    "timer",
    "heard heartbeat",
    "heard ended",
  ]);
});

Deno.test("the end inside a recording is skipped, its own end is told once", async () => {
  const { heard } = await driven([said(0), said(1, { kind: "ended" }), said(2)]);
  assert.deepStrictEqual(heard.map(([, , kind]) => kind), ["heartbeat", "heartbeat", "ended"]);
});

/** A run that ends with an entry open, at a venue that answers a cancel after so much wall time. */
async function endedWithEntry(answerMs: number) {
  const { state, put } = holding();
  const order = anOrder({ id: "77.2" as OrderId, timeInForce: "GTD" });
  put({ kind: "place", order });
  const wall = aWall();
  let answer = () => {};
  const rig = aRig({
    cancel: (id, emit) =>
      void (answer = () => emit({ kind: "orderCanceled", order: id, reason: "asked" })),
  }, { state });
  const sleep = async (ms: number) => {
    await wall.sleep(ms);
    if (wall.now() >= answerMs) answer();
  };
  const { end } = await driven([said(0)], { wall: { now: wall.now, sleep } }, rig);
  const kinds = [...rig.ledger.read()].map(({ body }) => body.kind);
  return { end, kinds, waited: wall.now(), open: rig.engine.isOrdering() };
}

Deno.test("the end of a run waits for what becomes of the orders it calls back", async () => {
  const { end, kinds, waited, open } = await endedWithEntry(1_000);
  assert.deepStrictEqual([end, open, waited], ["ended", false, 1_000]);
  assert.ok(kinds.indexOf("cancel") < kinds.indexOf("orderCanceled"), `${kinds}`);
});

Deno.test("it does not wait for ever", async () => {
  const { end, open, waited } = await endedWithEntry(Infinity);
  assert.deepStrictEqual([end, open, waited], ["ended", true, 10_000]);
});

Deno.test("stopped between two inputs: no more events, and no end", async () => {
  let beats = 0;
  const rig = aRig({ hear: () => void (beats += 1) });
  const { end } = await driven(HOURS, { stopped: () => beats === 2 }, rig);
  assert.equal(end, "stopped");
  assert.equal(beats, 2);
});

Deno.test("a stop does not wait for the next input of a slow recording", async () => {
  const wall = aWall();
  const { end } = await driven(HOURS, { wall, speed: 1, stopped: () => wall.now() > 1_000 });
  assert.equal(end, "stopped");
  assert.ok(wall.now() < 1_500);
});

Deno.test("time that runs backwards is an error, not a clock that jumps", async () => {
  await assert.rejects(driven([said(10), said(5)]), RangeError);
});

Deno.test("progress is told with the time of the recording", async () => {
  const seen: number[] = [];
  await driven(HOURS, { progress: (at) => void seen.push(at - NOON) });
  assert.deepStrictEqual(seen, [7_200_000]);
});

Deno.test("the tape is made durable every two seconds of wall time", async () => {
  let flushes = 0;
  const tape = { append: () => {}, flush: () => void (flushes += 1), close: () => {} };
  await driven([said(0), said(60_000)], { tape, speed: 6 });
  // Ten seconds of wall time.
  assert.ok(flushes >= 4 && flushes <= 5, `${flushes}`);
});

function commandsIn(rows: Iterable<LedgerRow>): (readonly [number, number, string])[] {
  return [...rows].flatMap(({ seq, at, body }) =>
    "command" in body ? [[seq, at - NOON, body.command] as const] : []
  );
}

Deno.test("a command is taken where it comes, and confirmed with the seq of its row", async () => {
  const inbox = new StickyInbox();
  inbox.waiting.push(halt("c1"));
  const { rig } = await driven([said(0), said(1_000)], { inbox, speed: 1 });
  const [command] = commandsIn(rig.ledger.read());
  assert.ok(command !== undefined);
  assert.deepStrictEqual([...inbox.taken], [["c1", command[0]]]);
});

Deno.test("it is its own row that is confirmed, whatever the venue answers at once", async () => {
  const { state, put } = holding();
  // The halt calls this entry back, and the venue answers before the call returns.
  put({ kind: "place", order: anOrder({ id: "77.2" as OrderId }) });
  const rig = aRig({
    cancel: (id, emit) => emit({ kind: "orderCanceled", order: id, reason: "asked" }),
  }, { state });
  const inbox = new StickyInbox();
  inbox.waiting.push(halt("c1"));
  await driven([said(0)], { inbox }, rig);
  const rows = [...rig.ledger.read()];
  const row = rows.find(({ body }) => body.kind === "haltRequested");
  assert.ok(rows.some(({ body }) => body.kind === "orderCanceled"));
  assert.equal(inbox.taken.get("c1"), row?.seq);
});

Deno.test("an inbox that fails to be written ends the run with the command in the ledger", async () => {
  const inbox = new StickyInbox();
  inbox.waiting.push(halt("c1"));
  inbox.confirm = () => {
    throw new Error("the inbox is full");
  };
  const rig = aRig();
  await assert.rejects(driven([said(0)], { inbox }, rig), /inbox is full/);
  assert.equal(commandsIn(rig.ledger.read()).length, 1);
});

const market = tradedSource();

/** A paper run, killed at row `count` of its ledger, then once more to the end. */
async function killedAndResumed(dropConfirm: boolean) {
  const inbox = new StickyInbox();
  inbox.waiting.push(halt("c1"));
  const confirm = inbox.confirm.bind(inbox);
  if (dropConfirm) {
    inbox.confirm = () => {
      throw new Error("killed");
    };
  }
  const ledger = memoryLedger();
  let fed = 0;
  const wall: Wall = { now: () => fed++ * 3, sleep: () => Promise.resolve() };
  const stopped = () => !dropConfirm && inbox.taken.size > 0;
  const first = run(market, { inbox, ledger, wall, stopped });
  if (dropConfirm) await assert.rejects(first, /killed/);
  else await first;
  inbox.confirm = confirm;
  const again = inbox.reopened();
  const resumed = await run(market, { inbox: again, ledger });
  return { again, resumed };
}

Deno.test("a command is applied once, killed between ledger and inbox or after both", async () => {
  for (const dropConfirm of [true, false]) {
    const { again, resumed } = await killedAndResumed(dropConfirm);
    const found = commandsIn(resumed.rows);
    assert.deepStrictEqual(found.map(([, , command]) => command), ["c1"]);
    assert.equal(again.taken.get("c1"), found[0]?.[0]);
    const after = resumed.rows.filter(({ body, seq }) =>
      body.kind === "place" && seq > (found[0]?.[0] ?? 0)
    );
    assert.deepStrictEqual(after, []);
  }
});

/** Every input a batch of its own, so that there is a turn for others after each. */
function oneByOne(inputs: readonly TimedInput[]): Source {
  return {
    ...memorySource([]),
    read: async function* () {
      for (const input of inputs) yield await Promise.resolve([input]);
    },
  };
}

Deno.test("a command between two inputs comes back at its own time, at any speed", async () => {
  const wall = aWall();
  const inbox = new StickyInbox();
  const poll = inbox.poll.bind(inbox);
  inbox.poll = () => {
    if (wall.now() >= 400 && inbox.waiting.length === 0) inbox.waiting.push(halt("c1"));
    return poll();
  };
  const first = await driven([said(0), said(1_000)], { wall, inbox, speed: 1 });
  const rows = [...first.rig.ledger.read()];
  // The clock stands where it was moved to at the look before.
  assert.deepStrictEqual(commandsIn(rows).map(([, at]) => at), [200]);
  const again = await driven([said(0), said(1_000)], {}, aRig({}, {}, aLedger(rows)));
  assert.equal(again.rig.ledger.head(), first.rig.ledger.head());
});

Deno.test("while a run is made again nothing is paced and no inbox is asked", async () => {
  let beats = 0;
  const killed = aRig({ hear: () => void (beats += 1) });
  await driven([...HOURS, said(7_200_200)], { stopped: () => beats === 3 }, killed);
  const stored = [...killed.ledger.read()];
  const last = stored.at(-1);
  assert.equal(last?.seq, 3);
  const wall = aWall();
  const inbox = new StickyInbox();
  inbox.waiting.push(halt("c1"));
  const rig = aRig({}, {}, aLedger(stored));
  const inputs = [...HOURS, said(7_200_200), said(7_201_200)];
  await driven([], { source: oneByOne(inputs), wall, inbox, speed: 1 }, rig);
  assert.deepStrictEqual([...rig.ledger.read()].slice(0, stored.length), stored);
  // The pace starts at the first input that is new.
  assert.equal(wall.naps.reduce((sum, ms) => sum + ms, 0), 1_000);
  assert.deepStrictEqual(commandsIn(rig.ledger.read()), [[4, 7_200_000, "c1"]]);
});

Deno.test("a command at the very end of a recording comes back too", async () => {
  const inbox = new StickyInbox();
  const source: Source = {
    ...memorySource([]),
    read: async function* () {
      yield await Promise.resolve([said(0), said(500)]);
      inbox.waiting.push(halt("late"));
      yield [];
    },
  };
  const wall = aWall(100);
  const first = await driven([], { source, inbox, wall });
  assert.equal(first.end, "ended");
  const rows = [...first.rig.ledger.read()];
  assert.deepStrictEqual(commandsIn(rows).map(([, at]) => at), [500]);
  const ledger = memoryLedger();
  ledger.begin(header);
  for (const group of Map.groupBy(rows, ({ seq }) => seq).values()) ledger.append(group);
  const again = await driven([said(0), said(500)], {}, aRig({}, {}, ledger));
  assert.equal(again.rig.ledger.head(), first.rig.ledger.head());
  assert.equal(again.rig.ledger.count(), rows.length);
});

Deno.test("R-072 a halt takes effect before the next input is worked off", async () => {
  const inbox = new StickyInbox();
  inbox.waiting.push(halt("c1"));
  const rig = aRig({}, { state: holding().state });
  const falls = aBook(34, 36) as SourceInput;
  await driven([said(0), said(1_000, falls)], { inbox, speed: 1 }, rig);
  assert.deepStrictEqual(rig.log.filter((line) => line.startsWith("place")), []);
});
