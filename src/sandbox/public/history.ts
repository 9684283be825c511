// Price histories: those of the CLOB and those of the Data API, with the rules of each.
import type { Context } from "hono";
import type { TokenId } from "../../core/types/ids.ts";
import type { Millis } from "../../core/types/units.ts";
import { err, ok, type Result } from "../../core/types/result.ts";
import { dataError, dataPage } from "./data_envelope.ts";
import { dollars, midOf, type PublicDeps } from "./parts.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds before now; max and all go back to the start of the market. */
const INTERVALS: Readonly<Record<string, number>> = {
  "1h": HOUR,
  "6h": 6 * HOUR,
  "1d": DAY,
  "1w": 7 * DAY,
  "1m": 30 * DAY,
  max: Infinity,
  all: Infinity,
};
const MOST_SPAN_S = 15 * DAY;
const MOST_POINTS = 10_000;

/** How far back each bucket is kept; what is not here is kept for ever. */
const RETENTION: readonly (readonly [bucketS: number, keptS: number])[] = [
  [MINUTE, 7 * DAY],
  [5 * MINUTE, 60 * DAY],
  [30 * MINUTE, 90 * DAY],
];

interface Asked {
  readonly fromS: number;
  /** Exclusive. */
  readonly toS: number;
  readonly bucketS: number;
}

interface Point {
  readonly timestamp: number;
  readonly price: number;
  readonly resolution_seconds: number;
}

/** `GET /prices-history` of the CLOB: `interval`, or `startTs` and `endTs`; `fidelity` minutes. */
export function clobHistory(c: Context, deps: PublicDeps): Response {
  const token = (c.req.query("market") ?? "") as TokenId;
  const listed = deps.exchange.byToken(token);
  if (listed === undefined) return c.json({ history: [] });
  const nowS = Math.floor(deps.clock.now() / 1_000);
  const startS = Math.floor(listed.market.startAt / 1_000);
  const interval = c.req.query("interval");
  const from = Number(c.req.query("startTs") ?? NaN);
  const to = Number(c.req.query("endTs") ?? nowS);
  const span = interval === undefined ? undefined : INTERVALS[interval];
  if (span === undefined && !Number.isSafeInteger(from)) {
    return c.json({ error: "either startTs and endTs or interval must be given" }, 400);
  }
  const fidelity = Number(c.req.query("fidelity") ?? (span === undefined ? 1 : fidelityOf(span)));
  if (!Number.isSafeInteger(fidelity) || fidelity < 1 || !Number.isSafeInteger(to)) {
    return c.json({ error: "invalid filters" }, 400);
  }
  // Histories of ended markets are there in coarse steps only.
  const resolved = deps.exchange.status(listed.market.id).payouts !== null;
  if (resolved && fidelity < 12 * 60) return c.json({ history: [] });
  const points = pointsOf(deps, token, {
    fromS: Math.max(span === undefined ? from : nowS - span, startS),
    toS: span === undefined ? to : nowS,
    bucketS: fidelity * MINUTE,
  });
  return c.json({ history: points.map(({ timestamp, price }) => ({ t: timestamp, p: price })) });
}

/** Minutes between points when the client does not say. */
function fidelityOf(spanS: number): number {
  if (spanS <= 6 * HOUR) return 1;
  if (spanS <= DAY) return 5;
  return spanS <= 7 * DAY ? 60 : 180;
}

/** `GET /v2/prices-history` of the Data API. */
export function dataHistory(c: Context, deps: PublicDeps): Response {
  const token = (c.req.query("token_id") ?? "") as TokenId;
  if (token === "") {
    return dataError(c, "invalid_request", "required query param 'token_id' not provided", {
      parameter: "token_id",
    });
  }
  const listed = deps.exchange.byToken(token);
  if (listed === undefined) return dataError(c, "not_found", "token not found");
  const nowS = Math.floor(deps.clock.now() / 1_000);
  const asked = askedOf(c, nowS, Math.floor(listed.market.startAt / 1_000));
  if (!asked.ok) return dataError(c, "invalid_request", asked.error.text, asked.error);
  const limit = Number(c.req.query("limit") ?? MOST_POINTS);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MOST_POINTS) {
    return dataError(c, "invalid_request", "limit out of range", { parameter: "limit" });
  }
  const points = [...pointsOf(deps, token, asked.value)];
  const last = lastPoint(deps, token, nowS);
  if (last !== null && asked.value.toS >= nowS) points.push(last);
  const after = Number(c.req.query("cursor") ?? 0);
  const rows = points.filter(({ timestamp }) => timestamp > after);
  const page = rows.slice(0, limit);
  const next = rows.length > limit ? String(page.at(-1)?.timestamp) : null;
  return dataPage(c, page, limit, next);
}

