import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { millis } from "../../src/core/types/units.ts";
import { cell } from "../../src/report/format.ts";
import { page } from "../../src/report/page.ts";
import { pageStyle, pageStyleHash } from "../../src/report/page_style.ts";
import type { Lines } from "../../src/report/picture.ts";
import { type Column, type Report, table } from "../../src/report/report.ts";
import { anyPicture, anyText } from "../support/pictures.ts";

const columns: readonly Column[] = [
  { key: "market", label: "market", unit: "text" },
  { key: "net", label: "net", unit: "usd", summed: true },
  { key: "won", label: "won", unit: "ratio", of: "trades" },
];
const costs = table({ name: "costs", title: "Costs", notes: ["Net of all."] }, columns, [
  ["Will it rain?", 880_000, 0.5833],
  ["Will it snow?", -590_000, null],
]);
const picture: Lines = {
  kind: "lines",
  name: "fan",
  title: "What may happen",
  x: { label: "time from now", unit: "ms" },
  y: { label: "account", unit: "usd" },
  curves: [{ name: "median", style: "line", points: [[0, 75e6], [86_400_000, 76e6]] }],
  bands: [{ name: "9 in 10", points: [[0, 75e6, 75e6], [86_400_000, 70e6, 80e6]] }],
  marks: [{ axis: "y", at: 72e6, label: "floor" }],
  assumptions: ["Days are drawn again."],
  words: "Half of the paths end above $76.00.",
};
const parts = {
  title: "Simulation",
  notes: ["PAPER: no real money."],
  sections: [costs],
  pictures: [picture],
  reproduce: [{ key: "seed", label: "seed", unit: "text", value: "42" }],
} as const;

Deno.test("the policy allows the page's own style and nothing else", async () => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pageStyle));
  strictEqual(pageStyleHash, btoa(String.fromCharCode(...new Uint8Array(bytes))));
  const text = page(parts);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1];
  strictEqual(
    policy,
    `default-src 'none'; style-src 'sha256-${pageStyleHash}'; base-uri 'none'; form-action 'none'`,
  );
  ok(text.indexOf("Content-Security-Policy") < text.indexOf("<title>"), "before anything of ours");
  strictEqual(text.split("<style>").length, 2);
  ok(text.includes(`<style>${pageStyle}</style>`));
});

