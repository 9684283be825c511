import assert from "node:assert/strict";
import { FeedUnreachable, NothingToWatch } from "../../../src/adapters/polymarket/feed_error.ts";
import { hostsAt } from "../../../src/adapters/polymarket/hosts.ts";
import { MICRO, millis } from "../../../src/core/types/units.ts";
import { countsOf } from "../../contract/source_contract.ts";
import { Run, watch, withVenue } from "./feed_rig.ts";
import { Venue, venueMarket } from "./venue.ts";

const many = (count: number) => Array.from({ length: count }, (_, n) => venueMarket(n + 1));

const yes = (n: number) => venueMarket(n).yes;
const hasBooks = (live: Run, ...numbers: number[]) => () =>
  numbers.every((n) => live.count("book", yes(n)) > 0);
/** Changes a market until that is heard: a message may fall between two connections. */
const changed = (live: Run, venue: Venue, n: number) => {
  let size = 0;
  return live.until("a change", () => {
    venue.change(n, "BUY", 0.44, ++size);
    return live.count("level", yes(n)) > 0;
  });
};
/** Lets so many seconds of the feed's time pass. */
const seconds = (live: Run, count: number) => {
  const beats = live.kinds("heartbeat").length + count * 4;
  return live.until(`${count} seconds`, () => live.kinds("heartbeat").length >= beats);
};

Deno.test("a market is listed, then warmed up, then up with a book, and then it changes", () => {
  const venue = new Venue(many(1));
  return withVenue(venue, async (live) => {
    await live.until("a book", hasBooks(live, 1));
    await changed(live, venue, 1);
    const kinds = live.inputs.map(({ input }) => input.kind)
      .filter((kind) => kind !== "heartbeat" && kind !== "linkHeard");
    assert.deepEqual([...new Set(kinds)], ["listed", "history", "feedUp", "book", "level"]);
    assert.equal(live.kinds("history")[0]?.input.points.length, 3);
    const { markets, links, machine } = live.feed.status();
    assert.deepEqual([markets, machine.up], [1, 1]);
    assert.deepEqual(links.map(({ state, tokens }) => [state, tokens]), [["open", 2]]);
    assert.ok(live.feed.position() >= live.inputs.length);
  });
});

Deno.test("heartbeats lie at whole multiples of their period, without a gap", () =>
  withVenue(new Venue(many(1)), async (live) => {
    await seconds(live, 5);
    const beats = live.kinds("heartbeat").map(({ at }) => at);
    assert.ok(beats.every((at) => at % 250 === 0));
    assert.deepEqual(beats, beats.map((_, i) => (beats[0] ?? 0) + 250 * i));
  }));

Deno.test("R-114 R-128 a dropped connection takes its books down, and all come back on the next", () => {
  const venue = new Venue(many(3));
  return withVenue(venue, async (live) => {
    await live.until("books", hasBooks(live, 1, 2, 3));
    venue.drop();
    await live.until(
      "they are down",
      () => [1, 2, 3].every((n) => live.count("feedDown", yes(n)) > 0),
    );
    await live.until("they are up", () => [1, 2, 3].every((n) => live.count("feedUp", yes(n)) > 1));
    for (const n of [1, 2, 3]) {
      const said = live.inputs.map(({ input }) => input)
        .filter((input) => "token" in input && input.token === yes(n))
        .map(({ kind }) => kind);
      const before = ["history", "feedUp", "book", "feedDown", "feedUp", "book"];
      assert.deepEqual(said.slice(0, 6), before);
    }
    assert.deepEqual(venue.subscribed(), many(3).flatMap((market) => [market.yes, market.no]));
    assert.ok(
      live.notices.some((text) => text.includes("lost: closed by the venue (1012 restart)")),
    );
  });
});

