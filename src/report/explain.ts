// One decision with every number of every stage it reached, and what followed.
import type { EntryDecision, ExitDecision } from "../core/types/effect.ts";
import type { Refusal } from "../core/types/refusal.ts";
import { aiSections } from "./ai_explain.ts";
import type { ArmFacts } from "./arm_fold.ts";
import { price, shares, signedUsd, usd } from "./format.ts";
import { type DecisionFact, everBeside, type Facts } from "./fold.ts";
import { spikeSize } from "./decisions.ts";
import type { FillFact, OrderFact } from "./order_fold.ts";
import { type Cell, type Head, type LogLine, type Report, type Stat, table } from "./report.ts";
import { netOf, type Trade } from "./trade_fold.ts";
import { endWords } from "./trades.ts";
import { purposeWords, refusalWords, stages, stanceWords, statusWords } from "./words.ts";

/** Everything the ledger knows of a decision, in the order in which it was thought. */
export function explain(fact: DecisionFact, facts: Facts): readonly Report[] {
  const { decision } = fact;
  const parts = decision.kind === "entry"
    ? [...explainEntry(fact, decision), ...aiSections(decision, facts)]
    : explainExit(fact, decision, facts);
  return [
    ...parts,
    ...refusalSection(decision.refusals),
    ...followed(fact, facts),
  ];
}

function explainEntry(fact: DecisionFact, decision: EntryDecision): Report[] {
  const { signal, stance, posterior } = decision;
  const belief: Stat[] = [
    { key: "category", label: "category", unit: "text", value: posterior.category },
    { key: "spikes", label: "spikes measured in it", unit: "count", value: posterior.spikes },
    ratio("mean", "believed undone", posterior.mean, "a spike"),
    ratio("se", "  standard error", posterior.se, "a spike"),
    { key: "stance", label: "so", unit: "text", value: `${stance}: ${stanceWords[stance]}` },
  ];
  const head: Stat[] = [
    ...verdictStats(decision),
    { key: "slug", label: "market", unit: "text", value: decision.slug },
    { key: "market", label: "market id", unit: "text", value: decision.market },
    { key: "token", label: "token", unit: "text", value: decision.token },
    { key: "at", label: "made", unit: "time", value: fact.at },
    { key: "mid", label: "mid of YES", unit: "price", value: micro(signal.mid) },
    { key: "anchor", label: "before the spike", unit: "price", value: micro(signal.anchor) },
    { key: "spike", label: "spike", unit: "price", value: spikeSize(signal) },
    { key: "tick", label: "tick", unit: "price", value: signal.tickSize },
    ratio("confidence", "confidence", signal.confidence, "four layers"),
  ];
  return [
    stats({ name: "decision", title: `Decision ${decision.id}`, notes: [] }, head),
    layersTable(decision),
    ...topSection(decision),
    stats({ name: "belief", title: "Belief", notes: [] }, [...belief, ...estimateStats(decision)]),
    ...edgeSection(decision),
    ...sizingSection(decision),
  ];
}

function explainExit(fact: DecisionFact, decision: ExitDecision, { names }: Facts): Report[] {
  const slug = names.get(decision.market) ?? null;
  const head: Stat[] = [
    ...verdictStats(decision),
    { key: "why", label: "why", unit: "text", value: purposeWords[decision.purpose] },
    { key: "slug", label: "market", unit: "text", value: slug },
    { key: "market", label: "market id", unit: "text", value: decision.market },
    { key: "token", label: "token", unit: "text", value: decision.token },
    { key: "at", label: "made", unit: "time", value: fact.at },
    { key: "shares", label: "shares", unit: "shares", value: decision.shares },
  ];
  return [
    stats({ name: "decision", title: `Decision ${decision.id}`, notes: [] }, head),
    ...topSection(decision),
  ];
}

function verdictStats({ verdict, refusals }: DecisionFact["decision"]): Stat[] {
  const [main] = refusals;
  if (verdict !== "refused") return [text("verdict", "verdict", verdict)];
  if (main === undefined) return [text("verdict", "verdict", "refused, no reason was recorded")];
  return [
    text("verdict", "verdict", `refused, stage: ${stages[main.rule]}`),
    text("because", "because", refusalWords(main)),
  ];
}

