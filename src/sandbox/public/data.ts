// Data API v2, as far as the venue knows: histories, resolutions, trades, and what accounts hold.
import { type Context, Hono } from "hono";
import { microToText } from "../../core/math/decimal.ts";
import type { MarketId } from "../../core/types/ids.ts";
import type { Millis } from "../../core/types/units.ts";
import type { Hex, ListedMarket, MarketStatus } from "../types.ts";
import { sha1 } from "./book_text.ts";
import { dataError, dataPage } from "./data_envelope.ts";
import { activityRow, holdingsOf, positionRow, printRow, tradeRow, tradesOf } from "./data_rows.ts";
import { dataHistory } from "./history.ts";
import { isoTime, listParameter, type PublicDeps, wholeParameter } from "./parts.ts";

const MOST_CONDITIONS = 20;
const MOST_ROWS = 1_000;
const USUAL_ROWS = 100;
const SETTLES_AFTER_MS = 2 * 3_600_000;

/** Routes below `/data-api`. */
export function dataRoutes(deps: PublicDeps): Hono {
  const app = new Hono();
  app.get("/v2/prices-history", (c) => dataHistory(c, deps));
  app.get("/v2/resolutions", (c) => resolutions(c, deps));
  app.get("/v2/trades", (c) => trades(c, deps));
  app.get("/v2/positions", (c) => {
    const user = userOf(c);
    if (user === null) return noUser(c);
    const status = c.req.query("status");
    const rows = holdingsOf(deps, user).map((holding) => positionRow(deps, user, holding))
      .filter((row) => status === undefined || row["status"] === status);
    return paged(c, rows, 50);
  });
  app.get("/v2/value", (c) => {
    const user = userOf(c);
    if (user === null) return noUser(c);
    const rows = holdingsOf(deps, user).map((holding) => positionRow(deps, user, holding));
    const value = rows.reduce((sum, row) => sum + Number(row["current_value"]), 0);
    return c.json({ data: { proxy_wallet: user, value: Math.round(value * 1e6) / 1e6 } });
  });
  app.get("/v2/activity", (c) => {
    const user = userOf(c);
    if (user === null) return noUser(c);
    const types = listParameter(c, "type");
    const wanted = types.length === 0 || types.includes("TRADE");
    const rows = wanted ? tradesOf(deps, user).map((one) => activityRow(deps, user, one)) : [];
    return paged(c, rows.reverse(), USUAL_ROWS);
  });
  return app;
}

function trades(c: Context, deps: PublicDeps): Response {
  const user = userOf(c);
  const side = c.req.query("side");
  if (user === null && c.req.query("user") !== undefined) return noUser(c);
  const markets = conditionsOf(c, deps);
  if (markets instanceof Response) return markets;
  const rows = user === null
    ? deps.journal.prints().map((print) => printRow(deps, print))
    : tradesOf(deps, user).map((one) => tradeRow(deps, user, one));
  const ids = markets === null ? null : new Set(markets.map(({ id }) => id));
  const wanted = rows.filter((row) =>
    (ids === null || ids.has(row["condition_id"] as MarketId)) &&
    (side === undefined || row["side"] === side)
  );
  return paged(c, wanted.reverse(), USUAL_ROWS);
}

function resolutions(c: Context, deps: PublicDeps): Response {
  const questions = listParameter(c, "question_id").map((id) => id.toLowerCase());
  const events = listParameter(c, "event_id");
  const named = deps.exchange.markets().filter(({ questionId, event }) =>
    questions.includes(questionId) || events.includes(event.id)
  );
  const asked = conditionsOf(c, deps);
  if (asked instanceof Response) return asked;
  if (asked === null && questions.length + events.length === 0) {
    return dataError(c, "invalid_request", "one of condition, question_id, event_id is required", {
      parameter: "condition",
    });
  }
  const rows = [...asked ?? [], ...named].map((market) => resolutionRow(deps, market));
  return c.json({ data: rows });
}

const STATUS = {
  none: "posed",
  proposed: "proposed",
  disputed: "disputed",
  resolved: "resolved",
} as const satisfies Record<MarketStatus["uma"], string>;

