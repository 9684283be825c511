import { err, ok, type Result } from "../../core/types/result.ts";
import type { Ask } from "./ask.ts";
import type { RestFailure } from "./failure.ts";
import { type Call, hostOf } from "./http.ts";

/** How a list is read page by page. */
export interface Paging {
  readonly call: (cursor: string | null) => Call;
  /** Where the next page begins; undefined, null or "" on the last. */
  readonly cursorOf: (json: unknown) => unknown;
  readonly maxPages: number;
}

/**
 * Bodies of the pages, each asked for when it is wanted. A failure is the last item; so is a cursor
 * that came before or is no text, for the pages after it cannot be read.
 */
export async function* readPages(
  ask: Ask,
  { call, cursorOf, maxPages }: Paging,
): AsyncGenerator<Result<string, RestFailure>> {
  const followed = new Set<string>();
  let cursor: string | null = null;
  for (let page = 1; page <= maxPages; page++) {
    const asked = call(cursor);
    const answer = await ask(asked);
    yield answer.ok ? ok(answer.value.text) : answer;
    if (!answer.ok) return;
    const next = cursorOf(answer.value.json) ?? "";
    if (next === "" || page === maxPages) return;
    if (typeof next !== "string" || followed.has(next)) {
      yield err(lostPlace(asked, page, typeof next === "string"));
      return;
    }
    followed.add(next);
    cursor = next;
  }
}

function lostPlace(call: Call, page: number, repeated: boolean): RestFailure {
  const host = hostOf(call);
  const what = repeated ? "a cursor it had given before" : "a cursor that is no text";
  const detail = `${host} gave ${what} with page ${page}: the pages after it cannot be read`;
  return { kind: "status", host, url: call.url, status: 200, detail };
}