function layersTable({ signal }: EntryDecision): Report {
  const rows = signal.layers.map((layer): Cell[] => [
    layer.layer,
    layer.fired ? "yes" : "no",
    layer.direction === 0 ? "" : layer.direction === 1 ? "up" : "down",
    layer.value,
    layer.threshold,
    layer.test ?? "",
  ]);
  return table({ name: "layers", title: "Layers", notes: [] }, [
    { key: "layer", label: "layer", unit: "text" },
    { key: "fired", label: "fired", unit: "text" },
    { key: "direction", label: "leans", unit: "text" },
    { key: "value", label: "value", unit: "count" },
    { key: "threshold", label: "threshold", unit: "count" },
    { key: "test", label: "test", unit: "text" },
  ], rows);
}

function topSection({ top }: EntryDecision | ExitDecision): Report[] {
  if (top === null) return [];
  return [stats({ name: "top", title: "Top of the token's book", notes: [] }, [
    { key: "bid", label: "bid", unit: "price", value: top.bid },
    { key: "bidSize", label: "  size", unit: "shares", value: top.bidSize },
    { key: "ask", label: "ask", unit: "price", value: top.ask },
    { key: "askSize", label: "  size", unit: "shares", value: top.askSize },
    { key: "age", label: "age", unit: "ms", value: top.ageMs },
  ])];
}

function estimateStats({ estimate }: EntryDecision): Stat[] {
  if (estimate === null) return [];
  return [
    {
      key: "market",
      label: "the market says of YES",
      unit: "price",
      value: micro(estimate.market),
    },
    ...estimate.contributions.map(({ name, logOdds }): Stat => ({
      key: name,
      label: `  ${name} adds, in log-odds`,
      unit: "text",
      value: logOdds,
    })),
    { key: "fair", label: "fair value of YES", unit: "price", value: micro(estimate.fair) },
    { key: "fairSe", label: "  standard error", unit: "price", value: micro(estimate.se) },
  ];
}

function edgeSection({ edge, plan }: EntryDecision): Report[] {
  if (edge === null) return [];
  const dollars = (key: Exclude<keyof typeof edge, "aiCost">, label: string): Stat => ({
    key,
    label,
    unit: "price",
    value: micro(edge[key]),
  });
  const planned: Stat[] = plan === null ? [] : [
    { key: "target", label: "target", unit: "price", value: plan.target },
    { key: "stop", label: "stop", unit: "price", value: plan.stop },
    { key: "until", label: "held until at most", unit: "time", value: plan.until },
  ];
  const models: Stat[] = edge.aiCost === undefined
    ? []
    : [{ key: "aiCost", label: "cost of the models", unit: "price", value: micro(edge.aiCost) }];
  const missing = edge.net < edge.needed ? "too little" : "enough";
  return [stats({ name: "edge", title: "Expected gain, dollars a share", notes: [] }, [
    dollars("gross", "before costs"),
    dollars("entryCost", "cost of getting in"),
    dollars("exitCost", "cost of getting out"),
    ...models,
    dollars("net", "net, its doubt taken off"),
    dollars("needed", "needed"),
    { key: "enough", label: "which is", unit: "text", value: missing },
    ...planned,
  ])];
}

function sizingSection({ sizing }: EntryDecision): Report[] {
  if (sizing === null) return [];
  return [stats({ name: "sizing", title: "Size", notes: [] }, [
    { key: "cost", label: "all-in cost a share", unit: "price", value: micro(sizing.costPerShare) },
    ratio("kelly", "full Kelly", sizing.kelly, "free cash"),
    {
      key: "kellyStake",
      label: "stake by the Kelly fraction",
      unit: "usd",
      value: sizing.kellyStake,
    },
    { key: "stake", label: "stake", unit: "usd", value: sizing.stake },
    { key: "shares", label: "shares", unit: "shares", value: sizing.shares },
    ratio("ruin", "chance of ruin, at most", sizing.ruin, "simulated runs"),
    ratio("dayLoss", "chance of a day's limit, at most", sizing.dayLoss, "simulated runs"),
  ])];
}

