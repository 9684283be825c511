import { err, ok, type Result } from "../../core/types/result.ts";
import { retryAfterMs } from "./backoff.ts";
import { type Answer, parseBody, readUpTo, reasonIn } from "./body.ts";
import { oneLine, type RestFailure, type Trouble, troubleOf } from "./failure.ts";
import type { Scope } from "./rate_budget.ts";
import { nap, type Wall } from "./wall.ts";

/** What is asked; sending it twice does no harm, whatever the method. */
export interface Call {
  readonly url: string;
  /** JSON to POST; a GET without it. */
  readonly json?: string;
  readonly scopes: readonly Scope[];
}

/** A try that failed, and what to do about it. */
export interface Miss {
  readonly failure: RestFailure;
  readonly again: Trouble["again"];
  readonly retryAfterMs: number | null;
}

/** `typeof fetch` is one. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TryOptions {
  readonly fetch: Fetch;
  readonly wall: Wall;
  /** For the connection, the headers and the whole body. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly userAgent: string;
  readonly signal?: AbortSignal | undefined;
}

/** Statuses that pass; from 520 on they are Cloudflare's own. */
const passing: ReadonlySet<number> = new Set([
  ...[425, 429, 500, 502, 503, 504],
  ...[520, 521, 522, 523, 524],
]);
/** Enough for the reason in a refusal's body. */
const REASON_BYTES = 65_536;

/** Asks once. Only status 200 with a whole JSON body is an answer. */
export async function tryOnce(call: Call, options: TryOptions): Promise<Result<Answer, Miss>> {
  const { wall, signal, timeoutMs } = options;
  if (!/^https?:\/\//i.test(call.url)) {
    return err(miss(call, { words: ": only http and https are asked", again: "never" }));
  }
  if (signal?.aborted) return err(aborted(call));
  // One signal ends everything of this try: the caller's abort, the time, and in the end a body
  // that nobody wants to read further.
  const end = new AbortController();
  const stop = () => end.abort();
  const timer = new AbortController();
  let late = false;
  signal?.addEventListener("abort", stop);
  void nap(wall, timeoutMs, timer.signal).then((over) => {
    late = over;
    if (over) end.abort();
  });
  try {
    return await read(call, await send(call, options, end.signal), options);
  } catch (error) {
    if (signal?.aborted) return err(aborted(call));
    if (late) return err(noAnswer(call, timeoutMs));
    const { words, again } = troubleOf(error);
    return err(miss(call, { words: `: ${words}`, again }));
  } finally {
    end.abort();
    timer.abort();
    signal?.removeEventListener("abort", stop);
  }
}

/** The caller wants no answer any more. */
export function aborted(call: Call): Miss {
  return miss(call, { kind: "aborted", words: ": given up", again: "never" });
}

/** A call's host, with the port where it is not the usual one. */
export function hostOf(call: Call): string {
  return URL.parse(call.url)?.host ?? call.url;
}

/** Milliseconds as seconds for a person: "8 s", "0.3 s". */
export function seconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(1))} s`;
}

function send({ url, json }: Call, options: TryOptions, signal: AbortSignal): Promise<Response> {
  const headers = { "user-agent": options.userAgent, accept: "application/json" };
  // A redirect is never followed: it could lead to a host that nobody chose.
  const common: RequestInit = { redirect: "manual", signal, headers };
  return options.fetch(
    url,
    json === undefined ? common : {
      ...common,
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: json,
    },
  );
}

async function read(
  call: Call,
  response: Response,
  options: TryOptions,
): Promise<Result<Answer, Miss>> {
  if (response.status !== 200) return err(await refused(call, response, options.wall.now()));
  const status = 200;
  const bytes = await readUpTo(response, options.maxBytes);
  if (bytes === null) {
    const words = `: its answer is larger than ${options.maxBytes} bytes`;
    return err(miss(call, { kind: "tooLarge", status, words, again: "never" }));
  }
  const answer = parseBody(bytes);
  if (answer.ok) return ok(answer.value);
  const words = ` answered 200 with ${answer.error}`;
  return err(miss(call, { kind: "status", status, words, again: "often" }));
}

async function refused(call: Call, response: Response, now: number): Promise<Miss> {
  const { status, headers } = response;
  const reason = status >= 300 && status < 400
    ? `a redirect to ${oneLine(headers.get("location") ?? "nowhere")}, which is not followed`
    // The status is known and says more than a body that could not be read.
    : reasonIn(await readUpTo(response, REASON_BYTES).catch(() => null) ?? new Uint8Array());
  const front = "403 is mostly for the region, the address or the User-Agent";
  const why = [reason, ...(status === 403 ? [front] : [])].filter((part) => part !== "");
  return miss(call, {
    kind: "status",
    status,
    words: ` answered ${status}${why.length === 0 ? "" : `: ${why.join("; ")}`}`,
    again: passing.has(status) ? "often" : "never",
    retryAfterMs: retryAfterMs(headers, now),
  });
}

function noAnswer(call: Call, timeoutMs: number): Miss {
  const made = miss(call, { kind: "timeout", words: "", again: "often" });
  const detail = `no answer from ${made.failure.host} within ${seconds(timeoutMs)}`;
  return { ...made, failure: { ...made.failure, detail } };
}

/** `words` follow the host's name. */
function miss(
  call: Call,
  about: {
    readonly kind?: RestFailure["kind"];
    readonly status?: number;
    readonly words: string;
    readonly again: Trouble["again"];
    readonly retryAfterMs?: number | null;
  },
): Miss {
  const host = hostOf(call);
  return {
    failure: {
      kind: about.kind ?? "network",
      host,
      url: call.url,
      status: about.status ?? null,
      detail: `${host}${about.words}`,
    },
    again: about.again,
    retryAfterMs: about.retryAfterMs ?? null,
  };
}
