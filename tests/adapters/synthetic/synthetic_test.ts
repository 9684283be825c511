import assert from "node:assert/strict";
import {
  offsetOf,
  plan,
  type PlannedSpike,
  startOf,
} from "../../../src/adapters/synthetic/plan.ts";
import { syntheticSource } from "../../../src/adapters/synthetic/source.ts";
import { withHeartbeats } from "../../../src/adapters/replay/heartbeats.ts";
import { applyToBook, bestAsk, bestBid, type Book, emptyBook } from "../../../src/core/book.ts";
import { openEngine, step } from "../../../src/core/step.ts";
import type { Market, Outcome } from "../../../src/core/types/market.ts";
import { MICRO, millis, seq } from "../../../src/core/types/units.ts";
import type { TimedInput } from "../../../src/ports.ts";
import { inputsOf } from "../../contract/source_contract.ts";
import { parseDefaults } from "../../support/defaults.ts";

const options = { seed: 7, markets: 16, hours: 7 };
const CENT = 10_000;
const STEP_MS = 10_000;

let inputs: readonly TimedInput[] | null = null;

async function tape(): Promise<readonly TimedInput[]> {
  inputs ??= await inputsOf(syntheticSource(options));
  return inputs;
}

/** Best bid and ask of a market at the end of each ten seconds. */
interface Path {
  readonly market: Market;
  readonly bids: number[];
  readonly asks: number[];
}

let paths: ReadonlyMap<string, Path> | null = null;

async function pathsOf(): Promise<ReadonlyMap<string, Path>> {
  paths ??= rebuild(await tape());
  return paths;
}

function rebuild(tape: readonly TimedInput[]): ReadonlyMap<string, Path> {
  const found = new Map<string, Path>();
  const books = new Map<string, { book: Book; path: Path; outcome: Outcome }>();
  let next = startOf(options) + STEP_MS;
  for (const { at, input } of tape) {
    for (; at >= next; next += STEP_MS) {
      for (const { book, path, outcome } of books.values()) {
        if (outcome === "no") continue;
        path.bids.push(bestBid(book));
        path.asks.push(bestAsk(book));
      }
    }
    if (input.kind === "listed" && !found.has(input.market.id)) {
      const missed = Math.round((next - STEP_MS - startOf(options)) / STEP_MS);
      const path: Path = { market: input.market, bids: Array(missed), asks: Array(missed) };
      const book = emptyBook();
      found.set(input.market.id, path);
      books.set(input.market.yes, { book, path, outcome: "yes" });
      books.set(input.market.no, { book, path, outcome: "no" });
    }
    if (input.kind !== "book" && input.kind !== "level") continue;
    const known = books.get(input.token);
    assert.ok(known !== undefined);
    applyToBook(known.book, known.outcome, input, at);
  }
  return found;
}

function indexOf(at: number): number {
  return Math.floor((at - startOf(options)) / STEP_MS);
}

function midAt({ bids, asks }: Path, at: number): number {
  const index = indexOf(at);
  return ((bids[index] ?? NaN) + (asks[index] ?? NaN)) / 2;
}

/** Planted moves that are over before the next and before the end of the tape. */
function whole(kind: PlannedSpike["kind"]): { spike: PlannedSpike; overAt: number }[] {
  const endAt = startOf(options) + options.hours * 3_600_000;
  return plan(options).flatMap(({ spikes, outage, finerAt, resolution }) =>
    spikes.flatMap((spike, i) => {
      const overAt = spike.at + spike.riseMs + spike.backMs + 60_000;
      const until = Math.min(spikes[i + 1]?.at ?? Infinity, finerAt ?? Infinity, endAt) - 600_000;
      const last = Math.min(until, resolution?.at ?? Infinity);
      const blind = outage !== null && spike.at < outage.to && overAt > outage.from;
      return spike.kind === kind && overAt < last && !blind ? [{ spike, overAt }] : [];
    })
  );
}

