import assert from "node:assert/strict";
import { keys } from "../../src/config/schema.ts";
import { configYaml } from "../../src/config/template.ts";
import { outOfDate } from "../../scripts/config.ts";
import { loaded } from "../support/config.ts";

const hour = 3_600_000;

Deno.test("without any file, variable or flag every value is the documented default", () => {
  const { engine, dryRun, runtime } = loaded({});
  assert.equal(dryRun, true);
  assert.deepEqual(runtime, { dataDir: "data", seed: 1, heartbeatMs: 1000 });
  assert.deepEqual(engine, {
    initialCapital: 75_000_000,
    shareStep: 10_000,
    ...strategy,
    ...money,
  });
});

/** What is traded. */
const strategy = {
  detection: {
    gridMs: 10_000,
    maxGapMs: 60_000,
    cusumThreshold: 2.5,
    cusumK: 1,
    ewmaBandWidth: 2,
    ewmaLambda: 0.94,
    ewmaWinsorSigma: 4,
    warmupTicks: 30,
    sigmaFloorTicks: 1,
    rocThreshold: 0.02,
    rocWindowMs: 300_000,
    rocMinTicks: 2,
    refractoryTicks: 10,
    minConfidence: 0.5,
    minVolume: 50_000_000_000,
    maxBookAgeMs: 5000,
    maxSpreadTicks: 2,
    maxSpread: 30_000,
    entryDepthMultiple: 5,
    exitDepthMultiple: 10,
    exitDepthWithin: 20_000,
  },
  universe: {
    minPrice: 50_000,
    maxPrice: 950_000,
    minTimeLeftMs: 6 * hour,
    excludedCategories: ["sports-live", "crypto-5m", "crypto-15m"],
    excludedSlugs: [],
  },
  reversion: {
    priorMean: 0,
    priorSpikes: 20,
    priorSd: 1,
    horizonMs: hour,
    minSigmas: 1,
    maxRatio: 2,
  },
  ensemble: {
    autonomy: 0.3,
    weightTechnical: 0.05,
    weightMeanReversion: 0.3,
    weightAi: 0.25,
    weightSentiment: 0.05,
    maxTotalWeight: 0.3333,
    clip: 1,
  },
  ai: {
    enabled: true,
    arm: "ai",
    models: [{ id: "amazon.nova-lite-v1:0", weight: 1, inputPrice: 60_000, outputPrice: 240_000 }],
    samples: 3,
    deadlineMs: 20_000,
    maxPromptBytes: 12_000,
    maxOutputTokens: 700,
    budgetTrade: 20_000,
    budgetDay: 250_000,
    budgetMonth: 3_000_000,
    veto: 0.6,
    disagreementHalf: 1,
    minProfitMultiple: 3,
  },
  entry: {
    style: "taker",
    maxSlippage: 10_000,
    makerLifeMs: 180_000,
    minEdge: 5000,
    maxEdge: 150_000,
    edgeSigmas: 0.5,
    resolutionWithinMs: 720 * hour,
  },
  exit: {
    style: "taker",
    targetFraction: 0.5,
    stopFraction: 0.5,
    minTargetTicks: 2,
    minStopTicks: 2,
    maxHoldMs: hour,
    timeLeftMs: 2 * hour,
    retryMs: 5000,
  },
} as const;

/** Hard limits, sizes and the paper venue. */
const money = {
  sizing: {
    kellyFraction: 0.25,
    gapProbability: 0.01,
    timeExitProbability: 0.2,
    monteCarloRuns: 1000,
    monteCarloTrades: 200,
    maxRuinProbability: 0.01,
    maxDayLossProbability: 0.05,
  },
  risk: {
    maxDailyLoss: 2_000_000,
    lossBudgetMode: "worst_case",
    gapReserve: 0.25,
    maxPositionSize: 2_000_000,
    minPositionSize: 500_000,
    maxConsecutiveLosses: 3,
    breakerMs: hour / 2,
    maxWindowLoss: 2_000_000,
    lossWindowMs: 6 * hour,
    maxDrawdown: 0.2,
    capitalFloor: 0.5,
    maxMarketExposure: 2_000_000,
    maxGroupExposure: 2_000_000,
    maxOpenPositions: 4,
    maxOrdersPerMinute: 6,
    maxRejections: 3,
    maxRejectionsInRow: 5,
    markMs: 60_000,
  },
  paper: {
    latencyMs: 1000,
    adverseTicks: 1,
    depthShare: 0.5,
    revertRate: 0.02,
    revertWinnerBias: 0.8,
    settleMs: 20_000,
    queueFactor: 2,
  },
} as const;

