// The venue's own client on a sandbox of its own, and what the tests of it have in common.
import assert from "node:assert/strict";
import { ClobClient, Side } from "@polymarket/clob-client-v2";
import type { ApiKeyCreds, ClobClientOptions } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { price, shares, usdc } from "../../src/core/types/units.ts";
import { parseFault } from "../../src/sandbox/faults/request.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import type { Sandbox } from "../../src/sandbox/server.ts";
import type { Hex } from "../../src/sandbox/types.ts";
import { scenarios } from "../../src/sandbox/world/scenarios.ts";
import { ANVIL_0, ANVIL_KEY_0 } from "../sandbox/auth/vectors.ts";
import { NEG_RISK, PROTOCOL_V2, STANDARD } from "../sandbox/private/rig.ts";

/** Options of every order on the standard market. */
export const CENT = { tickSize: "0.01", negRisk: false } as const;
/** An order that rests: ten shares at 0.45. */
export const TEN = { tokenID: STANDARD.yes as string, price: 0.45, size: 10, side: Side.BUY };

export interface Session {
  readonly venue: Sandbox;
  readonly client: ClobClient;
  readonly creds: ApiKeyCreds;
  /** Another client of the same key. */
  again(options: Partial<ClobClientOptions>): ClobClient;
}

export interface SessionOptions extends Partial<ClobClientOptions> {
  /** As the control endpoint takes them; on from the start. */
  readonly faults?: readonly Record<string, unknown>[];
}

/**
 * Runs with a client whose key is made and whose address has a thousand dollars; no other wallet
 * has any. The clock of the venue stands at the present until it is moved.
 */
export function clientTest(
  name: string,
  run: (session: Session) => Promise<void>,
  { faults = [], ...options }: SessionOptions = {},
): void {
  Deno.test(name, async () => {
    const venue = await aVenue();
    const base = { host: venue.url, chain: 137 as const, signer: signerOf(ANVIL_KEY_0) };
    try {
      for (const fault of faults) setFault(venue, fault);
      const creds = await new ClobClient({ ...base, ...options }).createOrDeriveApiKey();
      fund(venue, ANVIL_0);
      const again = (more: Partial<ClobClientOptions>) =>
        new ClobClient({ ...base, creds, ...more });
      await run({ venue, creds, client: again(options), again });
      assert.deepEqual(venue.status().errors, { count: 0, last: [] });
    } finally {
      await venue.close();
    }
  });
}

/** Three markets of ours, each quoted 100 shares at 0.44 and at 0.46, beside two of the world's. */
async function aVenue(): Promise<Sandbox> {
  const accounts = { collateral: 0, approved: false };
  const scenario = { ...scenarios["calm"] ?? assert.fail("no calm"), markets: 2, accounts };
  const venue = await startSandbox({ port: 0, scenario, seed: 1, manual: true });
  for (const listed of [STANDARD, NEG_RISK, PROTOCOL_V2]) {
    const market = { ...listed, startAt: venue.clock.now() };
    venue.exchange.list(market, price(10_000));
    venue.exchange.quote(market.id, "buy", price(440_000), shares(100_000_000));
    venue.exchange.quote(market.id, "sell", price(460_000), shares(100_000_000));
  }
  return venue;
}

export function signerOf(privateKey: Hex) {
  return createWalletClient({
    account: privateKeyToAccount(privateKey),
    chain: polygon,
    // Signing needs no chain: nobody listens there.
    transport: http("http://127.0.0.1:1"),
  });
}

/** Gives a wallet a thousand dollars and every approval. */
export function fund(venue: Sandbox, wallet: string): void {
  const funds = { collateral: usdc(1_000_000_000), approved: true };
  venue.exchange.fund(wallet.toLowerCase() as Hex, funds);
}

export function setFault(venue: Sandbox, fault: Record<string, unknown>): void {
  const request = parseFault(fault);
  assert.ok(request.ok, JSON.stringify(request));
  const set = venue.faults.set(request.value);
  assert.ok(set.ok, JSON.stringify(set));
}

/** Runs while the venue's clock goes on, 25 times as fast as the wall's. */
export async function whileTimePasses<T>(venue: Sandbox, run: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => venue.advance(500), 20);
  try {
    return await run();
  } finally {
    clearInterval(timer);
  }
}

/** The venue's words, which the client returns in place of an answer. */
export function refusal(answer: unknown): string {
  const { error, status } = answer as { error: string; status: number };
  assert.equal(status, 400, JSON.stringify(answer));
  return error;
}
