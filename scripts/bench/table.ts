// What is printed: one line a comparison, with what was asked for and whether it was reached.

/** A bound on a figure. */
export interface Goal {
  readonly kind: "atMost" | "atLeast";
  readonly must?: number;
  readonly stretch?: number;
}

/** One comparison. */
export interface Line {
  readonly id: string;
  readonly what: string;
  readonly ours: number | null;
  readonly unit: string;
  readonly peer: string;
  readonly theirs: number | null;
  /** What the goal is about: a quotient of the two, or our own figure. */
  readonly figure: number | null;
  readonly figureText: string;
  readonly goal: Goal | null;
}

const heads = ["", "what", "ours", "", "peer", "theirs", "ratio", "must", "stretch", ""];

/** Lines as a table of text; `judged` adds whether each goal was reached. */
export function tableText(lines: readonly Line[], { judged }: { judged: boolean }): string {
  const rows = [heads, ...lines.map((line) => [...cells(line), judged ? verdict(line) : ""])];
  const widths = heads.map((_, i) => Math.max(...rows.map((row) => (row[i] ?? "").length)));
  const right = new Set([2, 5, 6]);
  return rows.map((row) =>
    row.map((cell, i) => right.has(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))
      .join("  ").trimEnd()
  ).join("\n");
}

function cells(line: Line): string[] {
  const { goal } = line;
  const sign = goal?.kind === "atLeast" ? ">=" : "<=";
  const wanted = (limit: number | undefined) => limit === undefined ? "" : `${sign} ${limit}`;
  return [
    line.id,
    line.what,
    number(line.ours),
    line.unit,
    line.peer,
    line.theirs === null ? line.peer === "" ? "" : "not built here" : number(line.theirs),
    line.figure === null ? "" : number(line.figure) + line.figureText,
    wanted(goal?.must),
    wanted(goal?.stretch),
  ];
}

function verdict({ goal, figure }: Line): string {
  if (goal === null || figure === null) return "";
  const meets = (limit: number) => goal.kind === "atMost" ? figure <= limit : figure >= limit;
  if (goal.stretch !== undefined && meets(goal.stretch)) return "stretch met";
  if (goal.must === undefined) return "";
  return meets(goal.must) ? "must met" : "MUST NOT MET";
}

function number(value: number | null): string {
  if (value === null) return "-";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
