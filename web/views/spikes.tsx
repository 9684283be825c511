import type { JSX } from "preact";
import { cell, plain } from "../../src/report/format.ts";
import type { Picture } from "../../src/report/picture.ts";
import type { Cell } from "../../src/report/report.ts";
import { Chart } from "../charts/chart.tsx";
import { type Range, spanOf } from "../charts/ranges.ts";
import type { Draw } from "../data_table.tsx";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections, tableOf } from "../sections.tsx";
import { Verdict } from "./verdict.tsx";

/** Every signal, newest first; each leads to its charts. */
export function SpikesView({ params }: { readonly params: URLSearchParams }): JSX.Element {
  const id = params.get("id");
  return id === null ? <List /> : <SpikeView params={params} />;
}

function List(): JSX.Element {
  const report = useReport("spikes");
  return (
    <Loaded report={report}>
      {({ sections }) => {
        const columns = tableOf(sections, "spikes")?.columns ?? [];
        const place = columns.findIndex(({ key }) => key === "signalId");
        return (
          <Sections
            sections={sections}
            looks={{
              spikes: {
                empty: "No signal yet. The funnel says how many samples were looked at.",
                hide: ["signalId"],
                lines: [["at", "became"], ["market", "direction", "size"]],
                draw: { market: toSpike(place), became: becameMark },
                wrap: ["market"],
              },
            }}
          />
        );
      }}
    </Loaded>
  );
}

function toSpike(place: number): Draw {
  return (value, row) => {
    const id = row[place];
    const text = cell(value, "text");
    return typeof id === "string" ? <a href={spikeLink(id)}>{text}</a> : <>{text}</>;
  };
}

/** Where the charts of a signal are. */
export function spikeLink(id: string): string {
  return `#/spike?id=${encodeURIComponent(id)}`;
}

function becameMark(value: Cell): JSX.Element {
  const text = cell(value, "text");
  const kind = text === "refused" ? "no" : text.startsWith("waits") ? "none" : "yes";
  return <Verdict kind={kind} text={text} />;
}

/** Columns that a sentence beside them tells. */
const raw = ["value", "limit", "unit"];

/** One signal: charts on one time axis, then its numbers. */
export function SpikeView({ params }: { readonly params: URLSearchParams }): JSX.Element {
  const id = params.get("id") ?? "";
  const report = useReport("spike", { id });
  return (
    <>
      <p>
        <a href="#/spikes">All signals</a>
      </p>
      <Loaded report={report}>
        {({ sections, pictures }) => (
          <>
            <Sections sections={sections.slice(0, 1)} />
            {pictures.length > 0 && <Together pictures={pictures} name={`spike ${id}`} />}
            <Sections sections={sections.slice(1)} looks={{ why: { hide: raw } }} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** Pictures of one time axis: a cursor in one is a cursor in all. */
function Together(
  { pictures, name }: { readonly pictures: readonly Picture[]; readonly name: string },
): JSX.Element {
  const span = unionOf(pictures);
  return (
    <section class="card" aria-label="Charts on one time axis">
      {pictures.map((picture) => (
        <Chart key={plain(picture.name)} picture={picture} sync={name} span={span} />
      ))}
    </section>
  );
}

function unionOf(pictures: readonly Picture[]): Range | null {
  const spans = pictures.map(spanOf).filter((span) => span !== null);
  if (spans.length === 0) return null;
  return [
    Math.min(...spans.map(([low]) => low)),
    Math.max(...spans.map(([, high]) => high)),
  ];
}
