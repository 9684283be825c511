// One signal: what the ledger knows of it, and where the tape is there, the market around it.
import { explain } from "./explain.ts";
import { cents, duration, price, signedUsd } from "./format.ts";
import type { ReportInput } from "./input.ts";
import type { Observed } from "./observed.ts";
import type { FillFact } from "./order_fold.ts";
import type { LogLine, Report, Stat } from "./report.ts";
import type { Shown } from "./shown.ts";
import {
  asYes,
  findSignal,
  hurdleOf,
  sideOf,
  type SignalFact,
  signalId,
  spikeOf,
  tradeOf,
} from "./signal_fact.ts";
import { priceAlone, type SpikeMarks, spikePictures } from "./spike_pictures.ts";
import { netOf, type Trade } from "./trade_fold.ts";

/** Series around the signal of that id with its numbers; null: there is no such signal. */
export function spike(input: ReportInput, id: string, observed: Observed | null): Shown | null {
  const { facts } = input;
  const fact = findSignal(facts, id);
  if (fact === null) return null;
  const found = fact.decided === null ? null : tradeOf(facts, fact.decided.decision);
  const marks = marksOf(fact, found?.fills ?? []);
  const isSeen = observed !== null && observed.points.length > 0;
  const about = { signal: fact.signal, marks, config: input.config };
  return {
    sections: [
      summary(fact, found?.trade ?? null, isSeen),
      ...layersOf(fact, input),
      story(fact, found),
    ],
    pictures: isSeen ? spikePictures(about, observed) : [priceAlone(about)],
  };
}

function summary(
  { signal, slug, decided }: SignalFact,
  trade: Trade | null,
  isSeen: boolean,
): Report {
  const decision = decided?.decision ?? null;
  const edge = decision?.edge ?? null;
  const dollars = (key: string, label: string, value: number | null): Stat => (
    { key, label, unit: "cents", value: value === null ? null : Math.round(value * 1e6) }
  );
  const notes = isSeen ? [] : [
    "No recording of the market around this signal is at hand: what follows is what the ledger holds.",
  ];
  const result = trade === null || trade.closedAt === null ? null : netOf(trade);
  return {
    shape: "stats",
    name: "spike",
    title: `Signal in ${slug}`,
    notes,
    stats: [
      { key: "signalId", label: "signal", unit: "text", value: signalId(signal) },
      { key: "market", label: "market id", unit: "text", value: signal.market },
      { key: "at", label: "time", unit: "time", value: signal.at },
      { key: "direction", label: "to", unit: "text", value: signal.direction === 1 ? "YES" : "NO" },
      dollars("size", "size", Math.abs(signal.mid - signal.anchor)),
      { key: "anchor", label: "before it", unit: "price", value: Math.round(signal.anchor * 1e6) },
      { key: "mid", label: "mid of YES", unit: "price", value: Math.round(signal.mid * 1e6) },
      dollars("hurdle", "hurdle: all costs, doubt and the gain asked for", edge && hurdleOf(edge)),
      dollars("gross", "  expected before costs", edge?.gross ?? null),
      { key: "verdict", label: "verdict", unit: "text", value: decision?.verdict ?? "waits" },
      { key: "decision", label: "decision", unit: "text", value: decision?.id ?? null },
      { key: "result", label: "result", unit: "usd", value: result },
    ],
  };
}

function layersOf({ decided }: SignalFact, { facts }: ReportInput): readonly Report[] {
  if (decided === null) return [];
  const fact = facts.decisions.get(decided.decision.id);
  if (fact === undefined) return [];
  return explain(fact, facts).filter(({ name }) => name === "layers" || name === "why");
}

/** What happened, in order, with the time since the signal. */
function story(
  { signal, decided }: SignalFact,
  found: ReturnType<typeof tradeOf>,
): Report {
  const since = (at: number) => at === signal.at ? "" : `, ${duration(at - signal.at)} later`;
  const size = cents(Math.abs(spikeOf(signal)));
  const way = signal.direction === 1 ? "up" : "down";
  const lines: LogLine[] = [{ at: signal.at, text: `signal: YES moved ${way} by ${size}` }];
  if (decided !== null) {
    lines.push({
      at: decided.at,
      text: `decided: ${decided.decision.verdict}${since(decided.at)}`,
    });
  }
  for (const { fill, at } of found?.fills ?? []) {
    const word = fill.side === "buy" ? "bought" : "sold";
    lines.push({ at, text: `${word} at ${price(fill.price)}${since(at)}` });
  }
  const trade = found?.trade;
  if (trade !== undefined && trade.closedAt !== null) {
    const text = `closed: ${signedUsd(netOf(trade))} net${since(trade.closedAt)}`;
    lines.push({ at: trade.closedAt, text });
  }
  return { shape: "log", name: "story", title: "What happened", notes: [], lines };
}

function marksOf({ signal, decided }: SignalFact, fills: readonly FillFact[]): SpikeMarks {
  const decision = decided?.decision ?? null;
  const side = decision === null ? null : sideOf(decision);
  const trades = (way: "buy" | "sell") =>
    fills.filter(({ fill, status }) => fill.side === way && status !== "reverted")
      .map(({ fill, at }) => [at, side === null ? fill.price : asYes(fill.price, side)] as const);
  const plan = decision?.plan ?? null;
  const level = (micro: number | null | undefined) =>
    micro === null || micro === undefined || side === null ? null : asYes(micro, side);
  const edge = decision?.edge ?? null;
  const toward = side === null ? 0 : side === "yes" ? 1 : -1;
  return {
    bought: trades("buy"),
    sold: trades("sell"),
    target: level(plan?.target),
    stop: level(plan?.stop),
    hurdle: edge === null || toward === 0 ? null : {
      size: Math.round(hurdleOf(edge) * 1e6),
      // To a hundredth of a cent: more digits would claim too much.
      at: Math.round((signal.mid + toward * hurdleOf(edge)) * 1e4) * 100,
    },
    words: decision === null
      ? "Nothing is decided yet."
      : `Decided ${duration((decided?.at ?? signal.at) - signal.at)} later: ${decision.verdict}.`,
  };
}
