// Gamma: discovery. Everything comes from snapshots that are up to a minute old.
import { type Context, Hono } from "hono";
import { ok, type Result } from "../../core/types/result.ts";
import { type EventSnapshot, eventsOf, gammaEvent, tagsOf } from "./gamma_event.ts";
import { gammaMarket, type Snapshot } from "./gamma_market.ts";
import { idNumber, numberBounds, pageOf, readQuery, timeBounds, wantedIds } from "./gamma_query.ts";
import { commentRows } from "../evidence/comment_rows.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { createSnapshots } from "./gamma_snapshots.ts";
import type { PublicDeps } from "./parts.ts";

const MARKET_ORDERS: Readonly<Record<string, (row: Snapshot) => number>> = {
  id: ({ market }) => idNumber(market.gammaId),
  volume24hr: ({ status }) => status.volume24h,
  volumeNum: ({ status }) => status.volume,
  liquidityNum: ({ liquidity }) => liquidity,
  endDate: ({ market }) => market.endAt,
  startDate: ({ market }) => market.startAt,
  createdAt: ({ market }) => market.startAt,
};
const EVENT_ORDERS: Readonly<Record<string, (row: EventSnapshot) => number>> = {
  id: ({ id }) => idNumber(id),
  volume24hr: ({ volume24h }) => volume24h,
  volume: ({ volume }) => volume,
  liquidity: ({ liquidity }) => liquidity,
  endDate: ({ endAt }) => endAt,
  startDate: ({ startAt }) => startAt,
};
const SCHEMA = "https://gamma-api.polymarket.com/schemas";
const NOT_FOUND = { type: "not found error", error: "id not found" };

export interface GammaDeps extends PublicDeps {
  /** Absent: nobody comments, and no text is planted. */
  readonly evidence?: Evidence;
}

/** Routes below the Gamma host. */
export function gammaRoutes(deps: GammaDeps): Hono {
  const { evidence } = deps;
  const app = new Hono();
  const taken = createSnapshots(deps);
  const snapshots = () => {
    const rows = taken();
    if (evidence === undefined || deps.faults.args("injection") === null) return rows;
    return rows.map((row) => ({ ...row, market: evidence.worded(row.market) }));
  };
  const events = () => eventsOf(snapshots());
  app.use(async (c, next) => {
    await next();
    c.header("cache-control", "public, max-age=60");
  });
  marketRoutes(app, deps, snapshots);
  eventRoutes(app, deps, events);
  app.get("/public-search", (c) => search(c, deps, events()));
  app.get("/tags", (c) => c.json(tagsOf(snapshots())));
  app.get("/series", (c) => c.json([]));
  app.get("/comments", (c) => {
    if (evidence === undefined) return c.json([]);
    const rows = commentRows(c, evidence);
    return rows.ok ? c.json(rows.value) : refuse(c, rows.error);
  });
  return app;
}

function marketRoutes(
  app: Hono,
  { world }: PublicDeps,
  snapshots: () => readonly Snapshot[],
): void {
  const word = (row: Snapshot) => ({
    ...gammaMarket(row, (...asked) => world.history(...asked)),
    events: [eventRef(row)],
  });
  const one = (c: Context, matches: (row: Snapshot) => boolean) => {
    const row = snapshots().find(matches);
    return row === undefined ? c.json(NOT_FOUND, 404) : c.json(word(row));
  };
  app.get("/markets/keyset", (c) => {
    const filter = marketFilter(c, snapshots());
    if (!filter.ok) return refuse(c, filter.error);
    const query = readQuery<Snapshot>(c, MARKET_ORDERS);
    if (!query.ok) return refuse(c, query.error);
    const page = pageOf(
      snapshots().filter(filter.value),
      query.value,
      ({ market }) => idNumber(market.gammaId),
    );
    return c.json({
      ...(page.next === null ? {} : { $schema: `${SCHEMA}/MarketsKeysetListResponse.json` }),
      markets: page.rows.map(word),
      ...(page.next === null ? {} : { next_cursor: page.next }),
    });
  });
  app.get("/markets/slug/:slug", (c) => {
    return one(c, ({ market }) => market.slug === c.req.param("slug"));
  });
  app.get("/markets/:id", (c) => one(c, ({ market }) => market.gammaId === c.req.param("id")));
}

