import type { JSX } from "preact";
import { cell, plain } from "../../src/report/format.ts";
import type { Picture } from "../../src/report/picture.ts";
import type { Report } from "../../src/report/report.ts";
import { Chart } from "../charts/chart.tsx";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections, tableOf } from "../sections.tsx";

/** Whether models are right, whether they are worth it, and what they cost. */
export function CalibrationView(
  _: { readonly params: URLSearchParams },
): JSX.Element {
  const arms = useReport("arms");
  const calibration = useReport("calibration");
  const costs = useReport("ai-costs");
  return (
    <>
      <Loaded report={arms}>
        {({ sections, pictures }) => (
          <>
            <Verdicts sections={sections} />
            <Pictures pictures={pictures} title="Arms" />
            <Sections sections={sections} />
          </>
        )}
      </Loaded>
      <Loaded report={calibration}>
        {({ sections, pictures }) => (
          <>
            <Pictures pictures={pictures} title="Calibration" />
            <Sections sections={sections} />
          </>
        )}
      </Loaded>
      <Loaded report={costs}>
        {({ sections, pictures }) => (
          <>
            <Pictures pictures={pictures} title="Bill" />
            <Sections sections={sections} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** The answer before the numbers: what may be said of each difference. */
function Verdicts({ sections }: { readonly sections: readonly Report[] }): JSX.Element {
  const table = tableOf(sections, "differences");
  const at = (key: string) => table?.columns.findIndex((column) => column.key === key) ?? -1;
  const rows = table?.rows ?? [];
  return (
    <section class="card" aria-labelledby="verdicts">
      <h2 id="verdicts">Verdict</h2>
      {rows.length === 0
        ? <p class="empty">No other arm trades beside this account: there is no comparison.</p>
        : (
          <ul class="verdicts">
            {rows.map((row, i) => (
              <li key={i}>
                <strong>
                  {cell(row[at("difference")] ?? null, "text")}:{" "}
                  {cell(row[at("verdict")] ?? null, "text")}.
                </strong>{" "}
                {cell(row[at("because")] ?? null, "text")}. In all{" "}
                {cell(row[at("total")] ?? null, "usd")}.
              </li>
            ))}
          </ul>
        )}
    </section>
  );
}

function Pictures(
  { pictures, title }: {
    readonly pictures: readonly Picture[];
    readonly title: string;
  },
): JSX.Element | null {
  if (pictures.length === 0) return null;
  return (
    <section class="card charts" aria-label={`${title}: charts`}>
      {pictures.map((picture) => <Chart key={plain(picture.name)} picture={picture} />)}
    </section>
  );
}
