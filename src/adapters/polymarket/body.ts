import { err, ok, type Result } from "../../core/types/result.ts";
import { oneLine } from "./failure.ts";

/** A body that is JSON, as it came and read. */
export interface Answer {
  readonly text: string;
  readonly json: unknown;
}

/** The whole body; null as soon as it is longer than `limit`, and then the rest is not read. */
export async function readUpTo(response: Response, limit: number): Promise<Uint8Array | null> {
  if (Number(response.headers.get("content-length")) > limit) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/**
 * A body as JSON, or what it is instead. It is parsed although its reader parses it again: JSON cut
 * short at its source is a complete body to HTTP, and may well end with a bracket.
 */
export function parseBody(bytes: Uint8Array): Result<Answer, string> {
  const { text, json } = decode(bytes);
  if (json !== undefined) return ok({ text, json });
  if (text.trim() === "") return err("an empty body, wanted JSON");
  return err(pageOf(text) ?? `broken JSON of ${bytes.length} bytes`);
}

/** What a refusal's body says, on one line; "" when it says nothing. */
export function reasonIn(bytes: Uint8Array): string {
  const { text, json } = decode(bytes);
  return pageOf(text) ?? oneLine(errorIn(json) ?? text);
}

/** `json` is undefined when it is none; JSON itself has no undefined. */
function decode(bytes: Uint8Array): { readonly text: string; readonly json: unknown } {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, json: JSON.parse(text) };
  } catch (error) {
    // TypeError: no UTF-8. SyntaxError: no JSON.
    if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
    return { text: new TextDecoder().decode(bytes), json: undefined };
  }
}

/** An HTML page by its title; null when it is none. */
function pageOf(text: string): string | null {
  if (!/^\s*<(!doctype|html|head|body)\b/i.test(text)) return null;
  const title = oneLine(/<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? "");
  return title === "" ? "an HTML page" : `an HTML page, "${title}"`;
}

function errorIn(json: unknown): string | null {
  if (typeof json !== "object" || json === null) return null;
  const fields = json as Readonly<Record<string, unknown>>;
  const said = fields["error"] ?? fields["error_msg"] ?? fields["message"];
  return typeof said === "string" ? said : null;
}
