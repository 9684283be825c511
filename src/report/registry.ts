import { aiCosts } from "./ai_costs.ts";
import { arms } from "./arms.ts";
import { calibration } from "./calibration.ts";
import { decisions } from "./decisions.ts";
import { equity } from "./equity.ts";
import { funnel } from "./funnel.ts";
import { health } from "./health.ts";
import type { ReportInput } from "./input.ts";
import { limits } from "./limits.ts";
import { orders } from "./orders.ts";
import { positions } from "./positions.ts";
import { refusals } from "./refusals.ts";
import { type Report, withRunNotes } from "./report.ts";
import { reversion } from "./reversion.ts";
import { status } from "./status.ts";
import { summary } from "./summary.ts";
import { trades } from "./trades.ts";

/** One report: sections in reading order. */
export interface ReportDefinition {
  /** One line for `report --list`. */
  readonly about: string;
  build(input: ReportInput): readonly Report[];
  /** It says itself what the run is, after what is more pressing. */
  readonly ownNotes?: true;
}

/** Every report by name; a new one is a file and a line here. */
export const reports = {
  summary: { about: "everything that matters, data health first", build: summary },
  status: { about: "mode, what is blocked, equity, last decisions", build: status, ownNotes: true },
  health: { about: "what the input was worth", build: health },
  funnel: { about: "from samples to trades, and why so few", build: funnel },
  refusals: { about: "why nothing was traded, by reason", build: refusals },
  trades: { about: "closed trades: gross, fees, net", build: trades },
  positions: { about: "what is owned now, at exit price", build: positions },
  orders: { about: "every order and what became of it", build: orders },
  decisions: { about: "every decision with its main reason", build: decisions },
  equity: { about: "equity over time and max drawdown", build: equity },
  limits: { about: "risk limits with what they measure now", build: limits },
  reversion: { about: "what logged spikes say of reversion", build: reversion },
  arms: { about: "with models, without, by chance: what the difference is", build: arms },
  calibration: { about: "how good the models' forecasts were", build: calibration },
  "ai-costs": { about: "what models cost, by model and by day", build: aiCosts },
} as const satisfies Record<string, ReportDefinition>;

export type ReportName = keyof typeof reports;

/** True for a name in the registry. */
export function isReportName(name: string): name is ReportName {
  return Object.hasOwn(reports, name);
}

/** Builds a report; its first section begins with what the run is and assumes. */
export function buildReport(name: ReportName, input: ReportInput): readonly Report[] {
  const { build, ownNotes }: ReportDefinition = reports[name];
  return ownNotes === true ? build(input) : withRunNotes(build(input), input.run);
}
