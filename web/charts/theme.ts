// Colours stand in the style sheet; a canvas has to be told them.

/** Colours and lengths of one theme, as a canvas takes them. */
export interface ChartTheme {
  readonly ink: readonly string[];
  readonly grid: string;
  readonly text: string;
  readonly back: string;
  readonly strong: string;
  readonly font: string;
}

/** Patterns that tell curves apart without colour, in CSS pixels; the first line is whole. */
export const dashes: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [9, 3, 2, 3],
  [4, 4],
  [12, 4],
];

// After Okabe and Ito (2008), for a page whose style sheet has not come.
const fallback = ["#0b62a8", "#c25700", "#00795a", "#9a3d7c", "#8a6d00", "#4a5a6a"];

/** The theme that holds where `element` stands. */
export function themeOf(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const of = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    ink: fallback.map((colour, i) => of(`--chart-${i + 1}`, colour)),
    grid: of("--chart-grid", "#d0d7de"),
    text: of("--chart-text", "#57606a"),
    back: of("--surface", "#ffffff"),
    strong: of("--text", "#1b1f24"),
    font: `12px ${of("--font", "system-ui, sans-serif")}`,
  };
}

/** The ink of a curve or band. */
export function inkOf({ ink }: ChartTheme, look: number): string {
  return ink[look % ink.length] ?? "#57606a";
}

/** The dash of a curve. */
export function dashOf(look: number): readonly number[] {
  return dashes[look % dashes.length] ?? [];
}

/** Calls `then` whenever colours may have changed, until what it gives is called. */
export function onTheme(then: () => void): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", then);
  addEventListener("polybot-theme", then);
  return () => {
    dark.removeEventListener("change", then);
    removeEventListener("polybot-theme", then);
  };
}
