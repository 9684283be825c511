// Rules and models together: two trades are looked at, one on the next hour and one on the outcome, and
// the first that is worth its cost is proposed.
import { pool, type Pooled } from "../signal/ensemble.ts";
import { earned, recalibrated } from "../advice/skill.ts";
import type { AiOpinion, Counterfactual, Track } from "../types/advice.ts";
import type { EntryDecision } from "../types/effect.ts";
import type { QuestionId } from "../types/ids.ts";
import type { Outcome } from "../types/market.ts";
import { type Measure, type Refusal, refusalOf } from "../types/refusal.ts";
import type { PoolInput, Signal } from "../types/signal.ts";
import type { Millis, Probability } from "../types/units.ts";
import { beliefOf, ruleInputs, silent, spikeError } from "./belief.ts";
import { decideByRules } from "./by_rules.ts";
import { blank, type Decided, type Entering, judged, refused, sizeOf } from "./decision.ts";
import { boldest, hear, type Heard, outcomeInputs, type Reply, spikeInputs } from "./opinion.ts";
import { type ModelBill, type Proposal, propose, proposeResolution } from "./propose.ts";
import { tokenQuote } from "./quote.ts";
import { type Side, sideOf, tokenToBuy, undecided } from "./seen.ts";

/**
 * Standard error of what a model moves the estimate by, as a share of it. The pool's weights have shrunk
 * it by now; this is for the doubt that is taken off the edge, and for the beliefs that Monte Carlo draws.
 */
const MODEL_DOUBT = 0.5;

/** One of the two trades: what it rests on, and how it is worked out. */
interface Trade {
  readonly kind: "spike" | "resolution";
  readonly pooled: Pooled;
  readonly se: number;
  readonly earned: number;
}

/** The question that was asked; null: none, and the decision is made without one. */
export interface Asked {
  readonly question: QuestionId | null;
  readonly askedAt: Millis;
}

/** Decides with what the models said, or with their silence; writes nothing. */
export function weigh(entry: Entering, reply: Reply, asked: Asked): Decided {
  const { view } = entry;
  const heard = hear(reply, view.config);
  const withoutAi = counterfactual(entry);
  const trades = tradesOf(entry, heard);
  let result: Decided | null = null;
  let chosen: Trade | null = null;
  for (const trade of trades) {
    const tried = attempt(entry, trade, heard);
    if (result === null || (result.order === null && tried.order !== null)) {
      result = tried;
      chosen = trade;
    }
    if (tried.order !== null) break;
  }
  const { decision, order } = result ?? refused(blank(entry, null), [gone()]);
  const vetoed = decision.refusals.some(({ rule }) => rule === "aiVeto");
  const ai: AiOpinion = {
    question: asked.question,
    abstained: heard.abstained,
    estimate: heard.estimate,
    pooled: outcomePool(entry, heard).fair,
    earned: chosen?.earned ?? earned(view.account.learnt.aiSkill.justified),
    vetoed,
    cost: heard.cost,
    waitedMs: (view.at - asked.askedAt) as Millis,
    withoutAi,
  };
  return { decision: { ...decision, ai }, order };
}

/**
 * Null when a trade could come of an answer, or of silence; else what is decided at once, so that nobody
 * is paid: what the rules alone come to, and as `aiNotWorth` what the boldest answer there is would.
 */
export function notWorthAsking(entry: Entering, sides: readonly [Side, ...Side[]]): Decided | null {
  const { stance, posterior } = entry;
  const [first] = sides;
  const alone = stance === "leave"
    ? refused(blank(entry, first), [undecided(posterior)])
    : attemptOn(entry, spikeTrade(entry, silent), first, null);
  const [main] = alone.decision.refusals;
  if (main === undefined || (main.rule !== "leaveAlone" && !isOfEdge(main))) return null;
  let most: Refusal | null = null;
  for (const { decision, order } of boldAttempts(entry, sides)) {
    const [refusal] = decision.refusals;
    // What is not about the edge may be another by the time the answer comes.
    if (order !== null || refusal === undefined || !isOfEdge(refusal)) return null;
    if (most === null || isFurther(refusal, most)) most = refusal;
  }
  if (most === null) return null;
  return refused(alone.decision, [...alone.decision.refusals, { ...most, rule: "aiNotWorth" }]);
}

/** Both trades of every side, after the boldest answer and without a doubt of it. */
function* boldAttempts(entry: Entering, sides: readonly Side[]): Generator<Decided, void, void> {
  const { view: { config: { ensemble } }, signal } = entry;
  for (const side of sides) {
    const best = boldest(signal.mid, side.outcome === "yes" ? 1 : -1, ensemble.clip);
    const bold: readonly Trade[] = [
      spikeTrade(entry, best),
      ...resolutionTrades(entry, pool(signal.mid, best, ensemble)),
    ];
    for (const trade of bold) yield attemptOn(entry, { ...trade, se: 0 }, side, null);
  }
}

function isOfEdge({ rule }: Refusal): boolean {
  return rule === "edge" || rule === "kelly";
}

/** Kelly is asked after the edge; of two that came as far the larger number is nearer to a trade. */
function isFurther(one: Refusal, other: Refusal): boolean {
  if (one.rule !== other.rule) return one.rule === "kelly";
  return (one.value ?? -Infinity) > (other.value ?? -Infinity);
}

function tradesOf(entry: Entering, heard: Heard): readonly Trade[] {
  const { view: { account, config }, signal } = entry;
  const { clip } = config.ensemble;
  const opinions = spikeInputs(heard.estimate, signal, account.learnt.aiSkill, clip);
  const isLeft = (signal.mid - signal.anchor) * signal.direction > 0;
  return [
    ...(isLeft ? [spikeTrade(entry, opinions)] : []),
    ...(heard.estimate === null ? [] : resolutionTrades(entry, outcomePool(entry, heard))),
  ];
}

