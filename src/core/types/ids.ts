import type { Brand } from "./brand.ts";

/** A market's condition id, or the recording's name for it. */
export type MarketId = Brand<string, "MarketId">;
/** One outcome token of a market. */
export type TokenId = Brand<string, "TokenId">;
/** Markets that settle together: a neg-risk family, a game, a city-day. */
export type GroupId = Brand<string, "GroupId">;
/** Ours, `<seq>.<n>`: a function of what caused the order, so a repeated decision is the same order. */
export type OrderId = Brand<string, "OrderId">;
/** The venue's name for an order. */
export type VenueOrderId = Brand<string, "VenueOrderId">;
/** A function of the venue's trade id and the order id, so a repeated message adds nothing. */
export type FillId = Brand<string, "FillId">;
/** `<seq>.<n>` of the row that recorded a decision. */
export type DecisionId = Brand<string, "DecisionId">;
/** `<seq>.<n>` of the row that asked a model. */
export type QuestionId = Brand<string, "QuestionId">;
/** One connection of a live feed; a new one gets a new number. */
export type LinkId = Brand<number, "LinkId">;
