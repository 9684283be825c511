import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Lines } from "../../src/report/picture.ts";
import { svg } from "../../src/report/svg.ts";

const options = { width: 400, height: 300, id: "a" };
const lines: Lines = {
  kind: "lines",
  name: "a",
  title: "Title",
  x: { label: "said", unit: "ratio" },
  y: { label: "happened", unit: "ratio" },
  curves: [{ name: "as it should be", style: "line", points: [[0, 0], [1, 1]] }],
  bands: [],
  marks: [],
  assumptions: [],
  words: "Words.",
};

function paths(text: string, kind: string): string[] {
  return [...text.matchAll(/<path class="([^"]*)"[^>]* d="([^"]*)"/g)]
    .flatMap(([, found = "", d = ""]) => found.split(" ").includes(kind) ? [d] : []);
}

function withPoints(points: Lines["curves"][number]["points"], style: "line" | "dots" | "step") {
  return svg({ ...lines, curves: [{ name: "a", style, points }] }, options);
}

Deno.test("a line goes from corner to corner of the frame", () => {
  // Left: 12 and four characters of 7 for "100%"; right and bottom: 14 and 39 free; top: 23 free.
  deepStrictEqual(paths(svg(lines, options), "curve"), ["M40.0 261.0L386.0 23.0"]);
});

Deno.test("a gap breaks a line and a band, and single values are left as they are", () => {
  const points = [[0, 0], [0.25, 0.5], [0.75, 0.5], [1, 1]] as const;
  const of = (style: "line" | "step" | "dots") =>
    svg({ ...lines, curves: [{ name: "a", style, points, gaps: [0.5] }] }, options);
  // Two stretches, from 0 to a quarter and from three quarters to 1: of 346 pixels from 40 on.
  deepStrictEqual(paths(of("line"), "curve"), [
    "M40.0 261.0L126.5 142.0M299.5 142.0L386.0 23.0",
  ]);
  strictEqual(paths(of("step"), "curve")[0]?.split("M").length, 3);
  strictEqual(paths(of("dots"), "dots")[0]?.split("M").length, 5);
  const around = points.map(([x, y]) => [x, y - 0.1, y + 0.1] as const);
  const band = svg({ ...lines, bands: [{ name: "b", points: around, gaps: [0.5] }] }, options);
  strictEqual(paths(band, "band")[0]?.split("z").length, 3);
});

Deno.test("single cases are thin lines of one look under the curves", () => {
  const each = [[[0, 0], [1, 0.5]], [[0, 0], [1, 0.25]]] as const;
  const drawn = svg({ ...lines, paths: { name: "futures", each } }, options);
  deepStrictEqual(paths(drawn, "path"), ["M40.0 261.0L386.0 142.0M40.0 261.0L386.0 201.5"]);
  ok(drawn.indexOf('class="path"') < drawn.indexOf('class="curve'));
});

Deno.test("a step holds its value until the next one", () => {
  deepStrictEqual(paths(withPoints([[0, 0], [1, 1]], "step"), "curve"), [
    "M40.0 261.0L386.0 261.0L386.0 23.0",
  ]);
});

Deno.test("curves are told apart by dashes, single values by shapes", () => {
  const [first] = lines.curves;
  ok(first !== undefined);
  const many = Array.from({ length: 3 }, (_, i) => ({ ...first, name: `${i}` }));
  const drawn = svg({ ...lines, curves: many }, options);
  const broken = [...drawn.matchAll(/stroke-dasharray="([^"]*)"/g)].map(([, dash]) => dash);
  strictEqual(new Set(broken).size, 3);
  const dots = many.map((curve) => ({ ...curve, style: "dots" as const }));
  const shapes = paths(svg({ ...lines, curves: dots }, options), "dots");
  strictEqual(new Set(shapes.map((d) => d.replaceAll(/M[\d. ]+/g, ""))).size, 3);
});

Deno.test("a long curve is thinned to what an eye can tell, and its extremes stay", () => {
  const points = Array.from({ length: 100_000 }, (_, i) => [i, 0.5] as [number, number]);
  points[33_333] = [33_333, 1];
  points[66_666] = [66_666, 0];
  const [d = ""] = paths(withPoints(points, "line"), "curve");
  ok(d.length < 40_000, `${d.length}`);
  const heights = [...d.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
  strictEqual(Math.min(...heights), 23);
  strictEqual(Math.max(...heights), 261);
});

Deno.test("bars stand on zero and are as high as their value", () => {
  const drawn = svg({
    ...lines,
    kind: "histogram",
    y: { label: "paths", unit: "count" },
    bins: [{ from: 0, to: 0.5, value: 2 }, { from: 0.5, to: 1, value: 4 }],
  }, options);
  // One character at the left; half of 238 pixels for 2 of 4.
  deepStrictEqual(paths(drawn, "bars"), [
    "M19.0 261.0V142.0h182.5V261.0zM202.5 261.0V23.0h182.5V261.0z",
  ]);
});

Deno.test("a mark is drawn with its words, and words too long for the room are cut", () => {
  const marks = [
    { axis: "y", at: 0.5, label: "half" },
    { axis: "x", at: 0.9, label: "a very long name ".repeat(5) },
  ] as const;
  const drawn = svg({ ...lines, marks }, options);
  strictEqual(drawn.match(/class="mark"/g)?.length, 2);
  ok(drawn.includes(">half</text>"));
  ok(/>a very long name [a-z ]*\.\.<\/text>/.test(drawn));
});
