import type { EngineConfig } from "../core/types/config.ts";
import { UNKNOWN } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { limits } from "./limits.ts";
import type { Cell } from "./report.ts";

/** Limits that `config` changes, one sentence each: the limit's name, then old and new. */
export function limitChanges(input: ReportInput, config: EngineConfig): readonly string[] {
  const after = limitTexts({ ...input, config });
  return [...limitTexts(input)].flatMap(([name, was]) => {
    const is = after.get(name) ?? UNKNOWN;
    return is === was ? [] : [`Changed since the last session: ${name} ${was} -> ${is}`];
  });
}

function limitTexts(input: ReportInput): ReadonlyMap<Cell, Cell> {
  return new Map(
    limits(input).flatMap((report) => {
      if (report.shape !== "table") return [];
      const at = (key: string) => report.columns.findIndex((column) => column.key === key);
      return report.rows.map((
        row,
      ) => [row[at("limit")] ?? UNKNOWN, row[at("limitText")] ?? UNKNOWN]);
    }),
  );
}
