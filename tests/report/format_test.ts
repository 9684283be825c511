import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import * as format from "../../src/report/format.ts";

/** 1600-01-01 to 2400-01-01, beyond every time this program will see. */
const anyTime = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(2400, 0, 1) });
const anyMicro = fc.integer({ min: -9e15, max: 9e15 });

function back(text: string): number {
  return Number(text.replaceAll(/[$,c%]/g, ""));
}

Deno.test("time agrees with the platform's calendar to the second", () => {
  fc.assert(fc.property(anyTime, (ms) => {
    strictEqual(format.time(ms), new Date(ms).toISOString().replace(/\.\d+Z$/, "Z"));
  }));
});

Deno.test("time knows leap days and the turn of the year", () => {
  strictEqual(format.time(0), "1970-01-01T00:00:00Z");
  strictEqual(format.time(Date.UTC(2000, 1, 29, 23, 59, 59, 999)), "2000-02-29T23:59:59Z");
  strictEqual(format.time(Date.UTC(2026, 11, 31, 23, 59, 59)), "2026-12-31T23:59:59Z");
});

Deno.test("usd reads back within half of its last digit", () => {
  fc.assert(fc.property(anyMicro, (micro) => {
    const text = format.usd(micro);
    const decimals = text.split(".")[1]?.length ?? 0;
    ok(Math.abs(back(text) - micro / 1e6) <= 0.5 * 10 ** -decimals + 1e-6, text);
  }));
});

Deno.test("usd never shows an amount as nothing, nor nothing as a loss", () => {
  fc.assert(fc.property(anyMicro, (micro) => {
    strictEqual(Math.sign(back(format.usd(micro))), Math.sign(micro));
  }));
  strictEqual(format.usd(0), "$0.00");
  strictEqual(format.usd(-1), "-$0.000001");
});

Deno.test("usd, cents and shares look as people write them", () => {
  deepStrictEqual(
    [1_230_000, -400_000, 1_234_567_890, 3_400].map(format.usd),
    ["$1.23", "-$0.40", "$1,234.57", "$0.0034"],
  );
  deepStrictEqual([41_000, 60_000, -2_500, 0].map(format.cents), [
    "4.1c",
    "6.0c",
    "-0.25c",
    "0.0c",
  ]);
  deepStrictEqual(
    [20_000_000, 12_500_000, 1_250_000_000, 1].map(format.shares),
    ["20", "12.5", "1,250", "0.000001"],
  );
  strictEqual(format.signedUsd(400_000), "+$0.40");
  strictEqual(format.signedUsd(-400_000), "-$0.40");
});

Deno.test("price and shares are exact", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 999_999 }), (micro) => {
    strictEqual(Math.round(back(format.price(micro)) * 1e6), micro);
  }));
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e12 }), (micro) => {
    strictEqual(Math.round(back(format.shares(micro)) * 1e6), micro);
  }));
  strictEqual(format.price(415_000), "0.415");
  strictEqual(format.price(500_000), "0.500");
});

Deno.test("R-263 a ratio is multiplied by a hundred once, and a small one is not rounded away", () => {
  deepStrictEqual(
    [0.125, -0.1, 0.001, 0.00034, 1, 0, -0.00001].map(format.ratio),
    ["12.5%", "-10.0%", "0.1%", "0.034%", "100.0%", "0.0%", "-0.0010%"],
  );
  fc.assert(fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (fraction) => {
    ok(Math.abs(back(format.ratio(fraction)) / 100 - fraction) <= 0.0005 + 1e-12);
  }));
});

Deno.test("durations show their two largest units", () => {
  deepStrictEqual(
    [0, 350, 4_500, 59_999, 125_000, 7_500_000, 273_600_000, -60_000].map(format.duration),
    ["0ms", "350ms", "4.5s", "59.9s", "2m 05s", "2h 05m", "3d 04h", "-1m 00s"],
  );
});

Deno.test("text from outside cannot steer a terminal or turn a line around", () => {
  strictEqual(format.plain("a\u001b[2Jb\nc\u202ed"), "a?[2Jb?c?d");
  strictEqual(format.cell("x\u0007y", "text"), "x?y");
});

Deno.test("what is not known is a dash in every unit", () => {
  const units = ["usd", "price", "shares", "ms", "time", "count", "ratio", "text"] as const;
  for (const unit of units) {
    strictEqual(format.cell(null, unit), "-");
    strictEqual(format.cell(Number.NaN, unit), "-");
  }
});

Deno.test("a long id keeps its beginning and its end", () => {
  strictEqual(format.shortId(`0x${"ab".repeat(32)}`, 16), "0xababab..ababab");
  strictEqual(format.shortId("btc-100k", 16), "btc-100k");
});
