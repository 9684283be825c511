// Fields and words of the venue that are known, used or not: what is not here is drift. From the
// payloads and API descriptions of October 2026 and older recordings.

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Of a book, by REST and on the channel. */
export const BOOK_FIELDS: ReadonlySet<string> = words(
  `market asset_id timestamp hash bids asks min_order_size tick_size neg_risk last_trade_price
  version event_type`,
);
/** Of a level of a book. */
export const LEVEL_FIELDS: ReadonlySet<string> = words("price size");
/** Of `price_change`. */
export const CHANGES_FIELDS: ReadonlySet<string> = words(
  "event_type market price_changes timestamp",
);
/** Of one entry of `price_changes`. */
export const CHANGE_FIELDS: ReadonlySet<string> = words(
  "asset_id price size side hash best_bid best_ask",
);
/** Of `last_trade_price`. */
export const TRADE_FIELDS: ReadonlySet<string> = words(
  "event_type asset_id market price size fee_rate_bps side timestamp transaction_hash",
);
/** Of `tick_size_change`. */
export const TICK_FIELDS: ReadonlySet<string> = words(
  "event_type asset_id market old_tick_size new_tick_size timestamp",
);
/** Of `market_resolved`. */
export const RESOLVED_FIELDS: ReadonlySet<string> = words(
  `event_type id market assets_ids winning_asset_id winning_outcome timestamp tags question slug
  description outcomes event_message`,
);
/** Of `best_bid_ask`. */
export const BEST_FIELDS: ReadonlySet<string> = words(
  "event_type market asset_id best_bid best_ask spread timestamp",
);
/** Of `new_market`. */
export const NEW_MARKET_FIELDS: ReadonlySet<string> = words(
  `event_type id question market slug description assets_ids outcomes event_message timestamp tags
  condition_id active clob_token_ids sports_market_type line game_start_time
  order_price_min_tick_size group_item_title taker_base_fee fees_enabled fee_schedule`,
);
/** Of `/clob-markets/{id}`. */
export const TRUTH_FIELDS: ReadonlySet<string> = words(
  "c t mts mos mbf tbf nr fd r ao aot cbos itode sd gst ibce rfqe oas v",
);
/** Of its fee schedule. */
export const TRUTH_FEE_FIELDS: ReadonlySet<string> = words("r e to");
/** Of a page of Gamma's `/markets/keyset`. */
export const PAGE_FIELDS: ReadonlySet<string> = words("$schema markets next_cursor");
/** Of a row of `/v2/resolutions`. */
export const RESOLUTION_FIELDS: ReadonlySet<string> = words(
  `condition_id question_id event_id status extended_review was_disputed new_version_q
  proposed_price price transaction_hash log_index last_update_timestamp expected_settlement_time
  settlement_time_basis payouts resolution_source resolved_block resolved_at`,
);

/** Versions of the protocol; only v1 is traded. */
export const VERSIONS: ReadonlySet<string> = words("v1 v2");
/** What Gamma says of a resolution under way. */
export const UMA_STATUSES: ReadonlySet<string> = words(
  "requested proposed disputed resolved settled",
);
/** What the Data API says of one. */
export const RESOLUTION_STATUSES: ReadonlySet<string> = words(
  `initialized posed proposed challenged reproposed disputed active arbitration resolved`,
);

/** Of a market of Gamma. */
export const GAMMA_FIELDS: ReadonlySet<string> = words(
  `_sync acceptingOrders acceptingOrdersTimestamp active approved archived automaticallyActive
  automaticallyResolved bestAsk bestBid category clearBookOnStart clobRewards clobTokenIds closed
  closedTime comboStatus commentCount commentsEnabled competitive conditionId createdAt creator
  customLiveness cyom deployed deployedTimestamp deploying deployingTimestamp description
  enableOrderBook endDate endDateIso eventStartTime events featured fee feeSchedule feeType
  feesEnabled formatType fpmmLive funded gameId gameStartTime groupItemRange groupItemThreshold
  groupItemTitle hasReviewedDates holdingRewardsEnabled icon id image lastTradePrice line liquidity
  liquidityAmm liquidityClob liquidityNum lowerBound mailchimpTag makerBaseFee
  makerRebatesFeeShareBps manualActivation marketGroup marketMakerAddress marketType negRisk
  negRiskMarketID negRiskOther negRiskRequestID new notificationsEnabled oneDayPriceChange
  oneHourPriceChange oneMonthPriceChange oneWeekPriceChange oneYearPriceChange orderMinSize
  orderPriceMinTickSize outcomePrices outcomes pagerDutyNotificationEnabled pendingDeployment
  positionIds question questionID ready readyForCron requiresTranslation resolutionSource
  resolutionStatus resolvedBy restricted reviewStatus rewardsMaxSpread rewardsMinSize rfqEnabled
  secondsDelay sentDiscord seriesColor showGmpOutcome showGmpSeries slug sportsMarketType spread
  startDate startDateIso submitted_by tags takerBaseFee twitterCardImage twitterCardLastRefreshed
  twitterCardLastValidated twitterCardLocation umaBond umaEndDate umaEndDateIso umaResolutionStatus
  umaResolutionStatuses umaReward updatedAt updatedBy upperBound version volume volume1mo
  volume1moAmm volume1moClob volume1wk volume1wkAmm volume1wkClob volume1yr volume1yrAmm
  volume1yrClob volume24hr volume24hrAmm volume24hrClob volumeAmm volumeClob volumeNum wideFormat`,
);