Deno.test("a seed gives its markets again, and another seed gives others", async () => {
  const few = { seed: 1, markets: 3, hours: 0.5 };
  const [a, b] = [await inputsOf(syntheticSource(few)), await inputsOf(syntheticSource(few))];
  assert.equal(JSON.stringify(a), JSON.stringify(b));
  const other = await inputsOf(syntheticSource({ ...few, seed: 2 }));
  assert.notEqual(JSON.stringify(a), JSON.stringify(other));
});

Deno.test("more markets leave the first ones as they are", async () => {
  const few = { seed: 1, markets: 2, hours: 0.5 };
  const named = (tape: readonly TimedInput[]) =>
    tape.filter(({ input }) => "token" in input && input.token.startsWith("synthetic-1-"));
  const two = named(await inputsOf(syntheticSource(few)));
  const four = named(await inputsOf(syntheticSource({ ...few, markets: 4 })));
  assert.deepEqual(two, four);
});

Deno.test("a move that reverts goes out as planned and comes back as planned", async () => {
  const all = await pathsOf();
  const spikes = whole("reverts");
  assert.ok(spikes.length > 20, `${spikes.length}`);
  for (const { spike, overAt } of spikes) {
    const path = all.get(spike.market);
    assert.ok(path !== undefined);
    const before = midAt(path, spike.at - STEP_MS);
    const out = (midAt(path, spike.at + 2 * STEP_MS) - before) * spike.direction;
    const left = (midAt(path, overAt) - before) * spike.direction;
    // Beside the plan the mid wanders by up to three cents each way, and quotes round.
    assert.ok(Math.abs(out - spike.size) < 6 * CENT, `${out} of ${spike.size}`);
    assert.ok(Math.abs(left - spike.size * spike.remains) < 6.5 * CENT, `${left} left`);
  }
});

Deno.test("a move that stays is still there eight minutes later", async () => {
  const all = await pathsOf();
  const spikes = whole("stays");
  assert.ok(spikes.length > 5, `${spikes.length}`);
  for (const { spike, overAt } of spikes) {
    const path = all.get(spike.market);
    assert.ok(path !== undefined);
    const before = midAt(path, spike.at - STEP_MS);
    const later = (midAt(path, overAt + 480_000) - before) * spike.direction;
    assert.ok(Math.abs(later - spike.size) < 6.5 * CENT, `${later} of ${spike.size}`);
  }
});

Deno.test("a sweep empties one side, leaves the other, and is refilled", async () => {
  const all = await pathsOf();
  const spikes = whole("sweep");
  assert.ok(spikes.length > 0);
  for (const { spike } of spikes) {
    const path = all.get(spike.market);
    assert.ok(path !== undefined);
    const spreadAt = (at: number) => (path.asks[indexOf(at)] ?? 0) - (path.bids[indexOf(at)] ?? 0);
    assert.ok(spreadAt(spike.at + 2 * STEP_MS) >= spike.size, "not swept");
    assert.ok(spreadAt(spike.at + 60_000) <= 2 * CENT, "not refilled");
  }
});

Deno.test("quiet markets stand still most of the time and books are never crossed", async () => {
  const spikes = plan(options).flatMap(({ spikes }) => spikes);
  let still = 0;
  let quiet = 0;
  for (const path of (await pathsOf()).values()) {
    const own = spikes.filter(({ market }) => market === path.market.id);
    for (let i = 1; i < path.bids.length; i++) {
      const [bid, ask] = [path.bids[i], path.asks[i]];
      if (bid === undefined || ask === undefined || bid === 0 || ask === 0) continue;
      assert.ok(bid < ask, `${path.market.id} crossed at ${i}`);
      const at = startOf(options) + i * STEP_MS;
      if (own.some((spike) => offsetOf(spike, at) !== 0)) continue;
      quiet++;
      if (bid + ask === (path.bids[i - 1] ?? 0) + (path.asks[i - 1] ?? 0)) still++;
    }
  }
  // Recorded markets: 96 to 98 % of two-minute polls, 90 % of minutes.
  assert.ok(still / quiet > 0.97, `${still / quiet}`);
});

