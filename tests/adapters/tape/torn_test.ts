import assert from "node:assert/strict";
import fc from "fast-check";
import { openTape, type TapeInput } from "../../../src/adapters/tape/reader.ts";
import { openTapeWriter } from "../../../src/adapters/tape/writer.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import { asRead, inFolder, readAll, someEvents, stamped, write } from "./events.ts";

const NAME = "2026-05-01.tape";
const BLOCK = 4;
const events = someEvents(3 * BLOCK);
const whole = events.map(asRead);

Deno.test("cut at any length, a tape gives the blocks before the cut and says that it is torn", () =>
  inFolder(async (folder) => {
    write(folder, events, BLOCK);
    const path = `${folder}/${NAME}`;
    const bytes = Deno.readFileSync(path);
    const ends = new Set(await blockEnds(path));
    for (let length = 1; length < bytes.length; length++) {
      Deno.writeFileSync(path, bytes.subarray(0, length));
      const tape = openTape(folder);
      const read = await all(tape.read());
      const isTorn = !ends.has(length);
      assert.equal(tape.torn() !== null, isTorn, `at ${length}`);
      mustBePrefix(read, isTorn);
      if (isTorn) assert.equal((tape.torn()?.offset ?? 0) + (tape.torn()?.lost ?? 0), length);
    }
  }));

Deno.test("R-176 cut at any length, the next writer cuts off the torn end and goes on", () =>
  inFolder(async (folder) => {
    write(folder, events, BLOCK);
    const path = `${folder}/${NAME}`;
    const bytes = Deno.readFileSync(path);
    for (let length = 0; length < bytes.length; length += 3) {
      Deno.writeFileSync(path, bytes.subarray(0, length));
      const writer = openTapeWriter(folder, { resume: true });
      assert.equal(writer.events % BLOCK, 0);
      for (const event of events.slice(writer.events)) writer.append(event);
      writer.close();
      assert.deepEqual(await readAll(folder), whole, `cut at ${length}`);
    }
  }));

Deno.test("a flipped bit anywhere ends the tape or is refused; no event is ever another", () =>
  inFolder(async (folder) => {
    write(folder, events, BLOCK);
    const path = `${folder}/${NAME}`;
    const bytes = Deno.readFileSync(path);
    for (let offset = 0; offset < bytes.length; offset++) {
      const bad = bytes.slice();
      bad[offset] = (bad[offset] ?? 0) ^ (1 << (offset % 8));
      Deno.writeFileSync(path, bad);
      const read = await readOrRefused(path);
      if (read === null) assert.ok(offset < "polybot tape 1\n".length);
      else mustBePrefix(read, true);
    }
  }));

Deno.test("random bytes over random places of a tape never crash, hang or change an event", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(100_000), fc.uint8Array({ minLength: 1, maxLength: 40 })), {
        minLength: 1,
        maxLength: 4,
      }),
      (patches) =>
        inFolder(async (folder) => {
          write(folder, events, BLOCK);
          const path = `${folder}/${NAME}`;
          const bytes = Deno.readFileSync(path);
          for (const [place, patch] of patches) {
            const offset = place % bytes.length;
            bytes.set(patch.subarray(0, bytes.length - offset), offset);
          }
          Deno.writeFileSync(path, bytes);
          const read = await readOrRefused(path);
          if (read !== null && read.length !== whole.length) mustBePrefix(read, true);
          else if (read !== null) assert.deepEqual(read, whole);
        }),
    ),
    { numRuns: 60 },
  ));

Deno.test("zeros after the last block, as a lost power leaves them, are torn", () =>
  inFolder(async (folder) => {
    write(folder, events, BLOCK);
    const path = `${folder}/${NAME}`;
    Deno.writeFileSync(path, new Uint8Array(4096), { append: true });
    mustBePrefix(await readAll(path), true);
    const writer = openTapeWriter(folder, { resume: true });
    assert.deepEqual([writer.events, writer.cut], [events.length, 4096]);
    writer.close();
    assert.deepEqual(await readAll(path), whole);
  }));

Deno.test("a damaged day ends the reading of a folder; what comes after is not passed off as next", () =>
  inFolder(async (folder) => {
    const next = stamped({ kind: "heartbeat" }, 1000, Date.UTC(2026, 4, 2));
    write(folder, [...events, next], BLOCK);
    const path = `${folder}/${NAME}`;
    const bytes = Deno.readFileSync(path);
    Deno.writeFileSync(path, bytes.subarray(0, bytes.length - 1));
    mustBePrefix(await readAll(folder), true);
    const writer = openTapeWriter(folder, { resume: true });
    assert.equal(writer.last?.seq, 1000);
    assert.throws(() => writer.events, StorageError);
    writer.close();
  }));

/** All but perhaps the last were written so; the last says torn when `isTorn`. */
function mustBePrefix(read: readonly TapeInput[], isTorn: boolean): void {
  const good = isTorn ? read.slice(0, -1) : read;
  assert.equal(good.length % BLOCK, 0);
  assert.deepEqual(good, whole.slice(0, good.length));
  if (!isTorn) return;
  const before = good.at(-1);
  const input = { kind: "skipped", reason: "torn", count: 1 };
  const expected = { at: before?.at ?? 0, seq: (before?.seq ?? 0) + 1, input };
  assert.deepEqual(read.at(-1), expected);
}

async function readOrRefused(path: string): Promise<TapeInput[] | null> {
  try {
    return await readAll(path);
  } catch (error) {
    if (error instanceof StorageError) return null;
    throw error;
  }
}

async function blockEnds(path: string): Promise<number[]> {
  const tape = openTape(path);
  const ends = ["polybot tape 1\n".length];
  for await (const _ of tape.read()) ends.push(tape.position());
  return ends;
}

async function all(batches: AsyncIterable<readonly TapeInput[]>): Promise<TapeInput[]> {
  const inputs: TapeInput[] = [];
  for await (const batch of batches) inputs.push(...batch);
  return inputs;
}
