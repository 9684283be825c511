// One decision as the dashboard shows it: everything that `why` prints, with the gates and the times.
import type { DecisionId } from "../core/types/ids.ts";
import { explain } from "./explain.ts";
import { type DecisionFact, everBeside, type Facts } from "./fold.ts";
import { cents, duration, ratio, usd } from "./format.ts";
import { gatesTable } from "./gates.ts";
import type { ReportInput } from "./input.ts";
import type { LogLine, Report, Stat } from "./report.ts";
import type { Shown } from "./shown.ts";
import { hurdleOf, sideOf, signalId, spikeOf } from "./signal_fact.ts";

/** The decision of that id, of whichever account; null: there is none. */
export function decisionView({ facts, config }: ReportInput, id: string): Shown | null {
  const found = findDecision(facts, id);
  if (found === null) return null;
  const [head, ...others] = explain(found, facts);
  if (head === undefined) return null;
  const { decision } = found;
  const gates = decision.kind === "entry" ? [gatesTable(decision, config)] : [];
  return {
    sections: [head, timeline(found, facts), ...hurdle(found), ...gates, ...others],
    pictures: [],
  };
}

/** The same, raw. */
export function findDecision(facts: Facts, id: string): DecisionFact | null {
  for (const { decisions } of [facts, ...everBeside(facts)]) {
    const found = decisions.get(id as DecisionId);
    if (found !== undefined) return found;
  }
  return null;
}

/** From the signal to the decision, each with the time since the signal; then `followed` goes on. */
function timeline({ at, decision }: DecisionFact, facts: Facts): Report {
  const lines: LogLine[] = [];
  const start = decision.kind === "entry" ? decision.signal.at : at;
  const add = (when: number, text: string) => {
    const since = when === start ? "" : `, ${duration(when - start)} after the signal`;
    lines.push({ at: when as LogLine["at"], text: `${text}${since}` });
  };
  if (decision.kind === "entry") {
    const { signal, ai } = decision;
    const way = signal.direction === 1 ? "up" : "down";
    add(signal.at, `signal: YES ${way} by ${cents(Math.abs(spikeOf(signal)))}`);
    const asked = ai === undefined || ai.question === null
      ? undefined
      : facts.ai.questions.get(ai.question);
    if (asked !== undefined) {
      add(asked.askedAt, "models asked");
      if (asked.answeredAt !== null && asked.answeredAt <= at) add(asked.answeredAt, "answered");
      else add(Math.min(asked.dueAt, at), "no answer in time");
    }
    if (decision.sizing !== null) {
      add(at, `size: ${usd(decision.sizing.stake)}, full Kelly ${ratio(decision.sizing.kelly)}`);
    }
  }
  add(at, `decided: ${decision.verdict}`);
  return { shape: "log", name: "timeline", title: "Timeline", notes: [], lines };
}

/** What had to be cleared, and by how much it was or was not. */
function hurdle({ decision }: DecisionFact): readonly Report[] {
  if (decision.kind !== "entry" || decision.edge === null) return [];
  const { edge, signal } = decision;
  const wanted = hurdleOf(edge);
  const doubt = wanted - edge.entryCost - edge.exitCost - (edge.aiCost ?? 0) - edge.needed;
  const part = (key: string, label: string, dollars: number): Stat => (
    { key, label, unit: "cents", value: Math.round(dollars * 1e6) }
  );
  const side = sideOf(decision);
  return [{
    shape: "stats",
    name: "hurdle",
    title: "Hurdle, cents a share",
    notes: [],
    stats: [
      { key: "signalId", label: "signal", unit: "text", value: signalId(signal) },
      {
        key: "side",
        label: "token",
        unit: "text",
        value: side === null ? null : side.toUpperCase(),
      },
      part("entryCost", "cost of getting in", edge.entryCost),
      part("exitCost", "cost of getting out", edge.exitCost),
      part("doubt", "doubt of the estimate", doubt),
      part("aiCost", "the models", edge.aiCost ?? 0),
      part("needed", "gain asked for", edge.needed),
      part("hurdle", "hurdle", wanted),
      part("gross", "expected before costs", edge.gross),
      part("over", "over the hurdle", edge.gross - wanted),
    ],
  }];
}
