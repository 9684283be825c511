import type { Millis } from "../core/types/units.ts";
import type { ModelStatus } from "./bedrock/desk.ts";
import type { FaultState } from "./faults/switchboard.ts";
import type { MarketChannelCounts } from "./sockets/market_channel.ts";
import type { VenueEvent } from "./types.ts";
import type { Venue } from "./venue.ts";

/** What `GET /sandbox/status` says. */
export interface SandboxStatus {
  readonly seed: number;
  readonly scenario: string;
  readonly speed: number;
  /** True: the clock stands still until it is moved. */
  readonly manual: boolean;
  readonly venueTime: Millis;
  /** How much the venue's clock is behind where its speed should have brought it. */
  readonly lagMs: number;
  readonly markets: { readonly open: number; readonly closed: number };
  readonly sockets: { readonly market: MarketChannelCounts; readonly user: number };
  readonly events: Readonly<Record<VenueEvent["kind"], number>>;
  /** Answers by their status, but for those of this endpoint. */
  readonly answers: Readonly<Record<string, number>>;
  /** POSTs of orders that arrived, whatever became of them. */
  readonly orderPosts: number;
  /** Requests to models, and who answers them. */
  readonly models: ModelStatus;
  readonly faults: readonly FaultState[];
  /** Failures of the sandbox itself; there should be none. The last few in words. */
  readonly errors: { readonly count: number; readonly last: readonly string[] };
}

export interface MeterOptions {
  readonly venue: Venue;
  readonly seed: number;
  readonly scenario: string;
  readonly speed: number;
  readonly manual: boolean;
  readonly lagMs: () => number;
  readonly onError: (error: unknown) => void;
}

/** Counts what the routes do, and sums the venue up. */
export interface Meter {
  answered(status: number): void;
  orderPosted(): void;
  failed(error: unknown): void;
  status(): SandboxStatus;
}

const MOST_ERRORS = 20;

export function createMeter(options: MeterOptions): Meter {
  const { venue, seed, scenario, speed, manual } = options;
  const answers: Record<string, number> = {};
  const last: string[] = [];
  let orderPosts = 0;
  let errors = 0;
  return {
    answered(status) {
      answers[status] = (answers[status] ?? 0) + 1;
    },
    orderPosted() {
      orderPosts++;
    },
    failed(error) {
      errors++;
      last.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      if (last.length > MOST_ERRORS) last.shift();
      options.onError(error);
    },
    status() {
      const all = venue.exchange.markets();
      const closed = all.filter(({ id }) => venue.exchange.status(id).closed).length;
      return {
        seed,
        scenario,
        speed,
        manual,
        venueTime: venue.clock.now(),
        lagMs: options.lagMs(),
        markets: { open: all.length - closed, closed },
        sockets: {
          market: venue.marketChannel.counts(),
          user: venue.userSockets.connections(),
        },
        events: { ...venue.journal.counts() },
        answers: { ...answers },
        orderPosts,
        models: venue.desk.status(),
        faults: venue.faults.list(),
        errors: { count: errors, last: [...last] },
      };
    },
  };
}
