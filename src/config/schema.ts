// The configuration as a whole: which sections there are, what must hold between keys, and the one
// place where sections become the engine's configuration.
import { z } from "zod";
import type {
  DetectionConfig,
  EngineConfig,
  EnsembleConfig,
  EntryConfig,
  ExitConfig,
  PaperConfig,
  ReversionConfig,
  RiskConfig,
  SizingConfig,
  UniverseConfig,
} from "../core/types/config.ts";
import type { Field, FieldsOf } from "./field.ts";
import {
  money,
  type MoneyConfig,
  paper,
  risk,
  runtime,
  type RuntimeConfig,
  sizing,
  trading,
  type TradingConfig,
} from "./keys_money.ts";
import { ai, aiConfig, type AiSettings, worstCase } from "./keys_ai.ts";
import { venue, type VenueConfig } from "./keys_venue.ts";
import { detection, ensemble, entry, exit, reversion, universe } from "./keys_strategy.ts";

/** Every value of the configuration, by section, in the engine's units. */
export interface Settings {
  readonly trading: TradingConfig;
  readonly money: MoneyConfig;
  readonly risk: RiskConfig;
  readonly sizing: SizingConfig;
  readonly detection: DetectionConfig;
  readonly universe: UniverseConfig;
  readonly reversion: ReversionConfig;
  readonly ensemble: EnsembleConfig;
  readonly ai: AiSettings;
  readonly entry: EntryConfig;
  readonly exit: ExitConfig;
  readonly paper: PaperConfig;
  readonly venue: VenueConfig;
  readonly runtime: RuntimeConfig;
}

/** A section of config.yaml. */
export interface Section<C> {
  readonly title: string;
  readonly fields: FieldsOf<C>;
}

/** Every section in the order of config.yaml. */
export const sections: { readonly [S in keyof Settings]: Section<Settings[S]> } = {
  trading: { title: "Paper or real", fields: trading },
  money: { title: "Capital", fields: money },
  risk: { title: "Hard limits; each is checked before an order is sent", fields: risk },
  sizing: { title: "How large a stake is: Kelly, then Monte Carlo", fields: sizing },
  detection: { title: "What counts as a spike: four layers", fields: detection },
  universe: { title: "Which markets may be entered", fields: universe },
  reversion: { title: "How much of a spike is expected to be undone", fields: reversion },
  ensemble: { title: "How inputs are pooled with the market price", fields: ensemble },
  ai: {
    title: "Models on Amazon Bedrock: which, how far they are let, what they may cost",
    fields: ai,
  },
  entry: { title: "How positions are opened", fields: entry },
  exit: { title: "How positions are closed", fields: exit },
  paper: { title: "The paper venue; the defaults are pessimistic", fields: paper },
  venue: { title: "Properties of the venue", fields: venue },
  runtime: { title: "How the program runs", fields: runtime },
};

/** One key: `risk.max_daily_loss` is where in YAML, section and property where in {@link Settings}. */
export interface Key {
  readonly path: string;
  readonly section: keyof Settings;
  readonly name: string;
  readonly property: string;
  readonly field: Field<unknown>;
}

/** Every key by path, in the order of config.yaml. */
export const keys: ReadonlyMap<string, Key> = new Map(listKeys().map((key) => [key.path, key]));

function listKeys(): Key[] {
  return Object.entries(sections).flatMap(([section, { fields }]) =>
    Object.entries<Field<unknown>>(fields).map(([property, field]) => {
      const name = snake(property);
      return {
        path: `${section}.${name}`,
        section: section as keyof Settings,
        name,
        property,
        field,
      };
    })
  );
}

