import assert from "node:assert/strict";
import { Discovery, type DiscoveryOptions } from "../../../src/adapters/polymarket/discovery.ts";
import { hostsAt } from "../../../src/adapters/polymarket/hosts.ts";
import { createRest } from "../../../src/adapters/polymarket/rest.ts";
import { emptyBecause, type Select } from "../../../src/adapters/polymarket/select.ts";
import type { RawInput } from "../../../src/adapters/polymarket/types.ts";
import type { MarketId } from "../../../src/core/types/ids.ts";
import { MICRO, millis, usdc } from "../../../src/core/types/units.ts";
import { Venue, venueMarket } from "./venue.ts";

const everything: Select = {
  minVolume24h: null,
  query: null,
  tagId: null,
  category: null,
  slugs: [],
};

class Rig {
  now = Date.UTC(2026, 10, 22);
  held: MarketId[] = [];
  readonly found: string[][] = [];
  readonly dropped: string[] = [];
  readonly emitted: RawInput[] = [];
  readonly notices: string[] = [];
  readonly discovery: Discovery;
  readonly venue: Venue;

  constructor(venue: Venue, options: Partial<DiscoveryOptions> = {}) {
    this.venue = venue;
    const wall = { now: () => this.now, sleep: () => Promise.resolve(), random: () => 0 };
    this.discovery = new Discovery({
      rest: createRest({
        hosts: hostsAt("http://venue.test"),
        fetch: venue.fetch,
        wall,
        timeoutMs: millis(1_000),
        patienceMs: millis(0),
        userAgent: "polybot/test",
      }),
      now: () => millis(this.now),
      select: everything,
      maxMarkets: 100,
      held: () => this.held,
      truthTtlMs: millis(60_000),
      emit: (raw) => this.emitted.push(raw),
      dropped: (markets) => this.dropped.push(...markets.map(({ gamma }) => gamma.slug)),
      notice: (text) => this.notices.push(text),
      signal: new AbortController().signal,
      ...options,
    });
  }

  async pass() {
    return await this.discovery.pass((markets) => {
      this.found.push(markets.map(({ gamma }) => gamma.slug));
      return Promise.resolve();
    });
  }

  slugs(): string[] {
    return [...this.discovery.tracked.values()].map(({ gamma }) => gamma.slug).toSorted();
  }
}

const many = (count: number) => Array.from({ length: count }, (_, n) => venueMarket(n + 1));
const named = (...numbers: number[]) => numbers.map((n) => `market-${n}`).toSorted();

Deno.test("R-138 against 250 listed markets discovery returns 250", async () => {
  const rig = new Rig(new Venue(many(250)), { maxMarkets: 1_000 });
  const { tally, failure } = await rig.pass();
  assert.equal(rig.discovery.tracked.size, 250);
  assert.deepEqual(tally, { listed: 250, traded: 250, matching: 250, open: 250, accepted: 250 });
  assert.equal(failure, null);
  assert.deepEqual(rig.found.map(({ length }) => length), [100, 100, 50]);
});

Deno.test("the most traded come first, and no more pages are read than are needed", async () => {
  const rig = new Rig(new Venue(many(250)), { maxMarkets: 120 });
  await rig.pass();
  assert.equal(rig.discovery.tracked.size, 120);
  assert.deepEqual(rig.found[1]?.at(-1), "market-120");
  assert.equal(rig.venue.asked.filter((path) => path.includes("keyset")).length, 2);
});

Deno.test("R-139 R-140 each filter admits and excludes, on the way by slug too", async () => {
  const venue = () =>
    new Venue([
      venueMarket(1, { volume: 5_000, question: "Will the Bill pass?" }),
      venueMarket(2, { volume: 50, question: "Will the bill fail?" }),
      venueMarket(3, { volume: null, question: "Will it rain?" }),
    ]);
  const cases: readonly (readonly [Partial<Select>, readonly string[]])[] = [
    [{}, named(1, 2, 3)],
    [{ minVolume24h: usdc(1_000 * MICRO) }, named(1)],
    [{ minVolume24h: usdc(0) }, named(1, 2, 3)],
    [{ query: "bill" }, named(1, 2)],
    [{ query: " PASS  bill " }, named(1)],
    [{ query: "market-3" }, named(3)],
    [{ slugs: ["market-2", "market-3"] }, named(2, 3)],
    [{ slugs: ["market-1", "market-2"], minVolume24h: usdc(1_000 * MICRO) }, named(1)],
  ];
  for (const [select, expected] of cases) {
    const rig = new Rig(venue(), { select: { ...everything, ...select } });
    await rig.pass();
    assert.deepEqual(rig.slugs(), expected, JSON.stringify(select));
  }
  const tagged = new Rig(venue(), { select: { ...everything, tagId: "42" } });
  await tagged.pass();
  assert.match(tagged.venue.asked[0] ?? "", /[?&]tag_id=42(&|$)/);
});