Deno.test("a page loads nothing and runs nothing", () => {
  const text = page(parts);
  ok(
    !/<script|<link|<img|<iframe|<object|\bsrc=|\bhref=|url\(|@import|https?:|\bstyle=|\bon\w+=/i
      .test(text),
  );
});

Deno.test("numbers are those of the terminal, with totals and what a ratio is a share of", () => {
  const text = page(parts);
  for (
    const shown of [cell(880_000, "usd"), cell(-590_000, "usd"), cell(290_000, "usd"), "58.3%"]
  ) {
    ok(text.includes(`>${shown}<`), shown);
  }
  ok(text.includes('won<span class="of"> of trades</span>'));
  ok(text.includes('<td class="n">-</td>'), "unknown is not zero");
});

Deno.test("a drawing says its title and its words to those who do not see it", () => {
  const text = page(parts);
  const drawings = [...text.matchAll(/<svg [^>]*role="img" aria-labelledby="([^ ]+) ([^"]+)"/g)];
  strictEqual(drawings.length, 2, "one for wide windows, one for narrow ones");
  for (const [, title, words] of drawings) {
    ok(text.includes(`<title id="${title}">What may happen</title>`));
    ok(text.includes(`<desc id="${words}">Half of the paths end above $76.00.</desc>`));
  }
  ok(text.includes("Days are drawn again."), "what was assumed stands beside it");
  ok(text.includes("floor ($72.00)"), "marks have their value");
});

Deno.test("a picture stands behind the section of its name", () => {
  const last: Report = {
    shape: "stats",
    name: "last",
    title: "Last section",
    notes: [],
    stats: [],
  };
  const text = page({
    ...parts,
    sections: [costs, last],
    pictures: [{ ...picture, name: "costs" }],
  });
  ok(text.indexOf(">Costs<") < text.indexOf("<figure>"));
  ok(text.indexOf("<figure>") < text.indexOf(">Last section<"));
});

Deno.test("every shape of report is shown, a long series thinned and saying so", () => {
  const series: Report = {
    shape: "series",
    name: "equity",
    title: "Equity",
    notes: [],
    columns: [{ key: "at", label: "time", unit: "time" }, {
      key: "e",
      label: "equity",
      unit: "usd",
    }],
    rows: Array.from({ length: 1_001 }, (_, i) => [i * 60_000, i * 1_000_000]),
    stats: [{ key: "last", label: "last", unit: "usd", value: 1_000_000_000 }],
  };
  const log: Report = {
    shape: "log",
    name: "log",
    title: "What happened",
    notes: [],
    lines: [{ at: millis(0), text: "opened YES" }],
  };
  const text = page({ ...parts, sections: [series, log], pictures: [] });
  ok(text.includes("Every 6th of 1001 rows, the last one too."));
  ok(text.includes("1970-01-01T16:40:00Z"), "the last row");
  ok(text.includes('<time datetime="1970-01-01T00:00:00Z">1970-01-01T00:00:00Z</time> opened YES'));
  ok((text.match(/<tr>/g)?.length ?? 0) < 220);
});

Deno.test("a market's question with markup in it comes out as text, wherever it stands", () => {
  const reportOf = (text: string): Report[] => [
    table(
      { name: text, title: text, notes: [text] },
      columns.map((of) => ({ ...of, label: text })),
      [
        [text, 1, 0.5],
      ],
    ),
    { shape: "log", name: text, title: text, notes: [], lines: [{ at: millis(0), text }] },
    {
      shape: "stats",
      name: text,
      title: text,
      notes: [],
      stats: [{ key: text, label: text, unit: "text", value: text, of: text }],
    },
  ];
  fc.assert(
    fc.property(anyText, anyPicture, (text, drawn) => {
      const reproduce = [{ key: text, label: text, unit: "text" as const, value: text }];
      const input = {
        title: text,
        notes: [text],
        sections: reportOf(text),
        pictures: [drawn],
        reproduce,
      };
      const whole = page(input);
      deepStrictEqual(untidy(whole), []);
      strictEqual(page(input), whole, "the same input, the same bytes");
    }),
    { numRuns: 200, seed: 1 },
  );
});

Deno.test("what is found untidy in a page: foreign tags, open tags, repeated ids, bad numbers", () => {
  deepStrictEqual(untidy("<p>a</p><script>x</script>"), ["tag script"]);
  deepStrictEqual(untidy("<p>a<td></p>"), ["</p> closes td", "open: p"]);
  deepStrictEqual(untidy('<p id="a"></p><p id="a"></p>'), ["id a twice"]);
  deepStrictEqual(untidy('<p onload="x"></p>'), ["attribute onload"]);
  deepStrictEqual(untidy('<path d="M1 NaN"></path>'), ["no number: M1 NaN"]);
  deepStrictEqual(untidy("<p>a & b</p>"), ["bare &"]);
});

const tags = new Set(
  ("html head meta title style body main footer h1 h2 h3 p section table caption thead tbody tfoot tr th " +
    "td div ol li time span figure figcaption svg desc text line path").split(" "),
);
const attributes = new Set(
  ("lang charset http-equiv content name class id tabindex role aria-label aria-labelledby aria-hidden " +
    "scope datetime viewBox x y x1 y1 x2 y2 d text-anchor stroke-dasharray").split(" "),
);

/** Everything wrong with the markup of a page, by a reader that knows only what pages are made of. */
function untidy(whole: string): string[] {
  const found: string[] = [];
  const open: string[] = [];
  const ids = new Set<string>();
  const text = whole.replace("<!doctype html>", "").replace(/<style>[^<]*<\/style>/, "");
  const between = text.replace(
    /<(\/?)([a-z0-9]+)((?: [\w-]+="[^"<>]*")*)>/gi,
    (_, close, tag, rest) => {
      if (!tags.has(tag)) found.push(`tag ${tag}`);
      for (const [, key = "", value = ""] of String(rest).matchAll(/ ([\w-]+)="([^"]*)"/g)) {
        if (!attributes.has(key)) found.push(`attribute ${key}`);
        if (key === "id" && ids.has(value)) found.push(`id ${value} twice`);
        if (key === "id") ids.add(value);
        if (/^(d|[xy][12]?|viewBox)$/.test(key) && /NaN|Infinity|undefined/.test(value)) {
          found.push(`no number: ${value}`);
        }
      }
      if (close === "") {
        if (tag !== "meta") open.push(tag);
      } else {
        const last = open.pop();
        if (last !== tag) found.push(`</${tag}> closes ${last}`);
      }
      return "";
    },
  );
  if (/[<>]/.test(between)) found.push("bare < or >");
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(between)) found.push("bare &");
  if (open.length > 0) found.push(`open: ${open.join(" ")}`);
  return [...new Set(found)];
}

/** The colours of a theme by name, from the style itself. */
function colors(block: string): Map<string, string> {
  return new Map(
    [...block.matchAll(/--(\w+):(#[0-9a-f]{6})/g)].map(([, key = "", value = ""]) => [key, value]),
  );
}

/** Contrast of two colours (WCAG 2.2, relative luminance). */
function contrast(a: string, b: string): number {
  const light = (color: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = parseInt(color.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

Deno.test("text and lines can be seen in both themes (WCAG 2.2: 4.5 for text, 3 for drawings)", () => {
  const [bright = "", dark = ""] = pageStyle.split("prefers-color-scheme:dark");
  for (const theme of [colors(bright), colors(dark)]) {
    const of = (name: string) => theme.get(name) ?? "";
    for (const back of [of("back"), of("panel")]) {
      for (const text of ["text", "soft"]) {
        ok(contrast(of(text), back) >= 4.5, `${text} on ${back}`);
      }
    }
    for (let i = 0; i < 6; i++) ok(contrast(of(`ink${i}`), of("back")) >= 3, `ink${i}`);
  }
});
