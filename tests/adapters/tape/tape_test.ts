import assert from "node:assert/strict";
import fc from "fast-check";
import { writeAbout } from "../../../src/adapters/tape/about.ts";
import { openTape } from "../../../src/adapters/tape/reader.ts";
import { openTapeWriter } from "../../../src/adapters/tape/writer.ts";
import type { EngineEvent } from "../../../src/core/types/event.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import type { TapeEvent } from "../../../src/adapters/tape/encoder.ts";
import { millis } from "../../../src/core/types/units.ts";
import { anyEvents, asRead, inFolder, readAll, someEvents, stamped, write } from "./events.ts";

const NOON = Date.UTC(2026, 4, 1, 12);
const DAY = 86_400_000;

Deno.test("a tape gives back exactly what was written, over blocks, days and new writers", () =>
  fc.assert(
    fc.asyncProperty(
      anyEvents,
      fc.nat(60),
      fc.integer({ min: 1, max: 70 }),
      (events, cut, size) =>
        inFolder(async (folder) => {
          write(folder, events.slice(0, cut), size);
          const writer = openTapeWriter(folder, { resume: true });
          assert.equal(writer.events, Math.min(cut, events.length));
          const last = events.slice(0, cut).at(-1);
          assert.deepEqual(writer.last, last === undefined ? null : { seq: last.seq, at: last.at });
          writer.close();
          write(folder, events.slice(cut), size);
          if (events.length === 0) return;
          assert.deepEqual(await readAll(folder), events.map(asRead));
        }),
    ),
    { numRuns: 60 },
  ));

Deno.test("a day is a file, and a clock that goes back over midnight keeps the order", () =>
  inFolder(async (folder) => {
    const times = [NOON, NOON + DAY, NOON + DAY - 1000, NOON - DAY, NOON + 3 * DAY];
    const events = times.map((at, i) => stamped({ kind: "heartbeat" }, i + 1, at));
    write(folder, events, 1);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names, [
      "2026-05-01.tape",
      "2026-05-02.tape",
      "2026-05-04.tape",
      "writer.lock",
    ]);
    assert.deepEqual(await readAll(folder), events.map(asRead));
    assert.deepEqual(await readAll(`${folder}/2026-05-02.tape`), events.slice(1, 4).map(asRead));
  }));

Deno.test("account events are the ledger's", () =>
  inFolder(async (folder) => {
    const writer = openTapeWriter(folder, { resume: false });
    const beat = stamped({ kind: "heartbeat" }, 2, NOON);
    const halt = { kind: "haltRequested", by: "t", reason: "x", command: "a" };
    writer.append(stamped(halt, 1, NOON) as EngineEvent);
    writer.append(beat);
    writer.close();
    assert.deepEqual(await readAll(folder), [asRead(beat)]);
  }));

Deno.test("an event that cannot be kept exactly is refused and leaves the tape as it was", () =>
  inFolder(async (folder) => {
    const quote = { kind: "quote", token: "t", bid: 1, bidSize: 2, ask: 3, askSize: 4 };
    const good = stamped(quote, 5, NOON);
    const writer = openTapeWriter(folder, { resume: false });
    writer.append(good);
    const bad: readonly TapeEvent[] = [
      stamped(quote, 5, NOON),
      stamped({ ...quote, ask: NaN }, 6, NOON),
      stamped({ ...quote, bidSize: Infinity }, 6, NOON),
      stamped({ kind: "listed", market: { endAt: NaN } }, 6, NOON),
      stamped(quote, 6, 0.5),
    ];
    for (const event of bad) assert.throws(() => writer.append(event));
    writer.append(stamped(quote, 7, NOON));
    writer.close();
    assert.deepEqual(await readAll(folder), [good, stamped(quote, 7, NOON)].map(asRead));
  }));

Deno.test("a time without a file of its own is refused", () =>
  inFolder((folder) => {
    const writer = openTapeWriter(folder, { resume: false });
    for (const at of [-1, Date.UTC(10_000, 0, 1), 8.64e15 + 1]) {
      assert.throws(() => writer.append(stamped({ kind: "heartbeat" }, 1, at)), RangeError);
    }
    writer.close();
  }));

