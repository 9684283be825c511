// The three arms over a made-up venue, all in one process on one simulated clock: days pass in seconds.
// What models say comes from the sandbox's forecasters, by the very prompts and answers of the bot.
import { createPaperBroker } from "../../src/adapters/paper/broker.ts";
import { callCost } from "../../src/core/advice/cost.ts";
import { parseAnswer } from "../../src/core/advice/answer.ts";
import { buildPrompt } from "../../src/core/advice/prompt.ts";
import { SimClock } from "../../src/core/sim_clock.ts";
import { openEngine } from "../../src/core/step.ts";
import type { AiModel, Arm, Arms, AskKind, Question, Sample } from "../../src/core/types/advice.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { AdviceInput } from "../../src/core/types/event.ts";
import type { GroupId, LinkId, MarketId, TokenId } from "../../src/core/types/ids.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import { type Millis, millis, price, usdc } from "../../src/core/types/units.ts";
import type { Advisor, Broker, Emit } from "../../src/ports.ts";
import { createEngine, type Engine } from "../../src/runtime/run.ts";
import { createOracle } from "../../src/sandbox/bedrock/oracle.ts";
import type { ForecasterName } from "../../src/sandbox/bedrock/forecaster.ts";
import type { ListedMarket } from "../../src/sandbox/types.ts";
import { createVenue } from "../../src/sandbox/venue.ts";
import type { Scenario } from "../../src/sandbox/world/scenario.ts";
import { scenarios } from "../../src/sandbox/world/scenarios.ts";
import { parseDefaults } from "./defaults.ts";

const defaults = parseDefaults();

/**
 * Rules that have nothing to say, and models that may say all there is to say: what is measured is the
 * models' own worth. Limits are wide, so that no trade keeps another from being made.
 */
export const modelsAlone: EngineConfig = {
  ...defaults,
  initialCapital: usdc(1_000_000_000),
  reversion: {
    ...defaults.reversion,
    priorSpikes: 20,
    horizonMs: millis(1_200_000),
    // No posterior gets so far from nothing.
    minSigmas: 10,
  },
  ensemble: { ...defaults.ensemble, autonomy: 0.6, weightAi: 1, maxTotalWeight: 1, clip: 2 },
  ai: { ...defaults.ai, samples: 2, budgetDay: usdc(2_000_000), budgetMonth: usdc(20_000_000) },
  entry: { ...defaults.entry, maxSlippage: price(30_000) },
  exit: { ...defaults.exit, maxHoldMs: millis(1_200_000) },
  sizing: {
    ...defaults.sizing,
    monteCarloRuns: 500,
    monteCarloTrades: 50,
    maxRuinProbability: 1,
    maxDayLossProbability: 1,
  },
  risk: {
    ...defaults.risk,
    minPositionSize: usdc(1_000_000),
    // Large enough to be sold at any stop.
    maxPositionSize: usdc(4_000_000),
    maxDailyLoss: usdc(200_000_000),
    maxWindowLoss: usdc(200_000_000),
    maxConsecutiveLosses: 1_000,
    maxMarketExposure: usdc(4_000_000),
    maxGroupExposure: usdc(20_000_000),
    maxOpenPositions: 50,
    maxOrdersPerMinute: 100,
    maxDrawdown: 0.9,
    capitalFloor: 0.1,
  },
};

const demo = scenarios["demo"] as Scenario;

/** Single markets without fees, of which one in two moves is news; rarely two in one horizon. */
export const mixedMoves: Scenario = {
  ...demo,
  markets: 90,
  negRisk: 0,
  messagesPerSecond: 3,
  warmSeconds: 600,
  categories: { geopolitics: 1 },
  endings: [{ weight: 1, seconds: [60 * 86_400, 90 * 86_400] }],
  moves: {
    news: everywhere({ ...demo.moves.news, perHour: 24 }),
    overreaction: everywhere({ ...demo.moves.overreaction, perHour: 24 }),
    sweep: everywhere({ ...demo.moves.sweep, perHour: 0 }),
  },
};

function everywhere<R extends { readonly categories?: unknown }>(rule: R): Omit<R, "categories"> {
  const { categories: _, ...rest } = rule;
  return rest;
}

/** What is simulated. */
export interface ArmsRun {
  readonly scenario: Scenario;
  readonly forecaster: ForecasterName;
  readonly config: EngineConfig;
  readonly arms: Arms;
  readonly seed: number;
  readonly hours: number;
  /** Between question and answer. */
  readonly answerMs?: number;
}

/** What came of it. */
export interface ArmsRan {
  readonly rows: readonly LedgerRow[];
  readonly state: EngineState;
}

const START = millis(Date.UTC(2026, 10, 23, 6));
const STEP = millis(1_000);
const LINK = 1 as LinkId;

