// Asks every model about one spike and answers once.
//
// 1. Exactly one `advised` for every question, whatever fails; nothing after close().
// 2. ask() returns at once; what it starts never rejects.
// 3. Where text was found that gives instructions, no model is asked, or what models said is not used.
// 4. The cost of an advice is the sum of its samples', and never above the question's reserve as long as
//    the provider counts no more tokens than the bounds of a call allow.
import { findInstructions, searchInstructions, tooLong } from "../../core/advice/injection.ts";
import { buildPrompt, shows } from "../../core/advice/prompt.ts";
import type {
  AbstainReason,
  Advice,
  AiModel,
  AskKind,
  EvidenceRef,
  InjectionFlag,
  Prompt,
  Question,
  Sample,
} from "../../core/types/advice.ts";
import type { AiConfig } from "../../core/types/config.ts";
import type { AdviceInput } from "../../core/types/event.ts";
import { type Millis, millis, usdc } from "../../core/types/units.ts";
import type { Advisor, Clock, Emit, Evidence, EvidenceItem, Gathered } from "../../ports.ts";
import { createAnswerCache } from "./answer_cache.ts";
import { type Budget, createBudget } from "./budget.ts";
import { type CallerParts, sample } from "./call.ts";
import type { Completer } from "./completer.ts";
import { gather } from "./gathering.ts";
import { createLanes } from "./lanes.ts";

/** What an advisor is made of. */
export interface AdvisorParts {
  readonly config: AiConfig;
  readonly completer: Completer;
  readonly evidence: Evidence;
  readonly clock: Clock;
  /** Uniform in [0, 1): spreads retries. */
  random(): number;
  /** Hex SHA-256. */
  hash(text: string): string;
  readonly requestTimeoutMs: Millis;
  readonly retries: number;
  /** Requests at one time. */
  readonly concurrency: number;
  /** How long an answer is good for the same prompt. */
  readonly cacheMs: Millis;
  /** For all questions together, beside each one's reserve; absent: the reserves are all. */
  readonly budget?: Budget;
}

/** Of the question's time: evidence may take this share, and this much is kept to hand the answer over. */
const EVIDENCE_SHARE = 0.25;
const RESERVE_SHARE = 0.05;
/** More questions at one time are answered "busy": each holds its evidence and prompts in memory. */
const MAX_OPEN = 256;
const MAX_CACHED = 500;
/** UTF-16 units, several times what is shown of a question; a longer one is flagged instead of read. */
const LONGEST_QUESTION = 4_000;
/** Samples of one model differ only by chance, and at 0 they would not. */
const SAMPLE_TEMPERATURE = 0.7;

/** Patterns are compiled apart for letters of one byte and of two. */
const WARM_UP = ["Will it rain in Oslo on December 1?", "\u0414\u043e\u0436\u0434\u044c in Oslo?"];

/** The advisor over `completer`, which it closes with itself. */
export function createAdvisor(parts: AdvisorParts): Advisor {
  const { config, clock } = parts;
  // Patterns are compiled when they are first used, and better when they are used again: together a
  // third of a second, which is better spent now than in the middle of a run.
  for (const text of [...WARM_UP, ...WARM_UP]) findInstructions(text);
  const caller: CallerParts = {
    ...parts,
    random: () => parts.random(),
    hash: (text) => parts.hash(text),
    lanes: createLanes(parts.concurrency),
    cache: createAnswerCache({ lifeMs: parts.cacheMs, most: MAX_CACHED, now: () => clock.now() }),
    maxPromptBytes: config.maxPromptBytes,
    maxOutputTokens: config.maxOutputTokens,
  };
  const open = new Set<AbortController>();
  let closed = false;
  let last = Promise.resolve();

  /** One question after another is looked at, and whatever else waits comes between two. */
  function turn(): Promise<void> {
    last = last.then(() => new Promise((resolve) => void clock.after(millis(0), resolve)));
    return last;
  }

  async function answer(question: Question, emit: Emit<AdviceInput>): Promise<void> {
    if (closed) return;
    const start = clock.now();
    const end = new AbortController();
    const deadline = millis(Math.floor(config.deadlineMs * (1 - RESERVE_SHARE)));
    const timer = clock.after(deadline, () => end.abort());
    const isCrowded = open.size >= MAX_OPEN;
    open.add(end);
    let said: Omit<Advice, "ms">;
    try {
      said = isCrowded
        ? nothing(question, "busy", "Too many questions are open.")
        : await advise({ ...parts, turn }, caller, question, end.signal);
    } catch (error) {
      // A fault of ours must not leave the engine waiting; its name is on record.
      const name = error instanceof Error ? error.name : typeof error;
      said = nothing(question, "invalid", `The advisor failed: ${name}.`);
    } finally {
      timer.cancel();
      open.delete(end);
    }
    if (closed) return;
    emit({ kind: "advised", advice: { ...said, ms: millis(Math.max(0, clock.now() - start)) } });
  }

  return {
    ask(question, emit) {
      if (closed) return;
      // Not at once: an engine that asks is in the middle of a step.
      queueMicrotask(() => void answer(question, emit));
    },
    close() {
      closed = true;
      for (const end of open) end.abort();
      parts.completer.close();
    },
  };
}

type Said = Omit<Advice, "ms">;

function nothing(question: Question, abstained: AbstainReason, why: string): Said {
  return {
    question: question.id,
    evidence: [],
    missing: [why],
    prompts: [],
    samples: [],
    flags: [],
    abstained,
    cost: usdc(0),
  };
}

