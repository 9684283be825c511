// What a client may say on the market channel, read as strictly as the venue reads it.
import type { TokenId } from "../../core/types/ids.ts";
import { isObject, type JsonObject, jsonOf } from "../json.ts";

/** The first frame of a connection, or a later change of what it is subscribed to. */
export interface Subscription {
  readonly form: "initial" | "subscribe" | "unsubscribe";
  readonly tokens: readonly TokenId[];
  /** Whether books are sent at once. */
  readonly dump: boolean;
  /** null: not said. */
  readonly custom: boolean | null;
}

/** null for whatever the venue answers with INVALID OPERATION. */
export function parseSubscription(text: string): Subscription | null {
  const value = jsonOf(text);
  if (!isObject(value)) return null;
  const form = formOf(value);
  const ids = value["assets_ids"] ?? [];
  if (form === null || !isTexts(ids)) return null;
  const level = value["level"];
  if (level !== undefined && level !== 1 && level !== 2 && level !== 3) return null;
  const custom = value["custom_feature_enabled"];
  return {
    form,
    tokens: ids as readonly TokenId[],
    dump: value["initial_dump"] !== false,
    custom: typeof custom === "boolean" ? custom : null,
  };
}

function formOf(value: JsonObject): Subscription["form"] | null {
  const operation = value["operation"];
  if (operation === undefined) {
    const type = value["type"];
    return typeof type === "string" && type.toLowerCase() === "market" ? "initial" : null;
  }
  return operation === "subscribe" || operation === "unsubscribe" ? operation : null;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