/** Runs the venue and the engine for so many hours. */
export function runArms(run: ArmsRun): ArmsRan {
  const { scenario, config, seed } = run;
  const clock = new SimClock(START);
  const venue = createVenue({ clock, seed, scenario, forecaster: run.forecaster });
  const state = openEngine(config, seed, run.arms);
  const rows: LedgerRow[] = [];
  const broker = () => paper(state, clock, config, seed);
  const engine = createEngine({
    state,
    clock,
    broker: broker(),
    shadows: new Map<Arm, Broker>(run.arms.shadows.map((arm) => [arm, broker()])),
    advisor: oracleAdvisor(run, clock, venue),
    rows: {
      append: (made) => {
        rows.push(...made);
        return made;
      },
      commands: [],
      commandAfter: () => null,
      catchingUp: () => false,
    },
    tape: null,
    notifiers: [],
  });
  const changed = new Set<MarketId>();
  venue.exchange.listen((event) => {
    if (event.kind === "levels") changed.add(event.market);
  });
  for (const market of venue.exchange.markets()) {
    engine.emit({ kind: "listed", market: listed(market, venue) });
    engine.emit({ kind: "feedUp", token: market.yes, link: LINK });
    changed.add(market.id);
  }
  for (let second = 0; second < run.hours * 3_600; second++) {
    clock.advanceTo(millis(clock.now() + STEP));
    tell(engine, venue, changed);
    engine.emit({ kind: "heartbeat" });
  }
  engine.emit({ kind: "ended" });
  venue.stop();
  return { rows, state };
}

type Venue = ReturnType<typeof createVenue>;

/** Books that changed; of the others that they are as they were. */
function tell(engine: Engine, { exchange }: Venue, changed: Set<MarketId>): void {
  for (const id of changed) {
    const market = exchange.market(id);
    const book = market === undefined ? undefined : exchange.book(market.yes);
    if (book === undefined) continue;
    const { bids, asks, token } = book;
    engine.emit({ kind: "book", token, bids: top(bids), asks: top(asks) });
  }
  changed.clear();
  engine.emit({ kind: "linkHeard", link: LINK });
}

/** The best levels: the rest changes nothing and costs time. */
function top<T>(levels: readonly T[]): readonly T[] {
  return levels.slice(-12);
}

function listed(market: ListedMarket, { exchange }: Venue) {
  const status = exchange.status(market.id);
  return {
    id: market.id,
    question: market.question,
    slug: market.slug,
    category: market.category,
    group: market.event.id as GroupId,
    yes: market.yes,
    no: market.no,
    endAt: market.endAt,
    tickSize: status.tickSize,
    minOrder: market.minOrder,
    fee: market.fee ?? { rate: 0, exponent: 1 },
    volume24h: status.volume24h,
    negRisk: market.negRiskId !== null,
    takerDelayMs: market.takerDelayMs,
    depthAssumed: false,
    accepting: true,
  };
}

function paper(state: EngineState, clock: SimClock, config: EngineConfig, seed: number): Broker {
  return createPaperBroker({
    config: config.paper,
    clock,
    seed,
    markets: (token: TokenId) => {
      const found = state.tokens.get(token);
      if (found === undefined) return undefined;
      const { state: known, outcome } = found;
      return { book: known.book, outcome, market: known.market, usable: known.up };
    },
  });
}

/** Asks the forecaster what the real advisor would ask, and answers as long after. */
function oracleAdvisor(run: ArmsRun, clock: SimClock, venue: Venue): Advisor {
  const oracle = createOracle({ ...venue, clock, seed: run.seed, forecaster: run.forecaster });
  const { models, samples } = run.config.ai;
  const sampleOf = (model: AiModel, ask: AskKind, question: Question, n: number): Sample => {
    const nonce = question.id.replace(".", "").padStart(16, "0");
    const { maxPromptBytes } = run.config.ai;
    const { system, user } = buildPrompt(ask, question, [], { maxPromptBytes, nonce, sample: n });
    const said = oracle.answer({ prompt: user, model: model.id });
    const parsed = parseAnswer(ask, said);
    const inputTokens = Math.ceil((system.length + user.length) / 4);
    const outputTokens = 80;
    return {
      ask,
      model: model.id,
      prompt: `${ask}${n}`,
      text: JSON.stringify(said),
      stop: "tool_use",
      inputTokens,
      outputTokens,
      cost: callCost(model, { inputTokens, outputTokens }),
      ms: 0 as Millis,
      attempts: 1,
      answer: parsed.ok ? parsed.value : null,
      failed: parsed.ok ? null : parsed.error.reason,
    };
  };
  return {
    ask(question, emit: Emit<AdviceInput>) {
      clock.after(millis(run.answerMs ?? 3_000), () => {
        const made = models.flatMap((model) => [
          ...Array.from({ length: samples }, (_, i) => [
            sampleOf(model, "blind", question, i + 1),
            sampleOf(model, "negated", question, i + 1),
          ]).flat(),
          sampleOf(model, "aware", question, 0),
        ]);
        emit({
          kind: "advised",
          advice: {
            question: question.id,
            evidence: [],
            missing: [],
            prompts: [],
            samples: made,
            flags: [],
            abstained: null,
            cost: usdc(made.reduce((sum, { cost }) => sum + cost, 0)),
            ms: millis(run.answerMs ?? 3_000),
          },
        });
      });
    },
    close() {},
  };
}