Deno.test("R-116 a socket that answers PING and gives no data is replaced, and its books go down", () => {
  const venue = new Venue(many(2));
  return withVenue(venue, async (live) => {
    await live.until("books", hasBooks(live, 1, 2));
    venue.frozen = true;
    venue.market(1).bid = 0.4;
    await live.until("they are down", () => live.count("feedDown", yes(1)) > 0);
    await live.until("another connection", () => venue.connections > 1);
    venue.frozen = false;
    const bids = () =>
      live.kinds("book").map(({ input }) => input).filter(({ token }) => token === yes(1)).map((
        { bids },
      ) => bids.at(-1)?.price);
    await live.until("the true book", () => bids().at(-1) === 0.4 * MICRO);
    assert.ok(venue.pings > 0);
  }, { watch: { ...watch, quietMs: millis(12_000) } });
});

Deno.test("R-117 R-120 a quiet market is left alone, whatever is read of it meanwhile", () => {
  const venue = new Venue(many(2));
  return withVenue(venue, async (live) => {
    await live.until("books", hasBooks(live, 1, 2));
    const truths = () => venue.asked.filter((path) => path.includes("clob-markets")).length;
    const before = truths();
    const sent = [venue.connections, venue.frames.length];
    await seconds(live, 20);
    await live.until("truths read again", () => truths() >= before + 2);
    assert.equal(live.kinds("feedDown").length, 0);
    assert.equal(live.kinds("listed").length, 2);
    assert.deepEqual([venue.connections, venue.frames.length], sent);
  }, { truthTtlMs: millis(5_000), watch: { ...watch, frozenMs: millis(60_000) } });
});

Deno.test("R-115 R-112 a token whose first book does not come is read by REST", () => {
  const venue = new Venue([venueMarket(1), venueMarket(2, { mute: true })]);
  return withVenue(venue, async (live) => {
    await live.until("books", hasBooks(live, 1, 2));
    assert.ok(venue.asked.some((path) => path === "/books"));
  });
});

Deno.test("R-119 a market that is listed while running delivers like one known at the start", () => {
  const venue = new Venue(many(1));
  return withVenue(venue, async (live) => {
    await live.until("a book", hasBooks(live, 1));
    venue.markets.push(venueMarket(2));
    await live.until("its book", hasBooks(live, 2));
    await changed(live, venue, 2);
    assert.equal(live.count("history", yes(2)), 1);
  }, { discoveryEveryMs: millis(3_000) });
});

Deno.test("R-136 a market that has ended makes room, and nothing of it is asked any more", () => {
  const venue = new Venue(many(1));
  return withVenue(venue, async (live) => {
    await live.until("a book", hasBooks(live, 1));
    venue.market(1).closed = true;
    venue.market(1).accepting = false;
    venue.markets.push(venueMarket(2));
    await live.until("the other's book", hasBooks(live, 2));
    assert.ok(live.count("feedDown", yes(1)) > 0);
    await live.until("it is unsubscribed", () => venue.subscribed().length === 2);
    assert.deepEqual(venue.subscribed(), [venueMarket(2).yes, venueMarket(2).no]);
    assert.equal(live.feed.status().markets, 1);
  }, { maxMarkets: 1, discoveryEveryMs: millis(2_000), truthTtlMs: millis(2_000) });
});

Deno.test("R-159 a market settles though no event is sent", () => {
  const venue = new Venue([venueMarket(1, { endAt: Date.UTC(2026, 10, 22) }), venueMarket(2)]);
  return withVenue(venue, async (live) => {
    await live.until("books", hasBooks(live, 1, 2));
    venue.market(1).payouts = [0, 1_000_000];
    venue.market(2).payouts = [1_000_000, 0];
    await live.until("the end", () => live.kinds("resolved").length > 0);
    const { id } = venueMarket(1);
    const ends = live.kinds("resolved").map(({ input }) => input);
    assert.deepEqual(ends, [{ kind: "resolved", market: id, winner: "no" }]);
    const asked = venue.asked.filter((path) => path.includes("resolutions"));
    assert.ok(asked.every((path) => !path.includes(venueMarket(2).id)));
  });
});

Deno.test("the end of a market that is only awaited is heard, and takes no place", () => {
  const venue = new Venue(many(2));
  const { id } = venue.market(2);
  return withVenue(venue, async (live) => {
    await live.until("a book", hasBooks(live, 1));
    venue.market(2).payouts = [1_000_000, 0];
    await live.until("the end", () => live.kinds("resolved").length > 0);
    const ends = live.kinds("resolved").map(({ input }) => input);
    assert.deepEqual(ends, [{ kind: "resolved", market: id, winner: "yes" }]);
    assert.equal(live.count("book", yes(2)), 0);
    assert.equal(live.feed.status().markets, 1);
  }, { maxMarkets: 1, awaited: () => [id] });
});

