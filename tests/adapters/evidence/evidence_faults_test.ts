import assert from "node:assert/strict";
import fc from "fast-check";
import { millis } from "../../../src/core/types/units.ts";
import type { Gathered } from "../../../src/ports.ts";
import {
  aComment,
  anArticle,
  aQuestion,
  AT,
  gammaMarket,
  json,
  type Route,
  type Routes,
  withEvidence,
} from "./rig.ts";

const CANARY = "sk-canary-9f31";
/** Long for a loaded machine; what never answers is waited for no longer than it must be. */
const PATIENT = millis(60_000);
const SHORT = millis(80);
const limits = { timeoutMs: PATIENT, maxBytes: 20_000 };

async function gathered(routes: Routes, timeoutMs = PATIENT): Promise<Gathered> {
  let result: Gathered | null = null;
  await withEvidence(routes, async ({ gather }) => {
    result = await gather();
  }, { limits: { ...limits, timeoutMs } });
  assert.ok(result !== null);
  return result;
}

const body = (text: BodyInit, type = "application/json") =>
  new Response(text, { headers: { "content-type": type } });

/** Answers that are none, and the words for them. */
const broken: readonly (readonly [string, Route, string])[] = [
  ["JSON that is torn", () => body('[{"body": "x"'), "its answer is broken"],
  ["no UTF-8", () => body(new Uint8Array([0x5b, 0xff, 0x5d])), "its answer is broken"],
  ["an empty body", () => body(""), "its answer is broken"],
  [
    "a page",
    () => body(`<html>${CANARY}`, "text/html"),
    "it answered with something else than JSON",
  ],
  ["no type", () => new Response(null), "it answered with something else than JSON"],
  ["deep nesting", () => body("[".repeat(5_000)), "its answer is nested too deep"],
  ["too much", () => body(`"${"x".repeat(20_000)}"`), "its answer is larger than 20000 bytes"],
  ["too much, unannounced", () => body(endless()), "its answer is larger than 20000 bytes"],
  ["status 500", () => new Response(CANARY, { status: 500 }), "it answered with status 500"],
  ["status 404", () => new Response(null, { status: 404 }), "it answered with status 404"],
  ["status 429", () => new Response(CANARY, { status: 429 }), "it was asked too often"],
  ["a redirect", () => Response.redirect("http://127.0.0.1:1/evil", 302), "it was redirected"],
  ["silence", () => silence(), "no answer in time"],
  ["a body that stops", () => body(stalled()), "no answer in time"],
  ["a body that breaks", () => body(breaking()), "the connection failed"],
];

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (sink) => sink.enqueue(new Uint8Array(4_096).fill(0x20)) });
}

function stalled(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (sink) => sink.enqueue(new Uint8Array([0x5b])) });
}

function breaking(): ReadableStream<Uint8Array> {
  let count = 0;
  return new ReadableStream({
    pull: (sink) => count++ === 0 ? sink.enqueue(new Uint8Array([0x5b])) : sink.error("broken"),
  });
}

async function silence(): Promise<Response> {
  await new Promise((resolve) => setTimeout(resolve, 120));
  return new Response(null);
}

for (const [what, route, words] of broken) {
  Deno.test(`${what} from any source is a sentence in missing`, async () => {
    const timeoutMs = words === "no answer in time" ? SHORT : PATIENT;
    const [market, comments, news] = await Promise.all([
      gathered({ market: route }, timeoutMs),
      gathered({ comments: route }, timeoutMs),
      gathered({ news: route }, timeoutMs),
    ]);
    assert.deepEqual(market.missing, [`The market's rules could not be fetched: ${words}.`]);
    assert.deepEqual(comments.missing, [`Comments could not be fetched: ${words}.`]);
    assert.deepEqual(news.missing, [`News could not be fetched: ${words}.`]);
    assert.deepEqual([market, comments, news].map(({ items }) => items.length), [0, 1, 1]);
  });
}

Deno.test("a redirect is not followed", async () => {
  await withEvidence({
    market: ({ url }) => Response.redirect(new URL("/elsewhere", url)),
  }, async ({ gather, asked }) => {
    await gather();
    assert.deepEqual(asked.map(({ pathname }) => pathname).sort(), [
      "/gamma/markets/keyset",
      "/news",
    ]);
  });
});

Deno.test("fields of other types are left out, not guessed", async () => {
  const { items, missing } = await gathered({
    market: () => json(gammaMarket({ description: 7, resolutionSource: {}, events: "42" })),
  });
  assert.deepEqual(items, []);
  assert.deepEqual(missing, [
    "The market states no rules.",
    "Comments were not asked for: the market names no event.",
  ]);
  const rows = await gathered({
    comments: () =>
      json([
        ...[null, 3, [], {}, aComment(7, 1), aComment("", 1), aComment(" ", 1)],
        ...[aComment("no time", 1, { createdAt: null }), aComment("kept", 1, { profile: 3 })],
      ]),
    news: () =>
      json({
        articles: [
          ...[null, "x", anArticle(null, 1), anArticle("no time", 1, { seendate: "yesterday" })],
          ...[anArticle("kept", 1, { domain: "<b>", url: 3 })],
        ],
      }),
  });
  assert.deepEqual(rows.items.slice(1).map(({ text, source }) => [text, source]), [
    ["kept", "a site without a name"],
    ["kept", "somebody"],
  ]);
  assert.deepEqual(rows.missing, [
    "8 comments could not be read.",
    "4 headlines could not be read.",
  ]);
});

