// What every source promises, whatever it reads: for the contract suite and for tests of adapters.
import assert from "node:assert/strict";
import type { Level, Market } from "../../src/core/types/market.ts";
import { isPrice, MICRO } from "../../src/core/types/units.ts";
import type { Source, SourceInput, TimedInput } from "../../src/ports.ts";

/** The inputs of a source, all or the first ones. */
export async function inputsOf(source: Source, most = Infinity): Promise<TimedInput[]> {
  const inputs: TimedInput[] = [];
  for await (const batch of source.read()) {
    for (const input of batch) {
      inputs.push(input);
      if (inputs.length >= most) return inputs;
    }
  }
  return inputs;
}

/** How often each kind occurs; skipped ones by their reason. */
export function countsOf(inputs: readonly TimedInput[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { input } of inputs) {
    const name = input.kind === "skipped" ? `skipped ${input.reason}` : input.kind;
    counts[name] = (counts[name] ?? 0) + (input.kind === "skipped" ? input.count : 1);
  }
  return counts;
}

/** Checks one reading as it goes by. Throws on the first broken promise. */
export class SourceChecker {
  #at = 0;
  readonly #tokens = new Set<string>();
  readonly #markets: Set<string>;
  readonly #resolved = new Set<string>();
  inputs = 0;

  /** `awaited`: whoever reads has asked for the ends of these, listed or not. */
  constructor(awaited: readonly string[] = []) {
    this.#markets = new Set(awaited);
  }

  check({ at, input }: TimedInput): void {
    this.inputs++;
    const where = `input ${this.inputs}: ${JSON.stringify(input)}`;
    assert.ok(Number.isSafeInteger(at) && at >= this.#at, `time ${at} after ${this.#at}, ${where}`);
    this.#at = at;
    if (input.kind === "listed") this.#list(input.market, where);
    if ("token" in input) assert.ok(this.#tokens.has(input.token), `unlisted, ${where}`);
    if (input.kind === "resolved") {
      assert.ok(this.#markets.has(input.market), `unlisted, ${where}`);
      assert.ok(!this.#resolved.has(input.market), `resolved twice, ${where}`);
      this.#resolved.add(input.market);
    }
    assert.ok(isSound(input), where);
  }

  #list(market: Market, where: string): void {
    const { yes, no, endAt, volume24h, tickSize, minOrder, category, group, fee } = market;
    assert.notEqual(yes, no, where);
    assert.ok(isPrice(tickSize) && MICRO % tickSize === 0, where);
    assert.ok(endAt === null || Number.isSafeInteger(endAt), where);
    assert.ok(volume24h === null || volume24h >= 0, where);
    assert.ok(minOrder > 0 && category === category.toLowerCase() && group !== "", where);
    assert.ok(fee === null || (fee.rate >= 0 && fee.exponent >= 0), where);
    this.#tokens.add(yes).add(no);
    this.#markets.add(market.id);
  }
}

function isSound(input: SourceInput): boolean {
  switch (input.kind) {
    case "quote":
      return isSide(input.bid, input.bidSize) && isSide(input.ask, input.askSize);
    case "book":
      return [...input.bids, ...input.asks].every((level) => isLevel(level) && level.size > 0);
    case "level":
      return isLevel(input);
    case "trade":
      return isLevel(input) && input.size > 0;
    case "tickSize":
      return isPrice(input.tickSize);
    case "skipped":
      return input.count >= 1;
    default:
      return true;
  }
}

function isSide(price: number, size: number): boolean {
  return price === 0 ? size === 0 : isPrice(price) && Number.isSafeInteger(size) && size >= 0;
}

function isLevel({ price, size }: Level): boolean {
  return isPrice(price) && Number.isSafeInteger(size) && size >= 0;
}

/** Reads a source twice, to its end or as far as `most`, and checks both readings. */
export async function assertSource(
  open: () => Promise<Source> | Source,
  most = Infinity,
): Promise<number> {
  const [first, second] = [await digest(await open(), most), await digest(await open(), most)];
  assert.equal(first.hash, second.hash, "two readings differ");
  assert.ok(first.inputs > 0, "nothing was read");
  return first.inputs;
}

async function digest(source: Source, most: number): Promise<{ hash: number; inputs: number }> {
  const { name, cadenceMs, assumptions } = source.info;
  assert.ok(name !== "" && cadenceMs >= 0 && assumptions.every((text) => text.endsWith(".")));
  const checker = new SourceChecker();
  let hash = 0;
  let position = 0;
  reading:
  for await (const batch of source.read()) {
    for (const timed of batch) {
      checker.check(timed);
      // The texts of ten thousand are proof enough, and the dearest thing here.
      if (checker.inputs < 10_000) hash = hashed(hash, JSON.stringify(timed));
      else hash = hashed(hash, `${timed.at}${timed.input.kind}`);
      if (checker.inputs >= most) break reading;
    }
    assert.ok(source.position() >= position, "position goes back");
    position = source.position();
  }
  if (checker.inputs < most && source.size !== null) {
    assert.ok(Math.abs(source.position() - source.size) < 1e-6 * source.size + 1e-9);
  }
  return { hash, inputs: checker.inputs };
}

function hashed(hash: number, text: string): number {
  let h = hash;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}