Deno.test("R-153 zero markets is said with the filter that removed the last one", async () => {
  const cases: readonly (readonly [Venue, Partial<Select>, RegExp])[] = [
    [new Venue([]), {}, /^the venue lists no market$/],
    [new Venue([]), { slugs: ["a"], tagId: "7" }, /lists no market \(tag 7, slug a\)$/],
    [
      new Venue([venueMarket(1, { volume: 9 })]),
      { minVolume24h: usdc(10 * MICRO) },
      /^none of 1 markets traded 10 dollars in 24 hours/,
    ],
    [new Venue(many(3)), { query: "snow" }, /^none of 3 markets is called that \(query "snow"\)$/],
    [new Venue([venueMarket(1, { accepting: false })]), {}, /open for trading on Gamma$/],
    [new Venue([venueMarket(1, { clobAccepting: false })]), {}, /open for trading on the CLOB$/],
  ];
  for (const [venue, over, expected] of cases) {
    const select = { ...everything, ...over };
    const { tally } = await new Rig(venue, { select }).pass();
    assert.match(emptyBecause(tally, select), expected);
  }
});

Deno.test("a market that the CLOB refuses makes room for the next, on the same page", async () => {
  const markets = many(6).map((market) => ({ ...market, clobAccepting: market.n > 2 }));
  const rig = new Rig(new Venue(markets), { maxMarkets: 3 });
  await rig.pass();
  assert.deepEqual(rig.slugs(), named(3, 4, 5));
});

Deno.test("a page goes to the machine before the truths of its markets, as it came", async () => {
  const rig = new Rig(new Venue(many(2)));
  await rig.pass();
  const said = rig.emitted.map((raw) => raw.kind === "rest" ? [raw.name, raw.key] : []);
  const [first, second] = rig.venue.markets;
  assert.deepEqual(said, [["markets", ""], ["truth", first?.id], ["truth", second?.id]]);
});

Deno.test("held markets are watched whatever they are: closed, refused, or without a truth", async () => {
  const venue = new Venue([
    venueMarket(1),
    venueMarket(2, { closed: true }),
    venueMarket(3, { accepting: false }),
    venueMarket(4, { version: "v2" }),
    venueMarket(5),
  ]);
  const rig = new Rig(venue, { maxMarkets: 2, select: { ...everything, query: "nothing at all" } });
  const missing = venueMarket(99).id;
  rig.held = [...[2, 3].map((n) => venue.market(n).id), missing];
  venue.refuse = { path: new RegExp(`clob-markets/${venue.market(3).id}`), status: 500 };
  await rig.pass();
  assert.deepEqual(rig.slugs(), named(2, 3));
  assert.ok(rig.notices.some((text) => text.includes(`does not list: ${missing}`)));
  const truths = rig.emitted.filter((raw) => raw.kind === "rest" && raw.name === "truth");
  assert.equal(truths.length, 1);
});

Deno.test("held markets come on top when there is no room for them", async () => {
  const rig = new Rig(new Venue(many(4)), { maxMarkets: 2 });
  await rig.pass();
  assert.deepEqual(rig.slugs(), named(1, 2));
  rig.held = [rig.venue.market(4).id];
  await rig.pass();
  assert.deepEqual(rig.slugs(), named(1, 2, 4));
});

Deno.test("R-144 R-143 a market whose truth is 404 three times and then there ends up watched", async () => {
  const rig = new Rig(new Venue(many(2)));
  rig.venue.refuse = { path: /clob-markets.*1$/, status: 404 };
  for (let i = 0; i < 3; i++) {
    await rig.pass();
    assert.deepEqual(rig.slugs(), named(2));
  }
  assert.match(rig.notices[0] ?? "", /market-1 is not known well enough/);
  rig.venue.refuse = null;
  await rig.pass();
  assert.deepEqual(rig.slugs(), named(1, 2));
});

Deno.test("R-142 a page that fails keeps what came before it, and is named", async () => {
  const venue = new Venue(many(5));
  venue.pageSize = 2;
  const { fetch } = venue;
  const rig = new Rig(venue, {
    rest: createRest({
      hosts: hostsAt("http://venue.test"),
      fetch: (input, init) => {
        if (String(input).includes("after_cursor=4")) return Promise.reject(new TypeError("gone"));
        return fetch(input, init);
      },
      wall: { now: () => 0, sleep: () => Promise.resolve(), random: () => 0 },
      timeoutMs: millis(1_000),
      patienceMs: millis(0),
      userAgent: "polybot/test",
    }),
  });
  const { failure } = await rig.pass();
  assert.deepEqual(rig.slugs(), named(1, 2, 3, 4));
  assert.equal(failure?.host, "venue.test");
  assert.match(rig.notices.at(-1) ?? "", /the search for markets ends early$/);
});

Deno.test("R-119 a market that is listed later is found by a later pass, and no other again", async () => {
  const rig = new Rig(new Venue(many(2)));
  await rig.pass();
  rig.venue.markets.push(venueMarket(3));
  await rig.pass();
  assert.deepEqual(rig.found, [["market-1", "market-2"], ["market-3"]]);
});

