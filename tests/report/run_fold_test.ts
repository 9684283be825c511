import assert from "node:assert/strict";
import { canonicalJson } from "../../src/core/canonical.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { LedgerBody } from "../../src/core/types/effect.ts";
import { buildReport } from "../../src/report/registry.ts";
import { limitChanges } from "../../src/report/limit_changes.ts";
import { openRunFold } from "../../src/report/run_fold.ts";
import { CAPITAL, defaults, rowLog, run, START, started, usd } from "../support/rows.ts";

const wide: EngineConfig = {
  ...defaults,
  initialCapital: usd(500),
  risk: { ...defaults.risk, maxDailyLoss: usd(200), maxOpenPositions: 9 },
};

function session(config: EngineConfig | null, configHash: string): LedgerBody {
  const text = config === null ? null : canonicalJson(config);
  return { ...started(), configHash, config: text } as LedgerBody;
}

Deno.test("limits are those of the newest session, capital is that of the first", () => {
  const fold = openRunFold({ ...run, config: canonicalJson(defaults) });
  const log = rowLog();
  log.add(session(null, run.configHash), START);
  log.rows.forEach(fold.add);
  assert.equal(fold.input("h").config.risk.maxDailyLoss, defaults.risk.maxDailyLoss);
  log.add(session(wide, "50f7"));
  log.add(session(null, "50f7"));
  log.rows.slice(1).forEach(fold.add);
  const input = fold.input("head");
  assert.deepStrictEqual(input.config, { ...wide, initialCapital: CAPITAL });
  assert.deepStrictEqual(input.run, { ...run, configHash: "50f7", head: "head" });
  assert.equal(input.account.risk.equity, CAPITAL);
  const [table] = buildReport("limits", input);
  const daily = table?.shape === "table" ? table.rows.find(([name]) => name === "dailyLoss") : null;
  assert.equal(daily?.[3], "$200.00");
});

Deno.test("each limit that another configuration changes is named with its old and new value", () => {
  const input = openRunFold({ ...run, config: canonicalJson(defaults) }).input("h");
  assert.deepStrictEqual(limitChanges(input, defaults), []);
  assert.deepStrictEqual(limitChanges(input, { ...wide, initialCapital: CAPITAL }), [
    "Changed since the last session: dailyLoss $2.00 -> $200.00",
    "Changed since the last session: lossBudget $2.00 -> $200.00",
    "Changed since the last session: openPositions 4 -> 9",
  ]);
});
