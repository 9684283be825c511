// Whatever comes, in whatever order: the machine does not throw, says the same again for the same
// input, and keeps what it promises of its output.
import assert from "node:assert/strict";
import fc from "fast-check";
import { applyToBook, type Book, emptyBook } from "../../../src/core/book.ts";
import type { LinkId } from "../../../src/core/types/ids.ts";
import { isPrice, MICRO, type Millis } from "../../../src/core/types/units.ts";
import type { RawInput, RestName, TimedRaw, Want } from "../../../src/adapters/polymarket/types.ts";
import type { SourceInput } from "../../../src/ports.ts";
import { NOON } from "../../support/builders.ts";
import { Rig } from "./machine/rig.ts";
import {
  anyMove,
  applyMoves,
  bookOf,
  chance,
  gammaPage,
  signature,
  snapshot,
  tickFrame,
  tradeFrame,
  type TrueMarket,
  trueMarket,
  truthOf,
} from "./machine/true_venue.ts";

const MARKETS = 4;
const SEED = 2_026;

/** One thing that happens; which, is a matter of `op`. */
interface Act {
  readonly op: number;
  readonly market: number;
  readonly link: number;
  readonly waitMs: number;
  readonly skewMs: number;
  readonly dice: number;
  /** Where and how the text is spoilt; null: not at all. */
  readonly spoil: { readonly where: number; readonly how: number } | null;
}

const anyAct: fc.Arbitrary<Act> = fc.record({
  op: fc.nat(25),
  market: fc.nat(MARKETS - 1),
  link: fc.integer({ min: 1, max: 3 }),
  waitMs: fc.oneof(
    { weight: 8, arbitrary: fc.nat(400) },
    { weight: 1, arbitrary: fc.nat(20_000) },
  ),
  skewMs: fc.oneof(
    { weight: 8, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -90_000, max: 90_000 }) },
  ),
  dice: fc.nat(0xffff),
  spoil: fc.option(
    fc.record({ where: fc.double({ min: 0, max: 1, noNaN: true }), how: fc.nat(7) }),
    { freq: 8 },
  ),
});

const anyActs = fc.array(anyAct, { minLength: 1, maxLength: 150, size: "max" });

function spoilt(text: string, spoil: Act["spoil"]): string {
  if (spoil === null) return text;
  const at = Math.floor(spoil.where * text.length);
  const [head, tail] = [text.slice(0, at), text.slice(at)];
  switch (spoil.how) {
    case 0:
      return head;
    case 1:
      return head + tail.slice(1);
    case 2:
      return `${head}"${tail}`;
    case 3:
      return head + tail.replace(/"\d[\d.]*"/, '"-1"');
    case 4:
      return head + tail.replace(/"\d[\d.]*"/, "null");
    case 5:
      return head + tail.replace(/"0\.\d+"/, '"0.123456"');
    case 6:
      return head + tail.replace(/\d{13}/, "1600000000000");
    default:
      return head + tail.replace(/\[.*\]/, "[]");
  }
}

/** The acts as raw inputs over a venue that goes on by itself. */
function rawInputs(acts: readonly Act[]): TimedRaw[] {
  const markets = Array.from({ length: MARKETS }, (_, n) => trueMarket(n, NOON - 1_000));
  const raws: TimedRaw[] = [];
  let at: number = NOON;
  const give = (raw: RawInput) => raws.push({ at: at as Millis, raw });
  give({ kind: "rest", name: "markets", key: "", body: gammaPage(markets) });
  for (const market of markets) {
    give({ kind: "rest", name: "truth", key: market.id, body: truthOf(market) });
  }
  give({ kind: "opened", link: 1 as LinkId, tokens: markets.flatMap(({ yes, no }) => [yes, no]) });
  for (const market of markets) give({ kind: "frame", link: 1 as LinkId, text: snapshot(market) });
  for (const act of acts) {
    at += act.waitMs;
    give(rawOf(act, markets, at));
  }
  return raws;
}

