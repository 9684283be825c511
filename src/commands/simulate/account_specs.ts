// The account in question and those beside it, by what is staked: all meet the same trades.
import { CliError } from "../../cli/exit.ts";
import type { AccountOptions } from "../../cli/simulate/account.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { AccountSpec, Stakes } from "../../core/simulate/account.ts";
import type { EngineSpec } from "../../core/simulate/engines.ts";
import { untaken } from "../../core/simulate/untaken.ts";
import { kellyOutcomes, type Outcome } from "../../core/size/kelly.ts";
import { TRADES_PER_DAY } from "../../core/size/size.ts";
import { MICRO, type Millis, usdc } from "../../core/types/units.ts";
import { ratio, usd } from "../../report/format.ts";
import { untakenWords } from "../../report/simulate_untaken.ts";
import type { Trades } from "./account_trades.ts";

const DEFAULT_DAYS = 90;
const HOLD_MS = 1_000;

/** An account and what it is called in a table. */
export interface Named {
  readonly label: string;
  readonly spec: AccountSpec;
}

/** The account of the options, then with half and twice its stake, where those buy anything. Throws CliError. */
export function accountsOf(
  options: AccountOptions,
  { engine }: Pick<LoadedConfig, "engine">,
  trades: Trades,
): readonly [Named, ...Named[]] {
  const tradesPerDay = options.tradesPerDay ?? trades.tradesPerDay ?? TRADES_PER_DAY;
  const offered = options.trades ?? (options.days ?? DEFAULT_DAYS) * tradesPerDay;
  const dayMs = 86_400_000;
  const spacingMs = Math.min(options.spacingMs, Math.floor(dayMs / tradesPerDay)) as Millis;
  const base = {
    capital: engine.initialCapital,
    costPerShare: trades.costPerShare,
    shareStep: engine.shareStep,
    stop: trades.stop,
    trades: offered,
    tradesPerDay,
    spacingMs,
    holdMs: Math.max(0, spacingMs - HOLD_MS) as Millis,
    risk: engine.risk,
  };
  const named = (label: string, stakes: Stakes): Named => ({ label, spec: { ...base, stakes } });
  if (options.kelly !== undefined) {
    const kelly = kellyOutcomes(outcomesOf(trades.engine));
    if (kelly === 0) {
      throw new CliError("usage", "Cannot stake by Kelly: these trades have no expected gain", {
        hint: "--stake sets a flat stake",
      });
    }
    const at = (fraction: number) =>
      named(`${ratio(fraction)} of Kelly`, { kind: "kelly", kelly, fraction });
    const { kelly: fraction } = options;
    return [at(fraction), ...[at(fraction / 2), at(Math.min(1, fraction * 2))].filter(takes)];
  }
  const stake = usdc(Math.round((options.stake ?? engine.risk.maxPositionSize / MICRO) * MICRO));
  const flat = (micro: number) => {
    const amount = usdc(Math.round(micro));
    return named(usd(amount), { kind: "flat", stake: amount });
  };
  const first = flat(stake);
  const why = untaken(first.spec);
  if (why?.bound === "stake") {
    throw new CliError("usage", `Cannot stake ${first.label}: ${untakenWords(why, base)}`, {
      hint: "a larger --stake, or --set risk.min_position_size",
    });
  }
  return [first, ...[flat(stake / 2), flat(stake * 2)].filter(takes)];
}

function takes({ spec }: Named): boolean {
  return untaken(spec) === null;
}

/** The possible returns of a trade with their chances, beliefs at their mean. */
function outcomesOf(engine: EngineSpec): readonly Outcome[] {
  switch (engine.kind) {
    case "bootstrap": {
      const { returns, prior } = engine;
      const all = returns.length + (prior?.weight ?? 0);
      const own = returns.map((ret) => ({ probability: 1 / all, ret }));
      if (prior === null) return own;
      const { gain, loss, hit, weight } = prior;
      return [
        ...own,
        { probability: (weight / all) * hit, ret: gain },
        { probability: (weight / all) * (1 - hit), ret: loss },
      ];
    }
    case "bernoulli": {
      const { q, gain, loss, timeExit, gapProbability } = engine;
      const mean = typeof q === "number" ? q : q.alpha / (q.alpha + q.beta);
      const late = timeExit?.probability ?? 0;
      const decided = 1 - late - gapProbability;
      return [
        { probability: decided * mean, ret: gain },
        { probability: decided * (1 - mean), ret: loss },
        { probability: late, ret: timeExit?.ret ?? 0 },
        { probability: gapProbability, ret: -1 },
      ];
    }
    case "diffusion":
      throw new CliError("usage", "Cannot stake by Kelly: a diffusion has no list of outcomes", {
        hint: "--stake sets a flat stake",
      });
  }
}

const GRID = 12;

/** Shares of the bankroll from 0 to well beyond what is staked. */
export function fractionsOf(
  { stakes, capital }: AccountSpec,
  engine: EngineSpec,
): readonly number[] {
  const staked = stakes.kind === "flat" ? stakes.stake / capital : stakes.kelly * stakes.fraction;
  const best = engine.kind === "diffusion" ? 0 : kellyOutcomes(outcomesOf(engine));
  const most = Math.min(0.9, Math.max(4 * staked, 2 * best));
  return Array.from({ length: GRID + 1 }, (_, i) => (i * most) / GRID);
}
