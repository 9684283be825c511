import type { Context } from "hono";
import type { Answer } from "./answers.ts";
import type { App } from "./app.ts";
import type { AppParts } from "./app_parts.ts";
import type { ReportArgs } from "./contract.ts";
import { csvOf } from "./csv.ts";
import { readyJson, refuse } from "./guard.ts";
import { MOST_STREAMS } from "./hub.ts";

const arms: readonly string[] = ["main", "noAi", "random"];
const windows: readonly string[] = ["1h", "24h", "7d"];
/** Longest id that anything has, and room to spare. */
const MOST_ID = 200;

/** Reports, the stream, and what can be taken away as a file. */
export function addData(app: App, parts: AppParts): void {
  const { answers, hub } = parts;
  const json = readyJson();
  app.get("/api/report/:name", async (c) => {
    const args = argsOf(c);
    if (args === null) return badArgs(c);
    const answer = await answers.get(c.req.param("name"), args);
    if (answer.kind !== "answer") return nothing(c, answer, parts);
    return await json(c, answer.json);
  });
  app.get("/api/stream", (c) => {
    const last = c.req.header("Last-Event-ID") ?? c.req.query("after");
    if (last !== undefined && !/^\d{1,15}$/.test(last)) {
      return refuse(c, 400, "Last-Event-ID must be the id of an event of this stream");
    }
    const stream = hub.open(last === undefined ? null : Number(last));
    if (stream === null) {
      return refuse(c, 503, `Too many pages are open: at most ${MOST_STREAMS}`, {
        hint: "close one",
      });
    }
    return c.body(stream, 200, { "Content-Type": "text/event-stream; charset=utf-8" });
  });
  app.get("/export/ledger.ndjson", (c) => {
    const { input, waiting } = parts.state();
    if (input === null) return refuse(c, 503, `There is nothing to export: ${waiting}`);
    return c.body(linesStream(parts.exportLedger()), 200, {
      "Content-Type": "application/x-ndjson",
      "Content-Disposition": 'attachment; filename="ledger.ndjson"',
    });
  });
  app.get("/export/:file{[a-z][a-z-]*\\.csv}", async (c) => {
    const args = argsOf(c);
    if (args === null) return badArgs(c);
    const name = c.req.param("file").slice(0, -".csv".length);
    const answer = await answers.get(name, { ...args, whole: true });
    if (answer.kind !== "answer") return nothing(c, answer, parts);
    return c.body(csvOf(answer.answer.sections), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="polybot-${name}.csv"`,
    });
  });
}

/** null: something that cannot be asked for. */
function argsOf(c: Context): ReportArgs | null {
  const { arm, window, id } = c.req.query();
  if (arm !== undefined && !arms.includes(arm)) return null;
  if (window !== undefined && !windows.includes(window)) return null;
  if (id !== undefined && (id === "" || id.length > MOST_ID)) return null;
  return {
    ...(arm === undefined ? {} : { arm: arm as "main" | "noAi" | "random" }),
    ...(window === undefined ? {} : { window: window as "1h" | "24h" | "7d" }),
    ...(id === undefined ? {} : { id }),
  };
}

function badArgs(c: Context): Response {
  return refuse(c, 400, "There is no such arm, window or id", {
    hint: `arm=${arms.join("|")} window=${windows.join("|")} id=up to ${MOST_ID} characters`,
  });
}

function nothing(
  c: Context,
  answer: Exclude<Answer, { kind: "answer" }>,
  { answers }: Pick<AppParts, "answers">,
): Response {
  switch (answer.kind) {
    case "noName":
      return refuse(c, 404, "There is no report of that name", {
        hint: `there are ${answers.names().join(", ")}`,
      });
    case "noId":
      return refuse(c, 404, "There is nothing of that id in this report");
    case "noLedger":
      return refuse(c, 503, `There is nothing to show: ${answer.words}`, {
        hint: "start a bot with `polybot trade`, or name its directory with --data-dir",
      });
  }
}

const LINES_AT_ONCE = 500;

/** Lines as bytes, as fast as they are taken; whoever goes away ends the reading. */
function linesStream(lines: Iterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.iterator]();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      // Others get their turn between two chunks.
      await new Promise((resolve) => setTimeout(resolve));
      const chunk: string[] = [];
      while (chunk.length < LINES_AT_ONCE) {
        const { done, value } = iterator.next();
        if (done === true) break;
        chunk.push(`${value}\n`);
      }
      if (chunk.length === 0) controller.close();
      else controller.enqueue(encoder.encode(chunk.join("")));
    },
    cancel: () => void iterator.return?.(),
  });
}
