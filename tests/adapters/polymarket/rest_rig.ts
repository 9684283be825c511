import type { Call, Fetch, TryOptions } from "../../../src/adapters/polymarket/http.ts";
import { machineWall, type Wall } from "../../../src/adapters/polymarket/wall.ts";
import { SimClock } from "../../../src/core/sim_clock.ts";
import { millis } from "../../../src/core/types/units.ts";

/** Time that moves only when everybody waits for it. Chance is `chance` every time. */
export class SimWall implements Wall {
  readonly clock: SimClock;
  chance = 0.5;

  constructor(start = 0) {
    this.clock = new SimClock(millis(start));
  }

  now(): number {
    return this.clock.now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = this.clock.after(millis(Math.ceil(ms)), resolve);
      signal?.addEventListener("abort", () => {
        timer.cancel();
        resolve();
      }, { once: true });
    });
  }

  random(): number {
    return this.chance;
  }

  /** Moves time from timer to timer until `work` is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const finished = work.finally(() => done = true);
    finished.catch(() => {});
    while (await turn(), !done) {
      const due = this.clock.nextDue();
      if (due === null) throw new Error("nothing to wait for, and the work is not done");
      this.clock.advanceTo(due);
    }
    return await finished;
  }
}

/** Lets everything run that does not wait for time. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Runs against a server on a free port of this machine. */
export async function withServer<T>(
  answer: (request: Request) => Response | Promise<Response>,
  run: (base: string) => Promise<T>,
): Promise<T> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  try {
    return await run(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

/** Runs against a socket that sends `reply` to each connection and closes it. */
export async function withRawServer<T>(
  reply: string,
  run: (base: string) => Promise<T>,
): Promise<T> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(4_096));
      await connection.write(new TextEncoder().encode(reply));
      connection.close();
    }
  })();
  try {
    return await run(`http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`);
  } finally {
    listener.close();
    await serving;
  }
}

/** A port of this machine on which nobody listens. */
export function closedPort(): string {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return `http://127.0.0.1:${port}`;
}

/** A GET that counts against no limit. */
export function get(url: string): Call {
  return { url, scopes: [] };
}

/** Real time and the real fetch. */
export function realTry(more: Partial<TryOptions> = {}): TryOptions {
  return {
    fetch,
    wall: machineWall,
    timeoutMs: 10_000,
    maxBytes: 1_000_000,
    userAgent: "polybot/0.0.0",
    ...more,
  };
}

/** A fetch that gives what the list says, the last entry again and again, and notes when it was asked. */
export function scripted(
  wall: Wall,
  script: readonly (() => Response)[],
): { readonly fetch: Fetch; readonly asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    fetch: (_url, { signal }) => {
      asked.push(wall.now());
      if (signal?.aborted) return Promise.reject(signal.reason);
      const next = script[Math.min(asked.length, script.length) - 1];
      return Promise.resolve().then(() => next?.() ?? new Response("{}"));
    },
  };
}

/** A fetch that never answers, as the real one when the network swallows packets. */
export function silentFetch(_url: string, { signal }: RequestInit): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** What Deno 2.9.6 throws: its own words in the cause. */
export function denoError(cause: string): () => never {
  return () => {
    throw new TypeError("fetch failed", { cause: new Error(cause) });
  };
}

/** Answers of a status. */
export function status(
  code: number,
  headers: Record<string, string> = {},
  body = "",
): () => Response {
  return () => new Response(body, { status: code, headers });
}
