import assert from "node:assert/strict";
import type { TapeEvent } from "../../../src/adapters/tape/encoder.ts";
import { openTapeWriter } from "../../../src/adapters/tape/writer.ts";
import { firstTape, openTapeTail, type TapeTail } from "../../../src/commands/observe/tail.ts";
import type { TokenId } from "../../../src/core/types/ids.ts";
import { millis, price, seq, shares } from "../../../src/core/types/units.ts";
import { NOON } from "../../support/builders.ts";

const DAY_MS = 86_400_000;
const token = "1" as TokenId;

function trade(n: number, at: number = NOON + n): TapeEvent {
  const print = { kind: "trade", token, side: "buy" } as const;
  return { ...print, price: price(500_000), size: shares(n * 10_000), seq: seq(n), at: millis(at) };
}

function seqsOf(tail: TapeTail): readonly number[] {
  const seqs: number[] = [];
  for (let inputs = tail.next(); inputs !== null; inputs = tail.next()) {
    seqs.push(...inputs.map((input) => input.seq));
  }
  return seqs;
}

function inFolder(test: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    test(`${folder}/tape`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Writes events of these numbers and closes, as one session does. */
function write(folder: string, events: readonly TapeEvent[]): void {
  const tape = openTapeWriter(folder, { resume: true });
  for (const event of events) tape.append(event);
  tape.close();
}

function newest(folder: string): string {
  return `${folder}/${firstTape(folder, null)}`;
}

Deno.test("a tail gives what a writer flushes, once and in order, from before there is a folder", () => {
  inFolder((folder) => {
    const tail = openTapeTail(folder, null);
    assert.equal(tail.next(), null);
    const tape = openTapeWriter(folder, { resume: false });
    for (let n = 1; n <= 3_000; n++) tape.append(trade(n));
    assert.deepEqual(seqsOf(tail), []);
    tape.flush();
    assert.deepEqual(seqsOf(tail), Array.from({ length: 3_000 }, (_, i) => i + 1));
    tape.append(trade(3_001));
    tape.flush();
    tape.append(trade(3_002));
    tape.close();
    assert.deepEqual(seqsOf(tail), [3_001, 3_002]);
    assert.equal(tail.next(), null);
    tail.close();
  });
});

Deno.test("a block that is written in pieces is read once it is whole, wherever it was cut", () => {
  inFolder((folder) => {
    write(folder, [trade(1), trade(2)]);
    const path = newest(folder);
    const first = Deno.statSync(path).size;
    write(folder, [trade(3), trade(4)]);
    const whole = Deno.readFileSync(path);
    for (let cut = first; cut < whole.length; cut++) {
      Deno.writeFileSync(path, whole.subarray(0, cut));
      const tail = openTapeTail(folder, firstTape(folder, null));
      assert.deepEqual(seqsOf(tail), [1, 2], `cut at ${cut}`);
      Deno.writeFileSync(path, whole.subarray(cut), { append: true });
      assert.deepEqual(seqsOf(tail), [3, 4], `cut at ${cut}`);
      tail.close();
    }
  });
});

Deno.test("a torn end that a new writer cuts off and writes over leaves no gap and no duplicate", () => {
  inFolder((folder) => {
    write(folder, [trade(1)]);
    const path = newest(folder);
    const good = Deno.statSync(path).size;
    write(folder, [trade(2), trade(3)]);
    Deno.truncateSync(path, good + 50);
    const tail = openTapeTail(folder, firstTape(folder, null));
    assert.deepEqual(seqsOf(tail), [1]);
    write(folder, [trade(4), trade(5), trade(6)]);
    assert.deepEqual(seqsOf(tail), [4, 5, 6]);
    tail.close();
  });
});

Deno.test("a tail goes on with the next day, also after an end of the day that stays torn", () => {
  inFolder((folder) => {
    write(folder, [trade(1)]);
    const path = newest(folder);
    const tail = openTapeTail(folder, firstTape(folder, null));
    assert.deepEqual(seqsOf(tail), [1]);
    Deno.writeFileSync(path, new Uint8Array(40).fill(7), { append: true });
    assert.deepEqual(seqsOf(tail), []);
    Deno.renameSync(path, `${path}.kept`);
    write(folder, [trade(2, NOON + DAY_MS), trade(3, NOON + 2 * DAY_MS)]);
    Deno.renameSync(`${path}.kept`, path);
    assert.deepEqual(seqsOf(tail), [2, 3]);
    tail.close();
  });
});

Deno.test("a day that is deleted while its turn comes is passed over", () => {
  inFolder((folder) => {
    write(folder, [trade(1), trade(2, NOON + DAY_MS), trade(3, NOON + 2 * DAY_MS)]);
    const first = firstTape(folder, millis(NOON));
    const tail = openTapeTail(folder, first);
    assert.deepEqual(tail.next()?.map((input) => input.seq), [1]);
    Deno.removeSync(`${folder}/2026-06-02.tape`);
    assert.deepEqual(seqsOf(tail), [3]);
    tail.close();
    const gone = openTapeTail(folder, "2026-06-02.tape");
    assert.deepEqual(seqsOf(gone), [3]);
    gone.close();
  });
});

Deno.test("reading begins with the day, or the day before when its session goes on", () => {
  inFolder((folder) => {
    assert.equal(firstTape(folder, null), null);
    const session = { kind: "started", version: "0", configHash: "0", config: null } as const;
    const start = (n: number, at: number): TapeEvent => ({
      ...session,
      seq: seq(n),
      at: millis(at),
    });
    write(folder, [trade(1), trade(2, NOON + DAY_MS), start(3, NOON + 2 * DAY_MS)]);
    assert.equal(firstTape(folder, null), "2026-06-03.tape");
    assert.equal(firstTape(folder, millis(NOON + DAY_MS)), "2026-06-01.tape");
    assert.equal(firstTape(folder, millis(NOON)), "2026-06-01.tape");
  });
});