Deno.test("R-128 an outage takes the feed down and ends with a whole book", async () => {
  const planned = plan(options).filter(({ outage }) => outage !== null);
  assert.equal(planned.length, 5);
  for (const { profile: { market } } of planned) {
    const own = (await tape()).filter(({ input }) =>
      "token" in input && input.token === market.yes
    );
    const down = own.findIndex(({ input }) => input.kind === "feedDown");
    const kinds = own.slice(down, down + 3).map(({ input }) => input.kind);
    assert.deepEqual(kinds, ["feedDown", "feedUp", "book"]);
    assert.ok((own[down + 1]?.at ?? 0) - (own[down]?.at ?? 0) >= 60_000);
  }
});

Deno.test("R-106 a finer grid comes beyond 0.96, with a whole book after it", async () => {
  const planned = plan(options).find(({ finerAt }) => finerAt !== null);
  assert.ok(planned !== undefined);
  const { market } = planned.profile;
  const own = (await tape()).filter(({ input }) => "token" in input && input.token === market.yes);
  const change = own.findIndex(({ input }) => input.kind === "tickSize");
  const book = own[change + 1]?.input;
  assert.ok(book?.kind === "book");
  assert.ok(book.bids.some(({ price }) => price > 960_000 && price % CENT !== 0));
});

Deno.test("every price lies on the grid of its market at that time", async () => {
  const ticks = new Map<string, number>();
  for (const { input } of await tape()) {
    if (input.kind === "listed") {
      ticks.set(input.market.yes, input.market.tickSize).set(
        input.market.no,
        input.market.tickSize,
      );
    } else if (input.kind === "tickSize") ticks.set(input.token, input.tickSize);
    else if (input.kind === "level" || input.kind === "trade") {
      assert.equal(input.price % (ticks.get(input.token) ?? NaN), 0);
    } else if (input.kind === "book") {
      const tick = ticks.get(input.token) ?? NaN;
      assert.ok([...input.bids, ...input.asks].every(({ price }) => price % tick === 0));
    }
  }
});

Deno.test("a market that resolves stops taking orders, settles, and is silent", async () => {
  const planned = plan(options).filter(({ resolution }) => resolution !== null);
  assert.ok(planned.length >= 2);
  for (const { profile: { market }, resolution } of planned) {
    const own = (await tape()).filter(({ input }) =>
      (input.kind === "listed" && input.market.id === market.id) ||
      (input.kind === "resolved" && input.market === market.id) ||
      ("token" in input && (input.token === market.yes || input.token === market.no))
    );
    const [last, settled] = own.slice(-2).map(({ input }) => input);
    assert.equal(last?.kind === "listed" && last.market.accepting, false);
    assert.deepEqual(settled, {
      kind: "resolved",
      market: market.id,
      winner: resolution?.winner,
    });
  }
});

Deno.test("the candidates of one race are a neg-risk group whose chances add to 1", () => {
  const race = plan(options).map(({ profile }) => profile)
    .filter(({ market }) => market.negRisk);
  assert.equal(new Set(race.map(({ market }) => market.group)).size, 1);
  assert.equal(race.reduce((sum, { startMid }) => sum + startMid, 0), MICRO);
});

Deno.test("the engine measures what was planted: only geopolitics reverts", async () => {
  const state = openEngine(parseDefaults(), 1);
  let events = 0;
  for await (const batch of withHeartbeats(syntheticSource(options), millis(10_000)).read()) {
    for (const { at, input } of batch) step(state, { ...input, at, seq: seq(++events) });
  }
  const learnt = state.account.learnt.reversion;
  const geopolitics = learnt.get("geopolitics");
  assert.ok(geopolitics !== undefined && geopolitics.spikes >= 20, `${geopolitics?.spikes}`);
  assert.ok(geopolitics.mean > 0.5, `${geopolitics.mean}`);
  for (const category of ["crypto", "politics"]) {
    const other = learnt.get(category);
    assert.ok(other !== undefined && other.mean < 0.5, `${category} ${other?.mean}`);
  }
});
