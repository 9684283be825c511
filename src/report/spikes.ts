// Signals, newest first, each with what became of it.
import type { ArmFacts } from "./arm_fold.ts";
import { reasonOf } from "./decisions.ts";
import type { Facts } from "./fold.ts";
import { count, signedUsd } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { type Cell, type Column, type Report, table } from "./report.ts";
import { hurdleOf, latestSignals, type SignalFact, signalId, spikeOf } from "./signal_fact.ts";
import { netOf, type Trade } from "./trade_fold.ts";
import { statusWords } from "./words.ts";

/** More would be no page; the rest is in `report decisions`. */
const MOST = 500;

/** The latest signals of the account that trades. */
export function spikes({ facts }: ReportInput): readonly Report[] {
  const shown = latestSignals(facts, MOST);
  const trades = new Map<string, Trade>(
    [...facts.trades.closed(), ...facts.trades.open()].map((trade) => [trade.decision, trade]),
  );
  const rows = shown.map((fact) => row(fact, facts, trades));
  return [
    table(
      { name: "spikes", title: "Signals, newest first", notes: notesOf(facts, shown.length) },
      columns,
      rows,
    ),
  ];
}

function notesOf({ signals }: Facts, shown: number): readonly string[] {
  if (shown === 0) return ["No signal yet: no market has moved by more than its own noise."];
  const cut = signals > shown ? [`The latest ${count(shown)} of ${count(signals)}.`] : [];
  return [
    "A signal is a jump that at least two price layers saw, one of them the CUSUM. Prices are of YES.",
    ...cut,
  ];
}

const columns: readonly Column[] = [
  { key: "signalId", label: "signal", unit: "text", width: 18, detail: true },
  { key: "at", label: "time", unit: "time" },
  { key: "market", label: "market", unit: "text", width: 28 },
  { key: "direction", label: "to", unit: "text" },
  { key: "size", label: "size", unit: "cents" },
  { key: "mid", label: "mid", unit: "price", detail: true },
  { key: "layers", label: "layers", unit: "text" },
  { key: "confidence", label: "conf.", unit: "ratio", of: "four layers", detail: true },
  { key: "hurdle", label: "hurdle", unit: "cents", detail: true },
  { key: "became", label: "became", unit: "text" },
  { key: "result", label: "result", unit: "usd" },
  { key: "because", label: "because", unit: "text" },
  { key: "decision", label: "decision", unit: "text" },
];

function row(
  fact: SignalFact,
  facts: ArmFacts,
  trades: ReadonlyMap<string, Trade>,
): Cell[] {
  const { signal, slug, decided } = fact;
  const decision = decided?.decision ?? null;
  const edge = decision?.edge ?? null;
  const trade = decision === null ? undefined : trades.get(decision.id);
  const fired = decision?.signal.layers.filter((layer) => layer.fired).map(({ layer }) => layer);
  return [
    signalId(signal),
    signal.at,
    slug,
    signal.direction === 1 ? "YES" : "NO",
    Math.abs(spikeOf(signal)),
    Math.round(signal.mid * 1e6),
    fired?.join(", ") ?? null,
    decision?.signal.confidence ?? null,
    edge === null ? null : Math.round(hurdleOf(edge) * 1e6),
    became(fact, facts, trade),
    trade === undefined || trade.closedAt === null ? null : netOf(trade),
    decision === null ? null : reasonOf(decision),
    decision?.id ?? null,
  ];
}

/** In few words: asked, refused, or how far the order came. */
function became(
  { decided }: SignalFact,
  { orders }: ArmFacts,
  trade: Trade | undefined,
): string {
  if (decided === null) return "waits for the models";
  const { decision } = decided;
  if (decision.order === null) return "refused";
  if (trade !== undefined) {
    return trade.closedAt === null ? "position open" : `closed ${signedUsd(netOf(trade))}`;
  }
  const order = orders.byId.get(decision.order);
  return order === undefined ? "order not sent" : `order ${statusWords[order.status]}`;
}
