import type { JSX } from "preact";
import { cell, plain, shortId } from "../src/report/format.ts";
import type { Cell, Unit } from "../src/report/report.ts";
import { Time } from "./time.tsx";

/** View that a column's values lead to. */
export type Links = Readonly<Record<string, string>>;

const standing: Links = { decision: "decision", example: "decision", signalId: "spike" };

/** One value of a report as the terminal prints it, but times in the reader's zone and ids as links. */
export function Value(
  { value, unit, column, links = {} }: {
    readonly value: Cell;
    readonly unit: Unit;
    readonly column: string;
    readonly links?: Links;
  },
): JSX.Element {
  if (unit === "time" && typeof value === "number") return <Time at={value} />;
  const text = cell(value, unit);
  const view = links[column] ?? standing[column];
  if (view !== undefined && typeof value === "string" && value !== "") {
    return (
      <a href={`#/${view}?id=${encodeURIComponent(value)}`} title={plain(value)}>
        {isId(value) ? shortId(value) : text}
      </a>
    );
  }
  if (typeof value === "string" && isId(value)) {
    return <span class="id" title={plain(value)}>{shortId(value)}</span>;
  }
  return <>{text}</>;
}

/** Long and without spaces: nobody reads it whole, and it would push a table out of its frame. */
function isId(text: string): boolean {
  return text.length > 32 && !/\s/.test(text) && /\d/.test(text) && !text.includes("-");
}

/** Text leads from the left, numbers end on the right, where their digits stand below each other. */
export function isNumber(unit: Unit): boolean {
  return unit !== "text" && unit !== "time";
}
