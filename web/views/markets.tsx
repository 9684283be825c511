import type { JSX } from "preact";
import { cell } from "../../src/report/format.ts";
import type { Cell } from "../../src/report/report.ts";
import type { Draw, TableLook } from "../data_table.tsx";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections, tableOf } from "../sections.tsx";
import { sparkPoints } from "../spark.ts";

const look: TableLook = {
  empty: "No market is tracked yet: none was listed, or its recording has not been read so far.",
  hide: ["id", "question"],
  wrap: ["market"],
  lines: [["market", "price"], ["volume", "spread", "state", "left"]],
};

/** Every tracked market. */
export function MarketsView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport("markets");
  return (
    <Loaded report={report}>
      {({ sections }) => {
        const columns = tableOf(sections, "markets")?.columns ?? [];
        const market = named(columns.findIndex(({ key }) => key === "question"));
        return (
          <Sections sections={sections} looks={{ markets: { ...look, draw: { market, spark } } }} />
        );
      }}
    </Loaded>
  );
}

/** The question that people know, over the name that commands know. */
function named(question: number): Draw {
  return (slug, row) => (
    <>
      {row[question] !== "" && <div>{cell(row[question] ?? null, "text")}</div>}
      <small class="hint">{cell(slug, "text")}</small>
    </>
  );
}

function spark(value: Cell): JSX.Element {
  return <Spark text={typeof value === "string" ? value : ""} />;
}

/** The price of the last hours, without a scale: its numbers stand beside it. */
function Spark({ text }: { readonly text: string }): JSX.Element {
  const points = sparkPoints(text);
  if (points === null) return <span class="hint">none yet</span>;
  return (
    <svg class="spark" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points} />
    </svg>
  );
}
