import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { failureOf } from "../../web/api.ts";
import { reportPath } from "../../web/data.ts";
import { routeOf } from "../../web/route.ts";
import { sparkPoints } from "../../web/spark.ts";

Deno.test("the address behind the # is a view and what it is of; without one it is now", () => {
  const of = (hash: string) => {
    const { view, params } = routeOf(hash);
    return [view, Object.fromEntries(params)];
  };
  deepStrictEqual(of(""), ["now", {}]);
  deepStrictEqual(of("#/"), ["now", {}]);
  deepStrictEqual(of("#/decision?id=12.1"), ["decision", { id: "12.1" }]);
  deepStrictEqual(of("#funnel?window=1h"), ["funnel", { window: "1h" }]);
});

Deno.test("a report's address says what it is narrowed to, whatever stands in an id", () => {
  strictEqual(reportPath("now"), "/api/report/now");
  strictEqual(reportPath("funnel", { window: "24h" }), "/api/report/funnel?window=24h");
  strictEqual(reportPath("spike", { id: "m&1=@ 2" }), "/api/report/spike?id=m%261%3D%40+2");
});

Deno.test("a failure is told in the server's words, or by its status", () => {
  const told = JSON.stringify({ error: { message: "There is no report x", hint: "there is now" } });
  deepStrictEqual(failureOf(404, told), {
    status: 404,
    message: "There is no report x",
    hint: "there is now",
  });
  strictEqual(failureOf(503, JSON.stringify({ error: "no ledger yet" })).message, "no ledger yet");
  for (const text of ["<html>", "", "null", "{}", '{"error":{}}', "[1]"]) {
    match(failureOf(502, text).message, /status 502/);
  }
});

Deno.test("a sparkline has its highest price on top, and a still price in the middle", () => {
  strictEqual(sparkPoints("10 20 15"), "0.0,19.0 50.0,1.0 100.0,10.0");
  strictEqual(sparkPoints("7 7"), "0.0,10.0 100.0,10.0");
  strictEqual(sparkPoints("7"), null);
  strictEqual(sparkPoints(""), null);
});
