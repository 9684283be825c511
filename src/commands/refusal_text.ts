import type { MarketRefusal } from "../adapters/polymarket/types.ts";

/** Why the venue's market is not traded, for a person. */
export const refusalText: Readonly<Record<MarketRefusal, string>> = {
  notActive: "not active yet",
  closed: "closed",
  notAccepting: "takes no orders",
  noOrderBook: "has no order book",
  version: "of a protocol version that is not traded yet",
  outcomes: "has other than two outcomes",
  resolving: "is being resolved",
  placeholder: "stands for outcomes that are not named yet",
  feeUnknown: "its fee is unknown",
  tickUnknown: "its tick size is unknown",
  minimumUnknown: "its minimum order is unknown",
  tokensDiffer: "Gamma and the CLOB name different tokens",
};
