/** Why there is no answer, for a person and for whoever decides what to do next. */
export interface RestFailure {
  readonly kind: "network" | "timeout" | "status" | "tooLarge" | "aborted";
  /** With the port where it is not the usual one. */
  readonly host: string;
  readonly url: string;
  /** Of the answer; 200 when its body was no JSON; null without an answer. */
  readonly status: number | null;
  /** One line in plain words, safe for a terminal. */
  readonly detail: string;
}

/** What went wrong below HTTP. */
export interface Trouble {
  /** `never`: trying again cannot help. `twice`: seldom. `often`: it usually passes. */
  readonly again: "never" | "twice" | "often";
  /** After the host's name: "name not found". */
  readonly words: string;
}

/** Texts of Deno 2.9 and of the systems below it; the first that fits names the trouble. */
const troubles: readonly (readonly [RegExp, Trouble["again"], string])[] = [
  [
    /\bdns error\b|failed to lookup|name resolution|ENOTFOUND|EAI_AGAIN/i,
    "twice",
    "name not found",
  ],
  [/connection refused|ECONNREFUSED/i, "twice", "connection refused"],
  [/unreachable|no route to host|E(NET|HOST)UNREACH/i, "twice", "network unreachable"],
  [/requests to port \d+ are blocked/i, "never", "its port is one that fetch refuses to ask"],
  [/certificate|UnknownIssuer/i, "never", "its certificate is not accepted"],
  [/timed out|ETIMEDOUT/i, "often", "the connection timed out"],
  [
    /connection closed|error reading a body|reset by peer|connection reset|broken pipe|EOF/i,
    "often",
    "the connection was closed before the answer was complete",
  ],
];

/** Names what `fetch` or the reading of a body has thrown. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Error && error.name === "NotCapable") {
    return { again: "never", words: `refused by Deno permissions: ${oneLine(error.message)}` };
  }
  const messages = messagesOf(error);
  const found = troubles.find(([pattern]) => messages.some((message) => pattern.test(message)));
  if (found !== undefined) return { again: found[1], words: found[2] };
  return { again: "often", words: oneLine(messages.at(-1) ?? "unknown network error") };
}

/** Deno says "fetch failed" and puts what happened into the cause. */
function messagesOf(error: unknown): string[] {
  const messages: string[] = [];
  for (let at = error; at instanceof Error && messages.length < 5; at = at.cause) {
    // The address itself may hold a word like "refused".
    messages.push(at.message.replace(/\bhttps?:\/\/[^\s)]*/g, ""));
  }
  return messages;
}

const LONGEST_TEXT = 160;

/** Text of others as one short line without control characters. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  const letters = [...line];
  return letters.length <= LONGEST_TEXT
    ? line
    : `${letters.slice(0, LONGEST_TEXT - 3).join("")}...`;
}
