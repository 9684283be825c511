import { usd } from "../../src/report/format.ts";
import type { Picture } from "../../src/report/picture.ts";
import type { Report } from "../../src/report/report.ts";

const DAY = 86_400_000;

/** The fan with the account's own path on top, in days since its first mark; the same without one. */
export function withActual(picture: Picture, equity: Report | undefined): Picture {
  if (picture.kind !== "lines" || equity?.shape !== "series") return picture;
  const at = equity.columns.findIndex(({ key }) => key === "at");
  const value = equity.columns.findIndex(({ key }) => key === "equity");
  const points = equity.rows.flatMap((row) => {
    const [when, worth] = [row[at], row[value]];
    return typeof when === "number" && typeof worth === "number" ? [[when, worth] as const] : [];
  });
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return picture;
  const path = points.map(([when, worth]) => [(when - first[0]) / DAY, worth] as const);
  return {
    ...picture,
    words: `${picture.words} The account itself went from ${usd(first[1])} to ${usd(last[1])}.`,
    assumptions: [
      ...picture.assumptions,
      "the path of the account is what did happen, laid over futures that begin where it began",
    ],
    curves: [...picture.curves, { name: "this account", style: "step", points: path }],
  };
}
