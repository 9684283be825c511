import assert from "node:assert/strict";
import { bookHash, parseBooks } from "../../../../src/adapters/polymarket/parse/books.ts";
import { parseFrame } from "../../../../src/adapters/polymarket/parse/frame.ts";
import {
  parseGammaMarket,
  parseMarketsPage,
} from "../../../../src/adapters/polymarket/parse/gamma.ts";
import { parseGeoblock } from "../../../../src/adapters/polymarket/parse/geoblock.ts";
import { parseHistory } from "../../../../src/adapters/polymarket/parse/history.ts";
import { isObject, readJson } from "../../../../src/adapters/polymarket/parse/json.ts";
import { parseResolutions } from "../../../../src/adapters/polymarket/parse/resolutions.ts";
import { parseTime } from "../../../../src/adapters/polymarket/parse/time.ts";
import { parseTruth, truthRefusal } from "../../../../src/adapters/polymarket/parse/truth.ts";
import { driftLog } from "./drift_log.ts";
import { expectations } from "./sample_table.ts";
import { sampleTest } from "./samples.ts";

const folders = ["gamma", "clob", "data_v2", "geoblock", "ws_market", "ws_user"];

const parsers = {
  page: parseMarketsPage,
  market: (body: string, drift?: Parameters<typeof parseGammaMarket>[1]) => {
    const json = readJson(body, "sample");
    return json.ok ? parseGammaMarket(json.value, drift) : json;
  },
  truth: parseTruth,
  books: parseBooks,
  frame: parseFrame,
  history: parseHistory,
  resolutions: parseResolutions,
  geoblock: (body: string) => parseGeoblock(body),
  time: (body: string) => parseTime(body),
};

sampleTest("every sample file is in the table, and nothing else is", ({ list }) => {
  const files = folders.flatMap((folder) => list(folder));
  assert.deepEqual(Object.keys(expectations).toSorted(), files.toSorted());
});

for (const [file, expected] of Object.entries(expectations)) {
  if (expected.unread !== undefined) continue;
  sampleTest(`${file} is read as ${expected.as}`, ({ read }) => {
    const body = read(file);
    const { drift, said } = driftLog();
    const parsed = parsers[expected.as](body, drift);
    assert.deepEqual(parsed, parsers[expected.as](body), "drift changes no result");
    if (expected.refused !== undefined) {
      assert.ok(!parsed.ok, JSON.stringify(parsed));
      assert.equal(parsed.error.reason, expected.refused);
      return;
    }
    assert.deepEqual(parsed, { ok: true, value: expected.value });
    assert.deepEqual(said, expected.drift ?? []);
  });
}

sampleTest("every sample file of the public adapter is covered but those named", ({ list }) => {
  const unread = folders.flatMap((folder) => list(folder))
    .filter((file) => expectations[file]?.unread !== undefined);
  const reasons = new Map<string, number>();
  for (const file of unread) {
    const reason = expectations[file]?.unread ?? "";
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  assert.deepEqual([...reasons], [
    ["private: not read by the public adapter", 20],
    ["sent, not received", 3],
    ["an object of texts: another test reads them", 1],
    ["the user channel: not read by the public adapter", 11],
  ]);
});

sampleTest("the words of the channel are read from the sample of text frames", ({ read }) => {
  const texts = JSON.parse(read("ws_market/text_frames.json"));
  const control = (word: string) => ({ ok: true, value: { kind: "control", word } });
  assert.deepEqual(parseFrame(texts["server_pong"]), control("PONG"));
  assert.deepEqual(parseFrame(texts["server_error"]), control("INVALID OPERATION"));
  const ping = parseFrame(texts["client_ping"]);
  assert.ok(!ping.ok && ping.error.reason === "torn");
});

sampleTest("the markets inside an events page are markets", ({ read }) => {
  const { events } = JSON.parse(read("gamma/events_keyset_page.json"));
  const [market] = events[0].markets;
  const parsed = parseGammaMarket(market);
  assert.ok(parsed.ok && parsed.value.gammaId === "500001" && parsed.value.refusal === null);
});

sampleTest("R-127 the hash rule gives the hash of every REST book", ({ read }) => {
  const files = ["book", "book_empty", "book_v2_empty", "books_response"];
  const books = files.flatMap((file) => {
    const value: unknown = JSON.parse(read(`clob/${file}.json`));
    return Array.isArray(value) ? value : [value];
  });
  assert.equal(books.length, 5);
  for (const book of books) assert.equal(bookHash(book), isObject(book) ? book["hash"] : null);
});

sampleTest("the market of Gamma and that of the CLOB agree", ({ read }) => {
  const gamma = parseGammaMarket(JSON.parse(read("gamma/market_v1.json")));
  const truth = parseTruth(read("clob/clob_market_info.json"));
  assert.ok(gamma.ok && truth.ok);
  assert.equal(truthRefusal(gamma.value, truth.value), null);
});