function resolutionRow(deps: PublicDeps, market: ListedMarket): Record<string, unknown> {
  const { uma, payouts } = deps.exchange.status(market.id);
  const { umaAt, resolvedAt } = deps.journal.dates(market.id);
  const proposedAt = umaAt ?? deps.clock.now();
  const updatedAt = resolvedAt ?? umaAt ?? market.startAt;
  return {
    condition_id: market.id,
    status: STATUS[uma],
    extended_review: false,
    was_disputed: uma === "disputed",
    new_version_q: false,
    ...(uma === "proposed" ? { proposed_price: proposedPrice(deps, market) } : {}),
    transaction_hash: hashOf(`${market.id}${uma}`),
    log_index: String(Number.parseInt(market.id.slice(2, 5), 16)),
    last_update_timestamp: isoTime(updatedAt),
    ...(uma === "proposed"
      ? {
        expected_settlement_time: isoTime(proposedAt + SETTLES_AFTER_MS as Millis),
        settlement_time_basis: "managed_proposal_expiration",
      }
      : {}),
    ...(payouts === null ? {} : {
      payouts,
      resolution_source: "reported",
      resolved_block: 95_000_000 + Math.floor(updatedAt / 2_000) % 1_000_000,
      resolved_at: isoTime(updatedAt),
    }),
  };
}

/** "69" is the venue's word for not set. */
function proposedPrice({ exchange }: PublicDeps, market: ListedMarket): string {
  const last = exchange.book(market.yes)?.lastTrade?.price ?? null;
  if (last === null || last === 500_000) return "69";
  return microToText(last > 500_000 ? 1_000_000 : 0);
}

function hashOf(text: string): Hex {
  return `0x${sha1(text)}${sha1(`${text}.`).slice(0, 24)}`;
}

/** Markets of `condition`; null when none was asked for; an answer when it cannot be read. */
function conditionsOf(c: Context, deps: PublicDeps): readonly ListedMarket[] | Response | null {
  const ids = listParameter(c, "condition");
  if (ids.length === 0) return null;
  const parameter = { parameter: "condition" };
  if (ids.length > MOST_CONDITIONS) {
    return dataError(c, "invalid_request", "at most 20 conditions", parameter);
  }
  // The 62 digits that Gamma shows for v2 are refused too.
  if (!ids.every((id) => /^0x[0-9a-fA-F]{64}$/.test(id))) {
    return dataError(c, "invalid_request", "condition must be 32 bytes of hex", parameter);
  }
  return ids.flatMap((id) => deps.exchange.market(id.toLowerCase() as MarketId) ?? []);
}

function userOf(c: Context): Hex | null {
  const user = c.req.query("user") ?? "";
  return /^0x[0-9a-fA-F]{40}$/.test(user) ? user.toLowerCase() as Hex : null;
}

function noUser(c: Context): Response {
  return dataError(c, "invalid_request", "required query param 'user' not provided", {
    parameter: "user",
  });
}

function paged(c: Context, rows: readonly unknown[], usual: number): Response {
  const limit = wholeParameter(c, "limit", usual);
  if (limit === null || limit < 1 || limit > MOST_ROWS) {
    return dataError(c, "invalid_request", "limit out of range", { parameter: "limit" });
  }
  if (c.req.query("offset") !== undefined) {
    return dataError(c, "invalid_request", "offset is not supported; use cursor", {
      parameter: "offset",
    });
  }
  const from = Number(atobOr(c.req.query("cursor") ?? ""));
  if (!Number.isSafeInteger(from) || from < 0) {
    return dataError(c, "invalid_request", "invalid cursor", { parameter: "cursor" });
  }
  const page = rows.slice(from, from + limit);
  const next = from + limit < rows.length ? btoa(String(from + limit)).replaceAll("=", "") : null;
  return dataPage(c, page, limit, next);
}

function atobOr(text: string): string {
  try {
    return text === "" ? "0" : atob(text);
  } catch (error) {
    // What is no base64 is no cursor of ours.
    if (error instanceof DOMException) return "none";
    throw error;
  }
}
