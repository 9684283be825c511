import assert from "node:assert/strict";
import fc from "fast-check";
import { newsQuery } from "../../../src/adapters/evidence/news_query.ts";

Deno.test("names come first, whole, then words that stand out", () => {
  const queries: readonly (readonly [string, string | null])[] = [
    ["Will Elon Musk tweet about Dogecoin in December?", '"Elon Musk" Dogecoin'],
    ["Will the Fed cut rates by 25 bps at the December meeting?", "Fed rates"],
    ["Will Bitcoin reach $150,000 by December 31?", "Bitcoin"],
    [
      "Will Gavin Newsom win the 2028 Democratic presidential nomination?",
      '"Gavin Newsom" Democratic',
    ],
    ["Russia x Ukraine ceasefire in 2026?", "Russia Ukraine"],
    ["Will it be 50% by May 3?", null],
    ["", null],
  ];
  for (const [question, query] of queries) assert.equal(newsQuery(question), query, question);
});

Deno.test("no question can put an operator of the search into the query", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (question) => {
      const query = newsQuery(question);
      if (query === null) return;
      assert.match(
        query,
        /^(?:"\p{L}+(?: \p{L}+){1,2}"|\p{L}+)(?: (?:"\p{L}+(?: \p{L}+){1,2}"|\p{L}+))?$/u,
      );
    }),
    { seed: 7, numRuns: 100 },
  );
});
