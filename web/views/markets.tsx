import type { JSX } from "preact";
import type { Cell } from "../../src/report/report.ts";
import type { TableLook } from "../data_table.tsx";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections } from "../sections.tsx";
import { sparkPoints } from "../spark.ts";

const look: TableLook = {
  draw: { spark: (value: Cell) => <Spark text={typeof value === "string" ? value : ""} /> },
  empty: "No market is tracked yet: none was listed, or its recording has not been read so far.",
  hide: ["id"],
  lines: [["market", "price"], ["volume", "spread", "state", "left"]],
};

/** Every tracked market. */
export function MarketsView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport("markets");
  return (
    <Loaded report={report}>
      {({ sections }) => <Sections sections={sections} looks={{ markets: look }} />}
    </Loaded>
  );
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