function refusalSection(refusals: readonly Refusal[]): Report[] {
  if (refusals.length === 0) return [];
  const rows = refusals.map((refusal): Cell[] => [
    refusal.rule,
    refusalWords(refusal),
    stages[refusal.rule],
    refusal.value,
    refusal.limit,
    refusal.unit,
  ]);
  return [table({ name: "why", title: "Why not", notes: [] }, [
    { key: "rule", label: "rule", unit: "text" },
    { key: "words", label: "because", unit: "text" },
    { key: "stage", label: "stage", unit: "text", detail: true },
    { key: "value", label: "value, raw", unit: "text", detail: true },
    { key: "limit", label: "limit, raw", unit: "text", detail: true },
    { key: "unit", label: "unit", unit: "text", detail: true },
  ], rows)];
}

/** Orders, fills and the result, where there were any. */
function followed({ decision }: DecisionFact, facts: Facts): Report[] {
  const shadow = everBeside(facts).find((one) => one.decisions.has(decision.id));
  const { orders, trades } = shadow ?? facts;
  const order = decision.order === null ? undefined : orders.byId.get(decision.order);
  if (order === undefined) return [];
  const trade = [...trades.closed(), ...trades.open()]
    .find((one) => one.orders.includes(order.order.id));
  const ids = trade === undefined ? [order.order.id] : trade.orders;
  const lines: LogLine[] = [];
  for (const id of ids) {
    const fact = orders.byId.get(id);
    if (fact !== undefined) lines.push(...orderLines(fact, orders));
  }
  if (trade !== undefined) lines.push(tradeLine(trade, facts));
  // Orders overlap in time, and a stable sort keeps what happened at one moment in its order.
  lines.sort((a, b) => a.at - b.at);
  const notes = shadow === undefined
    ? []
    : [`On paper, beside the account that trades (arm ${shadow.arm}).`];
  return [{ shape: "log", name: "followed", title: "What followed", notes, lines }];
}

function orderLines(fact: OrderFact, orders: ArmFacts["orders"]): LogLine[] {
  const { order, placedAt, endedAt, status, reason } = fact;
  const limit = `${price(order.price)} or ${order.side === "buy" ? "less" : "more"}`;
  const text = `order ${order.id}: ${order.side} ${shares(order.size)} ` +
    `${order.outcome.toUpperCase()} at ${limit} (${purposeWords[order.purpose]})`;
  const lines: LogLine[] = [{ at: placedAt, text }];
  for (const id of fact.fills) {
    const fill = orders.fills.get(id);
    if (fill !== undefined) lines.push(fillLine(fill));
  }
  if (endedAt !== null && status !== "filled") {
    const why = reason === null ? "" : `: ${reason}`;
    lines.push({ at: endedAt, text: `order ${order.id} ${statusWords[status]}${why}` });
  }
  return lines;
}

function fillLine({ fill, at, status }: FillFact): LogLine {
  const what = `${shares(fill.size)} @ ${price(fill.price)} = ${usd(fill.value)}`;
  return { at, text: `  filled ${what}, fee ${usd(fill.fee)}, ${status}` };
}

function tradeLine(trade: Trade, facts: Facts): LogLine {
  if (trade.closedAt === null) {
    return { at: facts.last ?? trade.openedAt, text: "the position is still open" };
  }
  const end = trade.end === null ? "" : ` (${endWords(trade.end)})`;
  return { at: trade.closedAt, text: `result ${signedUsd(netOf(trade))} net${end}` };
}

function stats(head: Head, list: readonly Stat[]): Report {
  return { ...head, shape: "stats", stats: list };
}

function text(key: string, label: string, value: string): Stat {
  return { key, label, unit: "text", value };
}

function ratio(key: string, label: string, value: number | null, of: string): Stat {
  return { key, label, unit: "ratio", value, of };
}

/** A belief in dollars in 1e-6, to a hundredth of a cent: more digits would claim too much. */
function micro(dollars: number): number {
  return Math.round(dollars * 1e4) * 100;
}
