import assert from "node:assert/strict";
import { createQueue, type QueueOptions } from "../../../src/adapters/evidence/queue.ts";
import { SimClock } from "../../../src/core/sim_clock.ts";
import { millis } from "../../../src/core/types/units.ts";

const never = new AbortController().signal;
/** Lets everything run that does not wait for time. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

function rig(change: Partial<QueueOptions> = {}) {
  const clock = new SimClock(millis(0));
  const queue = createQueue({ clock, width: 1, gapMs: millis(5_000), mostWaiting: 2, ...change });
  const started: number[] = [];
  const job = (name: number) => () => {
    started.push(name);
    return Promise.resolve(name);
  };
  return { clock, queue, started, job };
}

Deno.test("jobs start in order, a gap apart", async () => {
  const { clock, queue, started, job } = rig();
  const all = [1, 2, 3].map((name) => queue.run(job(name), never));
  const seen: number[][] = [];
  for (const at of [0, 4_999, 5_000, 9_999, 10_000]) {
    clock.advanceTo(millis(at));
    await turn();
    seen.push([...started]);
  }
  assert.deepEqual(seen, [[1], [1], [1, 2], [1, 2], [1, 2, 3]]);
  assert.deepEqual(await Promise.all(all), [1, 2, 3]);
  assert.equal(clock.nextDue(), null);
});

Deno.test("who comes when too many wait is told at once", async () => {
  const { clock, queue, job } = rig();
  const all = [1, 2, 3, 4].map((name) => queue.run(job(name), never));
  assert.equal(await all[3], "full");
  clock.advanceTo(millis(20_000));
  await turn();
  clock.advanceTo(millis(40_000));
  assert.deepEqual(await Promise.all(all), [1, 2, 3, "full"]);
});

Deno.test("who gives up makes room and leaves no timer", async () => {
  const { clock, queue, started, job } = rig();
  const end = new AbortController();
  const all = [queue.run(job(1), never), queue.run(job(2), end.signal)];
  await turn();
  end.abort();
  assert.deepEqual(await Promise.all(all), [1, "aborted"]);
  assert.equal(clock.nextDue(), null);
  assert.equal(await queue.run(job(3), AbortSignal.abort()), "aborted");
  assert.deepEqual(started, [1]);
});

Deno.test("no more jobs run at one time than the width, and a failure frees its place", async () => {
  const { queue } = rig({ width: 2, gapMs: millis(0), mostWaiting: 99 });
  let running = 0;
  let most = 0;
  const job = async () => {
    most = Math.max(most, ++running);
    await turn();
    running--;
    throw new Error("no");
  };
  const all = await Promise.allSettled(Array.from({ length: 9 }, () => queue.run(job, never)));
  assert.ok(all.every(({ status }) => status === "rejected"));
  assert.equal(most, 2);
});
