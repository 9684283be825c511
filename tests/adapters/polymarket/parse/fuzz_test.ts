import assert from "node:assert/strict";
import fc from "fast-check";
import { bookHash, parseBooks } from "../../../../src/adapters/polymarket/parse/books.ts";
import type { Drift } from "../../../../src/adapters/polymarket/parse/drift.ts";
import { parseFrame } from "../../../../src/adapters/polymarket/parse/frame.ts";
import { parseMarketsPage } from "../../../../src/adapters/polymarket/parse/gamma.ts";
import { parseGeoblock } from "../../../../src/adapters/polymarket/parse/geoblock.ts";
import { parseHistory } from "../../../../src/adapters/polymarket/parse/history.ts";
import { isObject } from "../../../../src/adapters/polymarket/parse/json.ts";
import { parseResolutions } from "../../../../src/adapters/polymarket/parse/resolutions.ts";
import { parseTime } from "../../../../src/adapters/polymarket/parse/time.ts";
import { parseTruth } from "../../../../src/adapters/polymarket/parse/truth.ts";
import type { Result } from "../../../../src/core/types/result.ts";
import { driftLog } from "./drift_log.ts";
import { brokenTexts } from "./mutate.ts";
import {
  AT,
  bookPayload,
  changesPayload,
  gammaPayload,
  resolutionPayload,
  resolvedPayload,
  tickPayload,
  tradePayload,
  truthPayload,
} from "./payloads.ts";

type Parse = (text: string, drift?: Drift) => Result<unknown, unknown>;

const parsers: Readonly<Record<string, Parse>> = {
  frame: parseFrame,
  books: parseBooks,
  page: parseMarketsPage,
  truth: parseTruth,
  history: parseHistory,
  resolutions: parseResolutions,
  geoblock: (text) => parseGeoblock(text),
  time: (text) => parseTime(text),
};

const payloads: Readonly<Record<string, readonly unknown[]>> = {
  frame: [
    changesPayload(),
    [changesPayload(), tradePayload(), tickPayload(), resolvedPayload()],
    [bookPayload({ event_type: "book" })],
    { event_type: "new_market" },
  ],
  books: [bookPayload(), [bookPayload(), bookPayload()]],
  page: [{ markets: [gammaPayload(), gammaPayload({ negRisk: true })], next_cursor: "x" }],
  truth: [truthPayload(), truthPayload({ sd: 3, itode: true, nr: true })],
  history: [
    { history: [{ t: AT / 1000, p: 0.5 }, { t: AT / 1000 + 60, p: 0.51 }] },
    { data: [{ timestamp: AT / 1000, price: 0.5, resolution_seconds: 60 }], pagination: {} },
  ],
  resolutions: [{ data: [resolutionPayload(), resolutionPayload({ payouts: [5e5, 5e5] })] }],
  geoblock: [{ blocked: false, ip: "192.0.2.1", country: "XX", region: "" }],
  time: [AT / 1000],
};

const reasons = ["torn", "wrongType", "price", "size", "time", "unknownEvent"];

/** What must hold of everything a parser gives, wherever in it. */
function examine(value: unknown, key: string, path: string): void {
  if (typeof value === "number") return examineNumber(value, key, path);
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) examine(item, key, `${path}[${i}]`);
  } else if (isObject(value)) {
    if (value["ok"] === false && isObject(value["error"])) examineError(value["error"]);
    for (const [name, item] of Object.entries(value)) examine(item, name, `${path}.${name}`);
  }
}

