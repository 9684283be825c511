import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Histogram, Lines } from "../../src/report/picture.ts";
import { glyphsOf, plot } from "../../src/report/plot.ts";
import { anyPicture } from "../support/pictures.ts";

const frame = { name: "a", title: "Title", marks: [], assumptions: [], words: "In words." };
const lines: Lines = {
  ...frame,
  kind: "lines",
  x: { label: "said", unit: "ratio" },
  y: { label: "happened", unit: "ratio" },
  curves: [{ name: "as it should be", style: "line", points: [[0, 0], [1, 1]] }],
  bands: [],
};
const histogram: Histogram = {
  ...frame,
  kind: "histogram",
  x: { label: "account", unit: "usd" },
  y: { label: "paths", unit: "count" },
  bins: [
    { from: 0, to: 10_000_000, value: 1 },
    { from: 10_000_000, to: 20_000_000, value: 4 },
    { from: 20_000_000, to: 30_000_000, value: 0 },
  ],
};

Deno.test("a line is drawn from corner to corner, between its two sides", () => {
  deepStrictEqual(plot(lines, { columns: 40, rows: 4, glyphs: "ascii" }), [
    "Title",
    "happened",
    "100% +                            ******",
    " 50% +                 ***********",
    "     |      ***********",
    "  0% +******",
    "     ++----------------+---------------+",
    "      0%              50%           100%",
    "                                    said",
    "  * as it should be",
  ]);
});

Deno.test("bars stand on zero, as high as their share of the highest", () => {
  const text = plot(histogram, { columns: 40, rows: 4, glyphs: "ascii" });
  deepStrictEqual(text.slice(2, 6), [
    "4 +            #############",
    "2 +            #############",
    "  |            #############",
    "0 +#########################",
  ]);
});

Deno.test("in braille a bar is drawn to the eighth of a character", () => {
  const bins = [{ from: 0, to: 1, value: 8 }, { from: 1, to: 2, value: 3 }];
  const text = plot({ ...histogram, bins }, { columns: 40, rows: 4 });
  // 3 of 8 in four rows: one row and four eighths of the next.
  ok(text[5]?.endsWith("\u2588"), text[5]);
  ok(text[4]?.endsWith("\u2584"), text[4]);
  ok(!text[3]?.endsWith("\u2584"), text[3]);
});

Deno.test("a single path among thousands is still a mark on the paper", () => {
  const bins = [{ from: 0, to: 1, value: 10_000 }, { from: 1, to: 2, value: 1 }];
  const text = plot({ ...histogram, bins }, { columns: 40, rows: 6 });
  ok(text[7]?.endsWith("\u2581"), text.join("\n"));
});

Deno.test("two curves are told apart without colour", () => {
  const [first] = lines.curves;
  ok(first !== undefined);
  const curves = [first, {
    name: "no edge",
    style: "line" as const,
    points: [[0, 1], [1, 0]] as const,
  }];
  const braille = plot({ ...lines, curves }, { columns: 60, rows: 10 }).join("\n");
  strictEqual(braille.match(/[\u2502\u2524].*A/gu)?.length, 1, braille);
  strictEqual(braille.match(/[\u2502\u2524].*B/gu)?.length, 1, braille);
  ok(braille.includes("  A as it should be\n  B no edge"));
  const ascii = plot({ ...lines, curves }, { columns: 60, rows: 10, glyphs: "ascii" }).join("\n");
  ok(/\|.*\*/.test(ascii) && /\|.*o/.test(ascii) && ascii.includes("  o no edge"));
});

Deno.test("a band is shaded between its sides and nowhere else", () => {
  const bands = [{ name: "95%", points: [[0, 0.25, 0.5], [1, 0.25, 0.5]] as const }];
  const curves = [{ name: "dot", style: "dots" as const, points: [[0, 0], [1, 1]] as const }];
  const text = plot({ ...lines, curves, bands }, { columns: 40, rows: 8, glyphs: "ascii" });
  const shaded = text.slice(2, 10).map((line) => line.slice(6).includes("."));
  deepStrictEqual(shaded, [false, false, false, false, true, true, false, false]);
});

