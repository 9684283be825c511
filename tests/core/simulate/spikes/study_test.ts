import assert from "node:assert/strict";
import { binAt, medianUndone } from "../../../../src/core/simulate/spikes/cells.ts";
import { usualRules } from "../../../../src/core/simulate/spikes/rules.ts";
import { segmentsOf, SpikeStudy } from "../../../../src/core/simulate/spikes/study.ts";
import type { Input } from "../../../../src/core/types/event.ts";
import type { GroupId, LinkId, MarketId, TokenId } from "../../../../src/core/types/ids.ts";
import type { Market } from "../../../../src/core/types/market.ts";
import { millis } from "../../../../src/core/types/units.ts";
import { aMarket } from "../../../support/builders.ts";
import { parseDefaults } from "../../../support/defaults.ts";

const MINUTE = 60_000;
const CENT = 10_000;
const config = parseDefaults();
const rules = usualRules({
  windowMs: millis(10 * MINUTE),
  cadenceMs: millis(MINUTE),
  edges: false,
});
const MOVE5 = rules.kinds.findIndex(({ measure, least }) => measure === "move" && least === 50_000);

function market(name: string, group: string, category = "weather"): Market {
  return {
    ...aMarket(),
    id: name as MarketId,
    slug: name,
    yes: `${name}:yes` as TokenId,
    no: `${name}:no` as TokenId,
    group: group as GroupId,
    category,
  };
}

function quote(token: string, mid: number): Input {
  return {
    kind: "quote",
    token: token as TokenId,
    bid: (mid - 0.5) * CENT,
    bidSize: 1_000_000,
    ask: (mid + 0.5) * CENT,
    askSize: 1_000_000,
  };
}

function studied(inputs: readonly (readonly [minute: number, input: Input])[], only?: string) {
  const study = new SpikeStudy(
    rules,
    config,
    only === undefined ? undefined : ({ slug }) => {
      return slug === only;
    },
  );
  for (const [minute, input] of inputs) study.add(millis(minute * MINUTE), input);
  study.end();
  return study;
}

const two: (readonly [number, Input])[] = [
  [0, { kind: "listed", market: market("a", "game") }],
  [0, { kind: "listed", market: market("b", "game", "sports") }],
  ...Array.from({ length: 41 }, (_, minute) => [
    [minute, quote("a:yes", minute < 11 ? 40 : 50)] as const,
    // The same told of the other token: one book.
    [minute, quote("b:no", minute < 11 ? 60 : 50)] as const,
  ]).flat(),
];

Deno.test("spikes of both markets of one event are one cluster, counted where they belong", () => {
  const study = studied(two);
  const all = study.segments.get("all:")?.kinds[MOVE5];
  assert.equal(all?.spikes, 2);
  assert.equal(all?.up, 2);
  assert.equal(all?.clusters.size, 1);
  assert.deepEqual(
    [...study.segments.keys()],
    [
      "all:",
      "category:weather",
      "level:.40-.60",
      "size:5-10c",
      "size:10-20c",
      "category:sports",
    ].filter((key) => key !== "size:5-10c"),
  );
  assert.equal(study.segments.get("category:sports")?.kinds[MOVE5]?.spikes, 1);
  const exposure = study.exposure.get("");
  assert.deepEqual([exposure?.markets, exposure?.marketDays], [2, 2]);
  assert.equal(exposure?.seenMs, 2 * 40 * MINUTE);
});

Deno.test("only the markets that were asked for are followed", () => {
  const study = studied(two, "b");
  assert.equal(study.segments.get("all:")?.kinds[MOVE5]?.spikes, 1);
  assert.equal(study.exposure.get("")?.markets, 1);
});

Deno.test("a settlement values what is open, and undone is minus what went on", () => {
  const study = studied([...two, [41, {
    kind: "resolved",
    market: "a" as MarketId,
    winner: "yes",
  }]]);
  const cell = study.segments.get("category:weather")?.kinds[MOVE5];
  const sums = cell?.clusters.get("game");
  // From 0.40 to 0.50, and 1 at the last two horizons: -0.50 of 0.10, in twice 1e-6.
  assert.deepEqual(sums?.undone, [0, 0, -1_000_000, -1_000_000]);
  assert.deepEqual(sums?.size, [200_000, 200_000, 200_000, 200_000]);
  assert.deepEqual([sums?.ended, sums?.half, sums?.full, sums?.decided], [1, 0, 0, 1]);
  const open = study.segments.get("category:sports")?.kinds[MOVE5];
  assert.deepEqual(open?.horizons.map(({ unmeasured }) => unmeasured), [0, 0, 1, 1]);
});

Deno.test("a market that is still while its connection is heard has no silence", () => {
  const link = 1 as LinkId;
  const listed: (readonly [number, Input])[] = [
    [0, { kind: "listed", market: market("a", "game") }],
    [0, { kind: "feedUp", token: "a:yes" as TokenId, link }],
  ];
  const still = (heard: boolean) => {
    const beats = Array.from({ length: 60 }, (_, i) => {
      const input: Input = heard
        ? { kind: "linkHeard", link }
        : { kind: "skipped", reason: "torn", count: 1 };
      return [i + 1, input] as const;
    });
    const inputs = [...listed, [0, quote("a:yes", 40)] as const, ...beats];
    return studied([...inputs, [61, quote("a:yes", 50)], [62, quote("a:yes", 50)]])
      .segments.get("all:")?.kinds[MOVE5]?.spikes;
  };
  assert.equal(still(true), 1);
  assert.equal(still(false), 0);
});

Deno.test("a feed that is down shows nothing until the next snapshot", () => {
  const token = "a:yes" as TokenId;
  const inputs: (readonly [number, Input])[] = [
    [0, { kind: "listed", market: market("a", "game") }],
    [0, quote("a:yes", 40)],
    [1, { kind: "feedDown", token, reason: "gone" }],
    [5, { kind: "level", token, side: "buy", price: 60 * CENT as never, size: 1 as never }],
    [6, { kind: "feedUp", token, link: null }],
    [6, quote("a:yes", 41)],
  ];
  assert.equal(studied(inputs).exposure.get("")?.seenMs, 6 * MINUTE);
});

Deno.test("a bound belongs to the segment above it", () => {
  const at = (from: number, to: number) =>
    segmentsOf({ from: 2 * from * CENT, to: 2 * to * CENT }, "x").map(({ value }) => value);
  assert.deepEqual(at(20, 25), ["", "x", ".20-.40", "5-10c"]);
  assert.deepEqual(at(19.5, 24), ["", "x", ".10-.20", "2-5c"]);
  assert.deepEqual(at(90, 70), ["", "x", ".80-.90", "20c and more"]);
});

Deno.test("the median is that of the bin in the middle, and bins stand on round shares", () => {
  const bins = new Uint32Array(121);
  bins[60] = 2;
  bins[70] = 1;
  const counts = { measured: 3, unmeasured: 0, halfUndone: 1, halfContinued: 0, bins };
  assert.equal(medianUndone(counts), 0);
  assert.equal(medianUndone({ ...counts, measured: 0 }), null);
  assert.deepEqual([binAt(0), binAt(60), binAt(70), binAt(120)], [-3, 0, 0.5, 3]);
});
