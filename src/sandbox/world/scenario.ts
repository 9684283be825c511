// What a world is made of. A scenario file names another to start from and says what differs.
import type { ForecasterName } from "../bedrock/forecaster.ts";

/** Kind of question; also the slug of the venue's tag. */
export type Category =
  | "politics"
  | "geopolitics"
  | "sports"
  | "crypto"
  | "culture"
  | "economics"
  | "finance"
  | "tech"
  | "weather";

/** Dollars a share, as a key. */
export type TickText = "0.01" | "0.005" | "0.001" | "0.0001";

/** How a market is quoted: a tick wide and deep, two ticks, or wide with little behind it. */
export type BookKind = "tight" | "normal" | "thin";

/** Least and most; in between all values are as likely. */
export type Range = readonly [least: number, most: number];

/** Parts of the whole, by name; they need not add to 1. */
export type Weights<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** How often the price of some market is moved on purpose, and how. */
export interface MoveRule {
  /** In the whole venue. Evenly spread: gaps lie between half and one and a half times the mean. */
  readonly perHour: number;
  /** Dollars of the mid. */
  readonly size: Range;
  readonly riseSeconds: Range;
  /** Toward 0.50, or away from it. */
  readonly toward: "middle" | "edges";
  /** Absent: all. */
  readonly categories?: readonly Category[];
}

/** A move of which a part is undone. */
export interface PassingRule extends MoveRule {
  /** Share that is undone in the end. */
  readonly reverts: Range;
  /** Until half of that share is undone. */
  readonly halfLifeSeconds: Range;
}

/** A move at a stated time. */
export interface TimetableEntry {
  /** Seconds after the start. */
  readonly at: number;
  readonly kind: "news" | "overreaction" | "sweep";
  /** Place in the list of markets, from 0. */
  readonly market: number;
  /** Dollars of the mid, signed. */
  readonly size: number;
  /** The rule of its kind says what is left out. */
  readonly reverts?: number;
  readonly halfLifeSeconds?: number;
  readonly riseSeconds?: number;
}

/** A disturbance; what its name and its further arguments mean is the server's. */
export interface ScenarioFault {
  /** Seconds after the start. */
  readonly at: number;
  readonly fault: string;
  /** Seconds; absent: once, or for good. */
  readonly for?: number;
  readonly [argument: string]: string | number | boolean;
}

/** A world in numbers. Shares are in [0, 1]. */
export interface Scenario {
  /** One line, for the list. */
  readonly description: string;
  readonly markets: number;
  readonly categories: Weights<Category>;
  readonly tickSizes: Weights<TickText>;
  readonly books: Weights<BookKind>;
  /** Share of events that are neg-risk families of three to six. */
  readonly negRisk: number;
  /** Share of the other events that are of protocol v2. */
  readonly version2: number;
  /** Share of neg-risk families whose last outcome stands for all others. */
  readonly placeholders: number;
  /** When markets end, after the start; even in the logarithm. At its end an event is decided. */
  readonly endings: readonly { readonly weight: number; readonly seconds: Range }[];
  /** Dollars; log-normal, `spread` is the deviation of the logarithm. */
  readonly volume24h: { readonly median: number; readonly spread: number; readonly least: number };
  /** Mids of single markets at the start, dollars. */
  readonly prices: Range;
  /** Changes of a book, and prints, that happen without any move; busier markets get more. */
  readonly messagesPerSecond: number;
  /** Share of these that are prints. */
  readonly trades: number;
  /** Median deviation of the log-odds after an hour. */
  readonly volatility: number;
  /** Share of events whose fair price stands still between moves. */
  readonly quiet: number;
  /** No move before this many seconds after the start, but for the timetable's. */
  readonly warmSeconds: number;
  readonly moves: {
    readonly news: MoveRule;
    readonly overreaction: PassingRule;
    readonly sweep: PassingRule;
  };
  readonly resolving: {
    /** The price runs to its end for so long before the market's end. */
    readonly runSeconds: number;
    /** From the proposal, at the market's end, to the resolution. */
    readonly proposedSeconds: number;
    /** A resolved event makes room for a new one. */
    readonly renew: boolean;
  };
  readonly timetable: readonly TimetableEntry[];
  readonly faults?: readonly ScenarioFault[];
  /** How good the models of the local Bedrock are; absent: informed. */
  readonly forecaster?: ForecasterName;
  /** What an account of a new API user gets; absent: 1,000 dollars, approved. */
  readonly accounts?: {
    /** Dollars. */
    readonly collateral: number;
    readonly approved: boolean;
  };
}