Deno.test("with no room left what is known is read again all the same, closing too", async () => {
  const rig = new Rig(new Venue(many(4)), { maxMarkets: 2 });
  await rig.pass();
  rig.emitted.length = 0;
  rig.venue.market(1).volume = 77;
  rig.venue.market(2).closed = true;
  rig.venue.market(2).accepting = false;
  rig.held = [rig.venue.market(2).id];
  await rig.pass();
  const volumes = [...rig.discovery.tracked.values()].map(({ gamma }) => gamma.volume24h);
  assert.deepEqual(volumes, [77 * MICRO, 999_998 * MICRO]);
  assert.deepEqual(rig.discovery.unsettled(), rig.held);
  assert.equal(rig.emitted.length, 2);
  assert.deepEqual(rig.slugs(), named(1, 2));
  rig.discovery.settle(rig.held.map((market) => ({ market, status: "", payouts: [0, MICRO] })));
  rig.venue.asked.length = 0;
  await rig.pass();
  assert.deepEqual(rig.venue.asked.filter((path) => path.includes(rig.venue.market(2).id)), []);
});

Deno.test("R-136 what has ended gives its place to a new market, but not while it is held", async () => {
  const rig = new Rig(new Venue(many(2)), { maxMarkets: 2 });
  await rig.pass();
  for (let n = 3; n < 40; n++) {
    const [held, other] = rig.slugs();
    const old = rig.venue.markets.filter(({ slug }) => slug === held || slug === other);
    for (const market of old) market.closed = true;
    rig.held = old.slice(0, 1).map(({ id }) => id);
    rig.now += 60_001;
    await rig.discovery.refreshOldest();
    rig.discovery.settle(old.map(({ id }) => ({
      market: id,
      status: "resolved",
      payouts: [1_000_000, 0] as const,
    })));
    rig.venue.markets.push(venueMarket(n));
    await rig.pass();
    assert.deepEqual(rig.slugs(), [held, `market-${n}`].toSorted());
    assert.equal(rig.dropped.at(-1), other);
  }
});

Deno.test("the truth that is oldest is read again, one at a time and only when it is too old", async () => {
  const rig = new Rig(new Venue(many(2)));
  await rig.pass();
  const asked = () => rig.venue.asked.filter((path) => path.includes("clob-markets")).length;
  await rig.discovery.refreshOldest();
  assert.equal(asked(), 2);
  rig.now += 60_000;
  for (const expected of [3, 4, 4]) {
    await rig.discovery.refreshOldest();
    assert.equal(asked(), expected);
  }
});

Deno.test("a truth that cannot be read leaves what is known, and is asked for again in half a minute", async () => {
  const rig = new Rig(new Venue(many(1)));
  await rig.pass();
  rig.now += 60_000;
  rig.venue.refuse = { path: /clob-markets/, status: 500 };
  await rig.discovery.refreshOldest();
  assert.deepEqual(rig.discovery.unsettled(), []);
  rig.venue.refuse = null;
  rig.venue.market(1).clobAccepting = false;
  rig.now += 29_000;
  await rig.discovery.refreshOldest();
  assert.deepEqual(rig.discovery.unsettled(), []);
  rig.now += 1_000;
  await rig.discovery.refreshOldest();
  assert.deepEqual(rig.discovery.unsettled(), [rig.venue.market(1).id]);
});

Deno.test("R-159 the end is awaited of what is held, past its end, or closed, until it is resolved", async () => {
  const rig = new Rig(new Venue(many(4)));
  rig.venue.market(3).endAt = rig.now + 1_000;
  await rig.pass();
  assert.deepEqual(rig.discovery.unsettled(), []);
  rig.held = [rig.venue.market(2).id];
  rig.now += 1_000;
  const ids = [2, 3].map((n) => rig.venue.market(n).id);
  assert.deepEqual(rig.discovery.unsettled(), ids);
  const market = ids[0] as MarketId;
  rig.discovery.settle([{ market, status: "proposed", payouts: null }]);
  assert.deepEqual(rig.discovery.unsettled(), ids);
  rig.discovery.settle([{ market, status: "resolved", payouts: [0, 1_000_000] }]);
  assert.deepEqual(rig.discovery.unsettled(), [ids[1]]);
});

Deno.test("an unreadable market costs itself and not its page", async () => {
  const venue = new Venue(many(2));
  const { fetch } = venue;
  const rig = new Rig(venue, {
    rest: createRest({
      hosts: hostsAt("http://venue.test"),
      fetch: async (input, init) => {
        const text = await (await fetch(input, init)).text();
        return new Response(text.replace('"slug":"market-1"', '"slug":7'));
      },
      wall: { now: () => 0, sleep: () => Promise.resolve(), random: () => 0 },
      timeoutMs: millis(1_000),
      userAgent: "polybot/test",
    }),
  });
  await rig.pass();
  assert.deepEqual(rig.slugs(), named(2));
  assert.match(rig.notices[0] ?? "", /^A market cannot be read: /);
});
