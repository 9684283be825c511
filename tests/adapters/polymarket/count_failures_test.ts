import assert from "node:assert/strict";
import { countFailures } from "../../../src/adapters/polymarket/count_failures.ts";
import type { Rest, RestFailure } from "../../../src/adapters/polymarket/rest.ts";
import type { MarketId, TokenId } from "../../../src/core/types/ids.ts";
import { err, ok } from "../../../src/core/types/result.ts";
import { millis } from "../../../src/core/types/units.ts";

function failure(kind: RestFailure["kind"]): RestFailure {
  return { kind, host: "venue", url: "http://venue/", status: null, detail: "venue: down" };
}

/** A client that gives two answers to what has several: one, and then a failure. */
function halfDown(kind: RestFailure["kind"]): Rest {
  const failed = err(failure(kind));
  const both = () => Promise.resolve([ok("[]"), failed]);
  return {
    async *markets() {
      yield ok("[]");
      yield await Promise.resolve(failed);
    },
    truth: () => Promise.resolve(failed),
    books: both,
    history: () => Promise.resolve(failed),
    resolutions: both,
    time: () => Promise.resolve(failed),
    geoblock: () => Promise.resolve(failed),
  };
}

async function failuresOf(kind: RestFailure["kind"]): Promise<number> {
  let count = 0;
  const rest = countFailures(halfDown(kind), () => count++);
  const pages = await Array.fromAsync(rest.markets({ maxPages: 2 }));
  const bodies = [
    ...pages,
    await rest.truth("m" as MarketId),
    ...await rest.books([]),
    await rest.history("t" as TokenId, millis(0), millis(1), 60),
    ...await rest.resolutions([]),
    await rest.time(),
    await rest.geoblock(),
  ];
  assert.equal(bodies.filter((body) => body.ok).length, 3, "answers are passed on as they are");
  return count;
}

Deno.test("each request that failed is told once", async () => {
  assert.equal(await failuresOf("timeout"), 7);
});

Deno.test("a request that was given up on purpose is no failure of the venue", async () => {
  assert.equal(await failuresOf("aborted"), 0);
});