function eventRoutes(app: Hono, deps: PublicDeps, events: () => readonly EventSnapshot[]): void {
  const word = (event: EventSnapshot) => gammaEvent(event, deps.world);
  const one = (c: Context, matches: (event: EventSnapshot) => boolean) => {
    const event = events().find(matches);
    return event === undefined ? c.json(NOT_FOUND, 404) : c.json(word(event));
  };
  app.get("/events/keyset", (c) => {
    const all = events();
    const filter = eventFilter(c, all);
    if (!filter.ok) return refuse(c, filter.error);
    const query = readQuery<EventSnapshot>(c, EVENT_ORDERS);
    if (!query.ok) return refuse(c, query.error);
    const page = pageOf(all.filter(filter.value), query.value, ({ id }) => idNumber(id));
    return c.json({
      $schema: `${SCHEMA}/EventsKeysetListResponse.json`,
      events: page.rows.map(word),
      ...(page.next === null ? {} : { next_cursor: page.next }),
    });
  });
  app.get("/events/slug/:slug", (c) => one(c, ({ slug }) => slug === c.req.param("slug")));
  app.get("/events/:id", (c) => one(c, ({ id }) => id === c.req.param("id")));
}

function search(c: Context, deps: PublicDeps, events: readonly EventSnapshot[]): Response {
  const words = (c.req.query("q") ?? "").toLowerCase().trim();
  if (words === "") return refuse(c, "q is required");
  const limit = Number(c.req.query("limit_per_type") ?? 5);
  if (!Number.isSafeInteger(limit) || limit < 1) return refuse(c, "limit_per_type is invalid");
  const found = events.filter((event) =>
    !event.closed && [event.title, ...event.rows.map(({ market }) => market.question)]
      .some((text) => text.toLowerCase().includes(words))
  );
  return c.json({
    events: found.slice(0, limit).map((event) => gammaEvent(event, deps.world)),
    tags: [],
    profiles: [],
    pagination: { hasMore: found.length > limit, totalResults: found.length },
  });
}

function marketFilter(
  c: Context,
  all: readonly Snapshot[],
): Result<(row: Snapshot) => boolean, string> {
  const volume = numberBounds(c, "volume_num");
  const liquidity = numberBounds(c, "liquidity_num");
  const start = timeBounds(c, "start_date");
  const end = timeBounds(c, "end_date");
  const tag = tagFilter(c, all);
  for (const one of [volume, liquidity, start, end, tag]) if (!one.ok) return one;
  if (!volume.ok || !liquidity.ok || !start.ok || !end.ok || !tag.ok) throw new Error("unreached");
  const names = ["id", "slug", "clob_token_ids", "condition_ids"] as const;
  const [ids, slugs, tokens, conditions] = names.map((name) => wantedIds(c, name));
  const closed = c.req.query("closed") === "true";
  const uma = c.req.query("uma_resolution_status");
  return ok(({ market, status, liquidity: depth }) =>
    status.closed === closed && (ids?.has(market.gammaId) ?? true) &&
    (slugs?.has(market.slug) ?? true) &&
    ((tokens?.has(market.yes) ?? true) || tokens?.has(market.no) === true) &&
    ((conditions?.has(market.id) ?? true) || conditions?.has(market.id.slice(0, -2)) === true) &&
    (uma === undefined || status.uma === uma) &&
    volume.value(status.volume / 1e6) && liquidity.value(depth) &&
    start.value(market.startAt) && end.value(market.endAt) && tag.value(market.category)
  );
}

function eventFilter(
  c: Context,
  all: readonly EventSnapshot[],
): Result<(event: EventSnapshot) => boolean, string> {
  const tag = tagFilter(c, all.flatMap(({ rows }) => rows));
  if (!tag.ok) return tag;
  const ids = wantedIds(c, "id");
  const slugs = wantedIds(c, "slug");
  const closed = c.req.query("closed") === "true";
  return ok((event) =>
    event.closed === closed && (ids?.has(event.id) ?? true) && (slugs?.has(event.slug) ?? true) &&
    tag.value(event.category)
  );
}

function tagFilter(
  c: Context,
  all: readonly Snapshot[],
): Result<(category: string) => boolean, string> {
  const id = c.req.query("tag_id");
  if (id === undefined) return ok(() => true);
  if (!/^\d+$/.test(id)) return { ok: false, error: "tag_id is invalid integer" };
  const slug = tagsOf(all).find((tag) => tag.id === id)?.slug;
  return ok((category) => category === slug);
}

function eventRef({ market: { event } }: Snapshot): Record<string, unknown> {
  return { id: event.id, ticker: event.slug, slug: event.slug, title: event.title };
}

function refuse(c: Context, error: string): Response {
  return c.json({ type: "validation error", error }, 422);
}
