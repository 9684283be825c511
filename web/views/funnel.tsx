import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { count, plain, ratio } from "../../src/report/format.ts";
import type { Cell, TableReport } from "../../src/report/report.ts";
import type { ReportAnswer } from "../answer.ts";
import { DataTable } from "../data_table.tsx";
import { type ReportArgs, useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Notes, Sections, tableOf } from "../sections.tsx";

const spans = [["1h", "1 hour"], ["24h", "24 hours"], ["7d", "7 days"], [
  "all",
  "whole run",
]] as const;

/** From markets to confirmed fills. */
export function FunnelView({ params }: { readonly params: URLSearchParams }): JSX.Element {
  const wanted = params.get("window") ?? "24h";
  const span = spans.find(([key]) => key === wanted)?.[0] ?? "24h";
  const args: ReportArgs = span === "all" ? {} : { window: span };
  const report = useReport("funnel", args);
  return (
    <>
      <p class="chips" role="group" aria-label="How far back">
        {spans.map(([key, label]) => (
          <button
            type="button"
            key={key}
            aria-pressed={key === span}
            onClick={() => location.hash = `#/funnel?window=${key}`}
          >
            {label}
          </button>
        ))}
      </p>
      <Loaded report={report}>
        {(answer) =>
          span === "all" ? <Sections sections={answer.sections} /> : <Steps answer={answer} />}
      </Loaded>
    </>
  );
}

/** A step's cells by name. */
interface Step {
  readonly key: string;
  readonly label: string;
  readonly count: number | null;
  readonly share: number | null;
  readonly of: string;
}

function stepsOf({ columns, rows }: TableReport): readonly Step[] {
  const at = (name: string) => columns.findIndex(({ key }) => key === name);
  const [key, label, number, share, of] = ["key", "step", "count", "share", "of"].map(at);
  const cell = (row: readonly Cell[], index: number | undefined) => row[index ?? -1] ?? null;
  const numeric = (value: Cell) => typeof value === "number" ? value : null;
  return rows.map((row) => ({
    key: String(cell(row, key)),
    label: String(cell(row, label)),
    count: numeric(cell(row, number)),
    share: numeric(cell(row, share)),
    of: String(cell(row, of)),
  }));
}

function Steps({ answer }: { readonly answer: ReportAnswer }): JSX.Element {
  const [open, setOpen] = useState<string>("signals");
  const table = tableOf(answer.sections, "steps");
  const reasons = tableOf(answer.sections, "reasons");
  const items = tableOf(answer.sections, "items");
  if (table === undefined) return <Sections sections={answer.sections} />;
  const steps = stepsOf(table);
  const place = steps.findIndex(({ key }) => key === open);
  const first = steps.findIndex(({ key }) => key === "signals");
  return (
    <>
      <section class="card" aria-labelledby="steps">
        <h2 id="steps">{table.title}</h2>
        <Notes notes={table.notes} />
        {steps.map((step, i) => (
          <Bar
            key={step.key}
            step={step}
            // Looks at books outnumber signals by thousands: each kind has its own full length.
            whole={i < first ? steps[Math.min(i, 1)]?.count ?? null : steps[first]?.count ?? null}
            {...i < first ? {} : { open: step.key === open, onOpen: () => setOpen(step.key) }}
          />
        ))}
      </section>
      {reasons !== undefined && reasons.rows.length > 0 && (
        <Sections
          sections={[reasons]}
          looks={{ reasons: { lines: [["step", "count"], ["words", "example"]] } }}
        />
      )}
      {items !== undefined && (
        <section class="card" aria-labelledby="items">
          <h2 id="items">Reached: {steps[place]?.label ?? items.title}</h2>
          <Notes notes={items.notes} />
          <DataTable
            key={open}
            table={reachedAtLeast(items, place - first)}
            look={{
              hide: ["reachedIndex"],
              lines: [["at", "reached"], ["market", "decision"]],
              empty: "None in this time.",
            }}
          />
        </section>
      )}
    </>
  );
}

function reachedAtLeast(items: TableReport, least: number): TableReport {
  const index = items.columns.findIndex(({ key }) => key === "reachedIndex");
  return { ...items, rows: items.rows.filter((row) => Number(row[index]) >= least) };
}

function Bar(
  { step, whole, open, onOpen }: {
    readonly step: Step;
    readonly whole: number | null;
    readonly open?: boolean;
    readonly onOpen?: () => void;
  },
): JSX.Element {
  const width = step.count === null || whole === null || whole === 0 ? 0 : step.count / whole * 100;
  const share = step.share === null ? "" : `, ${ratio(step.share)} of ${plain(step.of)}`;
  const words = step.count === null ? "not known" : count(step.count) + share;
  return (
    <div class="step">
      {onOpen === undefined
        ? <span>{step.label}</span>
        : <button type="button" aria-pressed={open === true} onClick={onOpen}>{step.label}</button>}
      <svg class="gauge" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="all" width="100" height="4" />
        <rect class="used" width={width} height="4" />
      </svg>
      <span>{words}</span>
    </div>
  );
}