function rawOf(act: Act, markets: readonly TrueMarket[], at: number): RawInput {
  const market = markets[act.market] ?? trueMarket(0, at);
  const link = act.link as LinkId;
  const next = chance(act.dice);
  const time = at + act.skewMs;
  const frame = (text: string): RawInput => ({
    kind: "frame",
    link: act.dice % 8 === 0 ? link : 1 as LinkId,
    text: spoilt(text, act.spoil),
  });
  const rest = (name: RestName, body: string): RawInput => ({
    kind: "rest",
    name,
    key: market.yes,
    body: spoilt(body, act.spoil),
  });
  const token = act.dice % 2 === 0 ? market.yes : market.no;
  if (act.op < 10) return frame(applyMoves(market, [anyMove(market, next)], time));
  switch (act.op) {
    case 10:
    case 11:
      return frame(snapshot(market, token));
    case 12:
      return frame(tradeFrame(token, 500_000, time));
    case 13: {
      market.tick = market.tick === 10_000 ? 1_000 : 10_000;
      return frame(tickFrame(market, token, 11_000 - market.tick, time));
    }
    case 14:
      return { kind: "opened", link, tokens: [market.yes, market.no] };
    case 15:
      return { kind: "closed", link, reason: "gone" };
    case 16:
      return { kind: "dropped", tokens: [token] };
    case 17:
    case 18:
      return rest("books", JSON.stringify(markets.map((each) => bookOf(each, each.yes))));
    case 19:
      return rest("truth", truthOf(market, { ao: act.dice % 3 !== 0 }));
    case 20:
      return frame(["PONG", "INVALID OPERATION", "", "[]", "null", "[[]]"][act.dice % 6] ?? "");
    case 21: {
      const status = act.dice % 16 === 0 ? "resolved" : "proposed";
      const row = { condition_id: market.id, status, payouts: [MICRO, 0] };
      return rest("resolutions", JSON.stringify({ data: [row] }));
    }
    case 22:
      return rest("history", JSON.stringify({ history: [{ t: NOON / 1_000 - 60, p: 0.5 }] }));
    default:
      return { kind: "tick" };
  }
}

/** What the engine makes of it, as strict as it can be. */
class StrictEngine {
  readonly books = new Map<string, Book>();
  readonly #up = new Map<string, boolean>();
  readonly #links = new Map<number, number>();

