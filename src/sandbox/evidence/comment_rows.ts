// `GET /comments` of Gamma.
import type { Context } from "hono";
import { err, ok, type Result } from "../../core/types/result.ts";
import type { Comment } from "./comments.ts";
import type { Evidence } from "./evidence.ts";

const USUAL_ROWS = 20;
const MOST_ROWS = 100;

/** The rows that a query asks for; the error is what Gamma answers with 422. */
export function commentRows(
  c: Context,
  evidence: Pick<Evidence, "comments">,
): Result<readonly Record<string, unknown>[], string> {
  const type = c.req.query("parent_entity_type") ?? "Event";
  if (!["Event", "Series", "market"].includes(type)) return err("parent_entity_type is invalid");
  const id = c.req.query("parent_entity_id") ?? "";
  if (!/^\d{1,12}$/.test(id)) return err("parent_entity_id is invalid integer");
  const limit = whole(c.req.query("limit") ?? String(USUAL_ROWS));
  const offset = whole(c.req.query("offset") ?? "0");
  if (limit === null) return err("limit is invalid integer");
  if (offset === null) return err("offset is invalid integer");
  const order = c.req.query("order") ?? "createdAt";
  if (order !== "createdAt") return err("order fields are not valid");
  // Only events are talked about here.
  const newest = type === "Event" ? evidence.comments(id) : [];
  const ordered = c.req.query("ascending") === "false" ? newest : newest.toReversed();
  const page = ordered.slice(offset, offset + Math.min(limit, MOST_ROWS));
  return ok(page.map((comment) => rowOf(comment, Number(id))));
}

function rowOf({ id, body, author, at, reactions }: Comment, event: number) {
  const time = new Date(at).toISOString();
  return {
    id,
    body,
    parentEntityType: "Event",
    parentEntityID: event,
    userAddress: author.address,
    createdAt: time,
    updatedAt: time,
    profile: {
      name: author.name,
      pseudonym: author.name,
      displayUsernamePublic: true,
      proxyWallet: author.address,
      baseAddress: author.address,
    },
    reactions: [],
    reportCount: 0,
    reactionCount: reactions,
  };
}

function whole(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
