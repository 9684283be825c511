// One page in one file: no network, no script, no font but the reader's. What it shows is what the
// terminal shows, by the same formats; the same input is the same bytes.
import { element, html } from "./page_html.ts";
import { figureHtml } from "./page_figure.ts";
import { sectionHtml, statsHtml } from "./page_report.ts";
import { pageStyle, pageStyleHash } from "./page_style.ts";
import type { Picture } from "./picture.ts";
import type { Report, Stat } from "./report.ts";

/** What stands on a page, in this order. */
export interface PageParts {
  readonly title: string;
  /** Read before any number. */
  readonly notes?: readonly string[];
  readonly sections: readonly Report[];
  /** A picture stands behind the first section of its name, the others behind all sections. */
  readonly pictures: readonly Picture[];
  /** Seed, hashes, version, command: what somebody needs to get the same page. */
  readonly reproduce: readonly Stat[];
}

// Nothing may be loaded or run, whatever else a mistake let into the page.
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${pageStyleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The whole document. */
export function page({ title, notes = [], sections, pictures, reproduce }: PageParts): string {
  const figures = pictures.map((picture, i) => ({
    markup: figureHtml(picture, `picture${i + 1}`),
    behind: sections.findIndex(({ name }) => name === picture.name),
  }));
  const behind = (index: number) =>
    figures.filter((figure) => figure.behind === index).map(({ markup }) => markup);
  const main = [
    element("h1", {}, html(title)),
    ...notes.map((note) => element("p", {}, html(note))),
    ...sections.flatMap((section, i) => [sectionHtml(section), ...behind(i)]),
    ...behind(-1),
  ];
  const foot = [
    element("h2", {}, "To get this page again"),
    statsHtml(reproduce, "To get this page again"),
  ];
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    element("title", {}, html(title)),
    `<style>${pageStyle}</style>`,
    "</head>",
    "<body>",
    element("main", {}, `\n${main.join("\n")}\n`),
    reproduce.length === 0 ? "" : element("footer", {}, `\n${foot.join("\n")}\n`),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}