Deno.test("another market in the answer is not taken for the one that was asked for", async () => {
  const { items, missing } = await gathered({
    market: () => json(gammaMarket({ conditionId: `0x${"cd".repeat(32)}` })),
  });
  assert.deepEqual(items, []);
  assert.deepEqual(missing, ["The market's rules could not be read: it is not in the answer."]);
});

Deno.test("answers that are no lists are said", async () => {
  const { missing } = await gathered({
    comments: () => json({ comments: [] }),
    news: () => json({ articles: "none" }),
  });
  assert.deepEqual(
    missing,
    [
      "Comments could not be read: the answer is no list.",
      "News could not be read: the answer is no list of articles.",
    ].reverse().toSorted(),
  );
});

Deno.test("any JSON at all is evidence or a sentence, never a throw", async () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  let market: unknown = null;
  let comments: unknown = null;
  let news: unknown = null;
  await withEvidence({
    market: () => json(gammaMarket(market as Record<string, unknown>)),
    comments: () => json(comments),
    news: () => json(news),
  }, async ({ gather }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ description: value, question: value, events: value }),
        fc.oneof(value, fc.array(fc.record({ body: value, createdAt: value, profile: value }))),
        fc.oneof(value, fc.record({ articles: fc.array(fc.record({ title: value })) })),
        async (...given) => {
          [market, comments, news] = given;
          const { items, missing } = await gather();
          for (const { text } of items) assert.ok(text.length > 0 && text.length <= 3_000);
          for (const sentence of missing) assert.match(sentence, /^[A-Z0-9].*\.$/);
        },
      ),
      { seed: 7, numRuns: 40 },
    );
  }, { limits: { cacheMs: millis(0) } });
});

Deno.test("when its time is over, gather gives what it has", async () => {
  const end = new AbortController();
  await withEvidence({
    comments: () => {
      end.abort();
      return silence();
    },
  }, async ({ gather }) => {
    const { items, missing } = await gather(aQuestion(), end.signal);
    assert.deepEqual(items.map(({ kind }) => kind), ["rules"]);
    assert.ok(missing.includes("Comments could not be fetched: there was no time left."));
  });
});

Deno.test("nothing is asked for when there is no time at all", async () => {
  await withEvidence({}, async ({ gather, asked }) => {
    const { items, missing } = await gather(aQuestion(), AbortSignal.abort());
    assert.deepEqual(items, []);
    assert.deepEqual(missing, [
      "The market's rules could not be fetched: there was no time left.",
      "News was not asked for: its turn did not come in time.",
    ]);
    assert.deepEqual(asked, []);
  });
});

Deno.test("news that was asked too often is left alone for a while", async () => {
  let status = 429;
  await withEvidence({
    news: () => status === 429 ? new Response(null, { status }) : json({}),
  }, async ({ gather, asked }) => {
    const news = () => asked.filter(({ pathname }) => pathname === "/news").length;
    await gather();
    status = 200;
    const { missing } = await gather(aQuestion({ at: millis(AT - 600_000) }));
    assert.deepEqual(missing, ["News was not asked for: it was asked too often a moment ago."]);
    assert.equal(news(), 1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.deepEqual((await gather()).missing, []);
    assert.equal(news(), 2);
  }, { limits: { newsRestMs: millis(50) } });
});

Deno.test("a crowd of questions waits its turn for news, up to a bound", async () => {
  await withEvidence({}, async ({ gather, asked }) => {
    const end = new AbortController();
    const crowd = Array.from(
      { length: 8 },
      (_, i) => gather(aQuestion({ at: millis(AT - i * 600_000) }), end.signal),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    end.abort();
    const missing = (await Promise.all(crowd)).map((each) => each.missing.join());
    const count = (text: string) => missing.filter((each) => each === text).length;
    assert.equal(asked.filter(({ pathname }) => pathname === "/news").length, 1);
    assert.equal(count(""), 1);
    assert.equal(count("News was not asked for: too many requests wait."), 5);
    assert.equal(count("News was not asked for: its turn did not come in time."), 2);
  }, { limits: { newsGapMs: millis(60_000), newsQueue: 2 } });
});

Deno.test("no word of a server is in what is missing", async () => {
  const said = () => new Response(CANARY, { status: 418, statusText: CANARY });
  const all = [
    await gathered({ market: said, news: said }),
    await gathered({ comments: said }),
  ];
  assert.doesNotMatch(JSON.stringify(all), new RegExp(CANARY));
});
