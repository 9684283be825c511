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
    ["Will OpenAI release GPT-6 before 2027?", 'OpenAI "GPT-6"'],
    ["Will bill P-12 pass?", '"P-12" bill'],
    ["-evil OR domain:x -GPT-6 (a)", '"GPT-6" evil'],
    ["Will it be 50% by May 3?", null],
    ["", null],
  ];
  for (const [question, query] of queries) assert.equal(newsQuery(question), query, question);
});

Deno.test("no question can put an operator of the search into the query", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 80 }),
        fc.array(fc.constantFrom("Ada", "-", " ", '"', "GPT", "6", ":", "(", "OR", "x")).map((
          all,
        ) => all.join("")),
      ),
      (question) => {
        const query = newsQuery(question);
        if (query === null) return;
        const phrase = /"\p{L}[\p{L}\p{N}]*(?:[ -][\p{L}\p{N}]+)+"/u.source;
        const term = `(?:${phrase}|\\p{L}+)`;
        assert.match(query, new RegExp(`^${term}(?: ${term})?$`, "u"));
      },
    ),
    { seed: 7, numRuns: 100 },
  );
});
