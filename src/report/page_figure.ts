// A picture on a page: drawn twice, for wide and for narrow windows, because text that shrinks with
// its drawing cannot be read on a telephone. The one that is not shown is not read aloud either.
import { element, html } from "./page_html.ts";
import type { Curve, Picture } from "./picture.ts";
import { isWithin, markText, type Scale, scalesOf } from "./plot_scale.ts";
import { svg } from "./svg.ts";
import { dashes, dotPath } from "./svg_shapes.ts";

const wide = { width: 760, height: 360 };
const narrow = { width: 350, height: 280 };

/** The picture with its legend, and its words and assumptions beside it; `id` is unique on the page. */
export function figureHtml(picture: Picture, id: string): string {
  const drawn = [
    element("div", { class: "wide" }, svg(picture, { ...wide, id: `${id}w` })),
    element("div", { class: "narrow" }, svg(picture, { ...narrow, id: `${id}n` })),
    legend(picture),
  ];
  // The drawing's description says the same words to those who listen.
  const words = element("p", { "aria-hidden": "true" }, html(picture.words));
  const assumed = picture.assumptions.map((text) => element("p", { class: "assumed" }, html(text)));
  const beside = [
    ...(picture.words === "" ? [] : [element("h3", { "aria-hidden": "true" }, "In words"), words]),
    ...(assumed.length === 0 ? [] : [element("h3", {}, "Assumed"), ...assumed]),
  ];
  return element(
    "figure",
    {},
    [
      element("h2", {}, html(picture.title)),
      element("div", {}, drawn.join("\n")),
      beside.length === 0 ? "" : element("figcaption", { class: "beside" }, beside.join("\n")),
    ].join("\n"),
  );
}

function legend(picture: Picture): string {
  const scales = scalesOf(picture);
  const lines = picture.kind === "lines"
    ? [
      ...picture.curves.map((curve, i) => item(curveSwatch(curve, i), curve.name)),
      ...picture.bands.map(({ name }, i) => item(bandSwatch(i), name)),
      ...picture.paths === undefined ? [] : [item(pathSwatch(), picture.paths.name)],
    ]
    : [];
  const marks = picture.marks.map((mark) => {
    const scale: Scale = scales[mark.axis];
    const text = markText(mark, picture[mark.axis]);
    const isDrawn = isWithin(scale.place(mark.at));
    return item(markSwatch(mark.axis), isDrawn ? text : `${text}, outside of this picture`);
  });
  const all = [...lines, ...marks];
  return all.length === 0 ? "" : element("ol", { class: "legend" }, all.join("\n"));
}

function item(swatch: string, text: string): string {
  const drawn = element("svg", { viewBox: "0 0 30 14", "aria-hidden": "true" }, swatch);
  return element("li", {}, `${drawn}${element("span", {}, html(text))}`);
}

function curveSwatch({ style }: Curve, index: number): string {
  const look = index % dashes.length;
  if (style === "dots") {
    return element("path", { class: `dots ink${look}`, d: dotPath([15, 7], look) });
  }
  const dash = { "stroke-dasharray": dashes[look] ?? "none" };
  return element("path", { class: `curve ink${look}`, ...dash, d: "M1 7H29" });
}

function bandSwatch(index: number): string {
  return element("path", { class: `band band${Math.min(index, 2)}`, d: "M1 1H29V13H1z" });
}

function pathSwatch(): string {
  return element("path", { class: "path", d: "M1 9L10 4L20 11L29 5" });
}

function markSwatch(axis: "x" | "y"): string {
  return element("path", { class: "mark", d: axis === "y" ? "M1 7H29" : "M15 0V14" });
}
