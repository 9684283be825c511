import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { equity } from "../../../src/report/equity.ts";
import type { Lines } from "../../../src/report/picture.ts";
import { withPathBefore } from "../../../src/report/simulate_actual.ts";
import { withActual } from "../../../web/views/actual_path.ts";
import { stateOf } from "../../../web/views/simulation.ts";
import { CAPITAL, inputOf, rowLog, START, usd } from "../../support/rows.ts";

const fan: Lines = {
  kind: "lines",
  name: "account",
  title: "The account over time",
  x: { label: "days", unit: "count" },
  y: { label: "account", unit: "usd" },
  marks: [],
  assumptions: [],
  words: "Futures.",
  curves: [],
  bands: [],
};

Deno.test("the account's own path lies on the fan in days since its first mark", () => {
  const log = rowLog();
  log.add({ kind: "mark", equity: CAPITAL, cash: CAPITAL, newDay: true }, START);
  log.add({ kind: "mark", equity: usd(990), cash: usd(990), newDay: true }, START + 43_200_000);
  const [series] = equity(inputOf(log.rows));
  const drawn = withActual(fan, series) as Lines;
  deepStrictEqual(drawn.curves[0]?.points, [[0, CAPITAL], [0.5, usd(990)]]);
  match(drawn.words, /went from \$1,000\.00 to \$990\.00/);
});

Deno.test("where the account goes on from today, what it did is before day 0", () => {
  const path = [[START, CAPITAL], [START + 43_200_000, usd(990)]] as const;
  const drawn = withPathBefore(fan, path) as Lines;
  deepStrictEqual(drawn.curves[0]?.points, [[-0.5, CAPITAL], [0, usd(990)]]);
  match(drawn.assumptions.join(), /before day 0 is what did happen/);
});

Deno.test("without a mark the fan stays as it is", () => {
  const [series] = equity(inputOf([]));
  strictEqual(withActual(fan, series), fan);
  strictEqual(withActual(fan, undefined), fan);
});

Deno.test("a simulation is done only with a result, and a failure is told in the server's words", () => {
  const asked = { runs: 10, days: 1, seed: 1 };
  const result = { sections: [], pictures: [] };
  deepStrictEqual(stateOf({ done: false, runs: 4, of: 10 }, asked), {
    kind: "running",
    runs: 4,
    of: 10,
  });
  deepStrictEqual(stateOf({ done: true, runs: 10, of: 10, result }, asked), {
    kind: "done",
    asked,
    result,
  });
  deepStrictEqual(stateOf({ done: true, runs: 0, of: 10, failed: "no trades" }, asked), {
    kind: "failed",
    failure: { status: 200, message: "no trades", hint: null },
  });
});