/** The YAML name of a property: `makerLifeMs` is `maker_life`. */
function snake(property: string): string {
  return property.replace(/Ms$/, "").replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Settings from one parsed value a key. Throws when a key has none: a bug of the caller. */
export function settle(values: ReadonlyMap<string, unknown>): Settings {
  const result: Record<string, Record<string, unknown>> = {};
  for (const { path, section, property } of keys.values()) {
    if (!values.has(path)) throw new Error(`Cannot settle ${path}: no value`);
    (result[section] ??= {})[property] = values.get(path);
  }
  for (const section of Object.values(result)) Object.freeze(section);
  // Each value came out of its field's schema, and FieldsOf ties the field to the property.
  return Object.freeze(result) as unknown as Settings;
}

/** The engine's part of the settings. */
export function engineConfig(settings: Settings): EngineConfig {
  return Object.freeze({
    initialCapital: settings.money.initialCapital,
    detection: settings.detection,
    universe: settings.universe,
    reversion: settings.reversion,
    ensemble: settings.ensemble,
    ai: aiConfig(settings.ai),
    entry: settings.entry,
    exit: settings.exit,
    sizing: settings.sizing,
    risk: settings.risk,
    paper: settings.paper,
    shareStep: settings.venue.shareStep,
  });
}

/** What must hold between keys. */
export interface Rule {
  readonly keys: readonly [string, ...string[]];
  readonly wanted: string;
  holds(settings: Settings): boolean;
}

/** All rules between keys. */
export const rules: readonly Rule[] = [
  atMost("risk.min_position_size", "risk.max_position_size"),
  atMost("risk.max_position_size", "money.initial_capital"),
  atMost("risk.max_position_size", "risk.max_market_exposure"),
  atMost("risk.max_market_exposure", "risk.max_group_exposure"),
  atMost("risk.max_group_exposure", "money.initial_capital"),
  atMost("risk.max_daily_loss", "money.initial_capital"),
  atMost("risk.max_window_loss", "money.initial_capital"),
  {
    keys: ["risk.max_daily_loss", "risk.min_position_size", "risk.loss_budget_mode"],
    wanted:
      "in mode worst_case a daily loss of at least one smallest stake, or nothing is ever bought",
    holds: ({ risk }) =>
      risk.lossBudgetMode !== "worst_case" || risk.maxDailyLoss >= risk.minPositionSize,
  },
  below("universe.min_price", "universe.max_price"),
  below("entry.min_edge", "entry.max_edge"),
  atMost("exit.time_left", "universe.min_time_left"),
  atMost("detection.grid", "detection.max_gap"),
  atMost("detection.grid", "detection.roc_window"),
  atMost("runtime.heartbeat", "detection.grid"),
  below("venue.quiet", "venue.frozen"),
  atMost("ai.budget_trade", "ai.budget_day"),
  atMost("ai.budget_day", "ai.budget_month"),
  atMost("ai.budget_day", "risk.max_daily_loss"),
  {
    keys: ["ai.models"],
    wanted: "a line in ai.prices for every model, or what it costs could not be bounded",
    holds: ({ ai }) => aiConfig(ai).models.length === ai.models.length,
  },
  {
    keys: ["ai.budget_trade", "ai.models", "ai.samples"],
    wanted: "a budget for the worst case of one question (`polybot ai models` shows it), or no " +
      "model could ever be asked",
    holds: ({ ai }) => worstCase(aiConfig(ai)) <= ai.budgetTrade,
  },
  atMost("venue.request_timeout", "venue.patience"),
  {
    keys: ["sizing.gap_probability", "sizing.time_exit_probability"],
    wanted: "a sum below 1",
    holds: ({ sizing }) => sizing.gapProbability + sizing.timeExitProbability < 1,
  },
];

function atMost(low: string, high: string): Rule {
  const holds = (settings: Settings) => numberAt(settings, low) <= numberAt(settings, high);
  return { keys: [low, high], wanted: `${low} at most ${high}`, holds };
}

function below(low: string, high: string): Rule {
  const holds = (settings: Settings) => numberAt(settings, low) < numberAt(settings, high);
  return { keys: [low, high], wanted: `${low} less than ${high}`, holds };
}

function numberAt(settings: Settings, path: string): number {
  const key = keys.get(path);
  const value = key && Object.entries(settings[key.section]).find(([p]) => p === key.property)?.[1];
  if (typeof value !== "number") throw new Error(`Cannot compare ${path}: not a number`);
  return value;
}

/** JSON schema of config.yaml: editors complete and check it. */
export function jsonSchema(): Record<string, unknown> {
  const shape = Object.entries(sections).map(([name, { title }]) => {
    const fields = [...keys.values()].filter((key) => key.section === name).map(
      ({ name, field }) => {
        const described = z.toJSONSchema(field.schema, { io: "input", unrepresentable: "any" });
        const { $schema: _, ...schema } = described;
        const description = `${field.meaning} (${field.range})`;
        return [name, { description, default: field.initial, ...schema }] as const;
      },
    );
    return [name, objectSchema(`${title}.`, Object.fromEntries(fields))] as const;
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "polybot configuration",
    ...objectSchema(
      "Every key has a default; an unknown key is an error.",
      Object.fromEntries(shape),
    ),
  };
}

function objectSchema(
  description: string,
  properties: Record<string, unknown>,
): Record<string, unknown> {
  return { description, type: "object", additionalProperties: false, properties };
}
