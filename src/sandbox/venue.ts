// The parts of a venue, put together: everything but the routes, the network and the wall's time.
import type { SimClock } from "../core/sim_clock.ts";
import { type Millis, usdc } from "../core/types/units.ts";
import { createDesk, type Desk } from "./bedrock/desk.ts";
import type { ForecasterName } from "./bedrock/forecaster.ts";
import { createOracle } from "./bedrock/oracle.ts";
import { createEvidence, type Evidence } from "./evidence/evidence.ts";
import { createKeys, type Keys } from "./auth/keys.ts";
import { createExchange, type SandboxExchange } from "./exchange/exchange.ts";
import { applyEffect, countEffects, findMarket } from "./faults/effects.ts";
import { createFaults, type Faults } from "./faults/switchboard.ts";
import { createWaiting, type Waiting } from "./faults/waiting.ts";
import { defaultOptions, type PrivateOptions } from "./private/deps.ts";
import { createJournal, type Journal } from "./public/journal.ts";
import { createMarketChannel, type MarketChannel } from "./sockets/market_channel.ts";
import { createUserSockets, type UserSockets } from "./sockets/user_sockets.ts";
import type { World } from "./types.ts";
import type { Scenario } from "./world/scenario.ts";
import { createWorld } from "./world/world.ts";

export interface VenueSettings {
  readonly clock: SimClock;
  readonly seed: number;
  readonly scenario: Scenario;
  /** In place of the scenario's. */
  readonly forecaster?: ForecasterName;
}

export interface Venue {
  readonly seed: number;
  readonly clock: SimClock;
  readonly exchange: SandboxExchange;
  readonly world: World;
  readonly faults: Faults;
  readonly keys: Keys;
  readonly accounts: PrivateOptions;
  readonly journal: Journal;
  /** What others say of its markets, and models that read it. */
  readonly evidence: Evidence;
  readonly desk: Desk;
  readonly waiting: Waiting;
  readonly marketChannel: MarketChannel;
  readonly userSockets: UserSockets;
  /** Unix seconds as the venue believes, with the fault of its clock. */
  nowSeconds(): number;
  /** Ends every wait and forgets every connection; the clock may still be moved. */
  stop(): void;
}

const USUAL_ACCOUNT = { collateral: 1_000, approved: true };
const LOOK_MS = 1_000 as Millis;

/** A venue whose world has started. */
export function createVenue({ clock, seed, scenario, ...settings }: VenueSettings): Venue {
  const exchange = createExchange({ clock, seed });
  const world = createWorld({ exchange, clock, seed, scenario });
  const keys = fundingKeys(createKeys(seed), exchange, scenario);
  const faults = createFaults({
    seed,
    clock,
    effect: (name, request) => applyEffect({ exchange, drop }, name, request),
    marketId: (name) => findMarket(exchange, name)?.id ?? null,
  });
  // The world lists its markets before anybody is there to hear of them.
  world.start();
  const journal = createJournal(exchange, clock);
  const waiting = createWaiting(clock);
  const marketChannel = createMarketChannel({ exchange, clock, faults });
  const userSockets = createUserSockets({ exchange, clock, faults, keys });
  const evidence = createEvidence({ exchange, world, clock, seed, faults });
  const forecaster = settings.forecaster ?? scenario.forecaster ?? "informed";
  const desk = createDesk(createOracle({ exchange, world, clock, seed, forecaster }));
  const stopCounting = countEffects(exchange, faults);
  watchListings();
  return {
    seed,
    clock,
    exchange,
    world,
    faults,
    keys,
    accounts: defaultOptions(),
    journal,
    evidence,
    desk,
    waiting,
    marketChannel,
    userSockets,
    nowSeconds: () => Math.floor((clock.now() + (faults.args("clockSkew")?.ms ?? 0)) / 1_000),
    stop() {
      waiting.stop();
      stopCounting();
      marketChannel.stop();
      userSockets.stop();
      journal.stop();
    },
  };

  /** New listings and proposals are noticed within a second. */
  function watchListings(): void {
    clock.after(LOOK_MS, () => {
      for (const market of journal.look()) marketChannel.announce(market);
      watchListings();
    });
  }

  function drop(request: Parameters<MarketChannel["drop"]>[0]): number {
    return marketChannel.drop(request) + userSockets.drop(request);
  }
}

/** Gives every wallet of a new API user what the scenario says. */
function fundingKeys(keys: Keys, exchange: SandboxExchange, scenario: Scenario): Keys {
  const { collateral, approved } = scenario.accounts ?? USUAL_ACCOUNT;
  return {
    ...keys,
    create(address, nonce) {
      const isNew = keys.of(address).length === 0;
      const credentials = keys.create(address, nonce);
      if (credentials === null || !isNew) return credentials;
      for (const account of Object.values(keys.wallets(address))) {
        exchange.fund(account, { collateral: usdc(Math.round(1e6 * collateral)), approved });
      }
      return credentials;
    },
  };
}