async function advise(
  parts: AdvisorParts & { turn(): Promise<void> },
  caller: CallerParts,
  question: Question,
  signal: AbortSignal,
): Promise<Said> {
  const share = millis(Math.floor(parts.config.deadlineMs * EVIDENCE_SHARE));
  const gathered = await gather(parts, question, share, signal);
  await parts.turn();
  const flags = await marketFlags(parts, question, gathered.items);
  const about = {
    question: question.id,
    evidence: gathered.items.map(refOf),
    missing: gathered.missing,
    flags,
  };
  if (flags.length > 0 || gathered.items.some((item) => item.flags.length > 0)) {
    return { ...about, prompts: [], samples: [], abstained: "injection", cost: usdc(0) };
  }
  const asked = new Asked(parts, caller, { question, gathered, signal });
  await asked.rounds();
  const { samples } = asked;
  return {
    ...about,
    prompts: [...asked.prompts.values()],
    samples,
    abstained: abstention(samples),
    cost: usdc(samples.reduce((sum, { cost }) => sum + cost, 0)),
  };
}

/** The market's own words: its question and its rules. */
async function marketFlags(
  parts: { turn(): Promise<void> },
  { question, category }: Question,
  items: readonly EvidenceItem[],
): Promise<readonly InjectionFlag[]> {
  const own: InjectionFlag[] = [];
  for (const text of [question, category]) {
    if (text.length > LONGEST_QUESTION) own.push(tooLong(text));
    else own.push(...await searched(text, parts));
  }
  return [...own, ...items.flatMap(({ kind, flags }) => kind === "rules" ? flags : [])];
}

async function searched(
  text: string,
  { turn }: { turn(): Promise<void> },
): Promise<readonly InjectionFlag[]> {
  const search = searchInstructions(text);
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
    await turn();
  }
}

/** The text stays in the archive; the ledger holds its hash. */
function refOf({ text: _text, ...ref }: EvidenceItem): EvidenceRef {
  return ref;
}

/** Why the whole is no opinion; null where at least one model said without the price what it thinks. */
function abstention(samples: readonly Sample[]): AbstainReason | null {
  if (samples.some(({ answer }) => answer?.instructed === true)) return "injection";
  const blind = samples.filter(({ ask }) => ask === "blind");
  if (blind.some(({ answer }) => answer !== null && !answer.abstains)) return null;
  return mostFrequent(blind.map(({ failed }) => failed ?? "model"));
}

function mostFrequent(reasons: readonly AbstainReason[]): AbstainReason {
  const counts = new Map<AbstainReason, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  // Without a model nothing was asked.
  return first?.[0] ?? "invalid";
}

interface About {
  readonly question: Question;
  readonly gathered: Gathered;
  readonly signal: AbortSignal;
}

/** The calls of one question: first the blind ones with their negations, then the others. */
class Asked {
  readonly samples: Sample[] = [];
  readonly prompts = new Map<string, Prompt>();
  readonly #parts: AdvisorParts;
  readonly #caller: CallerParts;
  readonly #about: About;
  readonly #budgets: readonly Budget[];

  constructor(parts: AdvisorParts, caller: CallerParts, about: About) {
    this.#parts = parts;
    this.#caller = caller;
    this.#about = about;
    const own = createBudget(about.question.reserve);
    this.#budgets = parts.budget === undefined ? [own] : [own, parts.budget];
  }

  async rounds(): Promise<void> {
    const { models, samples } = this.#parts.config;
    const numbers = Array.from({ length: samples }, (_, i) => samples === 1 ? null : i + 1);
    await this.#all(
      models.flatMap((model) =>
        numbers.flatMap((number) =>
          (["blind", "negated"] as const).map((ask) => ({ model, ask, number }))
        )
      ),
    );
    // The price-aware answer and the mood add to a blind one and are nothing alone.
    if (abstention(this.samples) !== null) return;
    const [first] = models;
    const hasMood = this.#about.gathered.items.some(({ kind }) => shows("mood", kind));
    await this.#all([
      ...models.map((model) => ({ model, ask: "aware" as const, number: null })),
      ...(first !== undefined && hasMood
        ? [{ model: first, ask: "mood" as const, number: null }]
        : []),
    ]);
  }

  /** At the same time; the samples stand in the order in which they were asked for. */
  async #all(
    calls: readonly {
      readonly model: AiModel;
      readonly ask: AskKind;
      readonly number: number | null;
    }[],
  ): Promise<void> {
    const made = calls.map(({ model, ask, number }) => {
      const prompt = () => this.#prompt(model, ask, number);
      const temperature = number === null ? 0 : SAMPLE_TEMPERATURE;
      const call = { model, ask, prompt, temperature };
      return sample(this.#caller, call, this.#budgets, this.#about.signal);
    });
    this.samples.push(...await Promise.all(made));
  }

  #prompt(model: AiModel, ask: AskKind, number: number | null): Prompt {
    const { config, completer } = this.#parts;
    const hash = (text: string) => this.#parts.hash(text);
    const { question, gathered } = this.#about;
    const { maxPromptBytes } = completer.bounds(model.id, config);
    const hashes = gathered.items.map((item) => item.hash);
    // Nobody who writes evidence can name the hash of all of it.
    const nonce = hash(JSON.stringify([question.market, question.question, ...hashes])).slice(
      0,
      16,
    );
    const { system, user } = buildPrompt(ask, question, gathered.items, {
      maxPromptBytes,
      nonce,
      sample: number,
    });
    const prompt = { hash: hash(JSON.stringify([ask, system, user])), ask, system, user };
    this.prompts.set(prompt.hash, prompt);
    return prompt;
  }
}
