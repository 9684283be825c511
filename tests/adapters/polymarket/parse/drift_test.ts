import assert from "node:assert/strict";
import { parseBooks } from "../../../../src/adapters/polymarket/parse/books.ts";
import { MAX_DRIFT } from "../../../../src/adapters/polymarket/parse/drift.ts";
import { parseFrame } from "../../../../src/adapters/polymarket/parse/frame.ts";
import { parseMarketsPage } from "../../../../src/adapters/polymarket/parse/gamma.ts";
import { parseHistory } from "../../../../src/adapters/polymarket/parse/history.ts";
import { parseResolutions } from "../../../../src/adapters/polymarket/parse/resolutions.ts";
import { parseTruth } from "../../../../src/adapters/polymarket/parse/truth.ts";
import { driftLog } from "./drift_log.ts";
import {
  bookPayload,
  changePayload,
  changesPayload,
  gammaPayload,
  resolutionPayload,
  resolvedPayload,
  tickPayload,
  tradePayload,
  truthPayload,
} from "./payloads.ts";

const unknown = (thing: string) => `Polymarket: ${thing}, which is not known here`;

Deno.test("payloads of the known shape say nothing of drift", () => {
  const { drift, said } = driftLog();
  parseMarketsPage(JSON.stringify({ markets: [gammaPayload()], next_cursor: "x" }), drift);
  parseTruth(JSON.stringify(truthPayload()), drift);
  parseBooks(JSON.stringify([bookPayload()]), drift);
  parseResolutions(JSON.stringify({ data: [resolutionPayload()] }), drift);
  const messages = [changesPayload(), tradePayload(), tickPayload(), resolvedPayload()];
  parseFrame(JSON.stringify(messages), drift);
  assert.deepEqual(said, []);
});

Deno.test("an unknown field is said once for each place, in every message", () => {
  const { drift, said } = driftLog();
  const frame = changesPayload({ price_changes: [changePayload({ queue: 3 })], seq: 1 });
  for (let i = 0; i < 3; i++) parseFrame(JSON.stringify(frame), drift);
  parseFrame(JSON.stringify(tradePayload({ seq: 1 })), drift);
  parseBooks(JSON.stringify(bookPayload({ bids: [{ price: "0.1", size: "1", n: 2 }] })), drift);
  parseTruth(JSON.stringify(truthPayload({ fd: { r: 0, e: 1, cap: 1 } })), drift);
  assert.deepEqual(said, [
    unknown("price_change has seq"),
    unknown("a change of price_change has queue"),
    unknown("last_trade_price has seq"),
    unknown("level of a book has n"),
    unknown("clob-markets fd has cap"),
  ]);
});

Deno.test("an unknown word is said and changes nothing else", () => {
  const { drift, said } = driftLog();
  const market = gammaPayload({ version: "v3", umaResolutionStatus: "odd", feeType: "moon_fees" });
  parseMarketsPage(JSON.stringify({ markets: [market] }), drift);
  parseTruth(JSON.stringify(truthPayload({ mts: 0.02, v: "v9" })), drift);
  parseFrame(JSON.stringify({ event_type: "halted" }), drift);
  parseFrame(JSON.stringify({ hello: 1 }), drift);
  parseResolutions(JSON.stringify({ data: [resolutionPayload({ status: "paused" })] }), drift);
  parseResolutions(JSON.stringify({ data: [resolutionPayload({ payouts: [1] })] }), drift);
  parseHistory(JSON.stringify({ data: [], pagination: { has_more: true } }), drift);
  assert.deepEqual(said, [
    unknown('gamma market has version = "v3"'),
    unknown('gamma market has umaResolutionStatus = "odd"'),
    unknown('gamma market has feeType = "moon_fees"'),
    unknown('clob-markets has v = "v9"'),
    unknown("clob-markets has mts = 0.02"),
    unknown('market channel has event_type = "halted"'),
    unknown("market channel has event_type = absent"),
    unknown('resolutions has status = "paused"'),
    unknown("resolutions has payouts = [1]"),
    unknown("history has pagination.has_more = true"),
  ]);
});

Deno.test("R-149 a field that is not used may change its type, and nothing else changes", () => {
  const { drift } = driftLog();
  const read = (payload: unknown) => parseFrame(JSON.stringify(payload), drift);
  for (const odd of [7, null, true, { a: 1 }, ["x"]]) {
    const changes = (fields = {}) => changesPayload({ price_changes: [changePayload(fields)] });
    assert.deepEqual(read(changes({ hash: odd })), read(changes()));
    const trade = tradePayload({ fee_rate_bps: odd, transaction_hash: odd });
    assert.deepEqual(read(trade), read(tradePayload()));
    assert.deepEqual(read(tickPayload({ old_tick_size: odd })), read(tickPayload()));
    const page = (market: unknown) =>
      parseMarketsPage(JSON.stringify({ markets: [market] }), drift);
    assert.deepEqual(page(gammaPayload({ icon: odd, spread: odd })), page(gammaPayload()));
  }
});

Deno.test("drift is bounded and steers no terminal", () => {
  const { drift, said } = driftLog();
  for (let i = 0; i < 10 * MAX_DRIFT; i++) drift.seen("book", `field${i}`);
  assert.equal(said.length, MAX_DRIFT + 1);
  assert.match(said.at(-1) ?? "", /no more are said/);
  const other = driftLog();
  other.drift.seen("book", `\u001b[2J${"x".repeat(500)}\u202e`);
  assert.match(other.said[0] ?? "", /^[\x20-\x7e]{1,140}$/);
});
