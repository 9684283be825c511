import assert from "node:assert/strict";
import { machineWall, nap, steadyTime } from "../../../src/adapters/polymarket/wall.ts";

Deno.test("a nap says whether it was slept out, however the sleep ends an abort", async () => {
  const stop = new AbortController();
  const resolving = { sleep: () => Promise.resolve() };
  assert.equal(await nap(resolving, 1, stop.signal), true);
  const throwing = {
    sleep: () => {
      stop.abort();
      return Promise.reject(stop.signal.reason);
    },
  };
  assert.equal(await nap(throwing, 1, stop.signal), false);
  assert.equal(await nap(resolving, 1, stop.signal), false);
});

Deno.test("a sleep that throws by itself is no abort", async () => {
  const broken = { sleep: () => Promise.reject(new Error("no timers")) };
  await assert.rejects(nap(broken, 1), /no timers/);
});

Deno.test("the machine's sleep ends with its signal and leaves no timer", async () => {
  const stop = new AbortController();
  const sleeping = nap(machineWall, 3_600_000, stop.signal);
  stop.abort();
  assert.equal(await sleeping, false);
  assert.equal(await nap(machineWall, 3_600_000, stop.signal), false);
  assert.equal(await nap(machineWall, 1), true);
  assert.ok(machineWall.now() > Date.UTC(2020) && machineWall.random() < 1);
});

Deno.test("steady time goes on where the clock is set back", () => {
  const readings = [1_000, 1_000, 1_400, 200, 300];
  const time = steadyTime({ now: () => readings.shift() ?? 0 });
  assert.deepEqual([time(), time(), time(), time()], [1_000, 1_400, 1_400, 1_500]);
});
