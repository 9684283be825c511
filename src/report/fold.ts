// Ledger rows to the facts that reports share, in one pass. Memory grows with decisions, orders and
// fills; marks are thinned and everything else is counted. Money owned is not kept here: that is
// core/evolve.ts over the same rows.
import type { Decision, EntryDecision, LedgerRow, Tally } from "../core/types/effect.ts";
import type { AccountInput } from "../core/types/event.ts";
import type { DecisionId } from "../core/types/ids.ts";
import type { RefusalRule } from "../core/types/refusal.ts";
import { unreachable } from "../core/types/result.ts";
import type { Millis, Seq, Usdc } from "../core/types/units.ts";
import { type MarkFold, openMarkFold } from "./mark_fold.ts";
import { openOrderFold, type OrderFacts, type OrderFold } from "./order_fold.ts";
import { openTradeFold, type TradeFold } from "./trade_fold.ts";

/** A decision and when it was made. */
export interface DecisionFact {
  readonly at: Millis;
  readonly seq: Seq;
  readonly decision: Decision;
}

/** How often a rule stood in the way of decisions of one kind. */
export interface RefusalCount {
  /** Decisions in which it came first. */
  readonly main: number;
  /** Decisions that name it at all. */
  readonly named: number;
  /** The latest decision in which it came first, or else one that names it. */
  readonly example: DecisionId;
}

/** All tallies together. */
export interface TallySum {
  readonly events: ReadonlyMap<string, number>;
  readonly down: ReadonlyMap<string, number>;
  readonly skipped: ReadonlyMap<string, number>;
  readonly samples: ReadonlyMap<string, number>;
  readonly layers: ReadonlyMap<string, number>;
  readonly gaps: number;
  /** Most markets known at once. */
  readonly markets: number;
  readonly tallies: number;
}

/** Spikes of one category as the decisions logged them. */
export interface SpikeCount {
  readonly logged: number;
  /** Reached their horizon without a price to measure with. */
  readonly unmeasured: number;
}

/** What reports know of a run. */
export interface Facts {
  readonly rows: number;
  readonly first: Millis | null;
  readonly last: Millis | null;
  readonly lastSeq: Seq | 0;
  readonly decisions: ReadonlyMap<DecisionId, DecisionFact>;
  readonly orders: OrderFacts;
  readonly trades: TradeFold;
  readonly marks: MarkFold;
  /** True when a row after the last mark changed what is held: its equity is of another position. */
  readonly markOutdated: boolean;
  readonly lastMark: { readonly at: Millis; readonly equity: Usdc; readonly cash: Usdc } | null;
  readonly tally: TallySum;
  readonly entryRefusals: ReadonlyMap<RefusalRule, RefusalCount>;
  readonly exitRefusals: ReadonlyMap<RefusalRule, RefusalCount>;
  /** Distinct market and time of signals: as many as there are entry decisions, or something is wrong. */
  readonly signals: number;
  readonly spikes: ReadonlyMap<string, SpikeCount>;
  /** Halts, breaker trips and commands, as they stand in the ledger. */
  readonly control: readonly LedgerRow[];
}

/** The fold and its running result, which is live: it shows rows added later, too. */
export interface Fold {
  add(row: LedgerRow): void;
  readonly facts: Facts;
}

/** Facts of a whole ledger; `capital` is where the equity curve starts. */
export function foldRows(rows: Iterable<LedgerRow>, capital: Usdc): Facts {
  const fold = openFold(capital);
  for (const row of rows) fold.add(row);
  return fold.facts;
}

interface Draft {
  rows: number;
  first: Millis | null;
  last: Millis | null;
  lastSeq: Seq | 0;
  readonly decisions: Map<DecisionId, DecisionFact>;
  readonly orders: OrderFold;
  readonly trades: TradeFold;
  readonly marks: MarkFold;
  markOutdated: boolean;
  lastMark: { readonly at: Millis; readonly equity: Usdc; readonly cash: Usdc } | null;
  readonly tally: TallyDraft;
  readonly entryRefusals: Map<RefusalRule, RefusalCount>;
  readonly exitRefusals: Map<RefusalRule, RefusalCount>;
  readonly signalKeys: Set<string>;
  readonly signals: number;
  readonly spikes: Map<string, SpikeCount>;
  readonly control: LedgerRow[];
}

interface TallyDraft {
  readonly events: Map<string, number>;
  readonly down: Map<string, number>;
  readonly skipped: Map<string, number>;
  readonly samples: Map<string, number>;
  readonly layers: Map<string, number>;
  gaps: number;
  markets: number;
  tallies: number;
}

