// The worlds that come with the program.
import { faultTimetable } from "./fault_timetable.ts";
import type { MoveRule, PassingRule, Scenario } from "./scenario.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

const news: MoveRule = {
  perHour: 8,
  size: [0.05, 0.2],
  riseSeconds: [2, 25],
  toward: "middle",
};
// Two to five minutes until half of it is undone: over within the hour in which a bot measures.
const overreaction: PassingRule = {
  perHour: 8,
  size: [0.08, 0.22],
  riseSeconds: [1, 8],
  toward: "middle",
  reverts: [0.6, 1],
  halfLifeSeconds: [120, 300],
};
const sweep: PassingRule = {
  perHour: 4,
  size: [0.04, 0.08],
  riseSeconds: [0, 0],
  toward: "middle",
  reverts: [1, 1],
  halfLifeSeconds: [10, 30],
};
const none = { perHour: 0 };

const standard: Scenario = {
  description: "All sorts of markets and moves, about 60 markets",
  markets: 60,
  // Sports as the largest, as on the venue; the shares themselves are a guess.
  categories: {
    sports: 0.28,
    politics: 0.2,
    crypto: 0.15,
    culture: 0.1,
    geopolitics: 0.1,
    economics: 0.05,
    finance: 0.04,
    tech: 0.04,
    weather: 0.04,
  },
  tickSizes: { "0.01": 0.76, "0.001": 0.18, "0.0001": 0.03, "0.005": 0.03 },
  books: { tight: 0.5, normal: 0.3, thin: 0.2 },
  negRisk: 0.1,
  version2: 0.08,
  placeholders: 0.6,
  endings: [
    { weight: 1, seconds: [0.5 * HOUR, 12 * HOUR] },
    { weight: 9, seconds: [2 * DAY, 200 * DAY] },
  ],
  volume24h: { median: 60_000, spread: 1.6, least: 200 },
  prices: [0.08, 0.92],
  messagesPerSecond: 60,
  trades: 0.04,
  volatility: 0.03,
  quiet: 0.3,
  warmSeconds: 120,
  moves: { news, overreaction, sweep },
  resolving: { runSeconds: 300, proposedSeconds: 600, renew: true },
  timetable: [],
};

const still = {
  news: { ...news, ...none },
  overreaction: { ...overreaction, ...none },
  sweep: { ...sweep, ...none },
};

const calm: Scenario = {
  ...standard,
  description: "Quiet books, no move on purpose",
  markets: 30,
  endings: [{ weight: 1, seconds: [10 * DAY, 200 * DAY] }],
  messagesPerSecond: 20,
  volatility: 0.01,
  quiet: 0.6,
  moves: still,
};

// Liquid markets that a cautious bot may enter. What reverts does so where fees are low, and news
// comes elsewhere: telling them apart is what there is to learn.
const demo: Scenario = {
  ...standard,
  description: "24 liquid markets: within 90 minutes many moves revert, some stay, one is a sweep",
  markets: 24,
  categories: { geopolitics: 0.55, politics: 0.2, crypto: 0.15, culture: 0.1 },
  tickSizes: { "0.01": 0.4, "0.001": 0.6 },
  books: { tight: 0.8, normal: 0.2 },
  negRisk: 0.12,
  version2: 0,
  placeholders: 0,
  endings: [{ weight: 1, seconds: [20 * DAY, 90 * DAY] }],
  volume24h: { median: 400_000, spread: 0.7, least: 90_000 },
  prices: [0.2, 0.8],
  messagesPerSecond: 60,
  volatility: 0.02,
  warmSeconds: 360,
  moves: {
    news: {
      ...news,
      perHour: 10,
      size: [0.1, 0.2],
      categories: ["crypto", "politics", "culture", "geopolitics"],
    },
    overreaction: {
      ...overreaction,
      perHour: 20,
      size: [0.12, 0.22],
      riseSeconds: [1, 5],
      reverts: [0.8, 1],
      halfLifeSeconds: [150, 420],
      categories: ["geopolitics", "politics"],
    },
    sweep: { ...sweep, perHour: 1 },
  },
};

const feed: Scenario = {
  ...standard,
  description: "3,000 tokens at 2,000 book messages a second",
  markets: 1_500,
  messagesPerSecond: 2_000,
  endings: [{ weight: 1, seconds: [2 * DAY, 200 * DAY] }],
  moves: {
    news: { ...news, perHour: 60 },
    overreaction: { ...overreaction, perHour: 60 },
    sweep: { ...sweep, perHour: 30 },
  },
};

/** By name, each with the line that a list shows. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  default: standard,
  calm,
  demo,
  news: {
    ...standard,
    description: "Every move is news and stays",
    moves: { ...still, news: { ...news, perHour: 30 } },
  },
  reverting: {
    ...standard,
    description: "Every move is an overreaction and is undone in full",
    moves: {
      ...still,
      overreaction: { ...overreaction, perHour: 30, reverts: [1, 1] },
    },
  },
  thin: {
    ...standard,
    description: "Wide books with little behind them, and takers who sweep them",
    books: { thin: 1 },
    messagesPerSecond: 30,
    moves: { ...still, sweep: { ...sweep, perHour: 60 } },
  },
  negrisk: {
    ...standard,
    description: "Only neg-risk families, whose prices add to 1",
    negRisk: 1,
  },
  resolution: {
    ...standard,
    description: "Markets are decided within minutes, while orders are open, and new ones come",
    markets: 24,
    endings: [{ weight: 1, seconds: [120, 1_200] }],
    resolving: { runSeconds: 60, proposedSeconds: 60, renew: true },
  },
  ticks: {
    ...standard,
    description: "Prices run past 0.96 and 0.04, where the tick becomes finer",
    markets: 24,
    tickSizes: { "0.01": 0.8, "0.005": 0.2 },
    books: { tight: 1 },
    endings: [{ weight: 1, seconds: [10 * DAY, 200 * DAY] }],
    prices: [0.06, 0.94],
    moves: {
      ...still,
      news: { ...news, perHour: 120, size: [0.05, 0.2], riseSeconds: [20, 60], toward: "edges" },
    },
  },
  firehose: feed,
  "firehose-full": {
    ...feed,
    description: "20,000 tokens at 10,000 book messages a second",
    markets: 10_000,
    messagesPerSecond: 10_000,
  },
  faults: {
    ...standard,
    description: "All sorts of markets, and for an hour a venue that fails every other minute",
    faults: faultTimetable,
  },
  version2: {
    ...standard,
    description: "Half of the single markets are of protocol v2",
    version2: 0.5,
  },
};
