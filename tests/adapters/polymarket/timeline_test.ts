import assert from "node:assert/strict";
import fc from "fast-check";
import { createTimeline, type Timeline } from "../../../src/adapters/polymarket/timeline.ts";
import type { TimedLine } from "../../../src/adapters/polymarket/lines.ts";
import { millis } from "../../../src/core/types/units.ts";

const START = Date.UTC(2026, 10, 22, 12);
const CLOSED = { kind: "closed", link: 1, reason: "" } as unknown as TimedLine["line"];

class Rig {
  now = START + 0.4;
  readonly lines: string[] = [];
  readonly notices: string[] = [];
  readonly timeline: Timeline;

  constructor(heartbeatMs: number | null = 250) {
    this.timeline = createTimeline({
      now: () => this.now,
      heartbeatMs: heartbeatMs === null ? null : millis(heartbeatMs),
      push: ({ at, line }) => this.lines.push(`${at - START} ${line.kind}`),
      notice: (text) => this.notices.push(text),
    });
  }
}

Deno.test("ticks and heartbeats lie at whole multiples of their periods, however late they are said", () => {
  const made = new Rig();
  made.now = START + 777;
  made.timeline.pass();
  made.now = START + 1_003;
  made.timeline.say(CLOSED);
  assert.deepEqual(made.lines, [
    "250 heartbeat",
    "500 heartbeat",
    "750 heartbeat",
    "1000 tick",
    "1000 heartbeat",
    "1003 closed",
  ]);
});

Deno.test("a heartbeat comes before what else happens at its moment", () => {
  const made = new Rig();
  made.now = START + 250;
  made.timeline.say(CLOSED);
  assert.deepEqual(made.lines, ["250 heartbeat", "250 closed"]);
});

Deno.test("a clock that is set back stands still until it has caught up, and says so once", () => {
  const made = new Rig();
  made.now = START + 100;
  made.timeline.say(CLOSED);
  for (const back of [0, 50, 90]) {
    made.now = START - 3_600_000 + back;
    made.timeline.say(CLOSED);
    made.timeline.pass();
  }
  made.now = START + 260;
  made.timeline.pass();
  assert.deepEqual(made.lines, [
    "100 closed",
    "100 closed",
    "100 closed",
    "100 closed",
    "250 heartbeat",
  ]);
  assert.equal(made.notices.length, 1);
  assert.match(made.notices[0] ?? "", /^The clock went back by 3600100 ms/);
});

Deno.test("a clock that is trimmed by milliseconds is nothing to talk about", () => {
  const made = new Rig();
  made.now = START - 5;
  made.timeline.say(CLOSED);
  assert.deepEqual([made.lines, made.notices], [["0 closed"], []]);
});

Deno.test("a step forward is believed, and of a long gap only the last beat is made up", () => {
  const made = new Rig();
  made.now = START + 3_600_100;
  made.timeline.say(CLOSED);
  assert.deepEqual(made.lines, ["3600000 tick", "3600000 heartbeat", "3600100 closed"]);
});

Deno.test("a timeline without a period neither ticks nor beats", () => {
  const made = new Rig(null);
  made.now = START + 10_000;
  made.timeline.say(CLOSED);
  made.timeline.pass();
  assert.deepEqual(made.lines, ["10000 closed"]);
});

Deno.test("R-257 whatever a clock does, no stamp is before an earlier one and no beat comes twice", () => {
  const step = fc.integer({ min: -5_000, max: 5_000 });
  fc.assert(fc.property(fc.array(fc.tuple(step, fc.boolean())), (steps) => {
    const made = new Rig(1_000);
    for (const [by, says] of steps) {
      made.now += by;
      if (says) made.timeline.say(CLOSED);
      else made.timeline.pass();
    }
    const times = made.lines.map((text) => Number(text.split(" ")[0]));
    assert.deepEqual(times, times.toSorted((a, b) => a - b));
    const beats = made.lines.filter((text) => text.endsWith("heartbeat"));
    assert.equal(new Set(beats).size, beats.length);
  }));
});
