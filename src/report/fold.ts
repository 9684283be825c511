// Ledger rows to the facts that reports share, in one pass. Memory grows with decisions, orders and
// fills; marks are thinned and everything else is counted. Money owned is not kept here: that is
// core/evolve.ts over the same rows.
import { carry, openAccount } from "../core/evolve.ts";
import { areOthers, openBeside } from "../core/fold_row.ts";
import type { Account } from "../core/types/account.ts";
import type { Arm, Arms } from "../core/types/advice.ts";
import type {
  Decision,
  EntryDecision,
  LedgerRow,
  SessionRow,
  Tally,
} from "../core/types/effect.ts";
import type { DecisionId, MarketId } from "../core/types/ids.ts";
import type { Outcome } from "../core/types/market.ts";
import type { RefusalRule } from "../core/types/refusal.ts";
import { unreachable } from "../core/types/result.ts";
import type { Millis, Seq, Usdc } from "../core/types/units.ts";
import { type AiFacts, type AiFold, openAiFold } from "./ai_fold.ts";
import {
  type ArmFacts,
  type ArmFold,
  openArmFold,
  openShadowFold,
  type ShadowFacts,
  type ShadowFold,
} from "./arm_fold.ts";
import { type MarkFold, openMarkFold } from "./mark_fold.ts";

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

/** What one tally counted, and from when to when. */
export interface TallySpan {
  readonly from: Millis;
  readonly to: Millis;
  /** Grid samples of markets that were not over. */
  readonly samples: number;
  readonly usable: number;
  readonly markets: number;
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
  /** Each of them, oldest first: one an hour, and one at the end of a run. */
  readonly spans: readonly TallySpan[];
}

/** Spikes of one category as the decisions logged them. */
export interface SpikeCount {
  readonly logged: number;
  /** Reached their horizon without a price to measure with. */
  readonly unmeasured: number;
}

/** The session at which the arms changed last. */
export interface ArmsChange {
  readonly at: Millis;
  /** Equity of the account that trades, with which the others began anew. */
  readonly capital: Usdc;
  /** Of the account that trades, since then. */
  readonly marks: MarkFold;
}

