// One market, asked about by hand: the same evidence, prompts and pooling as in a run, and no trade.
import { parseMarketsPage } from "../adapters/polymarket/parse/gamma.ts";
import { parseHistory } from "../adapters/polymarket/parse/history.ts";
import type { Rest } from "../adapters/polymarket/rest.ts";
import type { GammaMarket } from "../adapters/polymarket/types.ts";
import type { CommandContext } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { printAnswer } from "../cli/print.ts";
import { startProgress } from "../cli/progress.ts";
import type { LoadedConfig } from "../config/load.ts";
import { worstCase } from "../core/advice/cost.ts";
import { poolAdvice } from "../core/advice/pool_advice.ts";
import type { Advice, Question } from "../core/types/advice.ts";
import type { QuestionId } from "../core/types/ids.ts";
import { MICRO, type Millis, millis, type Probability, probability } from "../core/types/units.ts";
import { adviceReport } from "./ai_sections.ts";
import { spendByHand } from "./by_hand.ts";
import { openRest } from "./live_feed.ts";
import { type ModelAccess, openModels } from "./models.ts";
import { sectionsText } from "./reading.ts";
import { unreachable } from "./venue_errors.ts";
import type { OpenVenue } from "./venue.ts";

/** What `ai ask` has been told and given. */
export interface Asking {
  readonly loaded: LoadedConfig;
  readonly venue: OpenVenue;
  readonly access: ModelAccess;
  /** A slug, an id or an address, as typed. */
  readonly wanted: string;
}

/** The move that is asked about is that of the last hour: nothing has said where one began. */
const LOOK_BACK_MS = 3_600_000;

/** Asks the models about one market, and shows what they read, what they said and what it cost. */
export async function askMarket(context: CommandContext, asking: Asking): Promise<number> {
  const { loaded, venue, access } = asking;
  const config = loaded.engine.ai;
  const progress = startProgress(context, "ai ask");
  const ending = new AbortController();
  const rest = openRest({
    venue,
    loaded,
    version: context.version,
    notice: (text) => progress.above(() => context.err(text)),
    signal: ending.signal,
  });
  const models = openModels({
    loaded,
    config,
    venue,
    access,
    // What is looked at by hand is on no ledger that would name it.
    archive: null,
  });
  try {
    progress.update(null, "looking for the market");
    const market = await marketOf(rest, asking.wanted);
    const question = await questionOf(rest, market, {
      at: millis(Math.floor(venue.clock.now())),
      reserve: worstCase(config),
    });
    const worst = worstCase(config);
    const taken = spendByHand(context, { by: "ai ask", venue, config, worst });
    progress.update(null, `asking ${config.models.map(({ id }) => id).join(", ")}`);
    const advice = await new Promise<Advice>((resolve) => {
      models.advisor.ask(question, (input) => resolve(input.advice));
    });
    taken.settle(advice.cost);
    progress.done();
    const estimate = poolAdvice(advice, config);
    const sections = adviceReport({ question, advice, estimate, notes: venue.assumptions });
    printAnswer(context, {
      command: "ai ask",
      data: { question, advice, estimate, sections },
      text: () => sectionsText(sections, context),
    });
    return advice.abstained === null ? exitCode.ok : exitCode.problems;
  } finally {
    progress.done();
    models.close();
    ending.abort();
  }
}

/** The market that was meant. Throws CliError where there is none or the venue does not answer. */
async function marketOf(rest: Rest, wanted: string): Promise<GammaMarket> {
  const name = nameIn(wanted);
  const filter = /^(0x[0-9a-f]+|\d+)$/i.test(name) ? { ids: [name] } : { slug: name };
  for (const closed of [false, true]) {
    for await (const body of rest.markets({ ...filter, maxPages: 1, closed })) {
      if (!body.ok) throw unreachable(body.error);
      const page = parseMarketsPage(body.value);
      const [first] = page.ok ? page.value.markets : [];
      if (first === undefined) continue;
      if (!first.ok) throw new CliError("venue", `Cannot read the market: ${first.error.detail}`);
      return first.value;
    }
  }
  throw new CliError("notFound", `Cannot find the market ${name}`, {
    hint: "give its slug, its condition id, or its address; `polybot scan` lists markets",
  });
}

/** The last part of an address' path; a slug or an id as it is. */
function nameIn(wanted: string): string {
  const path = URL.parse(wanted)?.pathname ?? wanted;
  return path.split("/").findLast((part) => part !== "") ?? "";
}

/** The market as a question about its last hour. */
async function questionOf(
  rest: Rest,
  market: GammaMarket,
  { at, reserve }: Pick<Question, "at" | "reserve">,
): Promise<Question> {
  const mid = midOf(market);
  const anchor = await priceBefore(rest, market, at) ?? mid;
  return {
    id: "0.0" as QuestionId,
    market: market.id,
    slug: market.slug,
    question: market.question,
    category: market.category,
    endAt: market.endAt,
    at,
    direction: mid >= anchor ? 1 : -1,
    mid,
    anchor,
    reserve,
  };
}

function midOf({ bestBid, bestAsk, slug }: GammaMarket): Probability {
  if (bestBid === null || bestAsk === null) {
    throw new CliError("notFound", `Cannot ask about ${slug}: it has no price now`, {
      hint: "a market without a bid and an ask is closed or is not traded yet",
    });
  }
  return probability((bestBid + bestAsk) / 2 / MICRO);
}

/** Price of YES an hour before `at`; null where the venue does not know. */
async function priceBefore(
  rest: Rest,
  market: GammaMarket,
  at: Millis,
): Promise<Probability | null> {
  const from = millis(at - LOOK_BACK_MS);
  const body = await rest.history(market.tokens[0], from, at, 60);
  if (!body.ok) return null;
  const points = parseHistory(body.value.body);
  return points.ok ? points.value[0]?.price ?? null : null;
}
