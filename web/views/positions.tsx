import type { JSX } from "preact";
import { Chart } from "../charts/chart.tsx";
import type { TableLook } from "../data_table.tsx";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { type Looks, Sections, withoutRunNotes } from "../sections.tsx";

/** On a phone: what it is and what it may bring, then what it stands at. */
export const heldLines: NonNullable<TableLook["lines"]> = [
  ["market", "held"],
  ["outcome", "shares", "cost", "target", "stop", "basis"],
];

const looks: Looks = {
  unknown: { empty: "None: the venue answered every order." },
  provisional: { empty: "None: every match is confirmed." },
  positions: { empty: "Nothing is held.", lines: heldLines },
  lives: {
    title: "Orders, newest first",
    order: { key: "placedAt", descending: true },
    empty: "No order was sent yet.",
    lines: [["market", "status"], ["what", "filled"]],
  },
  trades: {
    title: "Closed trades, newest first",
    order: { key: "closedAt", descending: true },
    empty: "No trade was closed yet.",
    lines: [["market", "net"], ["outcome", "in", "out", "held"]],
  },
  days: {
    title: "Profit by day (UTC), newest first",
    order: { key: "day", descending: true },
    empty: "No day has a closed trade yet.",
  },
};

const files = [
  ["orders", "Orders"],
  ["trades", "Closed trades"],
  ["positions", "Positions"],
  ["equity", "Equity"],
  ["day", "Profit by day"],
] as const;

/** Orders in doubt first, then what is held, what it became, and the money over time. */
export function PositionsView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const holdings = useReport("holdings");
  const equity = useReport("equity");
  const day = useReport("day");
  return (
    <>
      <Loaded report={holdings}>
        {({ sections }) => <Sections sections={sections} looks={looks} />}
      </Loaded>
      <Loaded report={equity}>
        {({ sections, pictures }) => (
          <>
            {pictures.map((picture) => <Chart key={picture.name} picture={picture} />)}
            <Sections sections={withoutRunNotes(sections)} />
          </>
        )}
      </Loaded>
      <Loaded report={day}>
        {({ sections, pictures }) => (
          <>
            <div class="grid">
              {pictures.map((picture) => <Chart key={picture.name} picture={picture} />)}
            </div>
            <Sections sections={withoutRunNotes(sections)} looks={looks} />
          </>
        )}
      </Loaded>
      <section class="card" aria-labelledby="files">
        <h2 id="files">Take away</h2>
        <ul>
          {files.map(([name, title]) => (
            <li key={name}>
              {title}: <a href={`/export/${name}.csv`} download>CSV</a>,{" "}
              <a href={`/api/report/${name}`}>JSON</a>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