Deno.test("config.yaml and config.schema.json are what the schema generates", () => {
  assert.deepEqual(outOfDate(new URL("../../", import.meta.url)), []);
});

Deno.test("the generated file holds every key at its default, each under a comment", () => {
  const yaml = configYaml();
  const config = loaded({ yaml });
  assert.deepEqual(config.engine, loaded({}).engine);
  assert.equal(config.keys.filter(({ from }) => from === "default").length, 0);
  const lines = yaml.split("\n");
  for (const { name, section, field } of keys.values()) {
    const start = lines.indexOf(`${section}:`);
    const at = lines.findIndex((line, i) => i > start && line.startsWith(`  ${name}:`));
    assert.match(lines[at - 1] ?? "", /^ {2}# .*\]$/, `${section}.${name} has no comment`);
    assert.ok(field.meaning.endsWith("."), `${section}.${name}: ${field.meaning}`);
  }
  assert.ok(lines.every((line) => line.length <= 100));
});

/** Room between limits that are equal by default and bound each other. */
const roomy = { yaml: "risk: {max_market_exposure: 5, max_group_exposure: 10}" };

/** Values of keys that take no odd word. */
const formed: Readonly<Record<string, string>> = {
  "ai.models": "amazon.nova-micro-v1:0=0.5",
  "ai.prices": "amazon.nova-lite-v1:0 0.07 0.24",
  "ai.region": "eu-central-1",
  "ai.endpoint": "http://127.0.0.1:8400/bedrock",
};

Deno.test("R-151 each key changes one value and no other", () => {
  const before = flat(loaded(roomy));
  const changed = new Map<string, string>();
  for (const path of keys.keys()) {
    const after = flat(change(path));
    const names = Object.keys(after).filter((name) => after[name] !== before[name]);
    assert.equal(names.length, 1, `${path} changed ${names.join(", ")}`);
    changed.set(names[0] ?? "", path);
  }
  assert.deepEqual([...changed.keys()].sort(), Object.keys(before).sort());
});

function change(path: string): ReturnType<typeof loaded> {
  const field = keys.get(path)?.field;
  assert.ok(field !== undefined);
  const { initial, kind, range } = field;
  switch (kind) {
    case "flag":
      return loaded({ ...roomy, set: [`${path}=${String(!initial)}`] });
    case "list":
    case "text":
      return loaded({ ...roomy, set: [`${path}=${formed[path] ?? "elsewhere"}`] });
    case "choice":
      return loaded({ ...roomy, set: [`${path}=${range.split(" or ").at(-1)}`] });
    case "duration":
      // The shortest way up or down that no rule between keys forbids.
      return firstAccepted(path, [
        "1900ms",
        "11s",
        "59s",
        "61s",
        "299s",
        "3599s",
        "7199s",
        "21601s",
      ]);
    case "integer":
      return loaded({ ...roomy, set: [`${path}=${Number(initial) + 1}`] });
    case "number": {
      const near = [0.999, 1.001, 1.5].map((by) => String(round(Number(initial) * by)));
      return firstAccepted(path, [...near, "0.001", "6"]);
    }
  }
}

function firstAccepted(path: string, values: readonly string[]): ReturnType<typeof loaded> {
  const before = JSON.stringify(flat(loaded(roomy)));
  for (const value of values) {
    try {
      const config = loaded({ ...roomy, set: [`${path}=${value}`] });
      if (JSON.stringify(flat(config)) !== before) return config;
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
    }
  }
  return assert.fail(`no value changes ${path}`);
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Leaves of what the program gets, by path. */
function flat(config: ReturnType<typeof loaded>): Record<string, string> {
  const { engine: { ai: _ai, ...engine }, ai, dryRun, runtime } = config;
  const { shareStep: _, ...venue } = config.venue;
  const leaves: Record<string, string> = {};
  const walk = (value: unknown, path: string) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      leaves[path] = JSON.stringify(value);
    } else for (const [name, inner] of Object.entries(value)) walk(inner, `${path}/${name}`);
  };
  // The share step is the engine's too.
  walk({ engine, ai, dryRun, runtime, venue }, "");
  return leaves;
}
