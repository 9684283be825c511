import { aiCosts } from "./ai_costs.ts";
import { arms } from "./arms.ts";
import { armsPictures } from "./arms_pictures.ts";
import { calibration } from "./calibration.ts";
import { aiCostPictures, calibrationPictures } from "./calibration_pictures.ts";
import { day, dayPictures, equityPictures } from "./day.ts";
import { decisions } from "./decisions.ts";
import { equity } from "./equity.ts";
import { funnel } from "./funnel.ts";
import { funnelWindow, type WindowName, windows } from "./funnel_window.ts";
import { health } from "./health.ts";
import { holdings } from "./holdings.ts";
import type { ReportInput } from "./input.ts";
import { limits } from "./limits.ts";
import { logs } from "./logs.ts";
import { now } from "./now.ts";
import { orders } from "./orders.ts";
import type { Picture } from "./picture.ts";
import { positions } from "./positions.ts";
import { refusals } from "./refusals.ts";
import { type Report, withRunNotes } from "./report.ts";
import { reversion } from "./reversion.ts";
import { risk } from "./risk.ts";
import { status } from "./status.ts";
import { summary } from "./summary.ts";
import { trades } from "./trades.ts";

/** What narrows a report; those that know no window are of the whole run. */
export interface ReportArgs {
  readonly window?: WindowName;
}

/** One report: sections in reading order. */
export interface ReportDefinition {
  /** One line for `report --list`. */
  readonly about: string;
  build(input: ReportInput, args: ReportArgs): readonly Report[];
  /** Drawn beside the sections, of the same numbers where they are given. */
  pictures?(input: ReportInput, sections?: readonly Report[]): readonly Picture[];
  /** It says itself what the run is, after what is more pressing. */
  readonly ownNotes?: true;
}

/** Every report by name; a new one is a file and a line here. */
export const reports = {
  summary: { about: "everything that matters, data health first", build: summary },
  status: { about: "mode, what is blocked, equity, last decisions", build: status, ownNotes: true },
  health: { about: "what the input was worth", build: health },
  funnel: {
    about: "from samples to trades, and why so few",
    build: (input: ReportInput, { window }: ReportArgs) =>
      window === undefined ? funnel(input) : funnelWindow(input, windows[window]),
  },
  refusals: { about: "why nothing was traded, by reason", build: refusals },
  trades: {
    about: "closed trades: gross, fees, net",
    build: (input: ReportInput) => trades(input),
  },
  positions: { about: "what is owned now, at exit price", build: positions },
  holdings: { about: "orders and fills in doubt, positions, trades", build: holdings },
  orders: { about: "every order and what became of it", build: orders },
  decisions: { about: "every decision with its main reason", build: decisions },
  equity: {
    about: "equity over time and max drawdown",
    build: equity,
    pictures: equityPictures,
  },
  limits: { about: "risk limits with what they measure now", build: limits },
  risk: { about: "risk limits with their last trips, halts, commands", build: risk },
  now: { about: "what matters now: money, state, positions", build: now, ownNotes: true },
  day: { about: "profit by day, drawdown", build: day, pictures: dayPictures },
  logs: { about: "what happened, newest first", build: logs },
  reversion: { about: "what logged spikes say of reversion", build: reversion },
  arms: {
    about: "with models, without, by chance: what the difference is",
    build: arms,
    pictures: armsPictures,
  },
  calibration: {
    about: "how good the models' forecasts were",
    build: calibration,
    pictures: calibrationPictures,
  },
  "ai-costs": {
    about: "what models cost, by model and by day",
    build: aiCosts,
    pictures: aiCostPictures,
  },
} as const satisfies Record<string, ReportDefinition>;

export type ReportName = keyof typeof reports;

/** True for a name in the registry. */
export function isReportName(name: string): name is ReportName {
  return Object.hasOwn(reports, name);
}

/** Builds a report; its first section begins with what the run is and assumes. */
export function buildReport(
  name: ReportName,
  input: ReportInput,
  args: ReportArgs = {},
): readonly Report[] {
  const { build, ownNotes }: ReportDefinition = reports[name];
  const sections = build(input, args);
  return ownNotes === true ? sections : withRunNotes(sections, input.run);
}

/** The report's pictures, none for most; `sections` of the same input save what they are made of. */
export function buildPictures(
  name: ReportName,
  input: ReportInput,
  sections?: readonly Report[],
): readonly Picture[] {
  const { pictures }: ReportDefinition = reports[name];
  return pictures?.(input, sections) ?? [];
}
