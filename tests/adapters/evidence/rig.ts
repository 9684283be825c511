// Evidence over real HTTP from a server of this process, with the machine's clock and short limits.
import { systemClock } from "../../../src/adapters/clock/system.ts";
import { type EvidenceParts, openEvidence } from "../../../src/adapters/evidence/evidence.ts";
import { sha256 } from "../../../src/adapters/sqlite/sha256.ts";
import type { Question } from "../../../src/core/types/advice.ts";
import type { MarketId, QuestionId } from "../../../src/core/types/ids.ts";
import { type Millis, millis, probability, type Usdc } from "../../../src/core/types/units.ts";
import type { Gathered } from "../../../src/ports.ts";

/** When the question is asked: 2026-11-26 10:00 UTC. */
export const AT: Millis = millis(Date.UTC(2026, 10, 26, 10));
export const MARKET = `0x${"ab".repeat(32)}` as MarketId;

/** A question about {@link MARKET}. */
export function aQuestion(change: Partial<Question> = {}): Question {
  return {
    id: "1.1" as QuestionId,
    market: MARKET,
    slug: "will-ada-lovelace-win",
    question: "Will Ada Lovelace win the Turing prize by December 31?",
    category: "science",
    endAt: null,
    at: AT,
    direction: 1,
    mid: probability(0.5),
    anchor: probability(0.4),
    reserve: 0 as Usdc,
    ...change,
  };
}

/** An answer of Gamma about {@link MARKET}. */
export function gammaMarket(change: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    markets: [{
      id: "7",
      conditionId: MARKET,
      question: "Will Ada Lovelace win the Turing prize by December 31?",
      description: "This market will resolve to Yes if she wins. Otherwise, it resolves to No.",
      resolutionSource: "https://awards.example.org/turing?year=2026",
      events: [{ id: "42", title: "Turing prize" }],
      ...change,
    }],
  };
}

/** A row of Gamma's comments, `before` ms older than the question. */
export function aComment(body: unknown, before: number, change: object = {}): unknown {
  return {
    id: "1",
    body,
    parentEntityType: "Event",
    parentEntityID: 42,
    createdAt: new Date(AT - before).toISOString(),
    profile: { name: "kim", pseudonym: "Odd-Otter", displayUsernamePublic: true },
    ...change,
  };
}

/** A row of GDELT's article list. */
export function anArticle(title: unknown, before: number, change: object = {}): unknown {
  const seen = new Date(AT - before).toISOString().replace(/[-:]|\.\d+/g, "");
  return {
    url: `https://wire.example/${before}`,
    url_mobile: "",
    title,
    seendate: seen,
    domain: "wire.example",
    language: "English",
    ...change,
  };
}

export type Route = (request: Request) => Response | Promise<Response>;

/** What the server answers; what is absent is an answer without anything in it. */
export interface Routes {
  readonly market?: Route;
  readonly comments?: Route;
  readonly news?: Route;
}

export interface Rig {
  gather(question?: Question, signal?: AbortSignal): Promise<Gathered>;
  /** Paths and queries that were asked for, in order. */
  readonly asked: readonly URL[];
}

/** Runs `test` with evidence over a server with these routes, and closes both. */
export async function withEvidence(
  routes: Routes,
  test: (rig: Rig) => Promise<void>,
  { news = true, ...change }: Partial<EvidenceParts> & { readonly news?: boolean } = {},
): Promise<void> {
  const asked: URL[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const url = new URL(request.url);
    asked.push(url);
    const route = url.pathname === "/gamma/markets/keyset"
      ? routes.market ?? (() => json(gammaMarket()))
      : url.pathname === "/gamma/comments"
      ? routes.comments ?? (() => json([]))
      : url.pathname === "/news"
      ? routes.news ?? (() => json({}))
      : () => new Response("no such route", { status: 404 });
    return route(request);
  });
  const root = `http://127.0.0.1:${server.addr.port}`;
  const clock = systemClock();
  const evidence = openEvidence({
    hosts: { gamma: `${root}/gamma`, news: news ? `${root}/news` : null },
    fetch,
    clock,
    archive: null,
    hash: sha256,
    comments: true,
    userAgent: "polybot/test",
    ...change,
    limits: { newsGapMs: millis(1), ...change.limits },
  });
  try {
    await test({
      gather: (question = aQuestion(), signal = new AbortController().signal) =>
        evidence.gather(question, signal),
      asked,
    });
  } finally {
    clock.close();
    await server.shutdown();
  }
}

/** A JSON answer. */
export function json(value: unknown): Response {
  return Response.json(value);
}
