import { err, ok, type Result } from "../../core/types/result.ts";
import type { Millis } from "../../core/types/units.ts";
import type { Clock } from "../../ports.ts";
import type { EvidenceLimits } from "./limits.ts";

/** `typeof fetch` is one. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A body that is JSON, and when it came. */
export interface Fetched {
  readonly json: unknown;
  readonly at: Millis;
}

/** Why there is none. No words of the server are in it: they could be anybody's. */
export interface FetchFailure {
  /** After "could not be fetched:". */
  readonly words: string;
  /** It was asked too often, or says something else than usual. */
  readonly isThrottled: boolean;
}

/** Asks one address, or remembers what it said. Never rejects. */
export interface FetchJson {
  (url: string, signal: AbortSignal): Promise<Result<Fetched, FetchFailure>>;
  /** What it said, where that is not yet too old. */
  remembered(url: string): Fetched | null;
}

export interface FetchJsonParts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly limits: Pick<EvidenceLimits, "timeoutMs" | "maxBytes" | "maxDepth" | "cacheMs">;
}

/** Bodies are at most this many, oldest out first. */
const REMEMBERED = 128;

/** A way to fetch JSON; failures are not remembered. */
export function createFetchJson(parts: FetchJsonParts): FetchJson {
  const { clock, limits } = parts;
  const cache = new Map<string, { readonly fetched: Fetched; readonly until: number }>();

  function remembered(url: string): Fetched | null {
    const kept = cache.get(url);
    return kept !== undefined && clock.now() < kept.until ? kept.fetched : null;
  }

  function remember(url: string, fetched: Fetched): void {
    cache.delete(url);
    cache.set(url, { fetched, until: clock.now() + limits.cacheMs });
    for (const oldest of cache.keys()) {
      if (cache.size <= REMEMBERED) break;
      cache.delete(oldest);
    }
  }

  async function ask(
    url: string,
    signal: AbortSignal,
  ): Promise<Result<Fetched, FetchFailure>> {
    const kept = remembered(url);
    if (kept !== null) return ok(kept);
    const answer = await askOnce(url, signal, parts);
    if (!answer.ok) return answer;
    const fetched = { json: answer.value, at: clock.now() };
    remember(url, fetched);
    return ok(fetched);
  }
  return Object.assign(ask, { remembered });
}

async function askOnce(
  url: string,
  signal: AbortSignal,
  { fetch, clock, userAgent, limits }: FetchJsonParts,
): Promise<Result<unknown, FetchFailure>> {
  if (signal.aborted) return failed("there was no time left");
  // One signal ends everything: the caller's abort, the time, and a body nobody wants to read on.
  const end = new AbortController();
  const stop = () => end.abort();
  signal.addEventListener("abort", stop);
  let isLate = false;
  const timer = clock.after(limits.timeoutMs, () => {
    isLate = true;
    stop();
  });
  try {
    const response = await fetch(url, {
      // A redirect could lead to a host that nobody chose.
      redirect: "manual",
      credentials: "omit",
      signal: end.signal,
      headers: { "user-agent": userAgent, accept: "application/json" },
    });
    return await read(response, limits);
  } catch (error) {
    // Whatever broke, broke below HTTP. Its words may hold the address, so only its name is used.
    if (signal.aborted) return failed("there was no time left");
    if (error instanceof Deno.errors.NotCapable) {
      return failed("Deno's permissions do not allow it");
    }
    return failed(isLate ? "no answer in time" : "the connection failed");
  } finally {
    timer.cancel();
    stop();
    signal.removeEventListener("abort", stop);
  }
}

async function read(
  response: Response,
  { maxBytes, maxDepth }: FetchJsonParts["limits"],
): Promise<Result<unknown, FetchFailure>> {
  const { status, headers } = response;
  if (status >= 300 && status < 400) return failed("it was redirected");
  if (status === 429) return failed("it was asked too often", true);
  if (status !== 200) return failed(`it answered with status ${status}`);
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(headers.get("content-type") ?? "")) {
    return failed("it answered with something else than JSON", true);
  }
  const bytes = await readUpTo(response, maxBytes);
  if (bytes === null) return failed(`its answer is larger than ${maxBytes} bytes`);
  return parse(bytes, maxDepth);
}

async function readUpTo(response: Response, limit: number): Promise<Uint8Array | null> {
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

function parse(bytes: Uint8Array, maxDepth: number): Result<unknown, FetchFailure> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (depthOf(text) > maxDepth) return failed("its answer is nested too deep");
    return ok(JSON.parse(text));
  } catch (error) {
    // TypeError: no UTF-8. SyntaxError: no JSON.
    if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
    return failed("its answer is broken");
  }
}

/** Brackets within brackets, outside of strings. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isString = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (isString) {
      if (sign === "\\") i++;
      else if (sign === '"') isString = false;
    } else if (sign === '"') isString = true;
    else if (sign === "[" || sign === "{") deepest = Math.max(deepest, ++depth);
    else if (sign === "]" || sign === "}") depth--;
  }
  return deepest;
}

function failed(words: string, isThrottled = false): Result<never, FetchFailure> {
  return err({ words, isThrottled });
}