Deno.test("R-121 frames of nonsense are counted, and the feed goes on", () => {
  const venue = new Venue(many(1));
  return withVenue(venue, async (live) => {
    await live.until("a book", hasBooks(live, 1));
    for (const text of ["{", "\u0000\u0001", '{"event_type":"news"}', "[1]"]) venue.broadcast(text);
    await changed(live, venue, 1);
    assert.ok((countsOf(live.inputs)["skipped torn"] ?? 0) >= 2);
    assert.equal(live.count("feedDown", yes(1)), 0);
  });
});

Deno.test("requests that fail for good are counted among the input that was not had", () => {
  const venue = new Venue(many(1));
  return withVenue(venue, async (live) => {
    await live.until("a book", hasBooks(live, 1));
    assert.equal(countsOf(live.inputs)["skipped unanswered"], undefined);
    venue.refuse = { path: /clob-markets/, status: 404 };
    await live.until(
      "a failure",
      () => (countsOf(live.inputs)["skipped unanswered"] ?? 0) > 0,
    );
    assert.equal(live.count("feedDown", yes(1)), 0);
  }, { truthTtlMs: millis(1_000) });
});

Deno.test("R-051 R-052 requests that never end hold up neither messages nor heartbeats", () => {
  const venue = new Venue(many(1));
  let isHung = false;
  let hanging = 0;
  const hang = (signal: AbortSignal | null | undefined) =>
    new Promise<Response>((_, reject) => {
      hanging++;
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  return withVenue(venue, async (live) => {
    await live.until("a book", hasBooks(live, 1));
    isHung = true;
    await live.until("a request", () => hanging > 0);
    const from = live.kinds("heartbeat").length;
    await seconds(live, 5);
    await changed(live, venue, 1);
    const beats = live.kinds("heartbeat").map(({ at }) => at).slice(from);
    assert.deepEqual(beats, beats.map((_, i) => (beats[0] ?? 0) + 250 * i));
    assert.equal(live.count("feedDown", yes(1)), 0);
  }, {
    fetch: (input, init) => isHung ? hang(init?.signal) : fetch(input, init),
    truthTtlMs: millis(1_000),
  });
});

Deno.test("R-135 a reader that falls behind loses its connections and is told, and then gets all anew", () => {
  const venue = new Venue(many(1));
  return withVenue(venue, async (live) => {
    await live.until("a book", hasBooks(live, 1));
    const { connections } = venue;
    live.hold();
    await live.until("it is full", () => {
      for (let i = 0; i < 20; i++) venue.change(1, "BUY", 0.44, i + 1);
      return live.feed.status().dropped > 0;
    });
    assert.ok(live.feed.status().queued <= 50);
    const books = live.count("book", yes(1));
    live.release();
    await live.until("a new book", () => live.count("book", yes(1)) > books);
    assert.equal(countsOf(live.inputs)["skipped tooLong"], 1);
    assert.equal(live.feed.status().dropped, 1);
    assert.ok(venue.connections > connections);
    assert.ok(live.count("feedDown", yes(1)) > 0);
    assert.match(live.notices.join("\n"), /fell behind by \d+ messages[^]*has caught up/);
  }, { queue: { maxFrames: 50, maxChars: 1e6 } });
});

Deno.test("one look reads markets, history and books by REST, beats once, and opens no socket", async () => {
  const venue = new Venue(many(3));
  const run = new Run(venue, hostsAt("http://venue.test"), { once: true, fetch: venue.fetch });
  await run.end();
  const counts = countsOf(run.inputs);
  assert.deepEqual(counts, { listed: 3, history: 3, feedUp: 3, book: 3, heartbeat: 1 });
  assert.equal(run.inputs.at(-1)?.input.kind, "heartbeat");
  assert.equal(venue.connections, 0);
  await run.stop();
});

Deno.test("a venue that cannot be reached at the start ends the reading with its name and reason", async () => {
  const venue = new Venue([]);
  const fetch = () => Promise.reject(new TypeError("tcp connect error: connection refused"));
  for (const once of [true, false]) {
    const run = new Run(venue, hostsAt("http://venue.test"), {
      fetch,
      once,
      patienceMs: millis(2_000),
    });
    await assert.rejects(run.end(), (error) => {
      assert.ok(error instanceof FeedUnreachable);
      assert.equal(error.host, "venue.test");
      assert.match(error.message, /^Cannot reach venue.test: .*connection refused/);
      return true;
    });
  }
});

Deno.test("a socket that cannot be reached at the start ends the reading too", async () => {
  const venue = new Venue(many(1));
  // Port 1 of the loopback has no listener.
  const hosts = hostsAt("http://127.0.0.1:1");
  const run = new Run(venue, hosts, { fetch: venue.fetch, patienceMs: millis(3_000) });
  await assert.rejects(run.end(), (error) => {
    assert.ok(error instanceof FeedUnreachable);
    assert.equal(error.host, "127.0.0.1:1");
    assert.match(error.reason, /connect/);
    return true;
  });
  assert.ok(run.kinds("listed").length === 1);
});

Deno.test("R-153 a venue without a market that is wanted is an error that says why", async () => {
  const venue = new Venue(many(3));
  const run = new Run(venue, hostsAt("http://venue.test"), {
    fetch: venue.fetch,
    select: { minVolume24h: null, query: "snow", tagId: null, category: null, slugs: [] },
  });
  await assert.rejects(run.end(), (error) => {
    assert.ok(error instanceof NothingToWatch);
    assert.match(error.message, /^Cannot watch any market: none of 3 markets .*"snow"/);
    return true;
  });
});

Deno.test("a failure at the start that passes within the patience is waited out", () => {
  const venue = new Venue(many(1));
  venue.refuse = { path: /keyset/, status: 500 };
  return withVenue(venue, async (live) => {
    await live.until("tries", () => venue.asked.length > 2);
    venue.refuse = null;
    await live.until("a book", hasBooks(live, 1));
  }, { patienceMs: millis(60_000) });
});

Deno.test("R-131 a history that cannot be had is said once, and markets are watched without it", () => {
  const venue = new Venue(many(3));
  venue.refuse = { path: /history/, status: 404 };
  return withVenue(venue, async (live) => {
    await live.until("books", hasBooks(live, 1, 2, 3));
    assert.equal(live.kinds("history").length, 0);
    const said = live.notices.filter((text) =>
      text.endsWith("3 of 3 markets begin without a past")
    );
    assert.equal(said.length, 1);
  });
});

Deno.test("an end is clean whenever it comes: before anything, while connecting, and in full flow", async () => {
  const venue = new Venue(many(2));
  const { hosts, stop } = venue.serve();
  try {
    const atOnce = new Run(venue, hosts);
    await atOnce.stop();
    using deaf = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const marketSocket = `ws://127.0.0.1:${deaf.addr.port}`;
    const connecting = new Run(venue, { ...hosts, marketSocket });
    await connecting.until(
      "it connects",
      () => connecting.feed.status().links.some(({ state }) => state === "connecting"),
    );
    await connecting.stop();
    const flowing = new Run(venue, hosts);
    await flowing.until("books", hasBooks(flowing, 1, 2));
    for (let i = 0; i < 100; i++) venue.change(1, "BUY", 0.44, i + 1);
    await flowing.stop();
  } finally {
    await stop();
  }
});

Deno.test("a reader that leaves closes the feed, and a feed is read once", async () => {
  const venue = new Venue(many(1));
  const { hosts, stop } = venue.serve();
  try {
    const run = new Run(venue, hosts);
    run.heard = () => {
      if (run.kinds("book").length > 0) throw new Error("enough");
    };
    await assert.rejects(run.end(), /enough/);
    await assert.rejects(
      run.feed.read()[Symbol.asyncIterator]().next(),
      /Cannot read a feed twice/,
    );
  } finally {
    await stop();
  }
});
