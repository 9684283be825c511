import type { JSX } from "preact";
import { AuditView } from "./views/audit.tsx";
import { CalibrationView } from "./views/calibration.tsx";
import { DecisionView } from "./views/decision.tsx";
import { FunnelView } from "./views/funnel.tsx";
import { HealthView } from "./views/health.tsx";
import { LogsView } from "./views/logs.tsx";
import { MarketsView } from "./views/markets.tsx";
import { MonteCarloView } from "./views/montecarlo.tsx";
import { NowView } from "./views/now.tsx";
import { PositionsView } from "./views/positions.tsx";
import { ReportView } from "./views/report.tsx";
import { RiskView } from "./views/risk.tsx";
import { SpikesView, SpikeView } from "./views/spikes.tsx";

/** A view's component. */
export type View = (props: { readonly params: URLSearchParams }) => JSX.Element;

/** A place in the page. */
export interface Place {
  readonly title: string;
  readonly view: View;
  /** Reached by a link only, as a single decision is. */
  readonly hidden?: true;
}

/** Every place by its address, in the order of the navigation. */
export const places: Readonly<Record<string, Place>> = {
  now: { title: "Now", view: NowView },
  markets: { title: "Markets", view: MarketsView },
  spikes: { title: "Spikes", view: SpikesView },
  spike: { title: "Spike", view: SpikeView, hidden: true },
  decision: { title: "Decisions", view: DecisionView },
  funnel: { title: "Funnel", view: FunnelView },
  positions: { title: "Positions", view: PositionsView },
  montecarlo: { title: "Monte Carlo", view: MonteCarloView },
  calibration: { title: "Calibration", view: CalibrationView },
  risk: { title: "Risk", view: RiskView },
  audit: { title: "Audit", view: AuditView },
  health: { title: "Health", view: HealthView },
  logs: { title: "Logs", view: LogsView },
  report: { title: "Report", view: ReportView, hidden: true },
};
