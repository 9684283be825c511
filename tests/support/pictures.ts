import fc from "fast-check";
import type { Picture } from "../../src/report/picture.ts";

/** Text of strangers: markup, control characters, marks that turn a line around, and plain words. */
export const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "<script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    `"' onload='x' "&amp;<!--`,
    "]]> \u202eevil\u001b[31m",
    "Will it rain?",
  ),
);

const value = fc.oneof(
  fc.double(),
  fc.integer({ min: -1e9, max: 1e9 }),
  fc.constantFrom(0, NaN, Infinity, 1e300, 5e-324),
);
const axis = fc.record({
  label: anyText,
  unit: fc.constantFrom("usd", "ms", "time", "count", "ratio", "text", "price"),
}).chain((side) => fc.boolean().map((isLog) => isLog ? { ...side, scale: "log" } : side));
const marks = fc.array(
  fc.record({ axis: fc.constantFrom("x", "y"), at: value, label: anyText }),
  {
    maxLength: 3,
  },
);
const some = { name: anyText, title: anyText, x: axis, y: axis, marks, words: anyText };
const anyFrame = { ...some, assumptions: fc.array(anyText, { maxLength: 2 }) };
const gaps = fc.array(value, { maxLength: 3 });
const points = fc.array(fc.tuple(value, value), { maxLength: 8 });
const anyLines = fc.record({
  ...anyFrame,
  kind: fc.constant("lines"),
  curves: fc.array(
    fc.record({ name: anyText, style: fc.constantFrom("line", "dots", "step"), points, gaps }, {
      requiredKeys: ["name", "style", "points"],
    }),
    { maxLength: 4 },
  ),
  bands: fc.array(
    fc.record({
      name: anyText,
      points: fc.array(fc.tuple(value, value, value), { maxLength: 5 }),
      gaps,
    }, { requiredKeys: ["name", "points"] }),
    { maxLength: 4 },
  ),
  paths: fc.record({ name: anyText, each: fc.array(points, { maxLength: 3 }) }),
}, {
  requiredKeys: [
    "kind",
    "curves",
    "bands",
    "name",
    "title",
    "x",
    "y",
    "marks",
    "words",
    "assumptions",
  ],
});
const anyHistogram = fc.record({
  ...anyFrame,
  kind: fc.constant("histogram"),
  bins: fc.array(fc.record({ from: value, to: value, value }), { maxLength: 8 }),
});

/** Any picture that the types allow, sensible or not. */
export const anyPicture: fc.Arbitrary<Picture> = fc.oneof(anyLines, anyHistogram)
  .map((made) => made as Picture);
