import type { Picture } from "../../src/report/picture.ts";
import type { Report } from "../../src/report/report.ts";
import { withActualPath } from "../../src/report/simulate_actual.ts";

/** The fan with the account's own path on top, from its equity report; the same without one. */
export function withActual(picture: Picture, equity: Report | undefined): Picture {
  if (equity?.shape !== "series") return picture;
  const at = equity.columns.findIndex(({ key }) => key === "at");
  const value = equity.columns.findIndex(({ key }) => key === "equity");
  const path = equity.rows.flatMap((row) => {
    const [when, worth] = [row[at], row[value]];
    return typeof when === "number" && typeof worth === "number" ? [[when, worth] as const] : [];
  });
  return withActualPath(picture, path);
}