interface Refused {
  readonly text: string;
  readonly parameter: string;
}

function askedOf(c: Context, nowS: number, startS: number): Result<Asked, Refused> {
  const [start, interval, asOf] = ["start", "interval", "as_of"].map((name) => c.req.query(name));
  if ([start, interval, asOf].filter((one) => one !== undefined).length !== 1) {
    return err({ text: "exactly one of start, interval, as_of is required", parameter: "start" });
  }
  const span = rangeOf({ start, interval, asOf, end: c.req.query("end") }, nowS);
  if (!span.ok) return span;
  const [fromS, toS] = span.value;
  const given = c.req.query("bucket_seconds");
  const bucketS = given === undefined ? bucketOf(toS - fromS) : Number(given);
  if (!Number.isSafeInteger(bucketS) || bucketS < MINUTE || bucketS > DAY) {
    return err({ text: "bucket_seconds must be 60 to 86400", parameter: "bucket_seconds" });
  }
  const kept = RETENTION.find(([bucket]) => bucketS <= bucket)?.[1] ?? Infinity;
  const from = Math.max(fromS, startS, nowS - kept);
  return ok({ fromS: from, toS: Math.min(toS, nowS + 1), bucketS });
}

function rangeOf(
  given: Readonly<Record<"start" | "end" | "interval" | "asOf", string | undefined>>,
  nowS: number,
): Result<readonly [number, number], Refused> {
  if (given.interval !== undefined) {
    const span = INTERVALS[given.interval];
    if (span === undefined) return err({ text: "unknown interval", parameter: "interval" });
    return ok([nowS - span, nowS]);
  }
  if (given.asOf !== undefined) {
    const at = secondsOf(given.asOf);
    if (at === null) return err({ text: "as_of must be epoch seconds", parameter: "as_of" });
    return ok([at - MINUTE, at]);
  }
  const from = secondsOf(given.start ?? "");
  if (from === null) return err({ text: "start must be epoch seconds", parameter: "start" });
  const to = given.end === undefined ? Math.min(nowS, from + MOST_SPAN_S) : secondsOf(given.end);
  if (to === null || to <= from) return err({ text: "end must be after start", parameter: "end" });
  if (to - from > MOST_SPAN_S) return err({ text: "range exceeds 15 days", parameter: "end" });
  return ok([from, to]);
}

/** Epoch seconds, above 0. */
function secondsOf(text: string): number | null {
  return /^[1-9]\d{0,10}$/.test(text) ? Number(text) : null;
}

function bucketOf(spanS: number): number {
  if (spanS <= 12 * HOUR) return MINUTE;
  if (spanS <= 7 * DAY) return 5 * MINUTE;
  return spanS <= MOST_SPAN_S ? 30 * MINUTE : 3 * HOUR;
}

/** Points on the grid of the bucket, oldest first. */
function pointsOf({ world }: PublicDeps, token: TokenId, asked: Asked): readonly Point[] {
  const { fromS, toS, bucketS } = asked;
  const first = Math.ceil(fromS / bucketS) * bucketS;
  const last = Math.min(Math.ceil(toS / bucketS) - 1, first / bucketS + MOST_POINTS - 1) * bucketS;
  if (last < first) return [];
  const [from, to, step] = [first, last, bucketS].map((s) => s * 1_000 as Millis);
  return world.history(token, from as Millis, to as Millis, step as Millis).map((point) => ({
    timestamp: Math.floor(point.at / 1_000),
    price: dollars(point.price),
    resolution_seconds: bucketS,
  }));
}

/** The price now, or what the market paid; not on the grid. */
function lastPoint(deps: PublicDeps, token: TokenId, nowS: number): Point | null {
  const mid = midOf(deps.exchange, token);
  if (mid === null) return null;
  const market = deps.exchange.byToken(token)?.market;
  const resolvedAt = market === undefined ? null : deps.journal.dates(market.id).resolvedAt;
  const timestamp = resolvedAt === null ? nowS : Math.floor(resolvedAt / 1_000);
  return { timestamp, price: dollars(mid), resolution_seconds: 0 };
}
