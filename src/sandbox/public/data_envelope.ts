import type { Context } from "hono";
import { sha1 } from "./book_text.ts";

type Code = "invalid_request" | "not_found";

const STATUS = { invalid_request: 400, not_found: 404 } as const;

/** Rows in the envelope of the Data API. */
export function dataPage(
  c: Context,
  data: readonly unknown[],
  limit: number,
  next: string | null,
): Response {
  return c.json({
    data,
    pagination: { limit, offset: 0, has_more: next !== null, next_cursor: next },
  });
}

/** A refusal of the Data API; the trace id is made of what was asked. */
export function dataError(
  c: Context,
  code: Code,
  error: string,
  about: { readonly parameter?: string } = {},
): Response {
  const parameter = about.parameter === undefined ? {} : { parameter: about.parameter };
  const trace_id = sha1(c.req.url).slice(0, 32);
  return c.json({ error, code, ...parameter, retryable: false, trace_id }, STATUS[code]);
}
