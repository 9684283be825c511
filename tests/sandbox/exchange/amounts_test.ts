// Reference values: the venue's texts in PROTOCOL.md 5.1 and 5.7, and its client's rounding table.
import assert from "node:assert/strict";
import { microToText } from "../../../src/core/math/decimal.ts";
import { type Amounts, readTerms } from "../../../src/sandbox/exchange/amounts.ts";
import { micro, priceOf } from "./rig.ts";

const ID = `0x${"ff".repeat(32)}` as const;

function read(
  kind: string,
  [maker, taker]: readonly [string, string],
  tick = "0.01",
  decimals = 4,
): string {
  const [type, side] = kind.split(" ") as [Amounts["type"], Amounts["side"]];
  const amounts = { id: ID, side, type, makerAmount: micro(maker), takerAmount: micro(taker) };
  const terms = readTerms(amounts, priceOf(tick), decimals);
  if (!terms.ok) return terms.error;
  const { price, size, budget } = terms.value;
  const spends = budget === null ? "" : ` for $${microToText(budget)}`;
  return `${microToText(size)} at ${microToText(price)}${spends}`;
}

const readings: readonly (readonly [string, readonly [string, string], string, string])[] = [
  ["GTC buy", ["4.5", "10"], "0.01", "10 at 0.45"],
  ["GTC sell", ["10", "4.5"], "0.01", "10 at 0.45"],
  ["GTD sell", ["19.69", "4.3318"], "0.01", "19.69 at 0.22"],
  ["GTC buy", ["4.55", "10"], "0.005", "10 at 0.455"],
  ["GTC buy", ["1.000025", "400.01"], "0.0025", "400.01 at 0.0025"],
  ["GTC buy", ["0.0995", "5"], "0.0001", "5 at 0.0199"],
  // A price between a bid and the next: the shares were floored, so the limit is the one below.
  ["FAK buy", ["10", "21.7391"], "0.01", "21.7391 at 0.46 for $10"],
  ["FOK buy", ["1", "1.0752"], "0.01", "1.0752 at 0.93 for $1"],
  ["FAK buy", ["10", "21.73"], "0.01", "21.73 at 0.46 for $10"],
  ["FAK sell", ["21.73", "9.9958"], "0.01", "21.73 at 0.46"],
  // 19.69 x 0.225 is 4.43025, floored to four decimals.
  ["FAK sell", ["19.69", "4.4302"], "0.001", "19.69 at 0.225"],
  // Shares rounded up imply less than the cap, and the limit falls a tick short of it.
  ["FAK buy", ["10", "21.7392"], "0.01", "21.7392 at 0.45 for $10"],
  ["FAK buy", ["10000", "21739.1305"], "0.01", "21739.1305 at 0.45 for $10000"],
];

Deno.test("the amounts of an order read back as the price and size they were made of", () => {
  for (const [kind, amounts, tick, wanted] of readings) {
    assert.equal(read(kind, amounts, tick), wanted, `${kind} ${amounts}`);
  }
});

const off = (price: string, tick: string) =>
  `order ${ID} is invalid. Price (${price}) breaks minimum tick size rule: ${tick}`;

Deno.test("a price off the grid or outside it is refused by its number", () => {
  assert.equal(read("GTC buy", ["4.555", "10"]), off("0.4555", "0.01"));
  assert.equal(read("GTC buy", ["4.555", "10"], "0.005"), off("0.4555", "0.005"));
  assert.equal(read("GTC buy", ["10", "10"]), off("1", "0.01"));
  assert.equal(read("GTC sell", ["10", "15"]), off("1.5", "0.01"));
  assert.equal(read("GTC buy", ["0.04", "10"]), off("0.004", "0.01"));
  assert.equal(read("FAK buy", ["10", "21.97"]), off("0.4552", "0.01"));
  assert.equal(read("FAK buy", ["10", "10"]), off("1", "0.01"));
  assert.equal(read("FAK sell", ["10", "4.555"]), off("0.4555", "0.01"));
});

Deno.test("an amount that is not price times size is refused with the one it should be", () => {
  assert.match(
    read("GTC sell", ["19.69", "4.33"]),
    /the taker amount for a \$0\.22 order of size 19\.69 should be '4\.3318' but .* is '4\.33'/,
  );
  assert.match(
    read("GTC buy", ["4.33", "19.69"]),
    /the maker amount for a \$0\.22 order of size 19\.69 should be '4\.3318' but .* is '4\.33'/,
  );
});

const decimals: readonly (readonly [string, readonly [string, string], string, string | null])[] = [
  ["GTC buy", ["4.50001", "10"], "0.01", "buy orders maker amount .* 4 decimals, .* 2 decimals"],
  ["GTC buy", ["4.5", "10.001"], "0.01", "buy orders maker amount .* 4 decimals, .* 2 decimals"],
  ["GTC buy", ["4.504501", "10.01"], "0.001", "buy orders .* 5 decimals, taker .* 2 decimals"],
  ["GTC sell", ["10.001", "4.5"], "0.01", "sell orders maker amount .* 2 .* 4 decimals"],
  ["GTC sell", ["10.01", "4.50451"], "0.01", "sell orders maker amount .* 2 .* 4 decimals"],
  ["GTC sell", ["10.01", "4.50450"], "0.001", null],
  ["FOK buy", ["9.999", "20"], "0.01", "market buy orders maker amount .* 2 .* 4 decimals"],
  ["FAK buy", ["10", "21.73913"], "0.01", "market buy orders maker amount .* 2 .* 4 decimals"],
  ["FAK buy", ["9.98", "10.13197"], "0.001", "market buy orders maker amount .* 2 .* 4 decimals"],
  ["FAK buy", ["9.98", "10.1319"], "0.001", null],
];

Deno.test("R-069 decimals beyond those of the order's kind are refused with both limits", () => {
  for (const [kind, amounts, tick, wanted] of decimals) {
    const text = read(kind, amounts, tick);
    if (wanted === null) assert.match(text, / at /, `${kind} ${amounts}`);
    else assert.match(text, new RegExp(`^invalid amounts, the ${wanted}$`), `${kind} ${amounts}`);
  }
  assert.match(read("FAK buy", ["9.98", "10.13197"], "0.001", 5), / at /);
});

Deno.test("amounts of nothing, below nothing or not whole are no order", () => {
  for (const [makerAmount, takerAmount] of [[0, 1e6], [1e6, 0], [-1, 1e6], [1.5, 1e6], [NaN, 1]]) {
    const order = { id: ID, side: "buy", type: "GTC" } as const;
    const amounts = { ...order, makerAmount: makerAmount ?? 0, takerAmount: takerAmount ?? 0 };
    assert.deepEqual(readTerms(amounts, priceOf("0.01"), 4), {
      ok: false,
      error: "Invalid order payload",
    });
  }
});
