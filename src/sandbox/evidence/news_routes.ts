// The article list of GDELT's DOC 2.0 API, as far as a search for a market needs it. As there, what
// is wrong with a query comes as a line of text with status 200.
import { type Context, Hono } from "hono";
import type { Article } from "./headlines.ts";
import type { Evidence } from "./evidence.ts";
import { matcherOf } from "./news_query.ts";

export interface NewsDeps {
  readonly evidence: Evidence;
  readonly clock: { now(): number };
}

const USUAL = 75;
const MOST = 250;
/** The service looks back three months. */
const WINDOW_MS = 90 * 86_400_000;

/** Routes below the GDELT host. */
export function newsRoutes({ evidence, clock }: NewsDeps): Hono {
  const app = new Hono();
  app.get("/api/v2/doc/doc", (c) => {
    if (c.req.query("mode")?.toLowerCase() !== "artlist" || c.req.query("format") !== "json") {
      return c.text("The sandbox has mode=artlist with format=json only.\n");
    }
    const matches = matcherOf(c.req.query("query") ?? "");
    if (!matches.ok) return c.text(`${matches.error}\n`);
    const now = clock.now();
    const from = timeOf(c, "startdatetime", now - WINDOW_MS);
    const to = timeOf(c, "enddatetime", now);
    if (from === null || to === null) return c.text("Invalid/No Date Specified.\n");
    const most = Number(c.req.query("maxrecords") ?? USUAL);
    if (!Number.isSafeInteger(most) || most < 1 || most > MOST) {
      return c.text("Invalid MAXRECORDS value.\n");
    }
    const found = evidence.articles()
      .filter(({ seenAt, text }) => seenAt >= from && seenAt <= to && matches.value(text));
    // Newest first, unless the oldest are asked for.
    if (c.req.query("sort")?.toLowerCase() === "dateasc") found.reverse();
    // Nothing found is an object without the key.
    if (found.length === 0) return c.json({});
    return c.json({ articles: found.slice(0, most).map(rowOf) });
  });
  return app;
}

function rowOf({ url, title, domain, seenAt }: Article): Readonly<Record<string, string>> {
  return {
    url,
    url_mobile: "",
    title,
    seendate: `${new Date(seenAt).toISOString().replaceAll(/[-:]/g, "").slice(0, 15)}Z`,
    socialimage: "",
    domain,
    language: "English",
    sourcecountry: "United States",
  };
}

/** A time as YYYYMMDDHHMMSS; null for a text that is none. */
function timeOf(c: Context, name: string, fallback: number): number | null {
  const text = c.req.query(name);
  if (text === undefined) return fallback;
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text)?.slice(1).map(Number);
  const [year, month = 0, ...rest] = parts ?? [];
  return year === undefined ? null : Date.UTC(year, month - 1, ...rest);
}