function examineNumber(value: number, key: string, path: string): void {
  const what = `${path} is ${value}`;
  assert.ok(Number.isFinite(value) && value >= 0, what);
  if (key === "rate" || key === "exponent") return assert.ok(value <= 4, what);
  if (path.startsWith("history") && key === "price") return assert.ok(value <= 1, what);
  assert.ok(Number.isSafeInteger(value), what);
  if (key === "price" || key === "tickSize") assert.ok(value > 0 && value < 1e6, what);
  if (key === "bestBid" || key === "bestAsk") assert.ok(value < 1e6, what);
  if (key === "size" && /\.(bids|asks)\[/.test(path)) assert.ok(value > 0, what);
  if (key === "at") assert.ok(value > 1.5e12 && value < 4.2e12, what);
  if (key === "payouts") assert.ok(value <= 1e6, what);
}

function examineError(error: Readonly<Record<string, unknown>>): void {
  assert.ok(reasons.includes(String(error["reason"])), JSON.stringify(error));
  assert.match(String(error["detail"]), /^[\x20-\x7e]{10,300}$/);
}

/** Counts of what parsers made of broken texts; every parser gets every text. */
function countAnswers(name: string, seed: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const { drift } = driftLog();
  const texts = brokenTexts(payloads[name] ?? []);
  fc.assert(
    fc.property(texts, (text) => {
      for (const [other, parse] of Object.entries(parsers)) {
        const parsed = parse(text, drift);
        examine(parsed, "", other);
        if (other !== name) continue;
        const answer = parsed.ok ? "ok" : "refused";
        counts.set(answer, (counts.get(answer) ?? 0) + 1);
      }
    }),
    { seed, numRuns: 1_500 },
  );
  return counts;
}

for (const [index, name] of Object.keys(payloads).entries()) {
  Deno.test(`R-121 broken payloads of ${name} neither throw nor give a number out of range`, () => {
    const counts = countAnswers(name, 100 + index);
    // Broken enough to be refused, and not so broken that nothing beyond JSON.parse is reached.
    assert.ok((counts.get("ok") ?? 0) > 150, JSON.stringify([...counts]));
    assert.ok((counts.get("refused") ?? 0) > 150, JSON.stringify([...counts]));
  });
}

Deno.test("every reason is reached by broken messages of the channel", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(brokenTexts(payloads["frame"] ?? []), (text) => {
      const parsed = parseFrame(text);
      if (!parsed.ok) seen.add(parsed.error.reason);
      else if (parsed.value.kind === "messages") {
        for (const one of parsed.value.messages) {
          seen.add(one.ok ? one.value.kind : one.error.reason);
        }
      }
    }),
    { seed: 7, numRuns: 3_000 },
  );
  const kinds = ["book", "changes", "trade", "tickSize", "resolved", "ignored"];
  for (const wanted of [...reasons, ...kinds]) assert.ok(seen.has(wanted), wanted);
});

Deno.test("any text at all is answered", () => {
  const texts = fc.oneof(fc.string({ unit: "binary" }), fc.json({ maxDepth: 6 }));
  fc.assert(
    fc.property(texts, (text) => {
      for (const [name, parse] of Object.entries(parsers)) examine(parse(text), "", name);
    }),
    { seed: 11, numRuns: 2_000 },
  );
});

Deno.test("a text nested a hundred thousand deep is answered by every parser", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const objects = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
  const texts = [
    deep,
    objects,
    deep.slice(0, 100_000),
    JSON.stringify(changesPayload()).replace('"0.39"', deep),
    JSON.stringify(bookPayload()).replace('"7.5"', objects),
    JSON.stringify({ markets: [gammaPayload()] }).replace('"2026-12-31T12:00:00Z"', deep),
    JSON.stringify({ data: [resolutionPayload()] }).replace("1000000", deep),
    JSON.stringify(truthPayload()).replace("0.05", deep),
  ];
  const { drift } = driftLog();
  for (const text of texts) {
    for (const parse of Object.values(parsers)) {
      const parsed = parse(text, drift);
      assert.equal(typeof parsed.ok, "boolean");
    }
  }
  const book = JSON.parse(JSON.stringify(bookPayload()).replace('"7.5"', objects));
  assert.match(bookHash(book), /^[0-9a-f]{40}$/);
  // Keys like these are written by recursion.
  const indexed = JSON.parse(`${'{"0":'.repeat(100_000)}1${"}".repeat(100_000)}`);
  assert.equal(bookHash(indexed), "");
});

Deno.test("a payload does not reach the prototype of anything", () => {
  const text = `{"event_type":"book","__proto__":{"market":"m","polluted":1},"constructor":{}}`;
  for (const parse of Object.values(parsers)) parse(text);
  assert.equal(Reflect.get({}, "polluted"), undefined);
  const frame = parseFrame(text);
  assert.ok(frame.ok && frame.value.kind === "messages" && !frame.value.messages[0]?.ok);
});
