// Markets and events as Gamma words them. Numbers, lists and texts are of whatever type the venue
// gives them: outcomes are JSON inside a text, volumes are texts on markets and numbers on events.
import { microToText } from "../../core/math/decimal.ts";
import type { Millis } from "../../core/types/units.ts";
import type { ListedMarket, MarketStatus, World } from "../types.ts";
import { feeTypeOf, rebateOf } from "./fees.ts";
import type { Dates } from "./journal.ts";
import { dollars, isoTime } from "./parts.ts";

/** A market as it was when Gamma last looked; up to a minute old, as at the venue. */
export interface Snapshot {
  readonly market: ListedMarket;
  readonly at: Millis;
  readonly status: Readonly<MarketStatus>;
  readonly dates: Dates;
  /** Of YES, 1e-6. */
  readonly bid: number | null;
  readonly ask: number | null;
  readonly mid: number | null;
  readonly lastTrade: number | null;
  /** Dollars on both sides of the book. */
  readonly liquidity: number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000 as Millis;
const PLACEHOLDER_IMAGE = "";

/** A market, without its event. A v2 market is short, as in the venue's own example. */
export function gammaMarket(
  snapshot: Snapshot,
  history: World["history"],
): Record<string, unknown> {
  const { market, status } = snapshot;
  if (market.version === "v2") return version2(snapshot);
  const isNew = status.volume === 0;
  return {
    id: market.gammaId,
    question: market.question,
    conditionId: market.id,
    slug: market.slug,
    resolutionSource: "",
    endDate: isoTime(market.endAt),
    liquidity: String(snapshot.liquidity),
    startDate: isoTime(market.startAt),
    image: PLACEHOLDER_IMAGE,
    icon: PLACEHOLDER_IMAGE,
    description: market.description,
    ...pricesOf(snapshot),
    ...(isNew ? {} : { volume: microToText(status.volume) }),
    active: true,
    closed: status.closed,
    marketMakerAddress: "",
    createdAt: isoTime(market.startAt),
    updatedAt: isoTime(snapshot.dates.updatedAt),
    new: false,
    featured: false,
    archived: false,
    restricted: true,
    groupItemTitle: market.negRiskId === null ? "" : market.question,
    groupItemThreshold: "0",
    questionID: market.questionId,
    enableOrderBook: true,
    orderPriceMinTickSize: dollars(status.tickSize),
    orderMinSize: dollars(market.minOrder),
    liquidityNum: snapshot.liquidity,
    endDateIso: isoTime(market.endAt).slice(0, 10),
    startDateIso: isoTime(market.startAt).slice(0, 10),
    hasReviewedDates: true,
    ...(isNew ? {} : volumesOf(status)),
    clobTokenIds: JSON.stringify([market.yes, market.no]),
    comboStatus: "disabled",
    liquidityClob: snapshot.liquidity,
    ...constantsOf(market),
    acceptingOrders: status.accepting,
    acceptingOrdersTimestamp: isoTime(market.startAt),
    competitive: competitiveOf(snapshot),
    ...changesOf(snapshot, history),
    ...quotesOf(snapshot),
    ...resolutionOf(snapshot),
    version: "v1",
  };
}

function version2({ market, status, ...snapshot }: Snapshot): Record<string, unknown> {
  const state = status.payouts !== null ? "resolved" : "active";
  return {
    id: market.gammaId,
    version: "v2",
    question: market.question,
    // 31 bytes: what the CLOB pads on the right to 32.
    conditionId: market.id.slice(0, -2),
    slug: market.slug,
    ...pricesOf({ market, status, ...snapshot }),
    clobTokenIds: null,
    positionIds: [market.yes, market.no],
    endDate: isoTime(market.endAt),
    active: true,
    closed: status.closed,
    acceptingOrders: status.accepting,
    enableOrderBook: true,
    orderPriceMinTickSize: dollars(status.tickSize),
    orderMinSize: dollars(market.minOrder),
    negRisk: market.negRiskId !== null,
    resolutionStatus: state,
  };
}

function pricesOf({ market, status, mid }: Snapshot): Record<string, unknown> {
  const yes = status.payouts?.[0] ?? mid ?? 500_000;
  const prices = [yes, 1_000_000 - yes].map((micro) => microToText(Math.round(micro)));
  return {
    outcomes: listText(market.outcomes),
    outcomePrices: listText(prices),
  };
}

/** A list in the venue's spelling of JSON, with a blank after each comma. */
function listText(items: readonly string[]): string {
  return `[${items.map((item) => JSON.stringify(item)).join(", ")}]`;
}

function volumesOf({ volume, volume24h }: Readonly<MarketStatus>): Record<string, unknown> {
  const days = (count: number) => dollars(Math.min(volume, volume24h * count));
  return {
    volumeNum: dollars(volume),
    volume24hr: dollars(volume24h),
    volume1wk: days(7),
    volume1mo: days(30),
    volume1yr: dollars(volume),
    volume24hrClob: dollars(volume24h),
    volumeClob: dollars(volume),
  };
}

function constantsOf(market: ListedMarket): Record<string, unknown> {
  const { fee } = market;
  return {
    makerBaseFee: 1000,
    takerBaseFee: 1000,
    negRisk: market.negRiskId !== null,
    ...(market.negRiskId === null ? {} : { negRiskMarketID: market.negRiskId }),
    ready: false,
    funded: false,
    cyom: false,
    approved: true,
    rewardsMinSize: 50,
    rewardsMaxSpread: 4.5,
    automaticallyActive: true,
    clearBookOnStart: false,
    manualActivation: false,
    negRiskOther: isPlaceholder(market),
    pendingDeployment: false,
    deploying: false,
    rfqEnabled: false,
    holdingRewardsEnabled: false,
    ...(market.takerDelayMs >= 1_000 ? { secondsDelay: market.takerDelayMs / 1_000 } : {}),
    feesEnabled: fee !== null,
    makerRebatesFeeShareBps: 10_000,
    ...(fee === null ? {} : {
      feeType: feeTypeOf(market.category),
      feeSchedule: {
        exponent: fee.exponent,
        rate: fee.rate,
        takerOnly: true,
        rebateRate: rebateOf(market.category),
      },
    }),
  };
}

/** The outcome of a family that stands for all that are not named, as its question says. */
function isPlaceholder({ negRiskId, question }: ListedMarket): boolean {
  return negRiskId !== null && /^other\b/i.test(question);
}

function competitiveOf({ mid }: Snapshot): number {
  return 1 - Math.abs(2 * dollars(mid ?? 0) - 1);
}

/** Changes of the price over spans that the market has lived. */
function changesOf(snapshot: Snapshot, history: World["history"]): Record<string, unknown> {
  const { market, at, mid, status } = snapshot;
  if (mid === null || status.closed) return {};
  const spans = [["oneHourPriceChange", 1], ["oneDayPriceChange", 24], [
    "oneWeekPriceChange",
    168,
  ]] as const;
  const changes: Record<string, number> = {};
  for (const [name, hours] of spans) {
    // Histories are told at whole steps.
    const then = Math.floor((at - hours * HOUR_MS) / MINUTE_MS) * MINUTE_MS as Millis;
    if (then < market.startAt) continue;
    const before = history(market.yes, then, then, MINUTE_MS)[0];
    if (before !== undefined) changes[name] = dollars(Math.round(mid - before.price));
  }
  return changes;
}

function quotesOf({ status, bid, ask, lastTrade }: Snapshot): Record<string, unknown> {
  if (status.payouts !== null) {
    const yes = status.payouts[0] > 500_000;
    return {
      spread: 0.001,
      lastTradePrice: yes ? 0.999 : 0.001,
      bestBid: yes ? 0.999 : 0,
      bestAsk: yes ? 1 : 0.001,
    };
  }
  return {
    ...(bid === null || ask === null ? {} : { spread: dollars(ask - bid) }),
    ...(lastTrade === null ? {} : { lastTradePrice: dollars(lastTrade) }),
    ...(bid === null ? {} : { bestBid: dollars(bid) }),
    ...(ask === null ? {} : { bestAsk: dollars(ask) }),
  };
}

function resolutionOf({ status, dates }: Snapshot): Record<string, unknown> {
  const said = {
    none: [],
    proposed: ["proposed"],
    disputed: ["proposed", "disputed"],
    resolved: ["proposed", "resolved"],
  } as const satisfies Record<MarketStatus["uma"], readonly string[]>;
  return {
    umaResolutionStatuses: listText(said[status.uma]),
    ...(status.uma === "none" ? {} : { umaResolutionStatus: status.uma }),
    ...(dates.resolvedAt === null ? {} : {
      closedTime: isoTime(dates.resolvedAt).replace("T", " ").replace(/(\.\d+)?Z$/, "+00"),
      resolvedBy: "0x00000000000000000000000000000000005a4db0",
    }),
  };
}
