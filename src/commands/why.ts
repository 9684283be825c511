import type { CommandContext, WhyOptions } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import type { DecisionId, MarketId, OrderId } from "../core/types/ids.ts";
import { decisionsTable } from "../report/decisions.ts";
import { explain } from "../report/explain.ts";
import { type DecisionFact, everBeside, type Facts } from "../report/fold.ts";
import { funnel } from "../report/funnel.ts";
import type { ReportInput } from "../report/input.ts";
import { refusals } from "../report/refusals.ts";
import { type Report, runNotes } from "../report/report.ts";
import { blocks } from "../report/blocked.ts";
import { printSections, readRun } from "./reading.ts";
import { openVenue } from "./venue.ts";

/** How many markets a part of a name may fit before they are listed by number only. */
const MOST_NAMED = 5;

/** Prints every number behind a decision; with --none, what stood against the others. */
export async function whyCommand(context: CommandContext, options: WhyOptions): Promise<number> {
  refuseNoneOf(options);
  const input = readRun(context);
  if (options.none) return print(context, input, whyNone(input));
  const found = findOne(input, options.id);
  if (!options.reask) return print(context, input, whyOne(input, found));
  const fact = found.at(-1);
  if (fact === undefined) {
    throw new CliError("notFound", "Cannot ask again: nothing was decided yet");
  }
  const { reask } = await import("./reask.ts");
  const venue = await openVenue({ venue: options.venue, seed: 0 });
  try {
    return print(context, input, await reask(context, fact, venue));
  } finally {
    await venue.close();
  }
}

/** It counts every signal of the run: what is asked besides would be passed over in silence. */
function refuseNoneOf({ none, id, reask }: WhyOptions): void {
  if (!none || (id === undefined && !reask)) return;
  const other = id === undefined ? "--reask" : "a market or decision";
  throw new CliError("usage", `Cannot use --none with ${other}`, {
    hint: "--none counts what stopped every signal; without it one decision is explained",
  });
}

function print(
  context: CommandContext,
  input: ReportInput,
  sections: readonly Report[],
): number {
  printSections(context, "why", input, { sections: labelled(sections, input) });
  return exitCode.ok;
}

/** Paper or live comes first; what was assumed of the source belongs to reports of results. */
function labelled([first, ...others]: readonly Report[], { run }: ReportInput): readonly Report[] {
  const label = runNotes(run).slice(0, 1);
  return first === undefined ? [] : [{ ...first, notes: [...label, ...first.notes] }, ...others];
}

function whyNone(input: ReportInput): readonly Report[] {
  const [first, ...others] = [...refusals(input), ...funnel(input).slice(0, 1)];
  if (first === undefined) return [];
  // What blocks entries now comes before what stopped them until now.
  const blocked = blocks(input);
  const isBlocked = blocked.length > 1;
  return [isBlocked ? { ...first, notes: [...blocked, ...first.notes] } : first, ...others];
}

/** The decision that is meant, or all of the market that is; empty: nothing was decided. */
function findOne({ facts }: ReportInput, id: string | undefined): readonly DecisionFact[] {
  const all = [...facts.decisions.values()];
  if (id === undefined) return all.slice(-1);
  const decision = facts.decisions.get(id as DecisionId) ?? ofOrder(id, facts) ?? beside(id, facts);
  return decision === undefined ? ofMarket(id, all) : [decision];
}

function whyOne(input: ReportInput, found: readonly DecisionFact[]): readonly Report[] {
  const last = found.at(-1);
  if (last === undefined) return whyNone(input);
  const explained = explain(last, input.facts);
  return found.length === 1 ? explained : [decisionsTable(found, input.facts), ...explained];
}

/** A decision of an account that trades on paper beside the real one. */
function beside(id: string, facts: Facts): DecisionFact | undefined {
  for (const { decisions } of everBeside(facts)) {
    const found = decisions.get(id as DecisionId);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofOrder(id: string, facts: Facts): DecisionFact | undefined {
  const order = facts.orders.byId.get(id as OrderId)?.order;
  return order === undefined ? undefined : facts.decisions.get(order.decision);
}

/** All decisions of the one market whose id or slug holds `part`. */
function ofMarket(part: string, all: readonly DecisionFact[]): readonly DecisionFact[] {
  const wanted = part.toLowerCase();
  const slugs = new Map<MarketId, string>();
  for (const { decision } of all) {
    if (decision.kind === "entry") slugs.set(decision.market, decision.slug.toLowerCase());
  }
  const names = (
    { decision: { market } }: DecisionFact,
  ) => [market.toLowerCase(), slugs.get(market) ?? ""];
  const fits = all.filter((fact) => names(fact).some((name) => name.includes(wanted)));
  const exact = fits.filter((fact) => names(fact).includes(wanted));
  const found = exact.length > 0 ? exact : fits;
  const markets = [...new Set<MarketId>(found.map(({ decision }) => decision.market))];
  if (found.length === 0) {
    throw new CliError("notFound", `Cannot explain ${part}: no decision, order or market has it`, {
      hint: "`polybot report decisions` lists the decisions of this run",
    });
  }
  if (markets.length > 1) {
    const some = markets.slice(0, MOST_NAMED).map((id) => slugs.get(id) ?? id).join(", ");
    const more = markets.length > MOST_NAMED ? ` and ${markets.length - MOST_NAMED} more` : "";
    throw new CliError("usage", `Cannot explain ${part}: it fits ${markets.length} markets`, {
      hint: `${some}${more}`,
      data: { markets },
    });
  }
  return found;
}
