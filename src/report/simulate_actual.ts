import { usd } from "./format.ts";
import type { Picture } from "./picture.ts";

const DAY = 86_400_000;

const NAME = "this account";

/**
 * The fan with an account's own path on top, in days since its first point; the same without one, or
 * where it has it already. Points are Unix ms and micro-dollars.
 */
export function withActualPath(
  picture: Picture,
  path: readonly (readonly [at: number, equity: number])[],
): Picture {
  const [first] = path;
  const last = path.at(-1);
  if (picture.kind !== "lines" || first === undefined || last === undefined) return picture;
  if (picture.curves.some(({ name }) => name === NAME)) return picture;
  const points = path.map(([at, equity]) => [(at - first[0]) / DAY, equity] as const);
  return {
    ...picture,
    words: `${picture.words} The account itself went from ${usd(first[1])} to ${usd(last[1])}.`,
    assumptions: [
      ...picture.assumptions,
      "The path of the account is what did happen, laid over futures that begin where it began.",
    ],
    curves: [...picture.curves, { name: NAME, style: "step", points }],
  };
}