/** What reports know of a run; orders, trades and equity are of the account that trades. */
export interface Facts extends ArmFacts {
  readonly rows: number;
  readonly first: Millis | null;
  readonly last: Millis | null;
  readonly lastSeq: Seq | 0;
  readonly decisions: ReadonlyMap<DecisionId, DecisionFact>;
  /** Names of markets for people, as far as a decision of the account told them. */
  readonly names: ReadonlyMap<MarketId, string>;
  /** Who decides for it. */
  readonly arm: Arm;
  /** Accounts that trade on paper beside it. */
  readonly shadows: ReadonlyMap<Arm, ShadowFacts>;
  /** null: the arms are those of the first session. */
  readonly change: ArmsChange | null;
  /** Accounts beside it that ended with a change of the arms. */
  readonly former: readonly ShadowFacts[];
  readonly ai: AiFacts;
  /** Markets that are over; null: at half and half, or void. */
  readonly resolved: ReadonlyMap<MarketId, Outcome | null>;
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

/** Every account that ever traded on paper beside the real one. */
export function everBeside({ shadows, former }: Facts): readonly ShadowFacts[] {
  return [...shadows.values(), ...former];
}

/** Facts of a whole ledger; `capital` is where the equity curve starts. */
export function foldRows(rows: Iterable<LedgerRow>, capital: Usdc): Facts {
  const fold = openFold(capital);
  for (const row of rows) fold.add(row);
  return fold.facts;
}

interface Draft {
  readonly capital: Usdc;
  rows: number;
  first: Millis | null;
  last: Millis | null;
  lastSeq: Seq | 0;
  /** A decision that a model took part in. */
  usesModels: boolean;
  readonly decisions: Map<DecisionId, DecisionFact>;
  readonly names: Map<MarketId, string>;
  readonly own: ArmFold;
  readonly shadows: Map<Arm, ShadowFold>;
  session: Arms | null;
  change: ArmsChange | null;
  readonly former: ShadowFold[];
  /** Heard what a person asked of every account, and nothing else. */
  told: Account;
  readonly ai: AiFold;
  readonly resolved: Map<MarketId, Outcome | null>;
  readonly tally: TallyDraft;
  readonly entryRefusals: Map<RefusalRule, RefusalCount>;
  readonly exitRefusals: Map<RefusalRule, RefusalCount>;
  readonly signalKeys: Set<string>;
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
  readonly spans: TallySpan[];
}

/** A fold that has seen no row. */
export function openFold(capital: Usdc): Fold {
  const draft: Draft = {
    capital,
    rows: 0,
    first: null,
    last: null,
    lastSeq: 0,
    usesModels: false,
    decisions: new Map(),
    names: new Map(),
    own: openArmFold(capital),
    shadows: new Map(),
    session: null,
    change: null,
    former: [],
    told: openAccount(capital),
    ai: openAiFold(),
    resolved: new Map(),
    tally: {
      events: new Map(),
      down: new Map(),
      skipped: new Map(),
      samples: new Map(),
      layers: new Map(),
      gaps: 0,
      markets: 0,
      tallies: 0,
      spans: [],
    },
    entryRefusals: new Map(),
    exitRefusals: new Map(),
    signalKeys: new Set(),
    spikes: new Map(),
    control: [],
  };
  return { add: (row) => add(draft, row), facts: factsOf(draft) };
}

/** The draft as readers see it, live. */
function factsOf(draft: Draft): Facts {
  const { own, decisions, names, shadows, ai, resolved, tally, spikes, control } = draft;
  const { entryRefusals, exitRefusals, former } = draft;
  return {
    get rows() {
      return draft.rows;
    },
    get first() {
      return draft.first;
    },
    get last() {
      return draft.last;
    },
    get lastSeq() {
      return draft.lastSeq;
    },
    get arm() {
      return tradingArm(draft);
    },
    get change() {
      return draft.change;
    },
    get signals() {
      return draft.signalKeys.size;
    },
    get markOutdated() {
      return own.markOutdated;
    },
    get lastMark() {
      return own.lastMark;
    },
    orders: own.orders,
    trades: own.trades,
    marks: own.marks,
    ...{ decisions, names, shadows, ai, resolved, tally, spikes, control },
    ...{ entryRefusals, exitRefusals, former },
  };
}

/** Without a session no row names it: models took part, or the arm without them is not beside it. */
function tradingArm({ session, usesModels, shadows }: Draft): Arm {
  if (session !== null) return session.trading;
  return usesModels || (shadows.has("noAi") && !shadows.has("ai")) ? "ai" : "noAi";
}

function add(draft: Draft, row: LedgerRow): void {
  const { at, body } = row;
  draft.rows++;
  draft.first ??= at;
  draft.last = at;
  draft.lastSeq = row.seq;
  draft.own.add(body, at);
  draft.ai.add(row);
  if (body.kind === "mark") draft.change?.marks.add(at, body.equity, body.cash);
  if (body.kind === "started") begin(draft, body, at);
  if (body.kind === "shadow" || body.kind === "shadowed") meet(draft, body.arm);
  for (const shadow of draft.shadows.values()) shadow.add(row);
  switch (body.kind) {
    case "record":
      return record(draft, row, body.decision);
    case "measure":
      if (body.undone === null) countSpike(draft, body.spike.category, 0, 1);
      return;
    case "resolved":
      draft.resolved.set(body.market, body.winner);
      return;
    case "haltRequested":
    case "reduceRequested":
    case "resumeRequested":
    case "flattenRequested":
      draft.told = carry(draft.told, row);
      draft.control.push(row);
      return;
    case "halt":
    case "trip":
      draft.control.push(row);
      return;
    case "tally":
      return addTally(draft.tally, body.tally, at);
    // About orders, equity, models or other accounts, which have folds of their own.
    case "place":
    case "cancel":
    case "mark":
    case "ask":
    case "shadow":
    case "orderAccepted":
    case "orderRejected":
    case "orderCanceled":
    case "orderFilled":
    case "fillSettled":
    case "fillReverted":
    case "reconciled":
    case "started":
    case "advised":
    case "shadowed":
      return;
    default:
      return unreachable(body);
  }
}

/** A session: where its arms are others than before, all but the account that trades begin anew. */
function begin(draft: Draft, { arms }: SessionRow, at: Millis): void {
  if (areOthers(draft.session, arms)) {
    const capital = draft.own.lastMark?.equity ?? draft.capital;
    draft.change = { at, capital, marks: openMarkFold(capital) };
    draft.former.push(...draft.shadows.values());
    draft.shadows.clear();
  }
  draft.session = arms;
  for (const arm of arms.shadows) meet(draft, arm);
}

function meet({ shadows, change, capital, told, ai }: Draft, arm: Arm): void {
  if (shadows.has(arm)) return;
  const risk = { ...told.risk, equity: change?.capital ?? capital };
  const begun = openBeside({ risk, learnt: ai.learnt });
  shadows.set(arm, openShadowFold(arm, begun, () => ai.learnt));
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
  draft.names.set(decision.market, decision.slug);
  draft.signalKeys.add(`${decision.signal.market}@${decision.signal.at}`);
  if (decision.ai !== undefined) draft.usesModels = true;
  if (decision.spike !== null) countSpike(draft, decision.spike.category, 1, 0);
}

function countSpike(draft: Draft, category: string, logged: number, unmeasured: number): void {
  const before = draft.spikes.get(category) ?? { logged: 0, unmeasured: 0 };
  draft.spikes.set(category, {
    logged: before.logged + logged,
    unmeasured: before.unmeasured + unmeasured,
  });
}

function addTally(sum: TallyDraft, tally: Tally, to: Millis): void {
  addCounts(sum.events, tally.events);
  addCounts(sum.down, tally.down ?? {});
  addCounts(sum.skipped, tally.skipped);
  addCounts(sum.samples, tally.samples);
  addCounts(sum.layers, tally.layers);
  sum.gaps += tally.gaps;
  sum.markets = Math.max(sum.markets, tally.markets);
  sum.tallies++;
  const { ok: usable = 0, ended = 0 } = tally.samples;
  const samples = Object.values(tally.samples).reduce((all, count) => all + count, 0) - ended;
  sum.spans.push({ from: tally.from, to, samples, usable, markets: tally.markets });
}

function addCounts(into: Map<string, number>, counts: { readonly [key: string]: number }): void {
  for (const [key, value] of Object.entries(counts)) into.set(key, (into.get(key) ?? 0) + value);
}
