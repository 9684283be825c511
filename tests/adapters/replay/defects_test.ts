// What is wrong with a recording is counted and passed over, with the reason of each case.
import assert from "node:assert/strict";
import fc from "fast-check";
import { openRecording } from "../../../src/adapters/replay/open.ts";
import { RecordingError } from "../../../src/adapters/replay/recording.ts";
import type { SkipReason } from "../../../src/core/types/event.ts";
import { countsOf, inputsOf, SourceChecker } from "../../contract/source_contract.ts";
import { type Files, levelRows, messages, usQuotes, weather, withFiles } from "./samples.ts";

async function skippedIn(recording: Files): Promise<Record<string, number>> {
  return await withFiles(recording, async (folder) => {
    const counts = countsOf(await inputsOf(await openRecording(folder)));
    return Object.fromEntries(
      Object.entries(counts).filter(([name]) => name.startsWith("skipped"))
        .map(([name, count]) => [name.slice("skipped ".length), count]),
    );
  });
}

function withLine(recording: Files, name: string, line: string): Files {
  return { ...recording, [name]: `${recording[name]}${line}\n` };
}

type Case = readonly [line: string, reason: SkipReason];

const quoteCases: readonly Case[] = [
  ["1,1783922100,0.4", "torn"],
  ["1,17839221001,1783922100,0.4,0.5", "torn"],
  ["1,soon,0.4,0.5", "wrongType"],
  ["1,17839221000,0.4,0.5", "time"],
  ["1,1783922100,abc,0.5", "wrongType"],
  ["1,1783922100,0.4,NaN", "wrongType"],
  ["1,1783922100,0.4,1", "price"],
  ["1,1783922100,0,0.5", "price"],
  ["1,1783922100,-0.1,0.5", "price"],
  ["1,1783922100,0.4,1.5", "price"],
  ["99,1783922100,0.4,0.5", "unknownToken"],
  ["2,1783922051,0.10,0.12", "duplicate"],
  ["1,1783921700,0.4,0.5", "outOfOrder"],
];

for (const [line, reason] of quoteCases) {
  Deno.test(`the quote "${line}" is skipped as ${reason}`, async () => {
    const recording = withLine(usQuotes, "quotes_sample.csv.gz", line);
    assert.deepEqual(await skippedIn(recording), { [reason]: 1 });
  });
}

const levelCases: readonly Case[] = [
  ["mlb-aaa-bbb-2025-07-01,557,71", "torn"],
  ["g,557,71,,best_bid_ask,0.4,BUY,5,h9,1751412783500", "unknownEvent"],
  ["g,557,71,,price_change,1.4,BUY,5,h9,1751412783500", "price"],
  ["g,557,71,,price_change,0.4,BUY,-5,h9,1751412783500", "size"],
  ["g,557,71,,price_change,0.4,BUY,NaN,h9,1751412783500", "wrongType"],
  ["g,557,71,,price_change,0.4,both,5,h9,1751412783500", "wrongType"],
  ["g,557,71,,price_change,0.4,BUY,5,h9,99", "time"],
];

for (const [line, reason] of levelCases) {
  Deno.test(`the level "${line}" is skipped as ${reason}`, async () => {
    const wanted = {
      torn: reason === "torn" ? 2 : 1,
      ...(reason === "torn" ? {} : { [reason]: 1 }),
    };
    assert.deepEqual(await skippedIn(withLine(levelRows, "game.csv", line)), wanted);
  });
}

const frame = (rest: string) => `{"market":"0xdd","timestamp":"1723967932000",${rest}}`;
const messageCases: readonly Case[] = [
  ['{"event_type":"book"', "torn"],
  ["17", "wrongType"],
  [frame('"event_type":"book","asset_id":"5","bids":{},"asks":[]'), "wrongType"],
  [
    frame('"event_type":"book","asset_id":"5","bids":[{"price":"2","size":"1"}],"asks":[]'),
    "price",
  ],
  [
    frame('"event_type":"book","asset_id":"5","bids":[{"price":".2","size":"-1"}],"asks":[]'),
    "size",
  ],
  [frame('"event_type":"last_trade_price","price":".2","size":"1","side":"BUY"'), "wrongType"],
  [
    frame('"event_type":"last_trade_price","asset_id":"5","price":".2","size":"0","side":"BUY"'),
    "size",
  ],
  [frame('"event_type":"lottery"'), "unknownEvent"],
  ['{"event_type":"book","timestamp":"yesterday"}', "wrongType"],
  ['{"event_type":"book","timestamp":"3"}', "time"],
];

for (const [line, reason] of messageCases) {
  Deno.test(`the message ${line.slice(0, 90)} is skipped as ${reason}`, async () => {
    const before = await skippedIn(messages);
    const after = await skippedIn(withLine(messages, "frames.jsonl", `\n${line}`));
    assert.deepEqual(after, { ...before, [reason]: (before[reason] ?? 0) + 1 });
  });
}

Deno.test("a time that goes back is given at the time that was reached, in file order", () =>
  withFiles(
    withLine(usQuotes, "quotes_sample.csv.gz", "1,1783921700,0.31,0.33"),
    async (folder) => {
      const inputs = await inputsOf(await openRecording(folder));
      const late = inputs.find(({ input }) => input.kind === "quote" && input.bid === 310_000);
      assert.equal(late?.at, 1_783_922_046_000);
    },
  ));

Deno.test("a recording of nothing but defects is refused when it has been read", () =>
  withFiles({ ...weather, "weather_prices.csv": "id,t,p\nx,y,z\n1,2\n" }, async (folder) => {
    const source = await openRecording(folder);
    await assert.rejects(inputsOf(source), RecordingError);
  }));

Deno.test("R-121 random bytes in a recording are counted and break no promise", async () => {
  const junk = fc.uint8Array({ minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(junk, fc.nat({ max: 200 }), async (bytes, at) => {
      await withFiles(usQuotes, async (folder) => {
        const path = `${folder}/quotes.csv`;
        const whole = new TextEncoder().encode(
          "id,ts,bid,ask\n" + "1,1783921923,0.40,0.42\n".repeat(8),
        );
        const cut = 14 + Math.min(at, whole.length - 14);
        const torn = [...whole.subarray(0, cut), ...bytes, ...whole.subarray(cut)];
        await Deno.writeFile(path, new Uint8Array(torn));
        const checker = new SourceChecker();
        const inputs = await readOrRefused(path);
        inputs.forEach((input) => checker.check(input));
      });
    }),
    { numRuns: 60 },
  );
});

async function readOrRefused(path: string) {
  try {
    return await inputsOf(await openRecording(path));
  } catch (error) {
    if (error instanceof RecordingError) return [];
    throw error;
  }
}
