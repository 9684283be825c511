import assert from "node:assert/strict";
import { openRecording } from "../../../src/adapters/replay/open.ts";
import { defaultAssume, RecordingError } from "../../../src/adapters/replay/recording.ts";
import { formats } from "../../../src/adapters/replay/registry.ts";
import { MICRO, price, shares, usdc } from "../../../src/core/types/units.ts";
import { inputsOf } from "../../contract/source_contract.ts";
import { candles, type Files, samples, usQuotes, weather, withFiles } from "./samples.ts";

async function refusalOf(path: string): Promise<RecordingError> {
  try {
    await openRecording(path);
  } catch (error) {
    assert.ok(error instanceof RecordingError, String(error));
    assert.ok(error.message.includes(error.found) && error.message.includes(error.wanted));
    return error;
  }
  throw new assert.AssertionError({ message: `${path} was opened` });
}

const refused: readonly (readonly [what: string, files: Files, name: string, found: RegExp])[] = [
  ["an empty file", { "a.csv": "" }, "a.csv", /empty/],
  ["a file of blank lines", { "a.csv": "\n\n \n" }, "a.csv", /empty/],
  ["a csv with other columns", { "a.csv": "x,y\n1,2\n" }, "a.csv", /text beginning x,y/],
  ["a picture", { "a.png": "\u0089PNG\u0000\u0001" }, "a.png", /text beginning/],
  ["broken JSON", { "a.json": '[{"a": 1},\n{"b"' }, "a.json", /broken JSON/],
  ["JSON without market data", { "a.json": '{"base_fee": "150"}' }, "a.json", /json beginning/],
  ["an empty JSON list", { "a.json": "[]" }, "a.json", /json beginning/],
  ["a folder of nothing", { "README.md": "x" }, "", /without recordings/],
  ["a folder of two formats", { ...candles, ...weather }, "", /several formats/],
  ["what is not there", {}, "gone.csv", /nothing/],
  [
    "quotes without their table",
    { "q.csv": "id,ts,bid,ask\n1,1783921800,.4,.5\n" },
    "q.csv",
    /nothing/,
  ],
];

for (const [what, files, name, found] of refused) {
  Deno.test(`${what} is refused, saying what was found and what is wanted`, () =>
    withFiles(files, async (folder) => {
      assert.match((await refusalOf(`${folder}/${name}`)).found, found);
    }));
}

Deno.test("a file that is named gzip and is none is refused", () =>
  withFiles({}, async (folder) => {
    await Deno.writeTextFile(`${folder}/a.csv.gz`, "id,t,p\n1,1785859991,0.855\n");
    assert.match((await refusalOf(`${folder}/a.csv.gz`)).found, /no gzip/);
  }));

Deno.test("a device is refused", async () => {
  assert.match((await refusalOf("/dev/zero")).found, /neither/);
});

Deno.test({
  name: "a path that may not be read is refused",
  permissions: { read: false },
  fn: async () => {
    assert.match((await refusalOf("/tmp/some/recording.csv")).found, /no permission/);
  },
});

for (const start of ["", "[", "{", "id,ts,bid,ask"]) {
  Deno.test(`two gigabytes on one line after "${start}" are refused after a bounded read`, () =>
    withFiles({}, async (folder) => {
      const path = `${folder}/endless`;
      await Deno.writeTextFile(path, start);
      await Deno.truncate(path, 2 ** 31);
      const before = Deno.memoryUsage().rss;
      assert.match((await refusalOf(path)).found, /line without an end/);
      assert.ok(Deno.memoryUsage().rss - before < 2 ** 28);
    }));
}

Deno.test("a JSON document that never ends is refused after a bounded read", () =>
  withFiles({ "a.json": "[\n" }, async (folder) => {
    await Deno.truncate(`${folder}/a.json`, 2 ** 31);
    assert.match((await refusalOf(`${folder}/a.json`)).found, /over \d+ characters/);
  }));

Deno.test("no two formats have one name", () => {
  assert.equal(new Set(formats.map(({ name }) => name)).size, formats.length);
});

for (const [name, files] of Object.entries(samples)) {
  Deno.test(`a recording of ${name} is known by its content, whatever its name`, () =>
    withFiles(files, async (folder) => {
      const whole = await openRecording(`${folder}/`);
      assert.ok(whole.info.assumptions.length > 0);
      assert.ok((whole.size ?? 0) > 0);
      for await (const _ of whole.read()) break;
    }));
}

Deno.test("what is assumed can be changed and is said with its numbers", () =>
  withFiles(weather, async (folder) => {
    const assume = {
      spread: price(40_000),
      depth: shares(50 * MICRO),
      volume: usdc(1_000 * MICRO),
    };
    const source = await openRecording(folder, assume);
    const said = source.info.assumptions.join(" ");
    assert.match(said, /4 cents apart/);
    assert.match(said, /50 shares/);
    assert.match(said, /1,000 dollars/);
    const [listed, quote] = (await inputsOf(source)).map(({ input }) => input);
    assert.equal(listed?.kind === "listed" && listed.market.volume24h, assume.volume);
    assert.deepEqual(
      quote?.kind === "quote" && [quote.bid, quote.ask, quote.bidSize],
      [830_000, 880_000, 50 * MICRO],
    );
  }));

Deno.test("one part of what is assumed can be changed and the rest stays", () =>
  withFiles(usQuotes, async (folder) => {
    const source = await openRecording(folder, { depth: shares(MICRO) });
    const said = source.info.assumptions.join(" ");
    assert.match(said, / 1 shares/);
    assert.equal(defaultAssume.volume, 100_000 * MICRO);
    assert.match(said, /100,000 dollars/);
  }));

Deno.test("files that hold no market data are named, not hidden", () =>
  withFiles({ ...candles, "fee.json": '{"base_fee":"0"}' }, async (folder) => {
    const { assumptions } = (await openRecording(folder)).info;
    assert.match(assumptions.at(-1) ?? "", /Left out.*fee\.json/);
  }));