Deno.test("a run of heartbeats is next to nothing, also when flushed every five seconds", () =>
  inFolder((folder) => {
    const beat = (i: number) =>
      stamped({ kind: "heartbeat" }, i + 1, Date.UTC(2026, 4, 1) + i * 1000);
    const size = (sub: string, every: number) => {
      write(`${folder}/${sub}`, Array.from({ length: 20_000 }, (_, i) => beat(i)), every);
      return Deno.statSync(`${folder}/${sub}/2026-05-01.tape`).size;
    };
    assert.ok(size("long", 20_000) < 300);
    assert.ok(size("short", 5) < 20_000 * 14);
  }));

Deno.test("a book of more levels than a block holds is kept", () =>
  inFolder(async (folder) => {
    const level = (i: number) => ({ price: i, size: i * 7 });
    const bids = Array.from({ length: 300_000 }, (_, i) => level(i));
    const event = stamped({ kind: "book", token: "t", bids, asks: bids.slice(0, 3) }, 1, NOON);
    const after = stamped({ kind: "ended" }, 2, NOON);
    write(folder, [event, after], 10);
    assert.deepEqual(await readAll(folder), [event, after].map(asRead));
  }));

Deno.test("reading says how far it is and can be done again", () =>
  inFolder(async (folder) => {
    const events = someEvents(50);
    write(folder, events, 7);
    const tape = openTape(folder);
    for (let round = 0; round < 2; round++) {
      let before = 0;
      for await (const _ of tape.read()) {
        assert.ok(tape.position() >= before);
        before = tape.position();
      }
      assert.equal(before, tape.size);
      assert.equal(tape.torn(), null);
    }
  }));

Deno.test("a folder has one writer, and one with tapes is not begun anew by mistake", () =>
  inFolder((folder) => {
    const writer = openTapeWriter(folder, { resume: false });
    assert.throws(() => openTapeWriter(folder, { resume: true }), /one writer at a time/);
    writer.append(stamped({ kind: "heartbeat" }, 1, NOON));
    writer.close();
    assert.throws(() => openTapeWriter(folder, { resume: false }), StorageError);
    openTapeWriter(folder, { resume: true }).close();
  }));

Deno.test("a tape that cannot be written says which file, and what is wanted", () =>
  inFolder((folder) => {
    const writer = openTapeWriter(folder, { resume: false });
    for (const name of ["2026-05-01.tape", "source.json"]) Deno.mkdirSync(`${folder}/${name}`);
    writer.append(stamped({ kind: "heartbeat" }, 1, NOON));
    assert.throws(() => writer.flush(), (error) => {
      assert.ok(error instanceof StorageError);
      assert.match(error.message, /^Cannot write .*2026-05-01\.tape: found .*, wanted room/);
      return true;
    });
    writer.close();
    const info = { name: "x", assumptions: [], cadenceMs: millis(1), credit: null };
    assert.throws(
      () => writeAbout(folder, info),
      /^StorageError: Cannot write .*source\.json: found/,
    );
  }));

Deno.test("what is no tape is refused with what it is", () =>
  inFolder((folder) => {
    const cases: readonly [string, string | null, string][] = [
      ["a", "hello, this is not a tape", "another kind of file"],
      ["b", "x", "another kind of file"],
      ["c", "polybot tape 2\n....", "a tape of version 2"],
      ["d", "polybot tape 999\n", "a tape of version 999"],
      ["e", "", "no data"],
      ["f", null, "nothing"],
    ];
    for (const [name, content, found] of cases) {
      const path = `${folder}/${name}`;
      if (content !== null) Deno.writeTextFileSync(path, content);
      assert.throws(() => openTape(path), (error: unknown) =>
        error instanceof StorageError && error.path === path && error.found === found);
    }
    Deno.mkdirSync(`${folder}/empty`);
    assert.throws(() =>
      openTape(`${folder}/empty`), /a folder without tapes/);
    Deno.writeTextFileSync(`${folder}/empty/2026-05-01.tape`, "polybot tape 2\n");
    assert.throws(() =>
      openTape(`${folder}/empty`), /version 2/);
    assert.throws(() => openTapeWriter(`${folder}/empty`, { resume: true }), /version 2/);
    assert.throws(() => openTapeWriter(`${folder}/a`, { resume: true }), StorageError);
  }));
