import type { EvidenceRef, Question } from "./core/types/advice.ts";
import type {
  AccountInput,
  AdviceInput,
  BrokerInput,
  EngineEvent,
  Input,
  MarketInput,
  SessionInput,
} from "./core/types/event.ts";
import type { LedgerRow } from "./core/types/effect.ts";
import type { OrderId } from "./core/types/ids.ts";
import type { Approved, Fill, Order } from "./core/types/order.ts";
import type { Millis, Seq } from "./core/types/units.ts";

/** Ports answer by emitting, now or later, success or failure; they return no promise. */
export type Emit<E extends Input> = (event: E) => void;

/** What one adapter touches outside the process; declared beside the code that touches it. */
export interface Needs {
  readonly net?: readonly string[];
  readonly env?: readonly string[];
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  /** Calls of the system by Deno's names. */
  readonly sys?: readonly string[];
}

/** Something to be undone: a timer, a subscription. */
export interface Cancelable {
  cancel(): void;
}

/** What a source may say: market data, the clock, and settlement, which no broker knows of a recording. */
export type SourceInput =
  | MarketInput
  | { readonly kind: "heartbeat" }
  | SessionInput
  | AdviceInput
  | Extract<BrokerInput, { readonly kind: "resolved" }>;

/** One input of a source that knows its own time. */
export interface TimedInput {
  readonly at: Millis;
  readonly input: SourceInput;
}

/** Facts and assumptions about a source, printed before anything computed from it. */
export interface SourceInfo {
  readonly name: string;
  /** What is not in the data and was assumed, one sentence each. Empty: nothing was. */
  readonly assumptions: readonly string[];
  /** Typical time between two looks at one market; the detector grid is never finer. */
  readonly cadenceMs: Millis;
  /** Known licence and credit, where the source has one. */
  readonly credit: string | null;
  /** Answers of models come with it, as they came in the run it is of. */
  readonly answers?: true;
}

/** A recorded or synthetic source: the whole input in time order, heartbeats included or not. */
export interface Source {
  readonly info: SourceInfo;
  /** Bytes or rows in all, for progress; null when unknown. */
  readonly size: number | null;
  /** Fraction read so far is `position() / size`. */
  position(): number;
  read(): AsyncIterable<readonly TimedInput[]>;
}

/** What an account waits for: orders without an end, fills that have not settled. */
export interface Unfinished {
  readonly orders: readonly OrderId[];
  readonly fills: readonly Fill[];
}

/**
 * Places and cancels. Paper and live answer with the same events: of one order in the order in which
 * they happened (a fill before it settles), and of one market before it resolves.
 */
export interface Broker {
  place(order: Approved<Order>, emit: Emit<BrokerInput>): void;
  cancel(order: OrderId, emit: Emit<BrokerInput>): void;
  /** Says what became of orders and fills that the account of a restarted process holds for open. */
  reconcile(held: Unfinished, emit: Emit<BrokerInput>): void;
  /** Market data as the engine saw it; only a paper venue needs it. */
  hear(event: EngineEvent, emit: Emit<BrokerInput>): void;
}

/**
 * Asks models. One `advised` comes for every question, whatever happens: nothing is thrown, and the
 * engine waits for nothing. Which calls were made and what they cost is in it.
 */
export interface Advisor {
  ask(question: Question, emit: Emit<AdviceInput>): void;
  /** Ends what is under way; nothing is emitted after it. */
  close(): void;
}

/** A piece of evidence with its text, as plain as it is shown to a model. */
export interface EvidenceItem extends EvidenceRef {
  readonly text: string;
}

/** What was found about a question. */
export interface Gathered {
  readonly items: readonly EvidenceItem[];
  /** What could not be had, one sentence each. */
  readonly missing: readonly string[];
}

/** Fetches and keeps what models may read; it never rejects: what fails is `missing`. */
export interface Evidence {
  gather(question: Question, signal: AbortSignal): Promise<Gathered>;
}

/** Time and timers. With a simulated clock timers run at their exact due time, in order. */
export interface Clock {
  now(): Millis;
  after(delay: Millis, run: () => void): Cancelable;
}

/** What one run is: the first thing in its ledger, and part of the chain. */
export interface RunHeader {
  readonly version: string;
  readonly mode: "paper" | "live";
  readonly source: string;
  readonly configHash: string;
  readonly seed: number;
  /** The whole configuration as canonical JSON; holds no secret. */
  readonly config: string;
  readonly assumptions: readonly string[];
}

/** Append-only rows, chained by hash. A row acknowledged survives kill -9. */
export interface Ledger {
  /**
   * Writes the header of a ledger without rows, or returns the one that is there: a run that ended
   * before its first row, as without a network, stands in nobody's way.
   */
  begin(header: RunHeader): RunHeader;
  header(): RunHeader | null;
  append(rows: readonly LedgerRow[]): void;
  read(after?: Seq): Iterable<LedgerRow>;
  /** Hex hash of the last row; of the header when there is none. */
  head(): string;
  count(): number;
  /** Makes everything appended durable; a no-op where append already does. */
  flush(): void;
  close(): void;
}

/** Input events as the engine saw them. */
export interface Tape {
  append(event: EngineEvent): void;
  flush(): void;
  close(): void;
}

/** A command that waits to be taken by the engine. */
export interface InboxCommand {
  readonly id: string;
  readonly input: Extract<AccountInput, { readonly command: string }>;
}

/** The door for people: CLI, file, dashboard and chat put commands in, the heartbeat takes them out. */
export interface Inbox {
  poll(): readonly InboxCommand[];
  /** The command became ledger row `seq`. */
  confirm(id: string, seq: Seq): void;
}

/** Hears every row after it is on disk. Its failure is a line on stderr and nothing else. */
export interface Notifier {
  notify(row: LedgerRow): void;
}
