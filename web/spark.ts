/** "12 15 11" as points of a polyline in a box of 100 by 20, highest on top; null: fewer than two numbers. */
export function sparkPoints(text: string): string | null {
  const values = text.split(/[\s,]+/).filter((word) => word !== "").map(Number)
    .filter((value) => Number.isFinite(value));
  if (values.length < 2) return null;
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  return values.map((value, i) => {
    const x = i / (values.length - 1) * 100;
    // A price that did not move lies in the middle, not on an edge.
    const y = span === 0 ? 10 : 19 - (value - low) / span * 18;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  }).join(" ");
}