/** The next hour: rules that have something to say, and why the models think that the price moved. */
function spikeTrade(entry: Entering, opinions: readonly PoolInput[]): Trade {
  const { view, signal, posterior, stance } = entry;
  const { ensemble } = view.config;
  const rules = stance === "leave" ? [] : ruleInputs(view, signal, posterior);
  const alone = pool(signal.mid, opinions, ensemble).fair - signal.mid;
  const ruled = rules.length === 0 || ensemble.autonomy === 1 ? 0 : spikeError(signal, posterior);
  return {
    kind: "spike",
    pooled: pool(signal.mid, [...rules, ...opinions], ensemble),
    se: Math.hypot(ruled, MODEL_DOUBT * alone),
    earned: earned(view.account.learnt.aiSkill.justified),
  };
}

/** The outcome, where it is known soon enough to wait for. */
function resolutionTrades({ view, signal }: Entering, pooled: Pooled): readonly Trade[] {
  const { endAt } = view.market.market;
  const within = view.config.entry.resolutionWithinMs;
  if (endAt === null || endAt - view.at > within) return [];
  return [{
    kind: "resolution",
    pooled,
    se: MODEL_DOUBT * Math.abs(pooled.fair - signal.mid),
    earned: earned(view.account.learnt.aiSkill.outcome),
  }];
}

function outcomePool({ view: { account, config }, signal }: Entering, { estimate }: Heard): Pooled {
  const { ensemble } = config;
  const inputs = outcomeInputs(estimate, signal.mid, account.learnt.aiSkill, ensemble.clip);
  return pool(signal.mid, inputs, ensemble);
}

function attempt(entry: Entering, trade: Trade, heard: Heard): Decided {
  const { view, signal } = entry;
  const outcome = sideBy(trade, entry);
  const side = sideOf(view, signal, outcome);
  const base = withEstimate(blank(entry, side), trade);
  if (side.gates.length > 0) return refused(base, side.gates);
  const models = modelMeasures(trade, outcome, signal, heard, entry);
  const against = models.map(refusalOf).filter((refusal) => refusal !== null);
  if (against.length > 0) return refused(base, against);
  const { minProfitMultiple } = view.config.ai;
  return attemptOn(entry, trade, side, { cost: heard.cost, minProfitMultiple }, models);
}

function attemptOn(
  entry: Entering,
  trade: Trade,
  side: Side,
  bill: ModelBill | null,
  models: readonly Measure[] = [],
): Decided {
  const { view, signal, decision, order, seed } = entry;
  const { outcome } = side;
  const quote = tokenQuote(view.market.book, outcome);
  const belief = beliefOf(trade.pooled, { outcome, quote, se: trade.se });
  const input = {
    view,
    belief,
    outcome,
    quote,
    spike: sizeOf(signal),
    decision,
    order,
    seed,
    bill,
  };
  const proposal: Proposal = trade.kind === "spike" ? propose(input) : proposeResolution(input);
  return judged(blank(entry, side), belief, proposal, view, models);
}

/** The token on the estimate's side of the price; where it has none, the rules'. */
function sideBy({ pooled }: Trade, { signal, stance }: Entering): Outcome {
  const shift = pooled.fair - pooled.market;
  if (shift === 0) return tokenToBuy(signal.direction, stance);
  return shift > 0 ? "yes" : "no";
}

function modelMeasures(
  trade: Trade,
  outcome: Outcome,
  signal: Signal,
  heard: Heard,
  { view }: Entering,
): readonly Measure[] {
  const { veto } = view.config.ai;
  if (heard.abstained === "injection") {
    const note = heard.flag === null ? "seen by the model" : heard.flag.pattern;
    const plain = { value: null, limit: null, unit: "text", passed: false } as const;
    return [{ rule: "aiInjection", ...plain, note }];
  }
  const isFade = trade.kind === "spike" && outcome === tokenToBuy(signal.direction, "fade");
  const justified = heard.estimate?.justified ?? null;
  if (!isFade || justified === null || veto >= 1) return [];
  const value = believable(view.account.learnt.aiSkill.justified, justified);
  return [{ rule: "aiVeto", value, limit: veto, unit: "ratio", passed: value < veto }];
}

/** What was said of a move's cause, as far as the record lets it count: no veto without a weight. */
function believable(track: Track, justified: Probability): number {
  return 0.5 + earned(track) * (recalibrated(track, justified) - 0.5);
}

function withEstimate(decision: EntryDecision, { pooled, se }: Trade): EntryDecision {
  return { ...decision, estimate: { ...pooled, se } };
}

function gone(): Refusal {
  return { rule: "spikeGone", value: null, limit: null, unit: "text" };
}

/** What the rules alone would do now with the same account, in a line of the record. */
function counterfactual(entry: Entering): Counterfactual {
  const { view, signal, stance } = entry;
  const config = { ...view.config, ensemble: { ...view.config.ensemble, autonomy: 0 } };
  const alone = { ...entry, view: { ...view, config } };
  const outcome = tokenToBuy(signal.direction, stance);
  const { decision, order } = decideByRules(alone, sideOf(alone.view, signal, outcome));
  return {
    verdict: decision.verdict,
    refusal: decision.refusals[0]?.rule ?? null,
    outcome,
    fair: decision.estimate?.fair ?? null,
    stake: order === null ? null : decision.sizing?.stake ?? null,
  };
}
