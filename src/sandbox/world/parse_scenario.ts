// From a parsed file to a scenario. Strict: a misspelt key would be a scenario other than meant.
import { z } from "zod";
import { err, ok, type Result } from "../../core/types/result.ts";
import { forecasterNames } from "../bedrock/forecaster.ts";
import type { Category, Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";

/**
 * A scenario from what a YAML or JSON file holds. Keys that are left out are those of the scenario
 * named by `extends`, "default" unless said; lists, weights and ranges replace, they are not joined.
 * Every error names `where` and the path of its key.
 */
export function parseScenario(value: unknown, where: string): Result<Scenario, string[]> {
  const parsed = file.safeParse(value);
  if (!parsed.success) return err(parsed.error.issues.flatMap((issue) => lines(issue, where)));
  const { extends: name = "default", ...given } = parsed.data;
  const basis = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (basis === undefined) {
    const known = Object.keys(scenarios).join(", ");
    return err([`${where}: extends: no scenario "${name}", want one of ${known}`]);
  }
  const scenario = joined(basis, given);
  const beyond = scenario.timetable.flatMap(({ market }, i) =>
    market < scenario.markets ? [] : [
      `${where}: timetable.${i}.market: read ${market}, want less than ${scenario.markets}`,
    ]
  );
  return beyond.length === 0 ? ok(scenario) : err(beyond);
}

const share = z.number().min(0).max(1);
const positive = z.number().positive();
const notNegative = z.number().min(0);
const weight = notNegative;

/** Two numbers that do not fall. */
function range(value: z.ZodNumber) {
  return z.tuple([value, value])
    .refine(([least, most]) => least <= most, { error: "want the smaller number first" })
    .readonly();
}

/** At least one of the weights is above 0; keys that are not there weigh nothing. */
function weights<Shape extends Readonly<Record<string, z.ZodNumber>>>(shape: Shape) {
  return z.strictObject(shape).partial()
    .refine(
      (all) => Object.values<unknown>(all).some((one) => typeof one === "number" && one > 0),
      { error: "want at least one weight above 0" },
    );
}

const categories = {
  politics: weight,
  geopolitics: weight,
  sports: weight,
  crypto: weight,
  culture: weight,
  economics: weight,
  finance: weight,
  tech: weight,
  weather: weight,
} satisfies Record<Category, z.ZodNumber>;
const categoryNames = Object.keys(categories) as readonly Category[];
const moveKeys = {
  perHour: notNegative,
  size: range(z.number().positive().max(0.9)),
  riseSeconds: range(notNegative),
  toward: z.enum(["middle", "edges"]),
  categories: z.array(z.enum(categoryNames)).readonly(),
};
const move = z.strictObject(moveKeys).partial();
const passing = z.strictObject({
  ...moveKeys,
  reverts: range(share),
  halfLifeSeconds: range(positive),
}).partial();
const timetableEntry = z.strictObject({
  at: notNegative,
  kind: z.enum(["news", "overreaction", "sweep"]),
  market: z.number().int().min(0),
  size: z.number().min(-0.9).max(0.9).refine((size) => size !== 0, { error: "want other than 0" }),
  reverts: share.optional(),
  halfLifeSeconds: positive.optional(),
  riseSeconds: notNegative.optional(),
});
const fault = z.object({
  at: notNegative,
  fault: z.string().min(1),
  for: positive.optional(),
}).catchall(z.union([z.string(), z.number(), z.boolean()]));
const file = z.strictObject({
  extends: z.string(),
  description: z.string(),
  markets: z.number().int().min(1).max(20_000),
  categories: weights(categories),
  tickSizes: weights({ "0.01": weight, "0.005": weight, "0.001": weight, "0.0001": weight }),
  books: weights({ tight: weight, normal: weight, thin: weight }),
  negRisk: share,
  version2: share,
  placeholders: share,
  endings: z.array(z.strictObject({ weight, seconds: range(positive) }))
    .refine((all) => all.some((one) => one.weight > 0), {
      error: "want at least one weight above 0",
    }),
  volume24h: z.strictObject({ median: positive, spread: notNegative, least: notNegative })
    .partial(),
  prices: range(z.number().min(0.01).max(0.99)),
  messagesPerSecond: notNegative,
  trades: share,
  volatility: notNegative,
  quiet: share,
  warmSeconds: notNegative,
  moves: z.strictObject({ news: move, overreaction: passing, sweep: passing }).partial(),
  resolving: z.strictObject({
    runSeconds: notNegative,
    proposedSeconds: notNegative,
    renew: z.boolean(),
  }).partial(),
  timetable: z.array(timetableEntry),
  faults: z.array(fault),
  forecaster: z.enum(forecasterNames, { error: `want one of ${forecasterNames.join(", ")}` }),
  accounts: z.strictObject({ collateral: notNegative, approved: z.boolean() }).partial(),
}).partial();

type Given = Omit<z.infer<typeof file>, "extends">;

// A parsed key that was left out is absent: only its type says that it could be undefined.
function joined(basis: Scenario, given: Given): Scenario {
  const { volume24h, moves, resolving, accounts, ...rest } = given;
  return {
    ...basis,
    ...rest,
    volume24h: { ...basis.volume24h, ...volume24h },
    moves: {
      news: { ...basis.moves.news, ...moves?.news },
      overreaction: { ...basis.moves.overreaction, ...moves?.overreaction },
      sweep: { ...basis.moves.sweep, ...moves?.sweep },
    },
    resolving: { ...basis.resolving, ...resolving },
    accounts: { collateral: 1_000, approved: true, ...basis.accounts, ...accounts },
  } as Scenario;
}

function lines(issue: z.core.$ZodIssue, where: string): string[] {
  const at = (path: readonly PropertyKey[]) =>
    [where, path.join(".")].filter((part) => part !== "");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${at([...issue.path, key]).join(": ")}: unknown key`);
  }
  return [`${at(issue.path).join(": ")}: ${issue.message}`];
}
