// A grid of characters to draw on. Places are fractions of the grid, 0 0 at its lower left corner; a
// dot of braille is an eighth of a character, in ASCII the whole of it.

/** braille: eight dots a character and shades; ascii: for terminals and fonts without them. */
export type Glyphs = "braille" | "ascii";

/** A line is one of six curves, or one of many thin ones that need not be told apart. */
export type LineInk = number | "path";

/** How a character looks. */
export type Ink = LineInk | "shade" | "mark" | "word" | "plain";

export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  /** A line between two places; its characters are the curve's in ASCII. */
  line(from: Place, to: Place, curve: LineInk): void;
  /** Fills a column of characters between two heights; later fills lie on earlier ones. */
  fill(column: number, low: number, high: number, glyph: string, ink: Ink): void;
  /** One character; `isUnder`: only where nothing stands yet. */
  put(column: number, row: number, glyph: string, ink: Ink, isUnder?: boolean): void;
  /** How many of `length` characters from `column` on hold a curve or a word; shades and marks do not count. */
  taken(column: number, row: number, length: number): number;
  /** Rows from top to bottom; `paint` colours a stretch of one ink. */
  lines(paint: (text: string, ink: Ink) => string): string[];
}

export type Place = readonly [x: number, y: number];

interface Cell {
  glyph: string;
  ink: Ink;
  /** Dots of braille, drawn over the glyph. */
  dots: number;
}

/** What each curve is drawn with where there are no dots, and single values everywhere. */
export const curveGlyphs = ["*", "o", "+", "x", "#", "@"] as const;

const BRAILLE = 0x2800;
/** Bit of a dot by its row and column in the character (Unicode, Braille Patterns). */
const dotBits = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]] as const;

/** An empty canvas. */
export function canvas(columns: number, rows: number, glyphs: Glyphs): Canvas {
  const cells: Cell[] = Array.from(
    { length: columns * rows },
    () => ({ glyph: " ", ink: "plain", dots: 0 }),
  );
  const [across, up] = glyphs === "braille" ? [2, 4] : [1, 1];
  const at = (column: number, row: number) =>
    column >= 0 && column < columns && row >= 0 && row < rows
      ? cells[(rows - 1 - row) * columns + column]
      : undefined;
  const put = (column: number, row: number, glyph: string, ink: Ink, isUnder?: boolean) => {
    const cell = at(column, row);
    if (cell === undefined || (isUnder === true && !isBlank(cell))) return;
    Object.assign(cell, { glyph, ink, dots: 0 });
  };
  const dot = (x: number, y: number, curve: LineInk) => {
    const [column, row] = [Math.floor(x / across), Math.floor(y / up)];
    if (glyphs === "ascii") return put(column, row, glyphOf(curve), curve);
    const cell = at(column, row);
    if (cell === undefined) return;
    cell.dots |= dotBits[3 - y % 4]?.[x % 2] ?? 0;
    cell.ink = curve;
  };
  return {
    columns,
    rows,
    line: ([x1, y1], [x2, y2], curve) => {
      const [wide, high] = [columns * across, rows * up];
      const points = [slot(x1, wide), slot(y1, high), slot(x2, wide), slot(y2, high)] as const;
      for (const [x, y] of between(...points)) dot(x, y, curve);
    },
    fill: (column, low, high, glyph, ink) => {
      const [from, to] = [Math.round(low * rows), Math.round(high * rows) - 1];
      // An interval thinner than a character is still shown, as one.
      const middle = slot((low + high) / 2, rows);
      for (let row = Math.min(from, middle); row <= Math.max(to, middle); row++) {
        put(column, row, glyph, ink);
      }
    },
    put,
    taken: (column, row, length) =>
      Array.from({ length }, (_, i) => at(column + i, row))
        .filter((cell) => cell === undefined || (!isBlank(cell) && cell.ink !== "mark")).length,
    lines: (paint) =>
      Array.from({ length: rows }, (_, row) => rowText(cells.slice(row * columns), columns, paint)),
  };
}

/** The character of a curve. */
export function glyphOf(curve: LineInk): string {
  return curve === "path" ? "'" : curveGlyphs[curve % curveGlyphs.length] ?? "*";
}

/** Which of `count` slots a fraction falls in; the ends belong to the first and the last. */
export function slot(fraction: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(fraction * count)));
}

function isBlank({ glyph, dots, ink }: Cell): boolean {
  return dots === 0 && (glyph === " " || ink === "shade");
}

function rowText(
  cells: readonly Cell[],
  columns: number,
  paint: (text: string, ink: Ink) => string,
): string {
  let text = "";
  let run = "";
  let ink: Ink = "plain";
  for (const cell of cells.slice(0, columns)) {
    if (cell.ink !== ink) {
      text += run === "" ? "" : paint(run, ink);
      run = "";
      ink = cell.ink;
    }
    run += cell.dots === 0 ? cell.glyph : String.fromCharCode(BRAILLE + cell.dots);
  }
  return text + (ink === "plain" ? run.trimEnd() : paint(run, ink));
}

/** Every point of a straight line (Bresenham 1965). */
function* between(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): Generator<readonly [number, number]> {
  const [wide, high] = [Math.abs(x2 - x1), -Math.abs(y2 - y1)];
  const [right, up] = [x1 < x2 ? 1 : -1, y1 < y2 ? 1 : -1];
  let [x, y, error] = [x1, y1, wide + high];
  for (;;) {
    yield [x, y];
    if (x === x2 && y === y2) return;
    const twice = 2 * error;
    if (twice >= high) {
      error += high;
      x += right;
    }
    if (twice <= wide) {
      error += wide;
      y += up;
    }
  }
}