  hear(input: SourceInput, at: number, open: ReadonlySet<number>): void {
    switch (input.kind) {
      case "feedUp":
        assert.notEqual(this.#up.get(input.token), true, "up twice");
        assert.ok(input.link !== null && open.has(input.link), "up on no connection");
        this.#up.set(input.token, true);
        return;
      case "feedDown":
        assert.equal(this.#up.get(input.token), true, "down twice");
        this.#up.set(input.token, false);
        this.books.delete(input.token);
        return;
      case "tickSize":
        this.#up.set(input.token, false);
        this.books.delete(input.token);
        return;
      case "book": {
        assert.equal(this.#up.get(input.token), true, "a book before feedUp");
        for (const { price, size } of [...input.bids, ...input.asks]) {
          assert.ok(isPrice(price) && Number.isSafeInteger(size) && size > 0);
        }
        const book = emptyBook();
        applyToBook(book, "yes", input, at as Millis);
        assert.equal(book.bids.prices.length, input.bids.length, "a price twice");
        assert.equal(book.asks.prices.length, input.asks.length, "a price twice");
        this.books.set(input.token, book);
        return;
      }
      case "level": {
        const book = this.books.get(input.token);
        assert.ok(book !== undefined, "a level before its snapshot");
        assert.ok(isPrice(input.price) && Number.isSafeInteger(input.size) && input.size >= 0);
        applyToBook(book, "yes", input, at as Millis);
        return;
      }
      case "linkHeard": {
        assert.ok(open.has(input.link), "heard a connection that is not there");
        const before = this.#links.get(input.link) ?? -Infinity;
        assert.ok(at - before >= 1_000, "heard twice a second");
        this.#links.set(input.link, at);
        return;
      }
      case "skipped":
        assert.ok(input.count > 0);
        return;
    }
  }
}

interface Heard {
  readonly inputs: readonly SourceInput[];
  readonly wants: readonly (readonly Want[])[];
  readonly notices: readonly string[];
}

function play(
  raws: readonly TimedRaw[],
  look: (rig: Rig, raw: TimedRaw, said: SourceInput[]) => void,
): Heard {
  const rig = new Rig();
  const inputs: SourceInput[] = [];
  const wants: (readonly Want[])[] = [];
  for (const timed of raws) {
    const said: SourceInput[] = [];
    rig.machine.accept(timed, (input) => said.push(input));
    inputs.push(...said);
    look(rig, timed, said);
    wants.push(rig.wants());
  }
  return { inputs, wants, notices: rig.notices };
}

Deno.test("for any input the engine's book is the machine's, valid, and after its snapshot", () => {
  fc.assert(
    fc.property(anyActs, (acts) => {
      const engine = new StrictEngine();
      const open = new Set<number>();
      play(rawInputs(acts), (rig, { at, raw }, said) => {
        if (raw.kind === "opened") open.add(raw.link);
        for (const input of said) engine.hear(input, at, open);
        if (raw.kind === "closed") open.delete(raw.link);
        for (const market of new Set(rig.state.tokens.values())) {
          const book = engine.books.get(market.yes);
          assert.equal(book !== undefined, market.up, "up is not what the engine thinks");
          if (book !== undefined) assert.equal(signature(book), signature(market.book));
        }
      });
    }),
    { seed: SEED, numRuns: 250 },
  );
});

Deno.test("the same input says the same", () => {
  fc.assert(
    fc.property(anyActs, (acts) => {
      const raws = rawInputs(acts);
      const ignore = () => {};
      assert.deepEqual(play(raws, ignore), play(raws, ignore));
    }),
    { seed: SEED, numRuns: 60 },
  );
});

Deno.test("any text in any place is survived", () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom("[", "{}", "[{}]", '{"data":[{}]}'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), anyText), { maxLength: 40 }), (texts) => {
      const names = ["markets", "truth", "books", "history", "resolutions"] as const;
      const raws = rawInputs([]);
      texts.forEach(([n, text], i) => {
        const at = NOON + 300 * i as Millis;
        const name = names[n];
        const raw: RawInput = name === undefined
          ? { kind: "frame", link: 1 as LinkId, text }
          : { kind: "rest", name, key: text, body: text };
        raws.push({ at, raw }, { at, raw: { kind: "tick" } });
      });
      play(raws, () => {});
    }),
    { seed: SEED, numRuns: 200 },
  );
});

Deno.test("R-135 nothing grows while tokens are opened and closed", () => {
  const rig = new Rig();
  const markets = Array.from({ length: 20 }, (_, n) => trueMarket(n, NOON));
  rig.list(...markets);
  const sizes = () => {
    const { links, tokens, orphans, prints, said, asks } = rig.state;
    return [links, tokens, orphans, prints, said, asks].map(({ size }) => size);
  };
  const next = chance(5);
  let first: number[] = [];
  for (let round = 1; round <= 2_000; round++) {
    rig.at += 1_000;
    const chosen = markets.slice(round % 10, (round % 10) + 10);
    rig.open(round, [...chosen.flatMap(({ yes, no }) => [yes, no]), `9${round}` as never]);
    for (const market of chosen) rig.frame(snapshot(market), round);
    for (const market of chosen) {
      rig.frame(applyMoves(market, [anyMove(market, next)], rig.time), round);
    }
    rig.frame("not JSON", round);
    rig.give({ kind: "tick" });
    rig.give({ kind: "closed", link: round as LinkId, reason: "gone" });
    rig.wants();
    if (round === 100) first = sizes();
  }
  assert.deepEqual(sizes(), first);
  for (const market of rig.state.tokens.values()) {
    assert.deepEqual(signature(market.book), "|||");
    assert.equal(market.journal.lostAt, -Infinity);
  }
});