Deno.test("marks are named with their value; one outside says so", () => {
  const marks = [
    { axis: "y", at: 0.5, label: "half" },
    { axis: "x", at: 900, label: "far away" },
  ] as const;
  const text = plot({ ...lines, marks }, { columns: 60, rows: 8 }).join("\n");
  ok(text.includes(" half \u2504"), text);
  ok(text.includes("half (50.0%)"));
  ok(text.includes("far away (90000.0%), outside of this picture"));
});

Deno.test("what was assumed stands beneath, and colours only where asked", () => {
  const picture = { ...lines, assumptions: ["Costs are those of the venue."] };
  const text = plot(picture, { columns: 60, rows: 8 });
  strictEqual(text.at(-1), "Assumed: Costs are those of the venue.");
  ok(!text.join("").includes("\u001b"));
  ok(plot(picture, { columns: 60, rows: 8, color: true }).join("").includes("\u001b[36m"));
});

Deno.test("a gap is left empty in a curve and in a band", () => {
  const points = [[0, 0.5], [0.25, 0.5], [0.75, 0.5], [1, 0.5]] as const;
  const curves = [{ name: "a", style: "line" as const, points, gaps: [0.5] }];
  const around = points.map(([x]) => [x, 0, 1] as const);
  const bands = [{ name: "b", points: around, gaps: [0.5] }];
  const text = plot({ ...lines, curves, bands }, { columns: 60, rows: 8, glyphs: "ascii" });
  const drawing = text.slice(2, 10).map((line) => line.split(/[|+]/)[1] ?? "");
  const middle = drawing.map((line) => line.slice(line.length * 0.35, line.length * 0.65));
  ok(middle.every((line) => line.trim() === ""), text.join("\n"));
  ok(drawing.some((line) => line.includes("*")) && drawing.some((line) => line.includes(".")));
});

Deno.test("of many single cases a terminal draws the first few and says so", () => {
  const each = Array.from({ length: 5 }, (_, i) => [[0, 0], [1, i / 4]] as const);
  const of = (count: number) =>
    plot({ ...lines, curves: [], paths: { name: "5 futures", each: each.slice(0, count) } }, {
      columns: 60,
      rows: 8,
      glyphs: "ascii",
    }).join("\n");
  ok(of(5).includes("' 5 futures, the first 3 of them drawn"), of(5));
  ok(/\|.*'/.test(of(5)));
  ok(!of(3).includes("the first"));
});

Deno.test("a value that has no place breaks the curve and does not stop the picture", () => {
  const points = [[0, 0], [0.3, NaN], [0.6, Infinity], [1, 1]] as const;
  const broken = { ...lines, curves: [{ name: "a", style: "line" as const, points }] };
  const text = plot(broken, { columns: 60, rows: 8, glyphs: "ascii" }).slice(2, 10).join("");
  strictEqual(text.split("*").length - 1, 2);
});

Deno.test("any picture fits its width, is the same twice, and prints no control characters", () => {
  fc.assert(
    fc.property(
      anyPicture,
      fc.integer({ min: 40, max: 200 }),
      fc.constantFrom("ascii" as const, "braille" as const),
      (picture, columns, glyphs) => {
        const text = plot(picture, { columns, rows: 10, glyphs });
        for (const line of text) ok([...line].length <= columns, line);
        ok(!/[\p{Cc}\p{Bidi_Control}]/u.test(text.join("")));
        deepStrictEqual(plot(picture, { columns, rows: 10, glyphs }), text);
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

Deno.test("terminals without braille in their font get ASCII", () => {
  strictEqual(glyphsOf(undefined), "ascii");
  strictEqual(glyphsOf("dumb"), "ascii");
  strictEqual(glyphsOf("linux"), "ascii");
  strictEqual(glyphsOf("xterm-256color"), "braille");
  const text = plot(histogram, { columns: 60, rows: 8, glyphs: "ascii" }).join("");
  ok([...text].every((char) => char.charCodeAt(0) < 128));
});
