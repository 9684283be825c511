import assert from "node:assert/strict";
import { LineQueue } from "../../../src/adapters/polymarket/line_queue.ts";
import type { TimedLine } from "../../../src/adapters/polymarket/lines.ts";
import type { LinkId } from "../../../src/core/types/ids.ts";
import { millis } from "../../../src/core/types/units.ts";

const frame = (at: number, text = "x"): TimedLine => ({
  at: millis(at),
  line: { kind: "frame", link: 1 as LinkId, text },
});
const tick = (at: number): TimedLine => ({ at: millis(at), line: { kind: "tick" } });

Deno.test("lines come out in the order in which they went in, a few at a time", () => {
  const queue = new LineQueue({ maxFrames: 10, maxChars: 100 });
  for (const at of [1, 2, 3]) queue.push(frame(at));
  assert.deepEqual(queue.take(2).map(({ at }) => at), [1, 2]);
  queue.push(tick(4));
  assert.deepEqual(queue.take(9).map(({ at }) => at), [3, 4]);
  assert.deepEqual(queue.take(9), []);
});

Deno.test("R-135 it is full by the number of frames or by their length, and other lines do not count", () => {
  const queue = new LineQueue({ maxFrames: 4, maxChars: 10 });
  for (let at = 0; at < 20; at++) queue.push(tick(at));
  for (let at = 20; at < 23; at++) queue.push(frame(at));
  assert.deepEqual([queue.isFull, queue.frames], [false, 3]);
  queue.push(frame(23));
  assert.equal(queue.isFull, true);
  queue.take(21);
  assert.deepEqual([queue.isFull, queue.isRelieved], [false, false]);
  queue.take(1);
  assert.equal(queue.isRelieved, true);
  queue.push(frame(24, "12345678"));
  assert.equal(queue.isFull, true);
  queue.take(99);
  assert.deepEqual([queue.isFull, queue.frames], [false, 0]);
});

Deno.test("a reader that waits is woken by a line, or by nothing at all", async () => {
  const queue = new LineQueue({ maxFrames: 4, maxChars: 10 });
  const waiting = queue.wait();
  queue.push(tick(1));
  await waiting;
  await queue.wait();
  queue.take(1);
  const again = queue.wait();
  queue.wake();
  await again;
  assert.deepEqual(queue.take(1), []);
});
