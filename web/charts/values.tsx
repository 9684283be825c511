import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { cell, plain } from "../../src/report/format.ts";
import type { Picture } from "../../src/report/picture.ts";
import type { Unit } from "../../src/report/report.ts";
import { Time } from "../time.tsx";
import type { Column, Plan } from "./plan.ts";

/** More rows are no help to anybody; JSON has them all. */
const MOST_ROWS = 200;

/** The picture's values as a table behind a fold, made when it is opened. */
export function Values(
  { picture, plan }: { readonly picture: Picture; readonly plan: Plan },
): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <details class="chart-values" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Values of &ldquo;{plain(picture.title)}&rdquo;</summary>
      {open && <ValueTable picture={picture} plan={plan} />}
    </details>
  );
}

function ValueTable(
  { picture, plan }: { readonly picture: Picture; readonly plan: Plan },
): JSX.Element {
  const count = plan.x.length;
  const rows = chosen(count);
  return (
    <>
      {rows.length < count && <p>{rows.length} of {count} rows, evenly apart.</p>}
      {picture.marks.length > 0 && (
        <ul>
          {picture.marks.map(({ axis, at, label }, i) => (
            <li key={i}>
              {plain(label)}: <Cell value={at} unit={picture[axis].unit} />
            </li>
          ))}
        </ul>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label={`Values of ${picture.title}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">{plain(picture.x.label)}</th>
              {plan.columns.map((column, i) =>
                column.style === "path"
                  ? null
                  : <th key={i} scope="col" class="number">{headOf(column)}</th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row}>
                <th scope="row">
                  <Place picture={picture} plan={plan} row={row} />
                </th>
                {plan.values.map((values, i) =>
                  plan.columns[i]?.style === "path" ? null : (
                    <td key={i} class="number">
                      <Cell value={values[row] ?? null} unit={picture.y.unit} />
                    </td>
                  )
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Place(
  { picture, plan, row }: {
    readonly picture: Picture;
    readonly plan: Plan;
    readonly row: number;
  },
): JSX.Element {
  const { unit } = picture.x;
  if (picture.kind === "lines") return <Cell value={plan.x[row] ?? null} unit={unit} />;
  const bin = picture.bins[row];
  return (
    <>
      <Cell value={bin?.from ?? null} unit={unit} /> to <Cell value={bin?.to ?? null} unit={unit} />
    </>
  );
}

function Cell(
  { value, unit }: { readonly value: number | null; readonly unit: Unit },
): JSX.Element | null {
  if (value === null) return null;
  return unit === "time" ? <Time at={value} /> : <>{cell(value, unit)}</>;
}

function headOf({ name, style }: Column): string {
  const end = style === "low" ? ", from" : style === "high" ? ", to" : "";
  return `${plain(name)}${end}`;
}

function chosen(count: number): readonly number[] {
  if (count <= MOST_ROWS) return Array.from({ length: count }, (_, i) => i);
  return Array.from(
    { length: MOST_ROWS },
    (_, i) => Math.round((i * (count - 1)) / (MOST_ROWS - 1)),
  );
}
