// Models that never answer, over a run that trades: what the market does and what is sold must not wait.
import assert from "node:assert/strict";
import type { LedgerBody, LedgerRow } from "../../src/core/types/effect.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import { err } from "../../src/core/types/result.ts";
import { millis, usdc } from "../../src/core/types/units.ts";
import { aRig, evidenceOf, fakeCompleter, untilAborted } from "../adapters/llm/rig.ts";
import { parseDefaults } from "../support/defaults.ts";
import { run, tradedSource } from "../support/paper.ts";

const defaults = parseDefaults();

/** Rules that trade, and models that are asked whenever there is a spike. */
const config: EngineConfig = {
  ...defaults,
  // Which match fails is drawn by its name, and names differ between the runs.
  paper: { ...defaults.paper, revertRate: 0 },
  ensemble: { ...defaults.ensemble, autonomy: 0.5, weightAi: 1, maxTotalWeight: 1, clip: 3 },
  ai: {
    ...defaults.ai,
    // So that questions stay open over many trades of the others.
    deadlineMs: millis(7_200_000),
    budgetDay: usdc(100_000_000),
    budgetMonth: usdc(100_000_000),
  },
};

const rulesAlone = { ...config, ensemble: { ...config.ensemble, autonomy: 0 } };

const traded: readonly LedgerBody["kind"][] = [
  ...["place", "cancel", "orderAccepted", "orderRejected", "orderCanceled"] as const,
  ...["orderFilled", "fillSettled", "fillReverted", "trip", "halt"] as const,
];

/** What an account did and what became of it, each with its time to the millisecond. */
function deeds(rows: readonly LedgerRow[], arm: "main" | "noAi"): readonly string[] {
  return rows.flatMap(({ at, body }) => {
    const own = arm === "main"
      ? body
      : body.kind === "shadow" && body.arm === arm
      ? body.effect
      : body.kind === "shadowed" && body.arm === arm
      ? body.input
      : null;
    if (own === null || !traded.includes(own.kind)) return [];
    // Orders are named after their rows, which are others beside more accounts.
    const named = /"(paper-)?\d+\.\d+(\/\d+)?"/g;
    return [`${at} ${JSON.stringify(own).replaceAll(named, '"id"')}`];
  });
}

Deno.test("with every model hanging, no order, fill or exit comes a millisecond later", async () => {
  const alone = await run(tradedSource(), { config: rulesAlone });
  const expected = deeds(alone.rows, "main");
  assert.ok(expected.length > 20, "the run trades");
  const rig = aRig({
    config: config.ai,
    concurrency: 4,
    completer: fakeCompleter((_, signal) =>
      untilAborted(
        signal,
        err({ reason: "timeout", detail: "hung", billable: false, again: false } as const),
      )
    ),
    evidence: evidenceOf([]),
  });
  const { rows } = await run(tradedSource(), {
    config,
    arms: { trading: "ai", shadows: ["noAi"] },
    advisor: rig.advisor,
  });
  rig.advisor.close();
  const questions = rows.filter(({ body }) => body.kind === "ask").length;
  assert.ok(questions >= 10, `only ${questions} questions`);
  assert.deepEqual(rows.filter(({ body }) => body.kind === "advised"), []);
  assert.deepEqual(deeds(rows, "noAi"), expected);
  // Each of them was decided without an answer in the end.
  const late = rows.filter(({ body }) =>
    body.kind === "record" && body.decision.kind === "entry" &&
    body.decision.ai?.abstained === "late"
  );
  assert.equal(late.length, questions);
});
