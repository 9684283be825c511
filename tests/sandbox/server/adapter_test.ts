// What the sandbox says, read by the parsers that read the venue: everything must be understood,
// and nothing may be new to them.
import assert from "node:assert/strict";
import { bookHash, parseBooks } from "../../../src/adapters/polymarket/parse/books.ts";
import { createDrift, type Drift } from "../../../src/adapters/polymarket/parse/drift.ts";
import { parseFrame } from "../../../src/adapters/polymarket/parse/frame.ts";
import { parseMarketsPage } from "../../../src/adapters/polymarket/parse/gamma.ts";
import { parseGeoblock } from "../../../src/adapters/polymarket/parse/geoblock.ts";
import { parseHistory } from "../../../src/adapters/polymarket/parse/history.ts";
import { parseResolutions } from "../../../src/adapters/polymarket/parse/resolutions.ts";
import { parseTime } from "../../../src/adapters/polymarket/parse/time.ts";
import { parseTruth, truthRefusal } from "../../../src/adapters/polymarket/parse/truth.ts";
import type { Result } from "../../../src/core/types/result.ts";
import type { ListedMarket } from "../../../src/sandbox/types.ts";
import { scenarios } from "../../../src/sandbox/world/scenarios.ts";
import { type Rig, STILL, withSandbox } from "./rig.ts";

const world = {
  ...(scenarios["default"] ?? STILL),
  markets: 40,
  version2: 0.2,
  negRisk: 0.4,
  endings: [
    { weight: 1, seconds: [60, 120] },
    { weight: 1, seconds: [200_000, 2_000_000] },
  ],
} as const;

function valueOf<T, E>(result: Result<T, E>): T {
  return result.ok ? result.value : assert.fail(JSON.stringify(result.error));
}

function aDrift(): { drift: Drift; seen: string[] } {
  const seen: string[] = [];
  return { drift: createDrift((text) => seen.push(text)), seen };
}

function booksBody(markets: readonly ListedMarket[]): { token_id: string }[] {
  return markets.flatMap(({ yes, no }) => [{ token_id: yes }, { token_id: no }]);
}

async function readMarkets({ get, sandbox }: Rig, drift: Drift): Promise<void> {
  for (const closed of [false, true]) {
    const { text } = await get(`/gamma/markets/keyset?limit=100&closed=${closed}`);
    const page = valueOf(parseMarketsPage(text, drift));
    assert.ok(page.markets.length > 5, `closed ${closed}: ${page.markets.length} markets`);
    for (const read of page.markets) {
      const gamma = valueOf(read);
      const listed = sandbox.exchange.byToken(gamma.tokens[0])?.market;
      assert.equal(listed?.id, gamma.id);
      const truth = valueOf(parseTruth((await get(`/clob-markets/${gamma.id}`)).text, drift));
      if (gamma.refusal === null) assert.equal(truthRefusal(gamma, truth), null);
      else assert.ok(["closed", "version", "resolving", "placeholder"].includes(gamma.refusal));
      assert.deepEqual(truth.fee, listed?.fee === null ? { rate: 0, exponent: 1 } : listed?.fee);
      assert.equal(truth.takerDelayMs, listed?.takerDelayMs);
    }
  }
}

async function readRest({ get, ask, sandbox }: Rig, drift: Drift): Promise<void> {
  const markets = sandbox.exchange.markets();
  const open = markets.filter(({ id }) => !sandbox.exchange.status(id).closed);
  const { text } = await ask("POST", "/books", booksBody(markets));
  const books = valueOf(parseBooks(text, drift)).map(valueOf);
  assert.equal(books.length, 2 * open.length);
  for (const raw of JSON.parse(text)) assert.equal(bookHash(raw), raw.hash);
  const { yes } = open[0] ?? assert.fail("all markets are closed");
  const histories = [
    `/prices-history?market=${yes}&interval=1d`,
    `/data-api/v2/prices-history?token_id=${yes}&interval=1d`,
  ];
  for (const path of histories) {
    assert.ok(valueOf(parseHistory((await get(path)).text, drift)).length > 100);
  }
  for (const { id } of markets) {
    const { text } = await get(`/data-api/v2/resolutions?condition=${id}`);
    const [row] = valueOf(parseResolutions(text, drift));
    assert.deepEqual(row?.payouts ?? null, sandbox.exchange.status(id).payouts);
  }
  assert.equal(valueOf(parseGeoblock((await get("/api/geoblock")).text)).blocked, false);
  const seconds = Math.floor(sandbox.clock.now() / 1_000);
  assert.equal(valueOf(parseTime((await get("/time")).text)), 1_000 * seconds);
}

Deno.test("the adapter understands every answer of a busy sandbox", async () => {
  await withSandbox(async (rig) => {
    const { drift, seen } = aDrift();
    rig.sandbox.advance(1_000);
    // Markets end, are proposed, resolve and are followed by new ones.
    for (let i = 0; i < 80; i++) rig.sandbox.advance(10_000);
    await readMarkets(rig, drift);
    await readRest(rig, drift);
    assert.deepEqual(seen, []);
  }, { scenario: world });
});

Deno.test("the adapter understands every frame of a busy sandbox", async () => {
  await withSandbox(async ({ sandbox, connect }) => {
    const { drift, seen } = aDrift();
    const socket = await connect("/ws/market");
    const tokens = sandbox.exchange.markets().flatMap(({ yes, no }) => [yes, no]);
    socket.say({ assets_ids: tokens, type: "market", custom_feature_enabled: true });
    await socket.settled();
    for (let i = 0; i < 80; i++) {
      sandbox.advance(10_000);
      await socket.settled();
    }
    const kinds = new Map<string, number>();
    for (const text of socket.frames) {
      const frame = valueOf(parseFrame(text, drift));
      assert.ok(frame.kind === "messages", text);
      for (const message of frame.messages.map(valueOf)) {
        kinds.set(message.kind, (kinds.get(message.kind) ?? 0) + 1);
      }
    }
    assert.deepEqual(seen, []);
    assert.deepEqual([...kinds.keys()].toSorted(), [
      "book",
      "changes",
      "ignored",
      "resolved",
      "tickSize",
      "trade",
    ]);
  }, { scenario: { ...world, messagesPerSecond: 5 } });
});
