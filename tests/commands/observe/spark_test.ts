import assert from "node:assert/strict";
import fc from "fast-check";
import { openSpark, SPARK_POINTS } from "../../../src/commands/observe/spark.ts";

const HOUR_MS = 3_600_000;

Deno.test("a sparkline holds the last value of each stretch, the present one last", () => {
  const spark = openSpark(2 * HOUR_MS);
  for (let s = 0; s < 60; s++) {
    spark.add(s * 1_000, s);
    spark.add(s * 1_000 + 500, s + 0.5);
  }
  assert.deepEqual(spark.values(), Array.from({ length: 60 }, (_, s) => s + 0.5));
});

Deno.test("a day of a sparkline is its last two hours, a point a minute", () => {
  const spark = openSpark(2 * HOUR_MS);
  for (let s = 0; s < 24 * 3_600; s++) spark.add(s * 1_000, s);
  const values = spark.values();
  assert.equal(values.length, SPARK_POINTS);
  assert.equal(values.at(-1), 24 * 3_600 - 1);
  assert.equal(values[0], 22 * 3_600 + 59);
});

Deno.test("after a silence longer than its span a sparkline begins anew", () => {
  const spark = openSpark(2 * HOUR_MS);
  spark.add(0, 1);
  spark.add(3 * HOUR_MS, 2);
  assert.deepEqual(spark.values(), [2]);
});

Deno.test("a sparkline never has more than its points, whatever the times", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(10 * HOUR_MS), { maxLength: 400 }), (times) => {
      const spark = openSpark(2 * HOUR_MS);
      for (const at of times) spark.add(at, at);
      assert.ok(spark.values().length <= SPARK_POINTS);
      if (times.length > 0) assert.equal(spark.values().at(-1), times.at(-1));
    }),
    { seed: 1 },
  );
});