/** A fold that has seen no row. */
export function openFold(capital: Usdc): Fold {
  const signalKeys = new Set<string>();
  const draft: Draft = {
    rows: 0,
    first: null,
    last: null,
    lastSeq: 0,
    decisions: new Map(),
    orders: openOrderFold(),
    trades: openTradeFold(),
    marks: openMarkFold(capital),
    markOutdated: false,
    lastMark: null,
    tally: {
      events: new Map(),
      down: new Map(),
      skipped: new Map(),
      samples: new Map(),
      layers: new Map(),
      gaps: 0,
      markets: 0,
      tallies: 0,
    },
    entryRefusals: new Map(),
    exitRefusals: new Map(),
    signalKeys,
    get signals() {
      return signalKeys.size;
    },
    spikes: new Map(),
    control: [],
  };
  return { add: (row) => add(draft, row), facts: draft };
}

function add(draft: Draft, row: LedgerRow): void {
  const { at, body } = row;
  draft.rows++;
  draft.first ??= at;
  draft.last = at;
  draft.lastSeq = row.seq;
  switch (body.kind) {
    case "place":
      draft.orders.place(body.order, at);
      return;
    case "cancel":
      draft.orders.askCancel(body.order, body.reason);
      return;
    case "record":
      record(draft, row, body.decision);
      return;
    case "measure":
      if (body.undone === null) countSpike(draft, body.spike.category, 0, 1);
      return;
    case "mark":
      draft.marks.add(at, body.equity, body.cash);
      draft.lastMark = { at, equity: body.equity, cash: body.cash };
      draft.markOutdated = false;
      return;
    case "halt":
    case "trip":
      draft.control.push(row);
      return;
    case "ask":
    case "shadow":
      return;
    case "tally":
      addTally(draft.tally, body.tally);
      return;
    default:
      happen(draft, row, body);
  }
}

function happen(draft: Draft, row: LedgerRow, body: AccountInput): void {
  const { at } = row;
  const { orders } = draft;
  switch (body.kind) {
    case "orderAccepted":
      orders.accept(body.order, body.venueId, at);
      return;
    case "orderRejected":
      orders.end(body.order, "rejected", at, body.reason);
      return;
    case "orderCanceled":
      orders.end(body.order, "canceled", at, body.reason);
      return;
    case "orderFilled": {
      const order = orders.fill(body.fill, at);
      if (order === null) return;
      draft.trades.fill(body.fill, order, at);
      draft.markOutdated = true;
      return;
    }
    case "fillSettled":
      orders.settle(body.fill);
      draft.trades.settle(body.fill, at);
      return;
    case "fillReverted":
      if (!orders.revert(body.fill)) return;
      draft.trades.revert(body.fill, at);
      draft.markOutdated = true;
      return;
    case "resolved":
      orders.resolve(body.market);
      draft.trades.resolve(body.market, body.winner, at);
      draft.markOutdated = true;
      return;
    case "reconciled":
      orders.reconcile(new Set(body.open), at);
      return;
    case "started":
    case "advised":
    case "shadowed":
      return;
    case "haltRequested":
    case "reduceRequested":
    case "resumeRequested":
    case "flattenRequested":
      draft.control.push(row);
      return;
    default:
      unreachable(body);
  }
}

function record(draft: Draft, row: LedgerRow, decision: Decision): void {
  draft.decisions.set(decision.id, { at: row.at, seq: row.seq, decision });
  if (decision.kind === "entry") recordSignal(draft, decision);
  const counts = decision.kind === "entry" ? draft.entryRefusals : draft.exitRefusals;
  const seen = new Set<RefusalRule>();
  decision.refusals.forEach(({ rule }, i) => {
    if (seen.has(rule)) return;
    seen.add(rule);
    const before = counts.get(rule) ?? { main: 0, named: 0, example: decision.id };
    counts.set(rule, {
      main: before.main + (i === 0 ? 1 : 0),
      named: before.named + 1,
      example: i === 0 ? decision.id : before.example,
    });
  });
}

function recordSignal(draft: Draft, decision: EntryDecision): void {
  draft.signalKeys.add(`${decision.signal.market}@${decision.signal.at}`);
  if (decision.spike !== null) countSpike(draft, decision.spike.category, 1, 0);
}

function countSpike(draft: Draft, category: string, logged: number, unmeasured: number): void {
  const before = draft.spikes.get(category) ?? { logged: 0, unmeasured: 0 };
  draft.spikes.set(category, {
    logged: before.logged + logged,
    unmeasured: before.unmeasured + unmeasured,
  });
}

function addTally(sum: TallyDraft, tally: Tally): void {
  addCounts(sum.events, tally.events);
  addCounts(sum.down, tally.down ?? {});
  addCounts(sum.skipped, tally.skipped);
  addCounts(sum.samples, tally.samples);
  addCounts(sum.layers, tally.layers);
  sum.gaps += tally.gaps;
  sum.markets = Math.max(sum.markets, tally.markets);
  sum.tallies++;
}

function addCounts(into: Map<string, number>, counts: { readonly [key: string]: number }): void {
  for (const [key, value] of Object.entries(counts)) into.set(key, (into.get(key) ?? 0) + value);
}
