// The machine as a whole: the venue's own payloads in, engine inputs out.
import assert from "node:assert/strict";
import type { LinkId, TokenId } from "../../../src/core/types/ids.ts";
import { MICRO, type Millis } from "../../../src/core/types/units.ts";
import { createMachine } from "../../../src/adapters/polymarket/machine.ts";
import type { RawInput } from "../../../src/adapters/polymarket/types.ts";
import type { SourceInput } from "../../../src/ports.ts";
import { NOON } from "../../support/builders.ts";
import { aMarket, BID, kinds, Rig } from "./machine/rig.ts";
import { WATCH } from "./machine/rehearsal.ts";
import { applyMoves, bookOf, gammaPage, snapshot, truthOf } from "./machine/true_venue.ts";
import { sampleTest } from "./parse/samples.ts";

Deno.test("a market from its discovery to its first change", () => {
  const market = aMarket();
  const machine = createMachine(WATCH, (text) => assert.fail(text));
  const said: string[] = [];
  const give = (raw: RawInput) => machine.accept({ at: NOON, raw }, ({ kind }) => said.push(kind));
  give({ kind: "rest", name: "markets", key: "", body: gammaPage([market]) });
  give({ kind: "rest", name: "truth", key: market.id, body: truthOf(market) });
  const history = JSON.stringify({ history: [{ t: NOON / 1_000 - 60, p: 0.5 }] });
  give({ kind: "rest", name: "history", key: market.yes, body: history });
  give({ kind: "opened", link: 7 as LinkId, tokens: [market.yes, market.no] });
  const dump = [market.yes, market.no].map((token) => snapshot(market, token));
  give({ kind: "frame", link: 7 as LinkId, text: `[${dump.join(",")}]\n` });
  give({ kind: "frame", link: 7 as LinkId, text: applyMoves(market, [BID], NOON + 1) });
  give({ kind: "frame", link: 7 as LinkId, text: "PONG" });
  give({ kind: "rest", name: "books", key: "", body: JSON.stringify(bookOf(market, market.yes)) });
  give({ kind: "tick" });
  assert.deepEqual(said, ["listed", "history", "feedUp", "book", "linkHeard", "level"]);
  assert.deepEqual(machine.wants(), []);
  const { links, found, watched, up, counts } = machine.status();
  assert.deepEqual(links, [{
    link: 7,
    openedAt: NOON,
    dataAt: NOON,
    confirmedAt: null,
    markets: 1,
    recycling: false,
  }]);
  assert.deepEqual([found, watched, up], [1, 1, 1]);
  assert.deepEqual([counts.frames, counts.messages, counts.agreed, counts.twins], [3, 3, 1, 1]);
});

Deno.test("wants are given out once", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  rig.pass(3);
  assert.deepEqual(rig.wants().map(({ kind, reason }) => [kind, reason]), [["books", "silence"]]);
  assert.deepEqual(rig.wants(), []);
});

Deno.test("time that goes back stands still", () => {
  const [rig, market] = [new Rig(), aMarket()];
  rig.watch(market);
  rig.at -= 60_000;
  assert.deepEqual(kinds(rig.hear(applyMoves(market, [BID], rig.time))), ["level"]);
  rig.at += 61_000;
  const later = applyMoves(market, [{ ...BID, size: MICRO }], rig.time);
  assert.deepEqual(kinds(rig.hear(later)), ["level", "linkHeard"]);
});

sampleTest(
  "the venue's sample payloads make a market, a book, its changes and its end",
  (samples) => {
    const machine = createMachine(WATCH, () => {});
    const gamma = JSON.parse(samples.read("gamma/market_v1.json"));
    const tokens: TokenId[] = JSON.parse(gamma.clobTokenIds);
    let at = 1_795_305_600_123;
    const give = (raw: RawInput): SourceInput[] => {
      const inputs: SourceInput[] = [];
      at += 1_000;
      machine.accept({ at: at as Millis, raw }, (input) => inputs.push(input));
      return inputs;
    };
    const rest = (name: "markets" | "truth" | "books" | "resolutions", body: string) =>
      give({ kind: "rest", name, key: "", body });
    const frame = (file: string) =>
      give({ kind: "frame", link: 1 as LinkId, text: samples.read(`ws_market/${file}`) })
        .filter(({ kind }) => kind !== "linkHeard");

    rest("markets", JSON.stringify({ markets: [gamma] }));
    const [listed] = rest("truth", samples.read("clob/clob_market_info.json"));
    assert.ok(listed?.kind === "listed" && listed.market.accepting);
    give({ kind: "opened", link: 1 as LinkId, tokens });
    const [yes] = tokens;
    const [, book] = frame("book_array_frame.json");
    assert.ok(book?.kind === "book" && book.token === yes);
    assert.deepEqual(book.bids, [
      { price: 440_000, size: 170_000_000 },
      { price: 450_000, size: 626_140_000 },
    ]);
    assert.deepEqual(kinds(frame("book_object_frame.json")), ["skipped"], "the same once more");
    const change = { kind: "level", token: yes, side: "buy", price: 450_000, size: 200_000_000 };
    assert.deepEqual(frame("price_change.json"), [change]);
    assert.deepEqual(frame("price_change_level_removed.json"), [
      { kind: "level", token: yes, side: "sell", price: 460_000, size: 0 },
    ]);
    assert.deepEqual(kinds(frame("last_trade_price.json")), ["trade"]);
    assert.deepEqual(frame("tick_size_change.json"), [
      { kind: "tickSize", token: yes, tickSize: 1_000 },
    ]);
    assert.deepEqual(frame("best_bid_ask.json"), []);
    assert.deepEqual(frame("new_market.json"), []);
    assert.deepEqual(kinds(frame("market_resolved.json")), ["listed"]);
    assert.deepEqual(rest("resolutions", samples.read("data_v2/resolutions_proposed.json")), []);
    assert.deepEqual(rest("resolutions", samples.read("data_v2/resolutions_resolved.json")), [
      { kind: "resolved", market: gamma.conditionId, winner: "no" },
    ]);
    assert.deepEqual(machine.status().counts.unreadable, 0);
  },
);
