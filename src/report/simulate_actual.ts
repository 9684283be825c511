import { usd } from "./format.ts";
import type { Picture } from "./picture.ts";

const DAY = 86_400_000;

const NAME = "this account";

type Path = readonly (readonly [at: number, equity: number])[];

/**
 * The fan with an account's own path on top, in days since its first point; the same without one, or
 * where it has it already. Points are Unix ms and micro-dollars.
 */
export function withActualPath(picture: Picture, path: Path): Picture {
  return withPath(picture, path, {
    from: path[0]?.[0] ?? 0,
    words:
      "The path of the account is what did happen, laid over futures that begin where it began.",
  });
}

/** The fan of an account that goes on from what it is worth, with the days until then before it. */
export function withPathBefore(picture: Picture, path: Path): Picture {
  return withPath(picture, path, {
    from: path.at(-1)?.[0] ?? 0,
    words: "The path of the account before day 0 is what did happen.",
  });
}

function withPath(
  picture: Picture,
  path: Path,
  { from, words }: { readonly from: number; readonly words: string },
): Picture {
  const [first] = path;
  const last = path.at(-1);
  if (picture.kind !== "lines" || first === undefined || last === undefined) return picture;
  if (picture.curves.some(({ name }) => name === NAME)) return picture;
  const points = path.map(([at, equity]) => [(at - from) / DAY, equity] as const);
  return {
    ...picture,
    words: `${picture.words} The account itself went from ${usd(first[1])} to ${usd(last[1])}.`,
    assumptions: [...picture.assumptions, words],
    curves: [...picture.curves, { name: NAME, style: "step", points }],
  };
}
