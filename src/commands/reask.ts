// What models say now to the prompts of then. A decision is explained by the answers that are stored; this
// shows how much of it was chance, and changes nothing.
import { systemClock } from "../adapters/clock/system.ts";
import { openBedrock } from "../adapters/llm/bedrock.ts";
import { repeatAdvice, repeatCost } from "../adapters/llm/repeat.ts";
import { sha256 } from "../adapters/sqlite/sha256.ts";
import type { CommandContext } from "../cli/context.ts";
import { CliError } from "../cli/exit.ts";
import { startProgress } from "../cli/progress.ts";
import { poolAdvice } from "../core/advice/pool_advice.ts";
import type { Advice, AdviceEstimate } from "../core/types/advice.ts";
import type { QuestionId } from "../core/types/ids.ts";
import { answerWords } from "../report/ai_explain.ts";
import type { DecisionFact } from "../report/fold.ts";
import { decimal, ratio, usd } from "../report/format.ts";
import { type Cell, type Report, table } from "../report/report.ts";
import { spendByHand } from "./by_hand.ts";
import { modelAccess } from "./models.ts";
import { adviceOn } from "./advice_row.ts";
import { openRunLedger } from "./reading.ts";
import type { OpenVenue } from "./venue.ts";

/** Asks again about the decision; throws CliError where no model was asked, or none can be. */
export async function reask(
  context: CommandContext,
  { decision }: DecisionFact,
  venue: Pick<OpenVenue, "standIn">,
): Promise<readonly Report[]> {
  const question = decision.kind === "entry" ? decision.ai?.question ?? null : null;
  if (question === null) {
    throw new CliError("notFound", `Cannot ask again: no model was asked for ${decision.id}`, {
      hint: "`polybot report decisions --json` says which decisions models took part in",
    });
  }
  const then = adviceThen(context, question);
  if (then.prompts.length === 0) {
    throw new CliError("notFound", `Cannot ask again: nothing was sent for question ${question}`);
  }
  const now = await askAgain(context, then, venue);
  const { ai } = context.loadConfig().engine;
  const [before, after] = [poolAdvice(then, ai), poolAdvice(now.advice, ai)];
  const notes = notesOn(then, now.advice, now.missing);
  return [differences(before, after, notes), callByCall(then, now.advice)];
}

/** What a reader must know before he compares: what it cost, what is missing, what it cannot prove. */
export function notesOn(
  then: Pick<Advice, "cost">,
  now: Pick<Advice, "cost">,
  missing: readonly string[],
): readonly string[] {
  return [
    "The prompts of then, to the letter, and what was answered to them now. Nothing is traded.",
    "Contaminated: a model that was trained since may know how it ended. No score counts it.",
    `Then ${usd(then.cost, 4)}, now ${usd(now.cost, 4)}.`,
    ...missing.map((id) => `${id} was asked then and is not in ai.models now.`),
  ];
}

function adviceThen(context: CommandContext, question: QuestionId): Advice {
  const reader = openRunLedger(context);
  try {
    const advice = adviceOn(reader, question);
    if (advice !== null) return advice;
  } finally {
    reader.close();
  }
  throw new CliError("notFound", `Cannot ask again: question ${question} has no answer on record`);
}

async function askAgain(
  context: CommandContext,
  then: Advice,
  venue: Pick<OpenVenue, "standIn">,
) {
  const loaded = context.loadConfig();
  const access = context.globals.ai ? modelAccess(loaded, venue, context.version) : null;
  if (access === null) {
    throw new CliError("config", "Cannot ask again: there are no AWS credentials, or --no-ai", {
      hint: "set AWS_BEARER_TOKEN_BEDROCK or an access key, or name a sandbox with --venue",
    });
  }
  const { engine: { ai: config }, ai: { requestTimeoutMs, retries, concurrency } } = loaded;
  const worst = repeatCost(config, then);
  const taken = spendByHand(context, { by: "why --reask", venue, config, worst });
  const completer = openBedrock(access.access);
  const clock = systemClock();
  const progress = startProgress(context, "why");
  progress.update(null, `asking ${access.place} again`);
  try {
    const limits = { requestTimeoutMs, retries, concurrency };
    const now = await repeatAdvice(
      { completer, config, clock, random: Math.random, hash: sha256, ...limits },
      then,
    );
    taken.settle(now.advice.cost);
    return now;
  } finally {
    progress.done();
    completer.close();
    clock.close();
  }
}

function differences(
  before: AdviceEstimate,
  after: AdviceEstimate,
  notes: readonly string[],
): Report {
  const chance = (label: string, pick: (estimate: AdviceEstimate) => number | null): Cell[] => {
    const [a, b] = [pick(before), pick(after)];
    const change = a === null || b === null ? "" : `${b >= a ? "+" : ""}${ratio(b - a)}`;
    return [label, a === null ? "none" : ratio(a), b === null ? "none" : ratio(b), change];
  };
  const plain = (label: string, pick: (estimate: AdviceEstimate) => number | null): Cell[] => {
    const text = (value: number | null) => value === null ? "none" : decimal(value);
    return [label, text(pick(before)), text(pick(after)), ""];
  };
  return table({ name: "reask", title: "Asked again", notes }, [
    { key: "what", label: "what", unit: "text" },
    { key: "then", label: "then", unit: "text" },
    { key: "now", label: "now", unit: "text" },
    { key: "change", label: "change", unit: "text" },
  ], [
    chance("YES, without the price", ({ blind }) => blind),
    chance("YES, with the price", ({ aware }) => aware),
    chance("  both together", ({ probability }) => probability),
    chance("news justifies half of the move", ({ justified }) => justified),
    plain("mood, -1 NO to 1 YES", ({ mood }) => mood),
    plain("disagreement, log-odds", ({ disagreement }) => disagreement),
    chance("confidence", ({ confidence }) => confidence),
  ]);
}

function callByCall(then: Advice, now: Advice): Report {
  const answers = new Map(
    now.samples.map((sample) => [`${sample.model} ${sample.prompt}`, sample]),
  );
  const rows = then.samples.map((sample): Cell[] => {
    const again = answers.get(`${sample.model} ${sample.prompt}`);
    return [
      sample.ask,
      sample.model,
      answerWords(sample),
      again === undefined ? "not asked" : answerWords(again),
      again?.cost ?? null,
    ];
  });
  return table({ name: "calls", title: "Calls", notes: [] }, [
    { key: "ask", label: "asked", unit: "text" },
    { key: "model", label: "model", unit: "text", width: 22 },
    { key: "then", label: "then", unit: "text" },
    { key: "now", label: "now", unit: "text" },
    { key: "cost", label: "cost now", unit: "usd" },
  ], rows);
}
